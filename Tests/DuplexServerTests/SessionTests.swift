import DuplexCore
import Testing

@Suite struct SessionTests {
    @Test func `a session is created, shown, listed, changed and deleted`() async throws {
        try await withServer { server in
            let client = try server.connect()
            let made = try client.ask("POST", "/v1/sessions", ["title": "One", "metadata": ["a": 1]])
            #expect(made.status == 201)
            let id = try #require(made.json["id"]?.string)
            #expect(made.header("Location") == "/v1/sessions/\(id)")
            #expect(made.json["agent"] == "echo")
            #expect(made.json["status"] == "idle")
            #expect(made.json["head"] == 0)
            #expect(made.json["history"] == "h-test")
            #expect(made.json["turns"] == [])
            #expect(made.json["if_sent_now"]?["action"] == "start")

            #expect(try client.ask("GET", "/v1/sessions/\(id)").json == made.json)
            let listed = try client.ask("GET", "/v1/sessions").json
            #expect(listed["sessions"]?.array?.map { $0["id"] } == [.string(id)])
            #expect(listed["next"] == nil)

            let changed = try client.ask("PATCH", "/v1/sessions/\(id)", ["title": nil, "when_busy": "enqueue"])
            #expect(changed.status == 200)
            #expect(changed.json["title"] == .null)
            #expect(changed.json["head"] == 1)
            #expect(try server.events(of: id).last?["kind"] == "session.updated")

            #expect(try client.ask("DELETE", "/v1/sessions/\(id)").status == 204)
            #expect(try client.ask("DELETE", "/v1/sessions/\(id)").status == 404)
            #expect(try client.ask("GET", "/v1/sessions/\(id)").code == "session.unknown")
        }
    }

    @Test func `the list is paged, newest first`() async throws {
        try await withServer { server in
            var ids: [String] = []
            for _ in 0..<5 {
                server.wall.advance(seconds: 1)
                ids.append(try server.session())
            }
            var seen: [String] = []
            var target: String? = "/v1/sessions?limit=2"
            while let page = target {
                let body = try server.connect().ask("GET", page).json
                seen += body["sessions"]?.array?.compactMap { $0["id"]?.string } ?? []
                target = body["next"]?.string.map { "/v1/sessions?limit=2&cursor=\($0)" }
            }
            #expect(seen == ids.reversed())
        }
    }

    @Test func `I1 a message is accepted before its work is done, and P14 P15 its turn can be waited for`() async throws {
        try await withServer { server in
            let id = try server.session()
            let client = try server.connect()
            let sent = try client.ask("POST", "/v1/sessions/\(id)/messages", ["text": "SLEEP:0.3 hello"])
            #expect(sent.status == 202)
            #expect(sent.json["event"]?["kind"] == "message.user")
            #expect(sent.json["decision"]?["action"] == "start")
            #expect(sent.json["decision"]?["basis"] == 0)
            #expect(try client.ask("GET", "/v1/sessions/\(id)").json["status"] == "running")

            let waited = try client.ask(
                "POST", "/v1/sessions/\(id)/messages", ["text": "NOSLEEP again", "when_busy": "enqueue"],
                headers: ["Prefer": "wait=20"])
            #expect(waited.status == 200)
            #expect(waited.json["outcome"] == "completed")
            #expect(waited.json["complete"] == true)
            #expect(waited.json["messages"]?.array?.count == 1)
            #expect(waited.json["messages"]?.array?.first?["payload"]?["parts"]?.array?.first?["text"] == "NOSLEEP again")
        }
    }
}
