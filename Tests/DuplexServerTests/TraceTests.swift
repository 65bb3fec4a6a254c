import Duplex
import DuplexDemo
import DuplexServer
import DuplexTransport
import Foundation
import Synchronization
import Testing

/// Metrics and traces of a whole server, read by others.
@Suite struct TraceTests {
    private static func configuration() -> ServerConfiguration {
        let telco = TelcoAgent.make(clock: ContinuousClock(), pace: .zero)
        let travel = TravelAgent.make(clock: ContinuousClock(), pace: .zero)
        var configuration = ServerConfiguration(agents: [EchoAgent(), telco, travel])
        configuration.port = 0
        configuration.loopCount = 1
        configuration.endsAtSignals = false
        configuration.grace = .zero
        return configuration
    }

    @Test(.enabled(if: Peers.areExpected, Peers.advice), .timeLimit(.minutes(2)))
    func `Prometheus' own parser reads the metrics`() async throws {
        try await withWholeServer(Self.configuration()) { port in
            let echo = try newSession("echo", port)
            _ = try say("hello", in: echo, port)
            _ = try say("SLEEP:1", in: echo, port)
            let sleeping = try Client(port: port).ask("POST", "/v1/sessions/\(echo)/messages", ["text": "SLEEP:60"])
            let turn = try #require(sleeping.json["turn"]?.string)
            _ = try Client(port: port).ask("POST", "/v1/sessions/\(echo)/turns/\(turn)/cancel", ["wait": 20])
            _ = try say("packages", in: try newSession("telco", port), port)
            #expect(try Peers.run("metrics_peer.py", "http://127.0.0.1:\(port)") > 20)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a turn is one trace, with a span for each run, step, model call and tool call`() async throws {
        try await withCollector { collector in
            var configuration = Self.configuration()
            configuration.traceEndpoint = "http://127.0.0.1:\(collector.port)/"
            let turn = try await withWholeServer(configuration) { port in
                let answer = try say("packages", in: try newSession("telco", port), port)
                try collector.wait(port)
                return try #require(answer["turn"]?.string)
            }
            let spans = collector.spans
            #expect(collector.problems == [])
            #expect(Set(spans.map(\.trace)) == [turn])
            #expect(spans.map(\.name).sorted() == [
                "chat scripted", "chat scripted", "execute_tool list_packages", "invoke_agent telco", "step 1", "step 2",
                "turn",
            ])
            let root = try #require(spans.first { $0.name == "turn" })
            #expect(root.parent == nil)
            #expect(root.attributes["duplex.outcome"] == "completed")
            let byID = Dictionary(spans.map { ($0.id, $0) }) { first, _ in first }
            #expect(byID.count == spans.count)
            for span in spans where span.parent != nil {
                let parent = try #require(byID[span.parent ?? ""])
                #expect(parent.start <= span.start && span.start <= span.end && span.end <= parent.end)
            }
            let tool = try #require(spans.first { $0.name.hasPrefix("execute_tool") })
            #expect(byID[tool.parent ?? ""]?.name == "step 1")
            #expect(tool.attributes["gen_ai.tool.name"] == "list_packages")
            let chat = try #require(spans.first { $0.name == "chat scripted" })
            #expect(chat.attributes["gen_ai.operation.name"] == "chat")
            #expect(chat.attributes["gen_ai.usage.output_tokens"] != nil)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `the runs of a workflow are spans below the one that started them`() async throws {
        try await withCollector { collector in
            var configuration = Self.configuration()
            configuration.traceEndpoint = "http://127.0.0.1:\(collector.port)"
            _ = try await withWholeServer(configuration) { port in
                _ = try say("flights and hotels to Oslo", in: try newSession("travel", port), port)
                try collector.wait(port)
            }
            let spans = collector.spans
            let root = try #require(spans.first { $0.name == "invoke_agent travel" })
            let branches = spans.filter { ["invoke_agent flight", "invoke_agent hotel"].contains($0.name) }
            #expect(branches.count == 2)
            for branch in branches { #expect(branch.parent == root.id) }
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a collector that is away costs spans and nothing else`() async throws {
        var configuration = Self.configuration()
        configuration.traceEndpoint = "http://127.0.0.1:1"
        let dropped = try await withWholeServer(configuration) { port in
            let session = try newSession("echo", port)
            let answer = try say("hello", in: session, port)
            #expect(answer["outcome"] == "completed")
            for _ in 0..<10_000 {
                let text = try Client(port: port).ask("GET", "/metrics").text
                let line = text.split(separator: "\n").first { $0.hasPrefix("duplex_spans_dropped_total ") } ?? ""
                if !line.hasSuffix(" 0") { return String(line) }
            }
            return ""
        }
        #expect(dropped == "duplex_spans_dropped_total 3")
    }

    @Test(.timeLimit(.minutes(1)))
    func `what ends with the server is traced too, also when its task is cancelled`() async throws {
        try await withCollector { collector in
            var configuration = Self.configuration()
            configuration.traceEndpoint = "http://127.0.0.1:\(collector.port)"
            configuration.grace = .seconds(20)
            let turn = try await withWholeServer(configuration) { port in
                // Nobody waits for this turn: it ends because the server does.
                let path = "/v1/sessions/\(try newSession("echo", port))/messages"
                return try #require(try Client(port: port).ask("POST", path, ["text": "SLEEP:60"]).json["turn"]?.string)
            }
            let root = try #require(collector.spans.first { $0.name == "turn" })
            #expect(root.trace == turn)
            #expect(root.attributes["duplex.outcome"] == "cancelled")
        }
    }

    private func withCollector<Result>(_ body: (Collector) async throws -> Result) async throws -> Result {
        let loop = UVLoop()
        try loop.start()
        defer { loop.stop() }
        let collector = try Collector(on: loop)
        let result = try await body(collector)
        await collector.close()
        return result
    }
}

/// A collector of traces: takes OTLP over HTTP in JSON, and keeps what came.
fileprivate final class Collector: Sendable {
    struct Span: Sendable {
        var trace: String
        var id: String
        var parent: String?
        var name: String
        var start: Int
        var end: Int
        var attributes: [String: JSON]
    }

    fileprivate struct State {
        var spans: [Span] = []
        var problems: [String] = []
    }

    let port: UInt16
    private let http: HTTPServer
    private let state: SharedState

    private final class SharedState: Sendable {
        let value = Mutex(State())
    }

    var spans: [Span] { state.value.withLock { $0.spans } }
    var problems: [String] { state.value.withLock { $0.problems } }

    init(on loop: UVLoop) throws {
        let state = SharedState()
        self.state = state
        http = HTTPServer(loops: [loop]) { request, exchange in
            state.value.withLock { $0.take(request) }
            exchange.respond(status: 200, headers: ["Content-Type": "application/json"], body: Array("{}".utf8))
        }
        port = try http.listen(address: "127.0.0.1", port: 0)
    }

    /// Asks the server something else until the last span of a turn is there.
    func wait(_ server: UInt16) throws {
        for _ in 0..<20_000 where !spans.contains(where: { $0.name == "turn" }) {
            _ = try Client(port: server).ask("GET", "/healthz")
        }
    }

    func close() async { await http.close(grace: .zero) }
}

extension Collector.State {
    /// Reads a request as strictly as the protocol's JSON mapping is.
    fileprivate mutating func take(_ request: HTTPRequest) {
        guard request.method == "POST", request.path == "/v1/traces",
            request.headers["Content-Type"] == "application/json", let body = try? JSON(parsing: request.body)
        else { return problems.append("\(request.method) \(request.target)") }
        for resource in body["resourceSpans"]?.array ?? [] {
            for scope in resource["scopeSpans"]?.array ?? [] {
                for span in scope["spans"]?.array ?? [] { take(span) }
            }
        }
    }

    private mutating func take(_ json: JSON) {
        guard let trace = json["traceId"]?.string, trace.wholeMatch(of: /[0-9a-f]{32}/) != nil,
            let id = json["spanId"]?.string, id.wholeMatch(of: /[0-9a-f]{16}/) != nil, let name = json["name"]?.string,
            let start = json["startTimeUnixNano"]?.string.flatMap(Int.init),
            let end = json["endTimeUnixNano"]?.string.flatMap(Int.init)
        else { return problems.append(json.text) }
        var attributes: [String: JSON] = [:]
        for attribute in json["attributes"]?.array ?? [] {
            let value = attribute["value"]?.object?.members.first?.value
            attributes[attribute["key"]?.string ?? ""] = value
        }
        spans.append(
            Collector.Span(
                trace: trace, id: id, parent: json["parentSpanId"]?.string, name: name, start: start, end: end,
                attributes: attributes))
    }
}
