import DuplexClient
import DuplexCore

/// `duplex chat`.
struct ChatCommand {
    let server: DuplexConnection

    /// Who to talk with; nil takes the server's first agent.
    let agent: String?

    /// The session to go on with; nil opens one.
    let session: String?
    let isJSON: Bool

    /// Talks until the person leaves or the input ends.
    ///
    /// On cancellation: leaves; the turn goes on at the server.
    func run(_ output: Output) async throws -> ExitCode {
        let session =
            if let session { try await server.snapshot(of: SessionID(session)) } else {
                try await server.createSession(agent: agent)
            }
        if !isJSON, output.style.canMoveCursor,
            let chat = TerminalChat(server: server, session: session, output: output)
        {
            let code = try await chat.run()
            output.note("duplex chat --session \(session.id) goes on with this.")
            return code
        }
        return try await talkPlainly(in: session, output)
    }

    /// Each line of the input is a message that waits for its turn.
    private func talkPlainly(in session: SessionSummary, _ output: Output) async throws -> ExitCode {
        guard let input = InputReader() else { throw CommandFailure("The system has no threads or descriptors left.") }
        defer { input.stop() }
        var lines = LineReader()
        var code = ExitCode.completed
        while true {
            let arrival = await input.next()
            let texts: [String]
            if case .bytes(let bytes) = arrival { texts = try lines.feed(bytes) } else { texts = lines.end() }
            for text in texts where text.contains(where: { !$0.isWhitespace }) {
                code = try await exchange(text, in: session, output)
            }
            if arrival == .end { return code }
        }
    }

    private func exchange(_ text: String, in session: SessionSummary, _ output: Output) async throws -> ExitCode {
        let receipt = try await server.send(text, to: session.id)
        var answer = PlainAnswer(output: output, isJSON: isJSON)
        let events = server.events(
            of: session.id, from: receipt.offset, history: session.history, turn: receipt.turn,
            patience: AskCommand.patience)
        for try await event in events {
            if let code = try answer.take(event) { return code }
        }
        throw CommandFailure("The session was closed.")
    }
}

/// Makes lines of bytes.
struct LineReader: Sendable {
    /// A server takes no longer message.
    static let lineByteCountMax = 1 << 20

    private var line: [UInt8] = []

    /// The lines that the bytes complete.
    mutating func feed(_ bytes: [UInt8]) throws(CommandFailure) -> [String] {
        var lines: [String] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                lines += end()
            } else {
                guard line.count < Self.lineByteCountMax else { throw CommandFailure("A line of the input is too long.") }
                line.append(byte)
            }
        }
        return lines
    }

    /// What the input ended with.
    mutating func end() -> [String] {
        defer { line = [] }
        return line.isEmpty ? [] : [String(decoding: line, as: UTF8.self)]
    }
}
