/// A message of stream mode, assembled from its deltas.
///
/// It ends when it is complete, and also when its run or turn ends without it: a reader never waits for words that
/// will not come.
package struct StreamedMessage: Equatable, Sendable {
    package let message: MessageID
    package let turn: TurnID?
    package let run: RunID?

    /// The deltas, in order.
    package private(set) var pieces: [String]
    package private(set) var isEnded = false

    /// Begins with a delta; nil for other events.
    package init?(_ event: Event) {
        guard event.kind == .messageDelta, let message = event.payload["message"]?.string else { return nil }
        self.message = MessageID(message)
        turn = event.turn
        run = event.entry.run
        pieces = [event.payload["text"]?.string ?? ""]
    }

    /// Takes a later event of the log in; true when the message looks different now.
    package mutating func apply(_ event: Event) -> Bool {
        guard !isEnded else { return false }
        switch event.kind {
        case .messageDelta:
            guard event.payload["message"]?.string == message.value else { return false }
            pieces.append(event.payload["text"]?.string ?? "")
        case .messageAgent:
            guard event.payload["message"]?.string == message.value else { return false }
            isEnded = true
        case .runEnded:
            guard let run, event.entry.run == run else { return false }
            isEnded = true
        case .turnEnded:
            guard let turn, event.turn == turn else { return false }
            isEnded = true
        default: return false
        }
        return true
    }

    /// All words so far.
    package var text: String { pieces.joined() }

    /// The pieces as Parlant has them: null after the last one.
    package var chunks: JSON { .array(pieces.map(JSON.string) + (isEnded ? [.null] : [])) }
}
