import DuplexCore

/// What a turn has found so far, and what becomes of it when the turn is stopped.
extension Conversation {
    /// A partial result of a turn that has not ended.
    struct Kept: Equatable, Sendable {
        let turn: TurnID
        let key: String
        var value: String
        var isComplete: Bool

        /// The result in one row.
        var words: String { "\(key)\(isComplete ? "" : " so far"): \(value)" }
    }

    /// The rows of partial results that are shown at once; the newest count.
    private static let keptRowCountMax = 4

    /// What is shown of a value; the rest is in the answer.
    private static let valueCharacterCountMax = 60

    mutating func applyKept(_ event: Event) -> [Line] {
        guard event.kind == .partialUpdated else { return [note(handedOver(event), .dim)] }
        // Words that were written are on the screen already.
        guard let turn = event.turn, let key = event.payload["key"]?.string, key != "text" else { return [] }
        let words = TextCleaner.clean(event.payload["value"]?.brief ?? "").replacing("\n", with: " ")
        let value = words.count > Self.valueCharacterCountMax ? "\(words.prefix(Self.valueCharacterCountMax))…" : words
        let isComplete = event.payload["complete"]?.bool ?? false
        let result = Kept(turn: turn, key: TextCleaner.clean(key), value: value, isComplete: isComplete)
        kept.removeAll { $0.turn == turn && $0.key == result.key }
        kept.append(result)
        return []
    }

    /// What a turn begins with that another one had found.
    private func handedOver(_ event: Event) -> String {
        let findings = (ContextTransfer(payload: event.payload)?.findings ?? []).filter { $0.key != "text" }
        let names = findings.map { TextCleaner.clean($0.key) + ($0.isComplete ? "" : " (so far)") }
        return "-> knows what was asked before\(names.isEmpty ? "" : " and found: \(names.joined(separator: ", "))")"
    }

    /// Forgets what a turn had found that has ended; answers with it where it is kept for the next one.
    mutating func endKept(of turn: TurnID, _ outcome: String?) -> [Line] {
        let its = kept.filter { $0.turn == turn }
        kept.removeAll { $0.turn == turn }
        guard outcome != Outcome.completed.rawValue, outcome != Outcome.rolledBack.rawValue else { return [] }
        return its.map { note("Kept: \($0.words)", .dim) }
    }

    /// What is found by now.
    var keptRows: [Line] { kept.suffix(Self.keptRowCountMax).flatMap { wrapped("found", $0.words, .dim) } }
}
