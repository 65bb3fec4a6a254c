import DuplexReader

extension OfflineArbiter {
    /// What the second reader is given for a line with a situation, as a line of JSON; empty when there is no work that the
    /// message could be about.
    ///
    /// Its training takes the numbers from here, so that it sees what a session sees. `isWeighed` adds the weights of the
    /// model that is built in: side, steer, enqueue, cancel, interrupt, resume.
    package func readerLine(_ line: [UInt8], isWeighed: Bool) -> String {
        guard let (id, situation) = try? SituationWire.read(line), let pieces = SecondReader.shared?.pieces,
            let rules = Rules(Reading(situation))
        else { return "" }
        let decision = Self.decide(rules)
        let input = ReaderInput(rules, decision, pieces: pieces).input
        return JSON.object([
            "id": .string(id), "rule": .string(decision.action.rawValue), "confidence": .double(decision.confidence),
            "reason": .string(decision.reason), "isSettled": .bool(SecondReader.isSettled(decision, by: rules)),
            "tokens": .array(input.tokens.map { .int(Int($0)) }), "context": .int(input.contextCount),
            "marks": .array(input.marks.map { .int(Int($0)) }),
            "facts": .array(input.facts.map { .double(Double($0)) }),
            "weights": .array((isWeighed ? pieces.model.weigh(input) ?? [] : []).map { .double(Double($0)) }),
        ]).text
    }
}
