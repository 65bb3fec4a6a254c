import DuplexCore
import Synchronization

/// What a model says in one response, as one message that begins with the first words.
///
/// White space before the first word waits for it: a response that is nothing else says nothing.
final class Speech: Sendable {
    private struct State {
        var message: MessageWriter?
        var text = ""
    }

    /// Whether words are kept back until the end.
    let isHeld: Bool

    /// Whether signs that voices stumble over are replaced.
    private let isSafe: Bool
    private let context: RunContext
    private let state = Mutex(State())

    init(_ context: RunContext, isHeld: Bool, isSafe: Bool = false) {
        self.context = context
        self.isHeld = isHeld
        self.isSafe = isSafe
    }

    /// All words so far.
    var text: String { state.withLock { $0.text } }

    /// A text as it is said.
    func shown(_ text: String) -> String { isSafe ? text.speechSafe : text }

    /// Says the next words.
    ///
    /// On cancellation: throws `CancellationError`; the message stays unfinished.
    func add(_ words: String) async throws {
        let words = shown(words)
        let (message, text) = state.withLock { state in
            state.text += words
            return (state.message, state.text)
        }
        if isHeld || words.isEmpty { return }
        if let message { return try await message.write(words) }
        if text.isBlank { return }
        try await context.note(.responsePreparing, [:])
        let begun = try await context.beginMessage()
        state.withLock { $0.message = begun }
        try await begun.write(text)
    }

    /// Ends the message, or says `text` whole when nothing of it was said; whether there was anything to say.
    ///
    /// On cancellation: throws `CancellationError`; the message stays unfinished.
    func end(_ text: String) async throws -> Bool {
        if let message = state.withLock({ $0.message }) {
            try await message.end(text: text)
            return true
        }
        guard !text.isBlank else { return false }
        try await context.note(.responsePreparing, [:])
        try await context.say(text)
        return true
    }
}
