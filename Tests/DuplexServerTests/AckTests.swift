import DuplexCore
import DuplexServer
import Testing

/// What readers tell of what the person has seen.
@Suite struct AckTests {
    @Test func `what the person has seen is kept, and never goes back`() async throws {
        try await withServer { server in
            let id = try server.session()
            let head = try #require(try server.say("hello", in: id).json["messages"]?.array?.last?["offset"]?.int)
            let client = try server.connect()
            #expect(try client.ask("GET", "/v1/sessions/\(id)/ack").json == [:])
            for (told, kept) in [(0, 0), (head, head), (1, head), (head, head)] {
                let answer = try client.ask("POST", "/v1/sessions/\(id)/ack", ["seen": .int(told)])
                #expect(answer.status == 200)
                #expect(answer.json == ["seen": .int(kept)])
            }
            #expect(try client.ask("GET", "/v1/sessions/\(id)/ack").json == ["seen": .int(head)])
            // It is no event, so that reading along makes nothing to read.
            #expect(!(try server.events(of: id).contains { $0["payload"]?["seen"] != nil }))
        }
    }

    @Test func `nobody has seen what is not in the log`() async throws {
        try await withServer { server in
            let id = try server.session()
            let client = try server.connect()
            #expect(try client.ask("POST", "/v1/sessions/\(id)/ack", ["seen": 0]).status == 200)
            let answer = try client.ask("POST", "/v1/sessions/\(id)/ack", ["seen": 1])
            #expect(answer.status == 409)
            #expect(answer.code == "history.changed")
            #expect(answer.json["error"]?["details"] == ["history": "h-test", "head": 0])
            #expect(try client.ask("GET", "/v1/sessions/\(id)/ack").json == ["seen": 0])
        }
    }

    @Test(arguments: [#"{}"#, #"{"seen":-1}"#, #"{"seen":1.5}"#, #"{"seen":"1"}"#, #"{"seen":null}"#])
    func `an offset that is none is refused by its name`(body: String) async throws {
        try await withServer { server in
            let id = try server.session()
            let answer = try server.connect().ask("POST", "/v1/sessions/\(id)/ack", try JSON(parsing: Array(body.utf8)))
            #expect(answer.status == 422)
            #expect(answer.code == "request.invalid")
            #expect(answer.field == "seen")
        }
    }

    @Test func `a socket tells it as HTTP does`() async throws {
        try await withServer { server in
            let id = try server.session()
            try server.say("hello", in: id)
            let socket = try SocketClient(server, id, "from=1")
            try socket.send(["type": "ack", "ref": "a", "seen": 3])
            #expect(try socket.nextReply() == ["type": "reply", "ref": "a", "seen": 3])
            try socket.send(["type": "ack", "ref": "b", "seen": 2])
            #expect(try socket.nextReply() == ["type": "reply", "ref": "b", "seen": 3])
            #expect(try server.connect().ask("GET", "/v1/sessions/\(id)/ack").json == ["seen": 3])
        }
    }

    @Test func `what was seen goes with its session`() async throws {
        try await withServer { server in
            let id = try server.session()
            let client = try server.connect()
            #expect(try client.ask("POST", "/v1/sessions/\(id)/ack", ["seen": 0]).status == 200)
            #expect(try server.documentCount(in: "seen/local") == 1)
            #expect(try client.ask("DELETE", "/v1/sessions/\(id)").status == 204)
            #expect(try server.documentCount(in: "seen/local") == 0)
            #expect(try client.ask("GET", "/v1/sessions/\(id)/ack").code == "session.unknown")
            #expect(try client.ask("POST", "/v1/sessions/\(id)/ack", ["seen": 0]).code == "session.unknown")
        }
    }

    @Test func `a mark that cannot be kept is not acknowledged`() async throws {
        var options = TestOptions()
        let store = FailingStore(options.store)
        options.store = store
        try await withServer(options) { server in
            let id = try server.session()
            let client = try server.connect()
            store.failDocuments(with: .failed("the disk says no"))
            #expect(try client.ask("POST", "/v1/sessions/\(id)/ack", ["seen": 0]).code == "store.failed")
            store.failDocuments(with: nil)
            #expect(try client.ask("GET", "/v1/sessions/\(id)/ack").json == [:])
            #expect(try client.ask("POST", "/v1/sessions/\(id)/ack", ["seen": 0]).json == ["seen": 0])
        }
    }

    @Test func `words of several devices that cross each other leave the highest`() async throws {
        let marks = SeenMarks(store: MemoryStore(history: "h"))
        await withTaskGroup(of: Void.self) { group in
            for seen in (0..<40).map({ $0 * 17 % 40 }) {
                group.addTask {
                    await withCheckedContinuation { continuation in
                        marks.raise(to: Offset(seen), of: "s", for: .local) { _ in continuation.resume() }
                    }
                }
            }
        }
        let kept = await withCheckedContinuation { continuation in
            marks.mark(of: "s", for: .local) { continuation.resume(returning: $0) }
        }
        #expect(try kept.get() == Offset(39))
    }
}
