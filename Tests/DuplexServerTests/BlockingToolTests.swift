import DuplexAgents
import DuplexCore
import DuplexServer
import Glibc
import Testing

/// Tools that block their thread, on a server with one loop.
@Suite struct BlockingToolTests {
    /// Reads from a pipe until somebody writes to it, whatever it is told meanwhile.
    struct Wait: Tool {
        let pipe: Pipe
        let name = "wait"
        let about = "Waits for a byte."
        let traits = ToolTraits(duration: .long, isBlocking: true)

        func call(_ arguments: NoArguments, _ call: ToolCall) async throws -> Int {
            try await call.progress(10, "waiting")
            let byte = pipe.read()
            return byte
        }
    }

    /// Calls the tool and says what came of it.
    struct Waiter: Agent {
        let pipe: Pipe
        let name = "waiter"
        let about = "Waits."

        func run(_ context: RunContext) async throws {
            let request = ToolRequest(modelCall: "1", name: "wait", arguments: "{}", tool: AnyTool(Wait(pipe: pipe)))
            let outcome = try await context.call([request])[0]
            try await context.say("\(outcome.status.rawValue) \(outcome.value.text)")
        }
    }

    struct Pipe: Sendable {
        private let ends: [Int32]

        init() {
            var ends: [Int32] = [0, 0]
            precondition(pipe(&ends) == 0, "no pipe: \(errno)")
            self.ends = ends
        }

        func read() -> Int {
            var byte = UInt8(0)
            return Glibc.read(ends[0], &byte, 1) == 1 ? Int(byte) : -1
        }

        func write(_ byte: UInt8) {
            var byte = byte
            _ = Glibc.write(ends[1], &byte, 1)
        }

        func close() { for end in ends { Glibc.close(end) } }
    }

    private static func options(_ pipe: Pipe) -> TestOptions {
        var options = TestOptions()
        options.agents = [Waiter(pipe: pipe)]
        options.loopCount = 1
        options.sessionLimits.cancelTask = .milliseconds(20)
        options.sessionLimits.cancelDetach = .milliseconds(60)
        return options
    }

    @Test func `a tool that blocks holds up neither its session nor any other, and answers when it can`() async throws {
        let pipe = Pipe()
        defer { pipe.close() }
        try await withServer(Self.options(pipe)) { server in
            defer { pipe.write(0) }
            let id = try server.session()
            let slow = try server.connect()
            try slow.send("POST", "/v1/sessions/\(id)/messages", ["text": "go"], headers: ["Prefer": "wait=20"])
            _ = try EventSource(server, id).events(until: "tool.progress")
            // The only loop goes on: it serves, and takes what is said meanwhile.
            #expect(try server.connect().ask("GET", "/healthz").status == 200)
            #expect(try server.connect().ask("GET", "/v1/sessions/\(id)").json["status"] == "running")
            pipe.write(7)
            let answer = try slow.readAnswer()
            #expect(answer.json["outcome"] == "completed")
            #expect(answer.json["messages"]?.array?.first?["payload"]?["parts"]?.array?.first?["text"] == "finished 7")
        }
    }

    @Test func `I33: a tool that blocks for ever is left behind, and what it finds later is discarded`() async throws {
        let pipe = Pipe()
        defer { pipe.close() }
        try await withServer(Self.options(pipe)) { server in
            let id = try server.session()
            let client = try server.connect()
            let sent = try client.ask("POST", "/v1/sessions/\(id)/messages", ["text": "go"])
            let turn = try #require(sent.json["turn"]?.string)
            let source = try EventSource(server, id)
            _ = try source.events(until: "tool.progress")
            let stopped = try client.ask("POST", "/v1/sessions/\(id)/turns/\(turn)/cancel", ["wait": 20])
            #expect(stopped.json["outcome"] == "cancelled")
            let kinds = try server.events(of: id, "turn=\(turn)").compactMap { $0["kind"]?.string }
            #expect(kinds.contains("tool.detached"))
            #expect(!kinds.contains("tool.discarded"))
            pipe.write(7)
            let late = try source.events(until: "tool.discarded").last?.event
            #expect(late?["turn"]?.string == turn)
            #expect(late?["payload"]?["outcome"] == "finished")
            #expect(!(try server.events(of: id)).contains { $0["kind"] == "tool.finished" })
        }
    }
}
