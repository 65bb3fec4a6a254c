import DuplexCore
import DuplexServer
import Testing

@Suite struct EventTests {
    @Test func `P4 fifty concurrent appends have dense offsets`() async throws {
        try await withServer { server in
            let id = try server.session()
            let clients = try (0..<50).map { _ in try server.connect() }
            for (index, client) in clients.enumerated() {
                try client.send("POST", "/v1/sessions/\(id)/events", ["kind": "custom", "payload": .int(index)])
            }
            let answers = try clients.map { try $0.readAnswer() }
            #expect(answers.allSatisfy { $0.status == 201 && $0.json["source"] == "client" })
            #expect(Set(answers.compactMap { $0.json["offset"]?.int }) == Set(1...50))
            let events = try server.events(of: id)
            #expect(events.compactMap { $0["offset"]?.int } == Array(0...50))
            #expect(Set(answers.map(\.text)) == Set(events.dropFirst().map(\.text)))
        }
    }

    @Test func `P6 P8 a poll answers at once when there is something, or when it does not wait`() async throws {
        try await withServer { server in
            let id = try server.session()
            let client = try server.connect()
            let full = try client.ask("GET", "/v1/sessions/\(id)/events?wait=60")
            #expect(full.json["events"]?.array?.count == 1)
            #expect(full.json["next"] == 1)
            #expect(full.header("Cache-Control") == "no-store")
            let empty = try client.ask("GET", "/v1/sessions/\(id)/events?from=1")
            #expect(empty.status == 200)
            #expect(empty.json == ["events": [], "next": 1])
        }
    }

    @Test func `P7 an empty wait ends without events and without an error`() async throws {
        try await withServer { server in
            let id = try server.session()
            let answer = try server.connect().ask("GET", "/v1/sessions/\(id)/events?from=1&wait=0.05")
            #expect(answer.status == 200)
            #expect(answer.json == ["events": [], "next": 1])
        }
    }

    @Test func `P9 P22 an append wakes all who wait, with the same answer`() async throws {
        try await withServer { server in
            let id = try server.session()
            let clients = try (0..<30).map { _ in try server.connect() }
            for client in clients { try client.send("GET", "/v1/sessions/\(id)/events?from=1&wait=60") }
            try waitFor(server, readers: 30)
            _ = try server.connect().ask("POST", "/v1/sessions/\(id)/events", ["kind": "custom"])
            let answers = try clients.map { try $0.readAnswer().text }
            #expect(Set(answers).count == 1)
            #expect(server.context.readers.count == 0)
        }
    }

    @Test func `P10 filters keep the offsets, and next moves past what they skip`() async throws {
        try await withServer { server in
            let id = try server.session()
            try server.say("tool hello", in: id)
            let all = try server.events(of: id)
            let client = try server.connect()
            let messages = try client.ask("GET", "/v1/sessions/\(id)/events?kinds=message.user,message.agent").json
            #expect(messages["events"]?.array == all.filter { ["message.user", "message.agent"].contains($0["kind"]) })
            #expect(messages["next"]?.int == all.count)
            let agent = try client.ask("GET", "/v1/sessions/\(id)/events?source=agent,tool").json["events"]?.array
            #expect(agent == all.filter { ["agent", "tool"].contains($0["source"]) })
            let turn = try #require(all[1]["turn"]?.string)
            let ofTurn = try client.ask("GET", "/v1/sessions/\(id)/events?turn=\(turn)&lane=main").json["events"]?.array
            #expect(ofTurn == all.filter { $0["turn"]?.string == turn })
            let unknown = try client.ask("GET", "/v1/sessions/\(id)/events?turn=nobody").json
            #expect(unknown == ["events": [], "next": .int(all.count)])
            let cut = try client.ask("GET", "/v1/sessions/\(id)/events?kinds=turn.started,turn.ended&limit=1").json
            #expect(cut["events"]?.array?.count == 1)
            #expect(cut["next"]?.int == cut["events"]?.array?.first?["offset"]?.int.map { $0 + 1 })
        }
    }

    @Test func `a filtered poll does not return early because of what it skips`() async throws {
        try await withServer { server in
            let id = try server.session()
            let client = try server.connect()
            try client.send("GET", "/v1/sessions/\(id)/events?from=1&kinds=turn.ended&wait=60")
            try waitFor(server, readers: 1)
            try server.say("hello", in: id)
            let answer = try client.readAnswer().json
            #expect(answer["events"]?.array?.map { $0["kind"] } == ["turn.ended"])
        }
    }

    @Test func `P20 sessions do not see each other's events`() async throws {
        try await withServer { server in
            let ids = try (0..<2).map { _ in try server.session() }
            for id in ids { try server.say("hello from \(id)", in: id) }
            for id in ids {
                for event in try server.events(of: id) { #expect(event["id"]?.string?.hasPrefix("\(id)-") == true) }
            }
        }
    }

    @Test func `an offset beyond the end, or of another history, is told so at once`() async throws {
        try await withServer { server in
            let id = try server.session()
            let client = try server.connect()
            let path = "/v1/sessions/\(id)/events"
            for query in ["from=2", "from=2&wait=60", "history=h-other"] {
                let answer = try client.ask("GET", "\(path)?\(query)")
                #expect(answer.status == 409)
                #expect(answer.code == "history.changed")
                #expect(answer.json["error"]?["details"] == ["history": "h-test", "head": 0])
                let stream = try server.connect().ask("GET", "\(path)?\(query)", headers: ["Accept": "text/event-stream"])
                #expect(stream.text == answer.text)
                let socket = try SocketClient.shakeHands(
                    try server.connect(), id, query.replacing("&wait=60", with: ""))
                #expect(socket.text == answer.text)
            }
            #expect(try client.ask("GET", "\(path)?from=1&history=h-test").status == 200)
        }
    }

    @Test func `P23 a deleted session ends its polls, streams and sockets`() async throws {
        try await withServer { server in
            let id = try server.session()
            let poll = try server.connect()
            try poll.send("GET", "/v1/sessions/\(id)/events?from=1&wait=60")
            let stream = try EventSource(server, id, "from=1")
            let socket = try SocketClient(server, id, "from=1")
            try waitFor(server, readers: 3)
            #expect(try server.connect().ask("DELETE", "/v1/sessions/\(id)").status == 204)
            #expect(try poll.readAnswer().json["events"]?.array?.map { $0["kind"] } == ["session.closed"])
            #expect(try stream.events(until: "never").map { $0.event["kind"] } == ["session.closed"])
            #expect(try JSON(parsing: try socket.nextEvent())["kind"] == "session.closed")
            #expect(try socket.closeCode() == 4404)
            #expect(try poll.ask("GET", "/v1/sessions/\(id)/events").status == 404)
        }
    }

    @Test func `P10 reading goes through old events that only the store has`() async throws {
        var options = TestOptions()
        options.sessionLimits.tailEventCountMax = 8
        try await withServer(options) { server in
            let id = try server.session()
            let client = try server.connect()
            for index in 0..<100 {
                _ = try client.ask("POST", "/v1/sessions/\(id)/events", ["kind": "custom", "payload": .int(index)])
            }
            #expect(try server.events(of: id).compactMap { $0["offset"]?.int } == Array(0...100))
            #expect(try server.events(of: id, "limit=7&from=10").compactMap { $0["offset"]?.int } == Array(10..<17))
            #expect(try server.events(of: id, "limit=0").count == 1)
            let source = try EventSource(server, id, "from=5")
            for offset in 5...100 { #expect(try source.nextEvent()?.id == String(offset)) }
        }
    }

    @Test func `a poll whose client goes leaves nothing behind`() async throws {
        try await withServer { server in
            let id = try server.session()
            var client: Client? = try server.connect()
            try client?.send("GET", "/v1/sessions/\(id)/events?from=1&wait=60")
            try waitFor(server, readers: 1)
            client = nil
            try waitFor(server, readers: 0)
        }
    }
}

/// Waits until so many readers wait; asks the server itself, which takes its time, instead of sleeping.
func waitFor(_ server: TestServer, readers count: Int) throws {
    let client = try server.connect()
    for _ in 0..<100_000 where server.context.readers.count != count { _ = try client.ask("GET", "/healthz") }
    guard server.context.readers.count == count else {
        throw Client.Failure(description: "\(server.context.readers.count) readers instead of \(count)")
    }
}
