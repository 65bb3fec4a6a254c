import DuplexBridge
import DuplexCore
import DuplexCurl
import StubServer
import Synchronization
import Testing

/// What the calls to an upstream make of answers that no Parlant server gives, and of one that it should not give.
@Suite(.timeLimit(.minutes(1))) struct ParlantClientTests {
    /// Calls an upstream that answers by a script; with the requests that it got.
    private func call<Answer: Sendable>(
        _ script: @escaping StubServer.Script,
        _ body: (ParlantClient) async -> Answer
    ) async throws -> (answer: Answer, requests: [String]) {
        let requests = Mutex<[String]>([])
        let upstream = try StubServer { exchange in
            requests.withLock { $0.append("\(exchange.request.method) \(exchange.request.path)") }
            script(exchange)
        }
        defer { upstream.stop() }
        let client = CurlClient()
        let parlant = ParlantClient(
            url: upstream.baseURL,
            agent: "a1",
            client: client,
            readMargin: .milliseconds(300)
        )
        let answer = await body(parlant)
        await client.close()
        return (answer, requests.withLock { $0 })
    }

    private static let page = "<html><body>Traceback (most recent call last)</body></html>"

    static let answers: [(what: String, script: StubServer.Script, expected: PollAnswer)] = [
        ("HTML", { $0.reply(200, ["Content-Type: text/html"], body: page) }, .failed(.unreadable)),
        ("an object", { $0.reply(200, body: "{}") }, .failed(.unreadable)),
        ("something among the events", { $0.reply(200, body: "[1]") }, .failed(.unreadable)),
        ("a gateway's page", { $0.reply(504, ["Content-Type: text/html"], body: page) }, .failed(.failing)),
        (
            "a failure", { $0.reply(500, ["Content-Type: text/plain"], body: "Internal Server Error") },
            .failed(.failing)
        ),
        ("too many", { $0.reply(429, body: "{}") }, .failed(.failing)),
        ("nothing at all", { $0.waitForClose() }, .failed(.slow)),
        (
            "half an answer",
            { exchange in
                exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n[{")
                exchange.cut()
            }, .failed(.broken)
        ),
        ("an empty window", { $0.reply(504, body: #"{"detail":"Request timed out"}"#) }, .nothing),
        ("no such session", { $0.reply(404, body: #"{"detail":"Session not found"}"#) }, .unknownSession),
        (
            "an unknown kind", { $0.reply(200, body: #"[{"id":"e","offset":4,"kind":"hologram","data":7}]"#) },
            .events([UpstreamEvent(id: "e", offset: 4, source: "", .other("hologram"))])
        ),
    ]

    @Test(arguments: answers.indices) func `a poll's answer is taken for what it is`(_ index: Int) async throws {
        let (_, script, expected) = Self.answers[index]
        let (answer, _) = try await call(script) {
            await $0.events(of: "u1", from: 0, wait: 0, onlyCustomers: false)
        }
        #expect(answer == expected)
    }

    @Test func `a customer that the server does not have is made before its session, and found from then on`()
        async throws
    {
        let isThere = Mutex(false)
        let script: StubServer.Script = { exchange in
            switch (exchange.request.method, exchange.request.path) {
            case ("GET", "/customers/ann") where isThere.withLock { $0 }: exchange.reply(200, body: #"{"id":"ann"}"#)
            case ("GET", _): exchange.reply(404, body: #"{"detail":"Item 'ann' not found"}"#)
            case ("POST", "/customers"):
                isThere.withLock { $0 = true }
                exchange.reply(201, body: #"{"id":"ann"}"#)
            default: exchange.reply(201, body: #"{"id":"u1"}"#)
            }
        }
        let (answers, requests) = try await call(script) { parlant in
            [await parlant.createSession(of: .own("ann")), await parlant.createSession(of: .own("ann"))]
        }
        #expect(answers == [.created("u1"), .created("u1")])
        #expect(
            requests == [
                "GET /customers/ann", "POST /customers", "POST /sessions", "GET /customers/ann", "POST /sessions",
            ]
        )
    }

    @Test func `a configured customer that the server does not have is named, and no session is made`() async throws {
        let (answer, requests) = try await call({ $0.reply(404, body: #"{"detail":"Item not found"}"#) }) {
            await $0.createSession(of: .known("vip"))
        }
        guard case .refused(let failure) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(failure.code == "upstream.customer_unknown")
        #expect(requests == ["GET /customers/vip"])
    }

    @Test func `people with odd names are told apart upstream`() async throws {
        var places: Set<String> = []
        for name in ["a/b", "a~2Fb", "a b", "ä"] {
            let (_, requests) = try await call({ $0.reply(500, body: "{}") }) { await $0.createSession(of: .own(name)) }
            places.insert(try #require(requests.first))
        }
        #expect(
            places == [
                "GET /customers/a~2Fb", "GET /customers/a~7E2Fb", "GET /customers/a~20b", "GET /customers/~C3~A4",
            ]
        )
    }
}
