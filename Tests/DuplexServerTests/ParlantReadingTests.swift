import DuplexCore
import DuplexServer
import Testing

/// Long polls and streams of the Parlant routes.
@Suite struct ParlantReadingTests {
    @Test func `P6 P8 a poll answers at once where there is data, and without a wait in any case`() async throws {
        try await withServer { server in
            let talk = try ParlantTalk(server)
            let clock = ContinuousClock()
            let start = clock.now
            #expect(try talk.list() == [])
            let posted = try talk.post(["kind": "custom", "source": "system", "data": [1]])
            let answer = try talk.client.ask("GET", "\(talk.events)?wait_for_data=60")
            #expect(answer.json == [posted])
            #expect(clock.now - start < .seconds(10))
        }
    }

    @Test func `P7 P28 an empty wait ends in a timeout of its own, however often`() async throws {
        try await withServer { server in
            let talk = try ParlantTalk(server)
            let clock = ContinuousClock()
            for _ in 0..<2 {
                let start = clock.now
                let answer = try talk.client.ask("GET", "\(talk.events)?wait_for_data=1")
                #expect(answer.status == 504)
                #expect(answer.json == ["detail": "Request timed out"])
                #expect(clock.now - start >= .milliseconds(900))
            }
            try talk.say("hello")
            #expect(try talk.turn().compactMap(\.said) == ["hello", "hello"])
        }
    }

    @Test func `P9 a waiting poll is woken by what it asked for, and by nothing else`() async throws {
        try await withServer { server in
            let talk = try ParlantTalk(server)
            let waiter = try server.connect()
            try waiter.send("GET", "\(talk.events)?kinds=status&min_offset=2&wait_for_data=20")
            while server.context.readers.count == 0 { _ = try talk.list() }
            let typing: JSON = ["kind": "status", "source": "human_agent", "status": "typing"]
            try talk.post(typing)
            try talk.post(["kind": "custom", "source": "system", "data": [1]])
            try talk.post(["kind": "custom", "source": "system", "data": [2]])
            let wanted = try talk.post(typing)
            #expect(try waiter.readAnswer().json == [wanted])
            #expect(server.context.readers.count == 0)
        }
    }

    @Test func `P10 events are filtered by kinds, source and trace, and keep their offsets`() async throws {
        try await withServer { server in
            let talk = try ParlantTalk(server)
            let first = try talk.say("one")
            let seen = try talk.turn()
            try talk.say("two")
            try talk.turn()
            #expect(try talk.list("kinds=status").allSatisfy { $0["kind"] == "status" })
            #expect(try talk.list("source=customer").map { $0["offset"]?.int } == [0, seen.count])
            #expect(try talk.list("trace_id=\(first["trace_id"]?.string ?? "")") == seen)
        }
    }

    @Test func `P23 deleting a session ends its polls, and a second time there is nothing`() async throws {
        try await withServer { server in
            let talk = try ParlantTalk(server)
            let waiter = try server.connect()
            try waiter.send("GET", "\(talk.events)?wait_for_data=60")
            while server.context.readers.count == 0 { _ = try talk.list() }
            #expect(try talk.client.ask("DELETE", "/sessions/\(talk.session)").status == 204)
            let ended = try waiter.readAnswer()
            #expect(ended.status == 404)
            #expect(ended.json == ["detail": .string("Session not found (id='\(talk.session)')")])
            #expect(server.context.readers.count == 0)
            #expect(try talk.client.ask("DELETE", "/sessions/\(talk.session)").status == 404)
        }
    }

    @Test func `an unknown session is not waited for`() async throws {
        try await withServer { server in
            let client = try server.connect()
            let answer = try client.ask("GET", "/sessions/nope/events?wait_for_data=60")
            #expect(answer.status == 404)
            #expect(answer.json == ["detail": "Session not found (id='nope')"])
            let stream = try client.ask("GET", "/sessions/nope/events?sse=true")
            #expect(stream.status == 200 && stream.body.isEmpty)
        }
    }

    @Test func `a stream has data alone, and ends after a silence of the asked length`() async throws {
        try await withServer { server in
            let talk = try ParlantTalk(server)
            let client = try server.connect()
            try client.send("GET", "\(talk.events)?sse=true&wait_for_data=1")
            try talk.say("hello")
            let source = try EventSource(client)
            var blocks: [EventSource.Block] = []
            while let block = try source.next() { blocks.append(block) }
            #expect(source.head.header("Content-Type") == "text/event-stream")
            #expect(blocks.allSatisfy { $0.id == nil && $0.retry == nil && $0.comments == 0 })
            #expect(blocks.map(\.event) == (try talk.list()))
            #expect(server.context.readers.count == 0)
        }
    }

    @Test func `a stream of one message shows it whole each time that it has grown`() async throws {
        try await withServer { server in
            let client = try server.connect()
            let agent = try client.ask("POST", "/agents", ["name": "Streamer", "message_output_mode": "stream"]).json
            let talk = try ParlantTalk(server, agent: try #require(agent["id"]?.string))
            try talk.say("slow words that stream")
            let seen = try talk.follow { $0["source"] == "ai_agent" && $0.said != nil }
            let id = try #require(seen.last { $0.said != nil }?["id"]?.string)
            try client.send("GET", "\(talk.events)/\(id)?sse=true&wait_for_data=10")
            let source = try EventSource(client)
            var texts: [String] = []
            while let block = try source.next() { texts.append(block.event.said ?? "") }
            #expect(texts.count > 2)
            #expect(zip(texts, texts.dropFirst()).allSatisfy { $1.hasPrefix($0) })
            #expect(texts.last == "slow words that stream")
        }
    }
}
