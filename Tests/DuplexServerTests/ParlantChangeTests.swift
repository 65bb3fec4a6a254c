import DuplexCore
import Testing

/// What Parlant clients change and delete, and who may.
@Suite struct ParlantChangeTests {
    @Test func `a deleted turn is out of view, and the numbering goes on`() async throws {
        try await withServer { server in
            let talk = try ParlantTalk(server)
            try talk.say("one")
            let kept = try talk.turn()
            let second = try talk.say("two")
            let gone = try talk.turn()
            let start = try #require(second["offset"]?.int)
            let midTrace = try talk.client.ask("DELETE", "\(talk.events)?min_offset=\(start + 3)")
            #expect(midTrace.status == 422)
            #expect(midTrace.json == ParlantExchange.named("delete_mid_trace_422")?.answer)
            #expect(try talk.client.ask("DELETE", "\(talk.events)?min_offset=\(start)").status == 204)
            #expect(try talk.list() == kept)
            #expect(try talk.client.ask("GET", "\(talk.events)/\(second["id"]?.string ?? "")").status == 404)
            #expect(try talk.say("again")["offset"]?.int == start + gone.count)
        }
    }

    @Test func `a turn that runs is cancelled before it is deleted, and hands nothing on`() async throws {
        try await withServer { server in
            let talk = try ParlantTalk(server)
            try talk.say("SLEEP:30 wrong")
            try talk.follow { $0.word == "typing" }
            #expect(try talk.client.ask("DELETE", "\(talk.events)?min_offset=0").status == 204)
            #expect(try talk.list() == [])
            let again = try talk.say("right")
            #expect(try talk.turn(again["trace_id"]).compactMap(\.said) == ["right", "right"])
            let kinds = try server.events(of: talk.session).compactMap { $0["kind"]?.string }
            #expect(!kinds.contains("context.transferred"))
        }
    }

    @Test func `a turn that began before what is deleted goes on`() async throws {
        try await withServer { server in
            let talk = try ParlantTalk(server)
            try talk.say("slow one")
            try talk.follow { $0.word == "typing" }
            let note = try talk.post(["kind": "custom", "source": "system", "data": [1]])
            let start = try #require(note["offset"]?.int)
            #expect(try talk.client.ask("DELETE", "\(talk.events)?min_offset=\(start)").status == 204)
            #expect(try talk.turn().compactMap(\.said) == ["slow one"])
        }
    }

    @Test func `metadata of an event is set and unset, and shown wherever the event is`() async throws {
        try await withServer { server in
            let talk = try ParlantTalk(server)
            let event = try talk.post(["kind": "custom", "source": "system", "data": [1], "metadata": ["a": 1, "b": 2]])
            let target = "\(talk.events)/\(try #require(event["id"]?.string))"
            let changed = try talk.client.ask("PATCH", target, ["metadata": ["set": ["c": 3], "unset": ["a"]]])
            #expect(changed.status == 200)
            #expect(changed.json["metadata"] == ["b": 2, "c": 3])
            #expect(try talk.client.ask("GET", target).json == changed.json)
            #expect(try talk.list() == [changed.json])
        }
    }

    @Test func `sessions of the native interface are there, and the other way round`() async throws {
        try await withServer { server in
            let native = try server.session(["title": "Native"])
            try server.say("hello", in: native)
            let talk = try ParlantTalk(server, session: native)
            #expect(try talk.list().map(\.word).last == "ready")
            #expect(try talk.client.ask("GET", "/sessions/\(native)").json["title"] == "Native")
            let own = try ParlantTalk(server)
            try own.say("hi")
            try own.turn()
            let kinds = try server.events(of: own.session).compactMap { $0["kind"]?.string }
            #expect(kinds.first == "session.opened" && kinds.last == "turn.ended")
            let listed = try talk.client.ask("GET", "/sessions").json.array ?? []
            #expect(Set(listed.map { $0["id"]?.string }) == [native, own.session])
        }
    }

    @Test func `what is somebody else's is as unknown as what never was`() async throws {
        try await withServer(IdentityTests.options()) { server in
            let talk = try ParlantTalk(server, token: "ann-token")
            let client = try server.connect()
            for path in ["/sessions/\(talk.session)", "\(talk.events)?wait_for_data=30", "\(talk.events)/0123456789"] {
                let foreign = try client.ask("GET", path, token: "bob-token")
                #expect(foreign.status == 404)
                #expect(foreign.json == ["detail": .string("Session not found (id='\(talk.session)')")])
            }
            let customer = try client.ask("POST", "/customers", ["name": "Carl", "id": "c1"], token: "ann-token")
            #expect(customer.status == 201)
            #expect(try client.ask("GET", "/customers/c1", token: "bob-token").status == 404)
            #expect(try client.ask("GET", "/customers/c1", token: "ann-token").json == customer.json)
            let nobody = try client.ask("GET", "/sessions")
            #expect(nobody.status == 401 && nobody.json["detail"]?.string != nil)
        }
    }

    @Test func `a session's agent and customer can change, and a client's own agent is spoken for`() async throws {
        try await withServer(TestOptions(agents: [Parrot(), Mute()])) { server in
            let talk = try ParlantTalk(server, agent: "mute")
            let client = talk.client
            let agent = try client.ask("POST", "/agents", ["name": "Mine"]).json
            _ = try client.ask("POST", "/customers", ["name": "Carla", "id": "c1"])
            let changed = try client.ask(
                "PATCH", "/sessions/\(talk.session)", ["agent_id": agent["id"] ?? .null, "customer_id": "c1"])
            #expect(changed.json["agent_id"] == agent["id"] && changed.json["customer_id"] == "c1")
            try talk.say("hello")
            let said = try talk.turn().filter { $0.said != nil }
            #expect(said.map { $0["data"]?["participant"]?["display_name"] } == ["Carla", "Mine"])
            #expect(try client.ask("PATCH", "/sessions/\(talk.session)", ["agent_id": "nope"]).status == 404)
            #expect(try client.ask("GET", "/sessions?customer_id=c1").json.array?.count == 1)
            #expect(try client.ask("PATCH", "/agents/mute", ["name": "x"]).status == 422)
        }
    }

    @Test func `a slash too many is redirected, and unknown routes and methods have the original's bodies`() async throws {
        try await withServer { server in
            let client = try server.connect()
            let redirect = try client.ask("GET", "/sessions/?limit=1")
            #expect(redirect.status == 307 && redirect.header("Location") == "/sessions?limit=1")
            let unknown = try client.ask("GET", "/sessions/s1/turns")
            #expect(unknown.status == 404 && unknown.json == ["detail": "Not Found"])
            let wrong = try client.ask("PUT", "/sessions")
            #expect(wrong.status == 405 && wrong.json == ["detail": "Method Not Allowed"])
        }
    }

    @Test func `all sessions that fit are deleted, with what was kept beside them`() async throws {
        try await withServer { server in
            let client = try server.connect()
            for customer in ["c1", "c1", "c2"] {
                let body: JSON = ["agent_id": "echo", "customer_id": .string(customer), "labels": ["l"]]
                #expect(try client.ask("POST", "/sessions", body).status == 201)
            }
            #expect(try client.ask("DELETE", "/sessions?customer_id=c1").status == 204)
            #expect(try client.ask("GET", "/sessions?labels=l").json.array?.map { $0["customer_id"] } == ["c2"])
            let last = try #require(try client.ask("GET", "/sessions").json.array?.first?["id"]?.string)
            #expect(try client.ask("DELETE", "/v1/sessions/\(last)").status == 204)
            #expect(try client.ask("GET", "/sessions").json == [])
        }
    }
}
