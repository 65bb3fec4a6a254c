import DuplexCore
import DuplexRuntime
import DuplexServer
import Testing

@Suite struct MessageTests {
    private static func post(_ server: TestServer, _ id: String, _ body: JSON, _ headers: [String: String] = [:]) throws
        -> Client.Answer
    {
        try server.connect().ask("POST", "/v1/sessions/\(id)/messages", body, headers: headers)
    }

    @Test func `the answer has the event as it stands in the log, and the decision right after it`() async throws {
        try await withServer { server in
            let id = try server.session()
            let sent = try Self.post(server, id, ["parts": [["type": "text", "text": "hello"]], "when_busy": "side"])
            #expect(sent.status == 202)
            let events = try server.events(of: id)
            #expect(sent.json["event"] == events[1])
            #expect(events[1]["payload"]?["parts"] == [["type": "text", "text": "hello"]])
            #expect(events[2]["kind"] == "arbiter.decided")
            #expect(events[2]["payload"]?["event"] == 1)
            for name in ["action", "reason", "basis", "confidence"] {
                #expect(sent.json["decision"]?[name] == events[2]["payload"]?[name])
            }
            #expect(sent.json["decision"]?["action"] == "start")
            #expect(sent.json["turn"] == events[1]["turn"])
        }
    }

    @Test(arguments: [
        ["text": ""], ["text": " \n\t "], [:], ["parts": []], ["parts": [["type": "text", "text": " "]]],
    ] as [JSON])
    func `I2 P34 a message without words is refused and starts no turn`(body: JSON) async throws {
        try await withServer { server in
            let id = try server.session()
            let answer = try Self.post(server, id, body)
            #expect(answer.status == 400)
            #expect(answer.code == "message.empty")
            #expect(try server.events(of: id).count == 1)
        }
    }

    @Test func `P34 a repeated client_message_id is answered with the first answer and not done again`() async throws {
        try await withServer { server in
            let id = try server.session()
            let body: JSON = ["text": "hello", "client_message_id": "k1"]
            let first = try Self.post(server, id, body)
            #expect(first.status == 202)
            let again = try Self.post(server, id, body)
            #expect(again.status == 200)
            #expect(again.text == first.text)
            let other = try Self.post(server, id, ["text": "bye", "client_message_id": "k1"])
            #expect(other.status == 409)
            #expect(other.code == "message.key_reused")
            #expect(try server.events(of: id, "kinds=message.user").count == 1)
        }
    }

    @Test func `P34 the same client_message_id twenty times at once makes one message`() async throws {
        try await withServer { server in
            let id = try server.session()
            let clients = try (0..<20).map { _ in try server.connect() }
            for client in clients {
                try client.send("POST", "/v1/sessions/\(id)/messages", ["text": "hello", "client_message_id": "k"])
            }
            let answers = try clients.map { try $0.readAnswer() }
            #expect(answers.filter { $0.status == 202 }.count == 1)
            #expect(answers.filter { $0.status == 200 }.count == 19)
            #expect(Set(answers.map(\.text)).count == 1)
            #expect(try server.events(of: id, "kinds=message.user").count == 1)
        }
    }

    @Test func `P34 a client_message_id outlives the server's process`() async throws {
        let store = MemoryStore(history: "h-test")
        var options = TestOptions()
        options.store = store
        let body: JSON = ["text": "hello", "client_message_id": "k"]
        let (id, first) = try await withServer(options) { server in
            let id = try server.session()
            let first = try Self.post(server, id, body)
            try server.say("more", in: id)
            return (id, first.text)
        }
        try await withServer(options) { server in
            let again = try Self.post(server, id, body)
            #expect(again.status == 200)
            #expect(again.text == first)
        }
    }

    @Test func `a refused message does not use up its client_message_id`() async throws {
        try await withServer { server in
            let id = try server.session()
            let running = try Self.post(server, id, ["text": "SLEEP:20"])
            let turn = try #require(running.json["turn"]?.string)
            let body: JSON = ["text": "now", "client_message_id": "k", "when_busy": "reject"]
            let refused = try Self.post(server, id, body)
            #expect(refused.status == 409)
            #expect(refused.code == "turn.busy")
            #expect(refused.json["error"]?["details"]?["turn"]?.string == turn)
            _ = try server.connect().ask("POST", "/v1/sessions/\(id)/turns/\(turn)/cancel", ["wait": 20])
            #expect(try Self.post(server, id, body).status == 202)
        }
    }

    @Test(arguments: [
        "auto", "barge_in", "merge", "resume", "cancel", "interrupt", "steer", "enqueue", "side", "rollback",
    ])
    func `each way to deal with a busy session is taken by name`(name: String) async throws {
        try await withServer { server in
            let id = try server.session()
            _ = try Self.post(server, id, ["text": "SLEEP:20"])
            let answer = try Self.post(server, id, ["text": "hello", "when_busy": .string(name)])
            #expect(answer.status == 202)
            #expect(answer.json["decision"]?["action"]?.string != "start")
            let dry = try Self.post(server, id, ["text": "hello", "when_busy": .string(name), "dry_run": true])
            #expect(dry.status == 200)
        }
    }

    @Test func `a dry run decides and appends nothing`() async throws {
        try await withServer { server in
            let id = try server.session()
            let answer = try Self.post(server, id, ["text": "hello", "dry_run": true])
            #expect(answer.status == 200)
            #expect(answer.json["decision"]?["action"] == "start")
            #expect(answer.json["event"] == nil)
            #expect(try server.events(of: id).count == 1)
        }
    }

    @Test func `a streamed turn begins with its message and closes after its end`() async throws {
        try await withServer { server in
            let id = try server.session()
            let client = try server.connect()
            try client.send(
                "POST", "/v1/sessions/\(id)/messages", ["text": "tool hello"], headers: ["Accept": "text/event-stream"])
            let source = try EventSource(client)
            #expect(source.head.status == 200)
            let events = try source.events(until: "never").map(\.event)
            #expect(events.first?["kind"] == "message.user")
            #expect(events.last?["kind"] == "turn.ended")
            #expect(Set(events.map { $0["turn"]?.string }).count == 1)
            #expect(try client.ask("GET", "/v1/sessions/\(id)").status == 200)
        }
    }

    @Test func `a wait that is not met gives the plain answer`() async throws {
        try await withServer { server in
            let id = try server.session()
            let answer = try Self.post(server, id, ["text": "SLEEP:20"], ["Prefer": "wait=1"])
            #expect(answer.status == 202)
            #expect(answer.json["outcome"] == nil)
        }
    }

    @Test func `P21 an interrupted turn's wait ends with its own outcome`() async throws {
        try await withServer { server in
            let id = try server.session()
            let slow = try server.connect()
            try slow.send(
                "POST", "/v1/sessions/\(id)/messages", ["text": "SLEEP:20"], headers: ["Prefer": "wait=20"])
            let source = try EventSource(server, id)
            _ = try source.events(until: "turn.started")
            let fast = try Self.post(server, id, ["text": "quick"], ["Prefer": "wait=20"])
            #expect(fast.json["outcome"] == "completed")
            #expect(fast.json["messages"]?.array?.count == 1)
            let interrupted = try slow.readAnswer()
            #expect(interrupted.status == 200)
            #expect(interrupted.json["outcome"] == "interrupted")
            #expect(interrupted.json["complete"] == false)
            #expect(interrupted.json["messages"] == [])
        }
    }

    @Test func `a full queue asks to wait`() async throws {
        var options = TestOptions()
        options.sessionLimits.queuedTurnCountMax = 2
        try await withServer(options) { server in
            let id = try server.session(["when_busy": "enqueue"])
            for _ in 0..<3 { #expect(try Self.post(server, id, ["text": "SLEEP:20"]).status == 202) }
            let refused = try Self.post(server, id, ["text": "one too many"])
            #expect(refused.status == 429)
            #expect(refused.code == "session.queue_full")
            #expect(refused.header("Retry-After") == "1")
        }
    }

    @Test func `a message that waits can be decided anew and withdrawn, once`() async throws {
        try await withServer { server in
            let id = try server.session()
            _ = try Self.post(server, id, ["text": "SLEEP:20"])
            let sent = try Self.post(server, id, ["text": "later", "when_busy": "enqueue"])
            let offset = try #require(sent.json["event"]?["offset"]?.int)
            let path = "/v1/sessions/\(id)/messages/\(offset)"
            let client = try server.connect()
            let late = try client.ask("POST", "\(path)/decide", ["action": "steer", "replaces": .int(offset)])
            #expect(late.code == "decision.changed")
            let decided = try client.ask("POST", "\(path)/decide", ["action": "steer", "replaces": .int(offset + 1)])
            #expect(decided.status == 200)
            #expect(decided.json["decision"]?["action"] == "steer")
            #expect(decided.json["event"]?.int == offset)
            #expect(try client.ask("POST", "\(path)/withdraw").status == 200)
            #expect(try client.ask("POST", "\(path)/withdraw").code == "message.used")
            #expect(try client.ask("POST", "/v1/sessions/\(id)/messages/0/withdraw").code == "message.used")
        }
    }

    @Test func `parts stay as they were sent, and are read as one text`() async throws {
        try await withServer { server in
            let id = try server.session()
            let parts: JSON = [["type": "text", "text": "NOSLEEP one"], ["type": "text", "text": "two"]]
            let answer = try Self.post(server, id, ["parts": parts], ["Prefer": "wait=20"])
            #expect(answer.json["event"]?["payload"]?["parts"] == parts)
            let said = answer.json["messages"]?.array?.first?["payload"]?["parts"]?.array?.first?["text"]
            #expect(said == "NOSLEEP one\ntwo")
        }
    }

    @Test func `P13 an agent that fails ends its turn, and the next message works`() async throws {
        try await withServer { server in
            let id = try server.session()
            let failed = try server.say("boom", in: id)
            #expect(failed.json["outcome"] == "failed")
            #expect(failed.json["complete"] == false)
            #expect(try server.events(of: id, "kinds=error").first?["payload"]?["code"] == "echo.boom")
            #expect(try server.say("hello", in: id).json["outcome"] == "completed")
        }
    }

    @Test(arguments: [
        (StoreError.diskFull, 507, "store.full"), (.overloaded, 503, "server.overloaded"),
        (.failed("secret detail"), 503, "store.failed"),
    ])
    func `a write that fails is told without internals, and the session goes on`(
        error: StoreError, status: Int, code: String
    ) async throws {
        let store = FailingStore(MemoryStore(history: "h-test"))
        var options = TestOptions()
        options.store = store
        try await withServer(options) { server in
            let id = try server.session()
            store.failNext(with: error)
            let refused = try Self.post(server, id, ["text": "hello", "client_message_id": "k"])
            #expect(refused.status == status)
            #expect(refused.code == code)
            #expect(refused.header("Retry-After") != nil)
            #expect(!refused.text.contains("secret"))
            #expect(try server.events(of: id).count == 1)
            let retried = try Self.post(server, id, ["text": "hello", "client_message_id": "k"])
            #expect(retried.status == 202)
            #expect(try server.events(of: id, "kinds=message.user").count == 1)
        }
    }

    @Test func `a session that has left memory is found again`() async throws {
        try await withServer { server in
            let id = try server.session()
            try server.say("hello", in: id)
            let before = try server.connect().ask("GET", "/v1/sessions/\(id)").json
            server.context.sessions.putAway(idleFor: .zero)
            let client = try server.connect()
            for _ in 0..<10_000 where !server.context.sessions.alive.isEmpty { _ = try client.ask("GET", "/healthz") }
            #expect(server.context.sessions.alive.isEmpty)
            #expect(try client.ask("GET", "/v1/sessions/\(id)").json == before)
        }
    }
}
