import Duplex
import DuplexAgents
import DuplexDemo
import DuplexServer
import Synchronization
import Testing

/// What operators read.
@Suite struct LogTests {
    @Test(.timeLimit(.minutes(1)))
    func `lines name the turn, the session and the run that they belong to, and nothing that was said`() async throws {
        let (log, session) = try await lines { port in
            let session = try newSession("telco", port)
            try say("packages", in: session, port)
            return session
        }
        #expect(
            log.map(\.message).sorted() == [
                "model call ended", "model call ended", "run ended", "step ended", "step ended", "tool call ended", "turn ended",
            ])
        #expect(log.allSatisfy { $0.level == .debug })
        #expect(Set(log.compactMap { $0["turn"] }).count == 1)
        #expect(log.allSatisfy { $0["session"] == session && $0["turn"]?.count == 32 && Int($0["ms"] ?? "") != nil })
        let inside = log.filter { $0.message != "turn ended" }
        #expect(Set(inside.map { $0["run"] }).count == 1 && inside.allSatisfy { $0["run"] != nil })
        #expect(log.first { $0.message == "turn ended" }?["outcome"] == "completed")
        #expect(log.first { $0.message == "tool call ended" }?["tool"] == "list_packages")
        #expect(!log.contains { "\($0)".contains("packages and") || "\($0)".contains("EUR") })
    }

    @Test(.timeLimit(.minutes(1)))
    func `a turn that failed is a warning with its reason`() async throws {
        let (log, _) = try await lines { port in
            let session = try newSession("echo", port)
            try say("boom", in: session, port)
            return session
        }
        let turn = try #require(log.first { $0.message == "turn ended" })
        #expect(turn.level == .warning)
        #expect(turn["outcome"] == "failed")
        #expect(turn["error"] != nil)
    }

    /// The lines that a server writes about turns while `body` talks to it, and what `body` answers.
    private func lines(_ body: @escaping @Sendable (UInt16) throws -> String) async throws -> ([LogLine], String) {
        let lines = SharedLines()
        var configuration = ServerConfiguration(
            agents: [EchoAgent(), TelcoAgent.make(clock: ContinuousClock(), pace: .zero)])
        configuration.port = 0
        configuration.loopCount = 1
        configuration.endsAtSignals = false
        configuration.grace = .zero
        configuration.log = { line in lines.all.withLock { $0.append(line) } }
        let result = try await withWholeServer(configuration, body)
        return (lines.all.withLock { $0 }.filter { $0["turn"] != nil }, result)
    }

    private final class SharedLines: Sendable {
        let all = Mutex<[LogLine]>([])
    }
}

extension LogLine {
    fileprivate subscript(_ name: String) -> String? { fields.first { $0.name == name }?.value }
}

/// Runs `body` on a helper thread against a whole server, and ends the server by cancelling it.
func withWholeServer<Result: Sendable>(
    _ configuration: ServerConfiguration, _ body: @escaping @Sendable (UInt16) throws -> Result
) async throws -> Result {
    let server = try DuplexServer(configuration)
    let (ports, feed) = AsyncStream<UInt16>.makeStream(bufferingPolicy: .bufferingOldest(1))
    return try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask {
            try await server.run { feed.yield($0.port) }
            return nil
        }
        var result: Swift.Result<Result, any Error>?
        for await port in ports {
            result = await onThread { Swift.Result { try body(port) } }
            break
        }
        group.cancelAll()
        while try await group.next() != nil {}
        return try #require(result).get()
    }
}

/// A new session with an agent.
func newSession(_ agent: String, _ port: UInt16) throws -> String {
    try #require(try Client(port: port).ask("POST", "/v1/sessions", ["agent": .string(agent)]).json["id"]?.string)
}

/// Says something and waits for the end of its turn.
@discardableResult
func say(_ text: String, in session: String, _ port: UInt16) throws -> JSON {
    try Client(port: port).ask(
        "POST", "/v1/sessions/\(session)/messages", ["text": .string(text)], headers: ["Prefer": "wait=20"]
    ).json
}
