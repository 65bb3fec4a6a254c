/// Decides what a message that arrives while work goes on does, from the state and from words alone.
///
/// Deterministic, without a network and without I/O; about half a millisecond a decision, a bare stop far less. Rules are
/// asked in the order in which a mistake costs: was the previous message unfinished, is a stop taken back, should the work
/// end, does the message change it, is it new work, and else it is talk beside the work. A small trained text model, which
/// is compiled in, looks again at what they say. The state decides before the words: a committed write is never
/// interrupted, whatever is said. `docs/arbiter.md` has the measured scores.
public struct OfflineArbiter: Sendable {
    /// Creates the arbiter; the first one of a process reads the lexicon and the model, which takes some 60 ms.
    public init() {
        _ = Lexicon.trie
        _ = SecondReader.shared
    }

    /// Decides what the message of a situation does.
    ///
    /// When nothing runs the answer is `resume` if the person goes back to the kept work, else `enqueue`.
    public func decide(_ situation: Situation) -> Decision {
        guard let rules = Rules(Reading(situation)) else { return Reading.nothingRuns }
        let decision = Self.decide(rules)
        return SecondReader.shared?.review(decision, by: rules) ?? decision
    }

    static func decide(_ rules: Rules) -> Decision {
        if rules.situation.running == nil { return rules.reading.whenIdle() }
        return rules.merge() ?? rules.resume() ?? rules.emergency() ?? rules.stop() ?? rules.hazard() ?? rules.answer()
            ?? rules.moot() ?? rules.hold()
            ?? rules.replacement() ?? rules.newWork() ?? rules.question() ?? rules.talk() ?? rules.request()
            ?? rules.remark()
    }
}
