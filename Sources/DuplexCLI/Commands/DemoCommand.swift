import Duplex
import DuplexClient
import DuplexCore
import DuplexDemo

/// `duplex demo`.
struct DemoCommand {
    let isFast: Bool

    /// Plays a conversation with a server of its own.
    ///
    /// On cancellation: stops; nothing is kept.
    func run(_ output: Output) async throws -> ExitCode {
        var configuration = ServerConfiguration(agents: try DemoAgents.all(model: nil))
        configuration.port = 0
        configuration.loopCount = 1
        configuration.grace = .zero
        let server = try DuplexServer(configuration)
        // There is one address, so that nothing can be dropped.
        let (addresses, feed) = AsyncStream<String>.makeStream(bufferingPolicy: .bufferingOldest(1))
        return try await withThrowingTaskGroup(of: ExitCode?.self) { [isFast] group in
            group.addTask {
                try await server.run { feed.yield("http://\($0.host):\($0.port)") }
                return .terminated
            }
            group.addTask {
                for await address in addresses {
                    let connection = DuplexConnection(url: address, clock: ContinuousClock(), random: Machine.random)
                    let session = try await connection.createSession(agent: "telco")
                    var play = DemoPlay(server: connection, session: session, output: output, isFast: isFast)
                    try await play.run()
                    return .completed
                }
                return nil
            }
            defer { group.cancelAll() }
            while let code = try await group.next() { if let code { return code } }
            return .failed
        }
    }
}

/// The conversation of the demo, printed as it goes.
struct DemoPlay {
    /// Long enough to read a line.
    private static let readingTime = Duration.milliseconds(1200)

    private let server: DuplexConnection
    private let session: SessionSummary
    private let output: Output
    private let isFast: Bool
    private var conversation: Conversation

    /// The next offset to read.
    private var cursor = Offset.zero

    init(server: DuplexConnection, session: SessionSummary, output: Output, isFast: Bool) {
        self.server = server
        self.session = session
        self.output = output
        self.isFast = isFast
        conversation = Conversation(width: output.style.width)
    }

    /// Plays it to the end.
    ///
    /// On cancellation: throws `CancellationError`.
    mutating func run() async throws {
        try await logIn()
        try await caption("A tool that takes ten seconds. Words and progress are events, each with an offset.")
        try await exchange("close my contract")
        let closing = try await say("yes")
        try await read(until: Self.isAt(percent: 30, of: closing))
        try await caption("The connection is lost: this reader has everything up to event \(cursor.value - 1) ...")
        try await caption("... and a new one goes on from \(cursor). Nothing is missing and nothing comes twice.")
        try await read(until: Self.isAt(percent: 50, of: closing))
        try await caption("A message during the work, which is to stop it:")
        let question = try await say("how much data do I have left?", whenBusy: "interrupt")
        try await read { $0.kind == .turnEnded && $0.turn == question.turn }
        try await caption("All of it is in the session's log. `duplex serve --demo` and `duplex chat telco` let you try.")
    }

    private mutating func logIn() async throws {
        guard let (number, code) = TelcoAgent.codes.sorted(by: { $0.key < $1.key }).first else { return }
        try await caption("A customer logs in; the answers stream.")
        try await exchange("my number is \(number)")
        try await exchange("\(code)")
    }

    private static func isAt(percent: Int, of receipt: Receipt) -> (Event) -> Bool {
        { event in
            guard event.turn == receipt.turn else { return false }
            return event.kind == .turnEnded
                || event.kind == .toolProgress && (event.payload["percent"]?.int ?? 0) >= percent
        }
    }

    /// Says something and reads all that answers it.
    private mutating func exchange(_ text: String) async throws {
        let receipt = try await say(text)
        try await read { $0.kind == .turnEnded && $0.turn == receipt.turn }
    }

    private func say(_ text: String, whenBusy: String? = nil) async throws -> Receipt {
        try await pause()
        return try await server.send(text, to: session.id, whenBusy: whenBusy)
    }

    /// Prints events from the cursor on, with a connection of its own.
    private mutating func read(until isLast: (Event) -> Bool) async throws {
        for try await event in server.events(of: session.id, from: cursor, history: session.history) {
            cursor = event.offset.next
            for line in conversation.apply(event) { try output.line(line.text) }
            if event.kind == .toolProgress { try show(event) }
            if isLast(event) { return }
        }
    }

    private func show(_ event: Event) throws(OutputClosed) {
        let percent = event.payload["percent"]?.int ?? 0
        let text = TextCleaner.clean(event.payload["text"]?.string ?? "")
        try output.line(Conversation.labelled("", "\(percent) % \(text)"))
    }

    private func caption(_ text: String) async throws {
        try await pause()
        try output.line(output.style.hasColour ? "\n\u{1B}[2m\(text)\u{1B}[0m" : "\n\(text)")
    }

    private func pause() async throws {
        if !isFast { try await ContinuousClock().sleep(for: Self.readingTime) }
    }
}
