import ChaosProxy
import Duplex
import DuplexBridge
import DuplexClient
import DuplexCurl
import ServerInProcess
import Synchronization
import Testing

/// A real server as the upstream of another, real sockets, and networks that misbehave between them.
@Suite struct ChaosTests {
    /// Says what it was told in two messages.
    private struct Twice: Agent {
        let name = "twice"
        let about = "Says everything twice."

        func run(_ context: RunContext) async throws {
            for number in 1...2 { try await context.say("\(context.input.joined()) - \(number)") }
        }
    }

    /// What becomes of the requests between bridge and upstream, in turn.
    private static let fates: [ChaosProxy.Fate] = [
        .passed, .page(502), .closed(afterByteCount: 90), .passed, .trickled, .reset(afterByteCount: 200), .page(504),
        .passed, .delayed(milliseconds: 30), .stalled(afterByteCount: 40, milliseconds: 200), .doubled, .passed,
        .pageAfter(502), .refused, .closed(afterByteCount: 0),
    ]

    private static func limits() -> FeedLimits {
        var limits = FeedLimits()
        limits.pollWait = 1
        limits.retryFirst = .milliseconds(20)
        limits.sendRetry = .milliseconds(20)
        limits.sendCountMax = 10
        return limits
    }

    /// The texts that a turn was answered with, read to its end.
    private static func answers(
        _ turn: TurnID?, of session: SessionID, at server: DuplexConnection
    ) async throws -> (texts: [String], outcome: String?) {
        var texts: [String] = []
        for try await event in server.events(of: session, turn: turn) {
            if event.kind == .messageAgent {
                texts += (event.payload["parts"]?.array ?? []).compactMap { $0["text"]?.string }
            }
            if event.kind == .turnEnded { return (texts, event.payload["outcome"]?.string) }
        }
        return (texts, nil)
    }

    /// Where the network misbehaves.
    enum Side: String, CaseIterable, Sendable {
        case upstream, client
    }

    @Test(.timeLimit(.minutes(1)), arguments: Side.allCases)
    func `every message is answered once and in order, whatever the network does`(_ side: Side) async throws {
        try await withServer([Twice()]) { _, upstreamPort in
            let behind = try ChaosProxy(to: upstreamPort) { _, number in
                side == .upstream ? Self.fates[number % Self.fates.count] : .passed
            }
            defer { behind.stop() }
            let client = CurlClient()
            let agent = UpstreamAgent(
                name: "remote", url: "http://127.0.0.1:\(behind.port)", agent: "twice", client: client,
                limits: Self.limits())
            try await withServer([agent]) { _, port in
                let before = try ChaosProxy(to: port) { request, number in
                    // Opening a session is not repeated by the client, since the server could have done it.
                    // The client waits twice as long after each failure: every other request is let through.
                    let isHarmless = side == .upstream || request.hasPrefix("POST /v1/sessions ") || number % 2 == 0
                    return isHarmless ? .passed : Self.fates[number / 2 % Self.fates.count]
                }
                defer { before.stop() }
                let server = connection(to: before.port)
                let session = try await server.createSession(agent: "remote").id
                for number in 1...12 {
                    let receipt = try await server.send("message \(number)", to: session)
                    let (texts, outcome) = try await Self.answers(receipt.turn, of: session, at: server)
                    #expect(outcome == "completed")
                    #expect(texts == ["message \(number) - 1", "message \(number) - 2"])
                }
                let log = try await connection(to: port).page(of: session, from: .zero).events
                #expect(log.map(\.offset.value) == Array(0..<log.count))
                #expect(log.filter { $0.kind == .messageUser }.count == 12)
                #expect(agent.startedFeedCount == 1)
            }
            #expect(behind.requestCount > 24)
            await client.close()
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `an upstream that is not there yet does not keep the server from starting`() async throws {
        // A port that nobody listens at.
        let nobody = try ChaosProxy(to: 1) { _, _ in .refused }
        let port = nobody.port
        nobody.stop()
        let client = CurlClient()
        let agent = UpstreamAgent(
            name: "remote", url: "http://127.0.0.1:\(port)", agent: "twice", client: client, limits: Self.limits())
        try await withServer([agent]) { _, port in
            let server = connection(to: port)
            let session = try await server.createSession(agent: "remote").id
            let receipt = try await server.send("anybody?", to: session)
            let (_, outcome) = try await Self.answers(receipt.turn, of: session, at: server)
            #expect(outcome == "failed")
            let log = try await server.page(of: session, from: .zero).events
            #expect(log.last { $0.kind == .turnEnded }?.payload["error"]?["code"] == "upstream.unreachable")
        }
        await client.close()
    }

    @Test(.timeLimit(.minutes(1)))
    func `a page where events should be is no answer, and no word of it is shown`() async throws {
        try await withServer([Twice()]) { _, upstreamPort in
            // HTML with the best of statuses, and nothing else.
            let behind = try ChaosProxy(to: upstreamPort) { _, _ in .page(200) }
            defer { behind.stop() }
            let client = CurlClient()
            let agent = UpstreamAgent(
                name: "remote", url: "http://127.0.0.1:\(behind.port)", agent: "twice", client: client,
                limits: Self.limits())
            try await withServer([agent]) { _, port in
                let server = connection(to: port)
                let session = try await server.createSession(agent: "remote").id
                let receipt = try await server.send("hello", to: session)
                let (_, outcome) = try await Self.answers(receipt.turn, of: session, at: server)
                #expect(outcome == "failed")
                let log = try await server.page(of: session, from: .zero).events
                #expect(log.last { $0.kind == .turnEnded }?.payload["error"]?["code"] == "upstream.unreadable")
                #expect(!log.contains { $0.payload.text.contains("html") })
            }
            await client.close()
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `P1 P2 P37: three turns over one feed to a real upstream, which ends with the server`() async throws {
        let lines = Mutex<[String]>([])
        try await withServer([Twice()]) { _, upstreamPort in
            let client = CurlClient()
            let agent = UpstreamAgent(
                name: "remote", url: "http://127.0.0.1:\(upstreamPort)", agent: "twice", client: client)
            let log: @Sendable (LogLine) -> Void = { line in lines.withLock { $0.append(line.message) } }
            try await withServer([agent], configure: { $0.log = log }) { _, port in
                let server = connection(to: port)
                let session = try await server.createSession(agent: "remote").id
                for text in ["one", "two", "three"] {
                    let receipt = try await server.send(text, to: session)
                    let (texts, outcome) = try await Self.answers(receipt.turn, of: session, at: server)
                    #expect(outcome == "completed")
                    #expect(texts == ["\(text) - 1", "\(text) - 2"])
                }
                #expect(agent.openFeedCount == 1)
            }
            #expect(agent.openFeedCount == 0)
            let said = lines.withLock { $0 }
            #expect(said.filter { $0 == "feed started" }.count == 1 && said.filter { $0 == "feed ended" }.count == 1)
            await client.close()
        }
    }

    /// Writes word by word.
    private struct Slow: Agent {
        let name = "slow"
        let about = "Writes slowly."

        func run(_ context: RunContext) async throws {
            let message = try await context.beginMessage()
            for word in ["one", " two", " three", " four", " five"] {
                try await message.write(word)
                try await context.pause(.milliseconds(150))
            }
            try await message.end(text: "one two three four five")
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a message that a real upstream writes in place is passed on while it is written`() async throws {
        try await withServer([Slow()]) { _, upstreamPort in
            let client = CurlClient()
            let url = "http://127.0.0.1:\(upstreamPort)"
            let mode = HTTPCall(
                "POST", url + "/agents", headers: ["Content-Type": "application/json"],
                body: Array(#"{"id": "streamer", "name": "Streamer", "message_output_mode": "stream"}"#.utf8))
            #expect(try await client.send(mode).status == 201)
            let agent = UpstreamAgent(name: "remote", url: url, agent: "streamer", client: client)
            try await withServer([agent]) { _, port in
                let server = connection(to: port)
                let session = try await server.createSession(agent: "remote").id
                let receipt = try await server.send("go", to: session)
                let (texts, outcome) = try await Self.answers(receipt.turn, of: session, at: server)
                #expect(outcome == "completed")
                #expect(texts == ["one two three four five"])
                let log = try await server.page(of: session, from: .zero).events
                let deltas = log.filter { $0.kind == .messageDelta }
                #expect(deltas.count >= 3)
                let end = try #require(log.first { $0.kind == .messageAgent })
                #expect(end.time.microseconds - deltas[0].time.microseconds > 300_000)
            }
            await client.close()
        }
    }
}
