import Duplex
import DuplexClient
import DuplexCurl
import ServerInProcess
import StubServer
import Synchronization
import Testing

/// Tools on an HTTP server: what they are asked, and what becomes of what they do wrong.
@Suite(.timeLimit(.minutes(1))) struct HTTPToolTests {
    private static let parameters: JSON = [
        "type": "object",
        "properties": ["n": ["type": "integer"], "how": ["type": "string", "enum": ["fast", "slow"]]],
        "required": ["n"],
    ]

    /// An agent whose model calls the tool with these arguments and says what came of it.
    private static func agent(
        _ url: String,
        _ arguments: JSON,
        _ traits: ToolTraits,
        _ client: CurlClient
    ) -> ToolLoop {
        let model = ScriptedModel(
            clock: ContinuousClock(),
            rules: [
                .otherwise(.call("count", arguments), .say("got {count}", onError: ["*": "no: {error} ({error.code})"]))
            ]
        )
        let tool = HTTPTool.make(
            name: "count",
            about: "Counts.",
            url: url,
            parameters: parameters,
            traits: traits,
            client: client
        )
        return ToolLoop(name: "counter", model: model, instructions: "").with([tool])
    }

    /// Asks the agent once, and gives back what it said and the log.
    private func ask(
        _ arguments: JSON = ["n": 1],
        traits: ToolTraits = ToolTraits(deadline: .seconds(5)),
        _ script: @escaping StubServer.Script
    ) async throws -> (text: String, log: [Event]) {
        let tools = try StubServer(script)
        defer { tools.stop() }
        let client = CurlClient()
        let agent = Self.agent(tools.baseURL + "/count", arguments, traits, client)
        let result = try await withServer([agent]) { url, _ in
            let server = connection(to: url)
            let session = try await server.createSession(agent: "counter")
            let end = try await server.say("go", in: session).end()
            return (end.text, try await server.page(of: session.id, from: .zero).events)
        }
        await client.close()
        return result
    }

    @Test func `a call is a POST of its arguments, and the answer is the result`() async throws {
        let seen = Mutex<StubRequest?>(nil)
        let (text, log) = try await ask(["n": 3]) { exchange in
            seen.withLock { $0 = exchange.request }
            exchange.reply(200, body: #"{"sum":6}"#)
        }
        #expect(text.contains(#"{"sum":6}"#))
        let request = try #require(seen.withLock { $0 })
        #expect((request.method, request.path) == ("POST", "/count"))
        #expect(request.body == Array(#"{"n":3}"#.utf8))
        #expect(request.headers["content-type"] == "application/json")
        #expect(request.headers["authorization"] == nil)
        #expect(request.headers["idempotency-key"]?.isEmpty == false)
        #expect(log.contains { $0.kind == .toolFinished && $0.payload["result"]?["sum"] == 6 })
    }

    @Test func `an error of the tool is data, with its code and message`() async throws {
        let (text, log) = try await ask {
            $0.reply(409, body: #"{"error":{"code":"sold_out","message":"There is nothing left."}}"#)
        }
        #expect(text.contains("There is nothing left."))
        #expect(log.contains { $0.kind == .toolFailed && $0.payload.text.contains("sold_out") })
        #expect(log.last { $0.kind == .turnEnded }?.payload["outcome"] == "completed")
    }

    @Test func `pages, tracebacks and broken answers are named and not shown`() async throws {
        let page = "<html>Traceback (most recent call last)</html>"
        let cases: [(code: String, script: StubServer.Script)] = [
            ("refused", { $0.reply(500, ["Content-Type: text/html"], body: page) }),
            ("unreadable", { $0.reply(200, ["Content-Type: text/html"], body: page) }),
            (
                "broken",
                { exchange in
                    exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{")
                    exchange.cut()
                }
            ),
            ("timed_out", { $0.waitForClose() }),
            ("too_large", { $0.reply(200, body: "\"" + String(repeating: "x", count: 2 << 20) + "\"") }),
        ]
        for (code, script) in cases {
            let (_, log) = try await ask(traits: ToolTraits(effect: .write, deadline: .milliseconds(700)), script)
            let failed = try #require(log.first { $0.kind == .toolFailed }, "\(code)")
            #expect(failed.payload.text.contains("\"\(code)\""))
            #expect(!log.contains { $0.payload.text.contains("Traceback") })
            let isInDoubt = ["broken", "timed_out", "too_large"].contains(code)
            #expect(failed.payload.text.contains("not known whether it has acted") == isInDoubt)
        }
    }

    @Test func `a tool that is not there is an error for the model`() async throws {
        let nobody = try StubServer { _ in }
        let url = nobody.baseURL
        nobody.stop()
        let client = CurlClient()
        let agent = Self.agent(url, ["n": 1], ToolTraits(), client)
        try await withServer([agent]) { url, _ in
            let server = connection(to: url)
            let session = try await server.createSession(agent: "counter")
            #expect(try await server.say("go", in: session).end().text.contains("could not be reached"))
        }
        await client.close()
    }

    @Test(
        arguments: [
            (["how": "fast"], "n: is missing."), (["n": "1"], "n: expected integer, not a string."),
            (["n": 1, "how": "quick"], "how: expected one of \"fast\", \"slow\"."),
            (["n": 1, "hwo": "fast"], "hwo: there is no such argument."),
        ] as [(JSON, String)]
    )
    func `arguments that do not fit the schema are not sent`(_ arguments: JSON, _ problem: String) async throws {
        let count = Mutex(0)
        let (_, log) = try await ask(arguments) { exchange in
            count.withLock { $0 += 1 }
            exchange.reply(200, body: "1")
        }
        #expect(count.withLock { $0 } == 0)
        #expect(
            log.contains {
                $0.kind == .toolFailed && $0.payload.text.contains(JSON.string(problem).text.dropFirst().dropLast())
            }
        )
    }

    @Test func `a cancelled call closes its request`() async throws {
        let (arrived, arrival) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingOldest(1))
        let (closed, closing) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingOldest(1))
        let tools = try StubServer { exchange in
            arrival.yield()
            exchange.waitForClose()
            closing.yield()
        }
        defer { tools.stop() }
        let client = CurlClient()
        let agent = Self.agent(tools.baseURL, ["n": 1], ToolTraits(duration: .long), client)
        try await withServer([agent]) { url, _ in
            let server = connection(to: url)
            let session = try await server.createSession(agent: "counter")
            let turn = try await server.say("go", in: session)
            for await _ in arrived { break }
            try await turn.cancel()
            for await _ in closed { break }
            #expect(try await turn.end().outcome == .cancelled)
        }
        await client.close()
    }

    @Test func `a call that may be stopped until it is sent is committed when it is`() async throws {
        let (_, log) = try await ask(traits: ToolTraits(effect: .write, interruptible: .untilCommit)) {
            $0.reply(200, body: "1")
        }
        #expect(log.contains { $0.kind == .toolCommitted })
    }
}
