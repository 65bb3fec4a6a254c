/// Joining messages, and going on after a stop.
extension Rules {
    /// How soon a fragment must follow to belong to the message before it, in milliseconds: people pause between
    /// two halves of a sentence for up to two or three seconds.
    private static let mergeGapMax = 3_000

    /// How young the turn must be, in seconds: before it has shown anything.
    private static let mergeAgeMax = 4

    /// The previous message was unfinished, or this one repairs it.
    func merge() -> Decision? {
        guard situation.millisecondsSincePreviousMessage <= Self.mergeGapMax,
            running.elapsedSeconds <= Self.mergeAgeMax, !isCommitted,
            let previous = situation.history.last, previous.role == .user
        else { return nil }
        if reading.isTypoFix { return Decision(.merge, "Repairs a slip of a moment ago.", confidence: 0.9) }
        let before = Reading.Ending(of: previous.text)
        guard !before.isHold, !reading.stops().contains(.whole),
            !reading.isCovered(by: Reading.smallTalk.union(CueSet(.hold)))
        else { return nil }
        let isOpen = before.isOpen || reading.isContinuation
        if isOpen { return Decision(.merge, "Goes on with the message of a moment ago.", confidence: 0.9) }
        guard running.phase == .model, !isQuestion, !reading.isCovered(by: Reading.smallTalk), reading.stops().isEmpty,
            !cues.has(.hold),
            !cues.hasAny(.keepGoing, .backTo)
        else { return nil }
        return Decision(.merge, "Came at once, before the answer to the previous message began.", confidence: 0.6)
    }

    /// The stop is taken back, or its reason is gone.
    func resume() -> Decision? {
        guard situation.lastInterrupted != nil, reading.goesBack, !isCommitted else { return nil }
        // "Keep going" while a tool works means that tool's work, unless the person goes back to the kept one.
        guard running.phase == .model || running.elapsedSeconds <= Self.mergeAgeMax || cues.has(.backTo) else {
            return nil
        }
        return Decision(.resume, "Takes the stop back.", confidence: 0.85)
    }
}

extension Reading {
    /// Whether the person wants the kept work to go on.
    var goesBack: Bool {
        guard cues.hasAny(.keepGoing, .backTo, .falseAlarm, .approval, .notStop), !cues.hasAny(.instead, .doNot, .after)
        else { return false }
        let rules = Rules(reading: self, running: .init(goal: "", agent: ""))
        if rules.isQuestion, !cues.has(.keepGoing) { return false }
        if cues.hasAny(.keepGoing, .backTo, .notStop) { return true }
        // "Never mind" or "it's fine" alone may as well mean that nothing more is needed.
        return cues.has(.approval) || !isNeverMind
    }

    private var isNeverMind: Bool { stops().contains(.whole) }

    /// What to do when nothing runs: go on with the kept work, or start something.
    func whenIdle() -> Decision {
        if situation.lastInterrupted != nil, goesBack || saysGo {
            return Decision(.resume, "Goes back to the kept work.", confidence: 0.85)
        }
        return Self.nothingRuns
    }

    /// A message that no work is there for.
    static let nothingRuns = Decision(.enqueue, "Nothing runs; the message starts a turn.", confidence: 0.9)

    /// A bare "yes" or "ok go".
    private var saysGo: Bool { cues.has(.yes) && isCovered(by: Self.smallTalk) && !cues.has(.thanks) }

    /// "*friday" or "friday*": one or two words that repair a slip.
    var isTypoFix: Bool {
        let bytes = situation.message.utf8
        return wordCount <= 4 && (bytes.first == UInt8(ascii: "*") || bytes.last == UInt8(ascii: "*"))
    }

    /// Begins in the middle of a sentence.
    var isContinuation: Bool {
        guard let clause = clauses.first, let first = clause.hints.first, first.words.lowerBound == 0 else {
            return false
        }
        return first.cues.has(.joint) && !first.cues.has(.leadIn) || first.cues.has(.condition)
    }

    /// How a previous message ended.
    struct Ending {
        /// Its last words want more to follow.
        let isOpen: Bool
        /// It told the agent to wait or to stop.
        let isHold: Bool

        init(of text: String) {
            let reading = Reading(Situation(message: text))
            guard let last = reading.clauses.last(where: { !$0.words.isEmpty }) else {
                (isOpen, isHold) = (true, false); return
            }
            let hangs = last.hints.contains { $0.words.upperBound == last.words.upperBound && $0.cues.has(.opener) }
            let mark = text.unicodeScalars.last { !$0.properties.isWhitespace }
            let trailsOff = mark.map { ",:;-…،、，：([".unicodeScalars.contains($0) } ?? true || text.hasSuffix("...")
            isHold = reading.cues.has(.hold) || reading.stops().contains(.whole)
            let isFinished = last.end == .question || last.end == .exclamation
            isOpen = trailsOff || hangs && !isFinished
        }
    }
}
