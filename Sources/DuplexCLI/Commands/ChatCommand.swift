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
        var waiting: Waiting?
        while true {
            let arrival = await input.next()
            let texts: [String]
            if case .bytes(let bytes) = arrival { texts = try lines.feed(bytes) } else { texts = lines.end() }
            for text in texts where text.contains(where: { !$0.isWhitespace }) {
                code = try await exchange(text, in: session, &waiting, output)
            }
            if arrival == .end { return code }
        }
    }

    /// A turn that waits for the person, and what of it has been shown.
    private struct Waiting {
        let call: CallID
        let turn: TurnID
        let offset: Offset
    }

    /// Sends a line and shows the turn to its end, or until it asks the person something.
    private func exchange(
        _ text: String, in session: SessionSummary, _ waiting: inout Waiting?, _ output: Output
    ) async throws -> ExitCode {
        let start: (turn: TurnID, offset: Offset)
        if let asked = waiting, text.hasPrefix("/"), case .success(.reply(let reply)) = SlashCommand.parse(text) {
            try await server.send(reply, to: asked.call, of: session.id)
            start = (asked.turn, asked.offset.next)
        } else {
            let receipt = try await server.send(text, to: session.id)
            start = (receipt.turn, receipt.offset)
        }
        waiting = nil
        var answer = PlainAnswer(output: output, isJSON: isJSON)
        let events = server.events(
            of: session.id, from: start.offset, history: session.history, turn: start.turn,
            patience: AskCommand.patience)
        for try await event in events {
            guard let code = try answer.take(event) else { continue }
            if code == .approvalNeeded, let call = event.payload["call"]?.string.map(CallID.init) {
                waiting = Waiting(call: call, turn: start.turn, offset: event.offset)
            }
            return code
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
