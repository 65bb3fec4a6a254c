import DuplexCore
import DuplexServer
import Testing

@Suite struct EventStreamTests {
    @Test func `a stream begins with the time to reconnect, and has one id and one line of data an event`() async throws {
        try await withServer { server in
            let id = try server.session()
            let source = try EventSource(server, id)
            #expect(source.head.header("Content-Type") == "text/event-stream")
            #expect(source.head.header("Cache-Control") == "no-store")
            #expect(source.head.header("X-Accel-Buffering") == "no")
            #expect(try source.next() == EventSource.Block(retry: "1000"))
            let first = try #require(try source.next())
            #expect(first.id == "0")
            #expect(first.event["kind"] == "session.opened")
            #expect(first.comments == 0)
        }
    }

    @Test func `P3 a stream goes on over several turns`() async throws {
        try await withServer { server in
            let id = try server.session()
            let source = try EventSource(server, id)
            for text in ["one", "two", "three"] {
                try server.say(text, in: id)
                #expect(try source.events(until: "turn.ended").last?.event["payload"]?["outcome"] == "completed")
            }
        }
    }

    @Test func `P5 whoever reconnects anywhere reads what an uninterrupted reader reads`() async throws {
        try await withServer { server in
            let id = try server.session()
            try server.say("tool hello", in: id)
            let whole = try EventSource(server, id).events(until: "turn.ended")
            for cut in 0..<whole.count - 1 {
                let head = try EventSource(server, id)
                let before = try (0...cut).compactMap { _ in try head.nextEvent() }
                let last = try #require(before.last?.id.flatMap { Int($0) })
                // An event source repeats its URL, so the header must win.
                let rest = try EventSource(server, id, "from=0", lastEventID: last).events(until: "turn.ended")
                #expect(before + rest == whole)
            }
        }
    }

    @Test func `a silent stream is kept alive, with the offset that its filter has passed`() async throws {
        var options = TestOptions()
        options.limits.keepAlive = .milliseconds(10)
        try await withServer(options) { server in
            let id = try server.session()
            let fresh = try EventSource(server, id, "from=1")
            #expect(try fresh.next()?.retry == "1000")
            #expect(try fresh.next() == EventSource.Block(comments: 1))
            let filtered = try EventSource(server, id, "kinds=custom")
            #expect(try filtered.next()?.retry == "1000")
            #expect(try filtered.next() == EventSource.Block(id: "0"))
            try server.say("hello", in: id)
            let head = try server.events(of: id).count - 1
            var block = try filtered.next()
            while let found = block, found.id != String(head) { block = try filtered.next() }
            #expect(block == EventSource.Block(id: String(head)))
        }
    }

    @Test func `HEAD tells what GET would, and ends`() async throws {
        try await withServer { server in
            let id = try server.session()
            let client = try server.connect()
            let stream = try client.ask("HEAD", "/v1/sessions/\(id)/events", headers: ["Accept": "text/event-stream"])
            #expect(stream.status == 200)
            #expect(stream.header("Content-Type") == "text/event-stream")
            #expect(try client.ask("HEAD", "/v1/sessions/\(id)/events?from=1&wait=60").status == 200)
        }
    }

    @Test func `a slow reader gets everything and holds up nobody`() async throws {
        try await withServer { server in
            let id = try server.session()
            let slow = try server.connect(receiveBuffer: 4096)
            try slow.send("GET", "/v1/sessions/\(id)/events", headers: ["Accept": "text/event-stream"])
            let source = try EventSource(slow)
            let client = try server.connect()
            let payload = JSON.string(String(repeating: "x", count: 100_000))
            for _ in 0..<40 {
                let answer = try client.ask("POST", "/v1/sessions/\(id)/events", ["kind": "custom", "payload": payload])
                #expect(answer.status == 201)
            }
            for offset in 0...40 { #expect(try source.nextEvent()?.id == String(offset)) }
        }
    }
}
