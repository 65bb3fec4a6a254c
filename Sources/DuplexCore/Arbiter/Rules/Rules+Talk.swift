/// New work, questions, talk, and what remains.
extension Rules {
    /// Work for afterwards, or of another kind.
    func newWork() -> Decision? {
        let later = reading.clauses.contains {
            ($0.cues.hasAny(.after, .memo, .ifOutcome) || reading.followsWork($0)) && !isQuestion($0)
        }
        if later {
            // "Put it in a table when you're done" is the same result in another form.
            if cues.has(.form), !isCommitted,
                reading.clauses.contains(where: { $0.opens(with: CueSet(.steerVerb)) || $0.cues.has(.change) })
            {
                return Decision(.steer, "A form for the same result.", confidence: 0.6)
            }
            return Decision(.enqueue, "Work for afterwards.", confidence: 0.75)
        }
        if reading.clauses.contains(where: isSeparate) {
            return Decision(.enqueue, "Work of its own.", confidence: 0.65)
        }
        return nil
    }

    /// An order for something that the running work is not about.
    private func isSeparate(_ clause: Reading.Clause) -> Bool {
        let isPolite =
            clause.head > clause.words.lowerBound
            && clause.hints.contains { $0.words.lowerBound == clause.head && $0.cues.has(.politeVerb) }
        guard isPolite || clause.opens(with: CueSet(.workVerb)) || clause.cues.has(.request) else { return false }
        if clause.end == .question, !clause.cues.hasAny(.polite, .request) { return false }
        guard let verb = clause.hints.first(where: { $0.cues.hasAny(.workVerb, .request, .politeVerb) }),
            !verb.cues.hasAny(.steerVerb, .change)
        else { return false }
        // "Send it to the office" speaks of what is about to be sent.
        if awaitsCommit,
            clause.hints.contains(where: { $0.words.lowerBound == verb.words.upperBound && $0.cues.has(.pronoun) })
        {
            return false
        }
        return !clause.words.contains(where: reading.isOfWork)
    }

    /// A question is answered beside the work.
    func question() -> Decision? {
        guard isQuestion else { return nil }
        return Decision(.side, "A question; the work goes on.", confidence: 0.7)
    }

    /// Thanks, feelings, a farewell: nothing is asked.
    func talk() -> Decision? {
        if reading.text.words.isEmpty { return Decision(.side, "A nudge.", confidence: 0.6) }
        if reading.isCovered(by: Reading.smallTalk.union(CueSet(.keepGoing, .notStop))) {
            return Decision(.side, "Says nothing about the work.", confidence: 0.8)
        }
        if cues.hasAny(.leaving, .keepGoing, .notStop), !reading.clauses.contains(where: asksForWork) {
            return Decision(.side, "The work goes on.", confidence: 0.6)
        }
        let isVenting = cues.hasAny(.feeling, .thanks) && !reading.clauses.contains(where: asksForWork)
        return isVenting ? Decision(.side, "Feelings, not an instruction.", confidence: 0.5) : nil
    }

    /// An order that concerns the running work.
    func request() -> Decision? {
        guard let clause = reading.clauses.first(where: asksForWork) else { return nil }
        if clause.opens(with: CueSet(.steerVerb)) || clause.cues.has(.change) {
            return amend("Changes the same result", confidence: 0.65)
        }
        if cues.has(.also), clause.opens(with: CueSet(.workVerb)) {
            return Decision(.enqueue, "One more thing to do.", confidence: 0.5)
        }
        return amend("Concerns the running work", confidence: 0.5)
    }

    /// A statement without any of the signs above: a fact, a detail, a wish.
    func remark() -> Decision {
        isOpinion
            ? Decision(.side, "An opinion; nothing is asked.", confidence: 0.5)
            : amend("A detail of the same work", confidence: 0.4)
    }

    /// "Such a nice view": no reason to hold what waits for its commit.
    private var isOpinion: Bool {
        let isObjection = cues.hasAny(
            .negation, .wrong, .meant, .hazard, .leaning, .rethink, .doNot, .dontWant, .want, .moot, .slip, .branch
        )
        return (awaitsCommit || isStreaming) && cues.has(.opinion) && !isObjection && !reading.hasNumber
    }

    /// A change that the running turn can take in; a write that awaits its commit must not happen without it.
    private func amend(_ reason: String, confidence: Double) -> Decision {
        if reading.repeatsRequest { return Decision(.steer, "Asks again for what is going on.", confidence: 0.6) }
        return awaitsCommit || isStreaming
            ? Decision(.interrupt, reason + ", and it is not too late.", confidence: confidence)
            : Decision(.steer, reason + ".", confidence: confidence)
    }
}
