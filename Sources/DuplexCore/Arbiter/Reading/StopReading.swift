/// What a stop in a message is about: the verb's object decides, not the verb.
enum StopReading: Equatable {
    /// The running work.
    case whole
    /// One part of it.
    case branch
    /// A limit for later: "stop at epoch 20".
    case conditional
    /// Something else: "cancel my gym membership".
    case other
    /// The opposite: "don't cancel it".
    case opposite
}

extension Reading {
    /// Words that may stand between a stop and the end of its clause without giving it another object.
    private static let emptyObject = CueSet(
        .pronoun,
        .thanks,
        .leadIn,
        .acknowledgement,
        .feeling,
        .recent,
        .stopPhrase,
        .hold,
        .thought,
        .joint,
        .moot,
        .also,
        .stopVerb,
        .leaving,
        .greeting,
    )

    /// All stops of the message, in order.
    func stops() -> [StopReading] { clauses.indices.flatMap { stops(in: clauses[$0]) } }

    private func stops(in clause: Clause) -> [StopReading] {
        var found: [StopReading] = []
        for (place, hint) in clause.hints.enumerated() {
            if hint.cues.has(.notStop) {
                found.append(endsWork(hint.words) ? .whole : .opposite)
            } else if hint.cues.has(.stopPhrase) {
                if !isConditional(clause, before: hint) { found.append(.whole) }
            } else if hint.cues.hasAny(.stopVerb, .dropVerb) {
                if clause.isInQuestion, clause.end == .question { continue }
                let before = clause.hints[..<place].last { $0.words.upperBound == hint.words.lowerBound }
                if let before, before.cues.has(.doNot) {
                    found.append(endsWork(hint.words) ? .whole : .opposite)
                } else if hint.words.lowerBound <= clause.head {
                    found.append(object(of: hint, in: clause))
                }
            } else if hint.cues.has(.keepIt), hint.words.lowerBound <= clause.head, workEndsSomething {
                found.append(.whole)
            } else if hint.cues.has(.doNot), hint.words.lowerBound <= clause.head, forbidsWork(hint, in: clause) {
                found.append(.whole)
            }
        }
        return found
    }

    /// Whether the running work is itself an ending: "don't cancel it" stops a cancellation.
    private func endsWork(_ words: Range<Int>) -> Bool {
        words.contains { isOfWork($0) && !isNegationWord($0) }
    }

    /// Whether the running work takes something away: "keep it" stops it.
    private var workEndsSomething: Bool {
        guard let running = situation.running else { return false }
        let goal = FoldedText(running.goal)
        return goal.words.first.map { Self.endings.contains(Array(goal.bytes[$0.bytes])) } ?? false
    }

    private static let endings: Set<[UInt8]> = Set(
        "cancel delete remove terminate close unsubscribe return wipe erase quit end drop uninstall sell".split(
            separator: " "
        ).map { Array($0.utf8) }
    )

    private func isNegationWord(_ word: Int) -> Bool { text.words[word].bytes.count <= 3 }

    private func isConditional(_ clause: Clause, before hint: Hint) -> Bool {
        clause.hints.contains {
            $0.words.lowerBound < hint.words.lowerBound && $0.cues.hasAny(.condition, .after, .negation)
        }
            || clause.end == .question && clause.opens(with: CueSet(.asks))
    }

    /// "Don't send it": the verb of the work and nothing but the work after it.
    private func forbidsWork(_ hint: Hint, in clause: Clause) -> Bool {
        let verb = hint.words.upperBound
        guard verb < clause.words.upperBound, isOfWork(verb) else { return false }
        return (verb + 1..<clause.words.upperBound).allSatisfy { word in
            clause.covers(word..<word + 1, with: Self.emptyObject, in: text)
                || isOfWork(word)
                || text.words[word].bytes.count <= 3
        }
    }

    private func object(of hint: Hint, in clause: Clause) -> StopReading {
        let object = hint.words.upperBound..<clause.words.upperBound
        let mentionsWork = object.contains(where: isOfWork)
        let hints = clause.hints.filter { $0.words.lowerBound >= object.lowerBound }
        if clause.covers(object, with: Self.emptyObject, in: text) { return .whole }
        if let first = hints.first, first.words.lowerBound == object.lowerBound, first.cues.hasAny(.condition, .after) {
            return .conditional
        }
        if let next = object.first, text.bytes[text.words[next].bytes.lowerBound].isASCIIDigit { return .conditional }
        if hints.contains(where: { $0.cues.hasAny(.branch) }) { return .branch }
        if hints.contains(where: { $0.cues.has(.other) }), !hint.cues.has(.dropVerb) { return .other }
        if mentionsWork {
            return hasBranches || hint.cues.has(.dropVerb) && !hint.cues.has(.stopVerb) && object.count > 3
                ? .branch : .whole
        }
        if hint.cues.has(.dropVerb) || object.first.map(isGerund) ?? false { return .branch }
        // What follows "it" or "this" is a reason or an address.
        if let first = hints.first, first.words.lowerBound == object.lowerBound, first.cues.has(.pronoun) {
            return .whole
        }
        return .other
    }

    /// "stop adding emojis" changes how the work is done.
    private func isGerund(_ word: Int) -> Bool {
        let bytes = text.bytes[text.words[word].bytes]
        return bytes.count > 5 && bytes.suffix(3).elementsEqual("ing".utf8)
    }

    /// Whether the running turn works on several things at once.
    private var hasBranches: Bool {
        guard let running = situation.running else { return false }
        let asked = situation.history.last { $0.role == .user }?.text ?? ""
        let text = FoldedText(running.agent + " " + running.goal + "\n" + asked)
        return text.words.contains { Self.several.contains(Array(text.bytes[$0.bytes])) }
    }

    private static let several: Set<[UInt8]> = Set(
        "router planner orchestrator coordinator parallel and both three four five und et y en ve".split(
            separator: " "
        ).map { Array($0.utf8) }
    )
}
