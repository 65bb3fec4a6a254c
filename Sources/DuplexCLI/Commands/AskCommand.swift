import DuplexClient
import DuplexCore

/// `duplex ask`.
struct AskCommand {
    /// A server that restarts is back sooner; one that is gone should not hold up a script.
    static let patience = Duration.seconds(60)

    let server: DuplexConnection
    let agent: String
    let text: String

    /// The session to ask in; nil opens one.
    let session: String?
    let isJSON: Bool

    /// Sends the text and prints the answer as it comes.
    ///
    /// On cancellation: stops reading; the turn goes on at the server.
    func run(_ output: Output) async throws -> ExitCode {
        let session =
            if let session { try await server.snapshot(of: SessionID(session)) } else {
                try await server.createSession(agent: agent)
            }
        let receipt = try await server.send(text, to: session.id)
        var answer = PlainAnswer(output: output, isJSON: isJSON)
        let events = server.events(
            of: session.id, from: receipt.offset, history: session.history, turn: receipt.turn, patience: Self.patience)
        for try await event in events {
            guard let outcome = try answer.take(event) else { continue }
            if outcome == .approvalNeeded { output.note("duplex chat --session \(session.id) answers it.") }
            return outcome
        }
        output.note("duplex: the session was closed")
        return .failed
    }
}

/// Prints a turn for a program, or for a person without a terminal that moves: words as they come, or one event a line.
struct PlainAnswer {
    let output: Output
    let isJSON: Bool
    private var cleaner = TextCleaner()

    /// Whether the last line is still open.
    private var isInLine = false

    /// The messages whose words have come one by one.
    private var streamed: Set<String> = []

    init(output: Output, isJSON: Bool) {
        self.output = output
        self.isJSON = isJSON
    }

    /// Prints what an event of the turn says; the code once it was the turn's last.
    mutating func take(_ event: Event) throws(OutputClosed) -> ExitCode? {
        if isJSON {
            try output.line(String(decoding: event.bytes, as: UTF8.self))
        } else {
            try show(event)
        }
        // Nobody sits here who could answer; the request stays open at the server.
        if event.kind == .inputRequested { return .approvalNeeded }
        guard event.kind == .turnEnded else { return nil }
        let outcome = event.payload["outcome"]?.string.flatMap(Outcome.init(rawValue:)) ?? .failed
        if !isJSON, outcome != .completed {
            let reason = event.payload["error"]?["message"]?.string.map { ": \(TextCleaner.clean($0))" } ?? ""
            output.note("duplex: the turn was \(Self.words(for: outcome))\(reason)")
        }
        return ExitCode(outcome)
    }

    private mutating func show(_ event: Event) throws(OutputClosed) {
        let message = event.payload["message"]?.string ?? ""
        switch event.kind {
        case .messageDelta:
            streamed.insert(message)
            try write(event.payload["text"]?.string ?? "")
        case .messageAgent:
            if streamed.remove(message) == nil { try write(SessionText.of(event.payload)) }
            try endLine()
        case .toolStarted:
            try endLine()
            if output.errorStyle.isTerminal, let name = event.payload["name"]?.string {
                output.note("… \(TextCleaner.clean(name))")
            }
        case .inputRequested:
            try endLine()
            output.note("duplex: the turn waits for you: \(TextCleaner.clean(event.payload["prompt"]?.string ?? ""))")
        case .turnEnded: try endLine()
        default: break
        }
    }

    private mutating func write(_ text: String) throws(OutputClosed) {
        // Bytes for a program stay as they are; only a terminal obeys what it shows.
        let shown = output.style.isTerminal ? cleaner.clean(text) : text
        guard !shown.isEmpty else { return }
        try output.write(shown)
        isInLine = !shown.hasSuffix("\n")
    }

    private mutating func endLine() throws(OutputClosed) {
        if isInLine { try output.line() }
        isInLine = false
    }

    private static func words(for outcome: Outcome) -> String {
        switch outcome {
        case .completed: "completed"
        case .interrupted: "interrupted by another message"
        case .superseded: "replaced by another message"
        case .cancelled: "cancelled"
        case .failed: "not completed"
        case .timedOut: "ended because it took too long"
        case .rolledBack: "taken back"
        }
    }
}

extension ExitCode {
    /// What the end of a turn means for a script.
    init(_ outcome: Outcome) {
        switch outcome {
        case .completed: self = .completed
        case .failed: self = .failed
        case .interrupted, .superseded, .cancelled, .rolledBack: self = .interrupted
        case .timedOut: self = .timedOut
        }
    }
}
