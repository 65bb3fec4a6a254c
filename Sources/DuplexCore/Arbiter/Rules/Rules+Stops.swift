/// Ending the work.
extension Rules {
    /// Danger to people, homes or services comes before any work, unless it is the work.
    func emergency() -> Decision? {
        let isNews = reading.clauses.contains { clause in
            !(clause.opens(with: CueSet(.asks, .doubt)) && clause.end == .question)
                && clause.hints(CueSet(.emergency)).contains { hint in
                    !hint.words.contains(where: reading.isOfWork)
                }
        }
        if isNews {
            return isCommitted
                ? Decision(.side, "An emergency; the write is committed, so it is answered beside it.", confidence: 0.8)
                : Decision(.interrupt, "An emergency comes first.", confidence: 0.8)
        }
        return nil
    }

    /// Something is in the way of a machine that moves, or somebody is disturbed by it.
    func hazard() -> Decision? {
        let isCried =
            reading.clauses.last?.end == .exclamation && !cues.hasAny(.acknowledgement, .feeling, .thanks, .keepGoing)
            && !reading.isCovered(by: Reading.smallTalk)
        guard isGradualWrite, cues.has(.hazard) || isCried, !isQuestion, !cues.hasAny(.steerVerb, .change, .after)
        else {
            return nil
        }
        return Decision(.interrupt, "Something is in the way of a machine that moves.", confidence: 0.6)
    }

    /// Somebody tells the agent to stop, or tells it not to.
    func stop() -> Decision? {
        let stops = reading.stops()
        if stops.contains(.conditional), !stops.contains(.whole) {
            return Decision(.steer, "Says when to stop.", confidence: 0.7)
        }
        guard !stops.isEmpty, !cues.hasAny(.after, .memo) || stops.contains(.whole) && !stops.contains(.other) else {
            return nil
        }
        if stops.contains(.opposite) {
            return isQuestion || reading.wordCount <= 8
                ? Decision(.side, "Says that the work shall go on.", confidence: 0.8) : nil
        }
        if stops.contains(.branch) || stops.contains(.other), cues.has(.tooLong), running.phase == .model { return nil }
        if stops.first == .branch, cues.hasAny(.want, .instead), !cues.has(.branch) {
            return redirect("The work is given up for something else", confidence: 0.6)
        }
        if stops.contains(.branch), isStreaming {
            return Decision(.interrupt, "Cuts the answer that streams.", confidence: 0.55)
        }
        if stops.contains(.branch), stops.first != .whole {
            return Decision(.steer, "Drops a part of the work.", confidence: 0.75)
        }
        guard stops.contains(.whole) else {
            return stops.contains(.other)
                ? Decision(.enqueue, "Ends something else than this work.", confidence: 0.6) : nil
        }
        if isCommitted, !reading.isPlainStop {
            return Decision(.steer, "More than a stop, and the write is committed.", confidence: 0.5)
        }
        if isAboutAside { return Decision(.side, "Takes back the question beside the work.", confidence: 0.7) }
        if !wantsMore { return Decision(.cancel, "A stop.", confidence: 0.9) }
        return redirect("A stop, with something else to do", confidence: 0.8)
    }

    /// "Never mind" after a question that was asked while the work ran takes back the question.
    private var isAboutAside: Bool {
        let isSoft = cues.has(.falseAlarm) && !reading.clauses.contains { $0.opens(with: CueSet(.stopVerb)) }
        return isSoft && situation.millisecondsSincePreviousMessage + 2_000 < running.elapsedSeconds * 1_000
            && situation.history.count { $0.role == .user } > 1
    }

    /// The work is no longer needed: a reason is a stop, a reason with a request is a redirection.
    func moot() -> Decision? {
        let isMoot =
            isChangeOfMind
            || reading.clauses.contains {
                !isQuestion($0)
                    && ($0.cues.has(.moot) || reading.tellsOfSolution($0) || reading.wantsNone($0)
                        || $0.cues.has(.cause) && reading.looksForCause
                        || $0.cues.has(.setback) && reading.isForOuting)
            }
        guard isMoot, !cues.hasAny(.steerVerb, .change, .after) else { return nil }
        if wantsMore { return redirect("The work is no longer needed; something else is", confidence: 0.65) }
        return isCommitted
            ? Decision(.steer, "No longer needed, but the write is committed.", confidence: 0.5)
            : Decision(.cancel, "The work is no longer needed.", confidence: 0.65)
    }

    /// "Turns out my aunt has a flat": a change of mind, and what somebody has or does as its reason.
    private var isChangeOfMind: Bool {
        cues.has(.rethink) && !cues.hasAny(.meant, .instead, .want)
            && reading.clauses.contains { $0.cues.has(.person) && !isQuestion($0) }
    }

    /// "Wait": harmless for a read, worth heeding before a write.
    func hold() -> Decision? {
        let isBare = reading.isCovered(by: Reading.smallTalk.union(CueSet(.hold)))
        if isOpenWrite { return isQuestion ? doubt() : holdOfWrite(isBare: isBare) }
        guard cues.has(.hold), isBare, !isQuestion else { return nil }
        return isCommitted
            ? Decision(.steer, "A call to wait, but the write is committed.", confidence: 0.5)
            : Decision(.cancel, "A call to wait.", confidence: 0.7)
    }

    private func holdOfWrite(isBare: Bool) -> Decision? {
        if cues.has(.hold) {
            return isBare
                ? Decision(.cancel, "A call to wait, before a commit.", confidence: 0.75)
                : Decision(.interrupt, "A call to wait, with more to say.", confidence: 0.6)
        }
        let isConsent = reading.clauses.contains { clause in
            clause.hints.contains { $0.cues.hasAny(.acknowledgement, .thanks) && !$0.cues.has(.thought) }
        }
        guard cues.has(.thought), isBare, !isConsent else { return nil }
        return Decision(.interrupt, "The beginning of an objection holds a write.", confidence: 0.5)
    }

    /// A question before a commit holds the write when it doubts it; a calm one is answered beside it.
    private func doubt() -> Decision? {
        if cues.hasAny(.hold, .doubt) || awaitsCommit && cues.has(.thought) {
            return Decision(.interrupt, "Doubt before a commit holds it.", confidence: 0.6)
        }
        let hasReservation = reading.clauses.contains { !isQuestion($0) && reading.clauseHasContent($0) }
        guard awaitsCommit, hasReservation else { return nil }
        return Decision(.interrupt, "A question with a reservation, before a commit.", confidence: 0.5)
    }
}

extension Reading {
    /// Nothing but a stop: what is covered by no cue is a word of the work.
    var isPlainStop: Bool {
        let plain = Self.smallTalk.union(
            CueSet(.stopVerb, .dropVerb, .stopPhrase, .hold, .doNot, .notStop, .moot, .polite)
        )
        return clauses.allSatisfy { clause in
            clause.words.allSatisfy { word in
                clause.covers(word..<word + 1, with: plain, in: text)
                    || isOfWork(word)
            }
        }
    }

    /// Whether the work prepares something that people go to: illness ends a trip, and is a detail for a clinic.
    var isForOuting: Bool {
        let goal = FoldedText(situation.running?.goal ?? "")
        return goal.words.contains { Self.outings.contains(Array(goal.bytes[$0.bytes])) }
    }

    /// Whether the work looks for what is behind a fault: then "it was the fuse" ends it.
    var looksForCause: Bool {
        let goal = FoldedText(situation.running?.goal ?? "")
        return goal.words.contains { Self.searchesForCause.contains(Array(goal.bytes[$0.bytes])) }
    }

    private static let searchesForCause: Set<[UInt8]> = Set(
        """
        why cause causes reason diagnose diagnosis investigate identify debug bisect troubleshoot trace analyse analyze
        fault outage error crash problem
        """.split(whereSeparator: \.isWhitespace).map { Array($0.utf8) }
    )

    private static let outings: Set<[UInt8]> = Set(
        """
        trip travel flight flights fly hotel hotels hostel holiday holidays vacation weekend cruise ferry train trains
        restaurant dinner table ticket tickets concert festival cinema theatre theater museum party wedding venue hike
        hiking ski campsite camping cottage apartment apartments tour picnic match game gig excursion getaway break
        """.split(whereSeparator: \.isWhitespace).map { Array($0.utf8) }
    )

    /// "No coffee", "so no coffee", when coffee is what the work is for.
    func wantsNone(_ clause: Clause) -> Bool {
        let last = clause.words.upperBound - 1
        return clause.hints.contains { hint in
            hint.cues.has(.noneOf) && hint.words.upperBound == last
                && (hint.words.lowerBound == clause.words.lowerBound || hint.words.count > 1)
        } && isOfWork(last)
    }

    /// Somebody has done, found or offered what the work is for.
    func tellsOfSolution(_ clause: Clause) -> Bool {
        clause.hints.contains { verb in
            // "My brother bought some too" is a tale beside the work.
            guard verb.cues.hasAny(.solved, .supplied), !clause.cues.has(.opinion) else { return false }
            let before = clause.words.lowerBound..<verb.words.lowerBound
            // "Have you found one": the agent's doing is no news.
            if before.contains(where: isAgent) { return false }
            let object = verb.words.upperBound..<clause.words.upperBound
            let standsForWork =
                clause.hints.contains { $0.words.lowerBound == object.lowerBound && $0.cues.has(.indefinite) }
                || object.count <= 3
                    && (clause.hints.contains { $0.words.lowerBound >= object.lowerBound && $0.cues.has(.indefinite) }
                        || object.contains(where: isOfWork))
            if verb.cues.has(.solved), clause.cues.has(.recent) || standsForWork || object.isEmpty && !before.isEmpty {
                return true
            }
            return standsForWork
                && clause.hints.contains {
                    $0.words.upperBound <= verb.words.lowerBound && $0.cues.hasAny(.person, .recent)
                }
        }
    }

    private func isAgent(_ word: Int) -> Bool { text.bytes[text.words[word].bytes].starts(with: "you".utf8) }
}
