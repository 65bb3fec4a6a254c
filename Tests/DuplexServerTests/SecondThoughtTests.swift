import DuplexCore
import DuplexServer
import Testing

/// Changing one's mind too late, about the wrong thing, or about somebody else's.
@Suite struct SecondThoughtTests {
    private static func post(_ server: TestServer, _ path: String, _ body: JSON = [:]) throws -> Client.Answer {
        try server.connect().ask("POST", "/v1/sessions/\(path)", body)
    }

    /// Sends a message and answers with its offset and its turn.
    private static func say(
        _ server: TestServer, _ id: String, _ text: String, _ more: JSONObject = [:]
    ) throws -> (offset: Int, turn: String) {
        var body: JSONObject = ["text": .string(text)]
        for member in more.members { body[member.key] = member.value }
        let answer = try post(server, "\(id)/messages", .object(body)).json
        return (try #require(answer["event"]?["offset"]?.int), try #require(answer["turn"]?.string))
    }

    @Test(arguments: ["start", "reject", "dance", ""])
    func `an action that there is not is refused by name, and the message stays as it was decided`(
        action: String
    ) async throws {
        try await withServer { server in
            let id = try server.session()
            _ = try Self.say(server, id, "SLEEP:20")
            let (offset, _) = try Self.say(server, id, "later", ["when_busy": "enqueue"])
            let count = try server.events(of: id).count
            let refused = try Self.post(server, "\(id)/messages/\(offset)/decide", ["action": .string(action)])
            #expect(refused.status == 422)
            #expect(refused.code == "request.invalid")
            #expect(refused.field == "action")
            let socket = try SocketClient(server, id, "from=\(count)")
            try socket.send(["type": "decide", "ref": 1, "offset": .int(offset), "action": .string(action)])
            #expect(try socket.nextReply()["error"]?["details"]?["field"] == "action")
            #expect(try server.events(of: id).count == count)
        }
    }

    @Test func `a decision that names none replaces whichever stands, and one that names another does not`() async throws {
        try await withServer { server in
            let id = try server.session()
            _ = try Self.say(server, id, "SLEEP:20")
            let (offset, _) = try Self.say(server, id, "later", ["when_busy": "enqueue"])
            let path = "\(id)/messages/\(offset)/decide"
            let first = try Self.post(server, path, ["action": "steer"])
            #expect(first.status == 200)
            #expect(first.json["decision"]?["action"] == "steer")
            let second = try Self.post(server, path, ["action": "enqueue"])
            #expect(second.status == 200)
            let decisions = try server.events(of: id, "kinds=arbiter.decided").suffix(3)
            let offsets = decisions.compactMap { $0["offset"]?.int }
            #expect(decisions.map { $0["payload"]?["action"] } == ["enqueue", "steer", "enqueue"])
            #expect(decisions.map { $0["payload"]?["overrides"]?.int } == [nil, offsets[0], offsets[1]])
            let stale = try Self.post(server, path, ["action": "interrupt", "replaces": .int(offsets[0])])
            #expect(stale.status == 409)
            #expect(stale.code == "decision.changed")
        }
    }

    @Test func `a message that has been used cannot be promoted, steered or withdrawn`() async throws {
        try await withServer { server in
            let id = try server.session()
            try server.say("hello", in: id)
            let (running, _) = try Self.say(server, id, "SLEEP:20")
            let (stop, _) = try Self.say(server, id, "never mind", ["when_busy": "cancel"])
            let count = try server.events(of: id, "kinds=arbiter.decided").count
            for offset in [1, running, stop, 0, 999] {
                for action in ["interrupt", "steer", "enqueue"] {
                    let refused = try Self.post(server, "\(id)/messages/\(offset)/decide", ["action": .string(action)])
                    #expect(refused.status == 409)
                    #expect(refused.code == "message.used")
                }
                #expect(try Self.post(server, "\(id)/messages/\(offset)/withdraw").code == "message.used")
            }
            #expect(try server.events(of: id, "kinds=arbiter.decided").count == count)
        }
    }

    @Test func `a turn goes on within the grace only, once, and only if it was interrupted`() async throws {
        var options = TestOptions()
        options.sessionLimits.resumeGrace = .seconds(60)
        try await withServer(options) { server in
            let id = try server.session()
            let whole = try #require(try server.say("hello", in: id).json["turn"]?.string)
            #expect(try Self.post(server, "\(id)/turns/\(whole)/resume").code == "turn.not_resumable")
            let (_, turn) = try Self.say(server, id, "SLEEP:20")
            let running = try Self.post(server, "\(id)/turns/\(turn)/resume")
            #expect(running.status == 409)
            #expect(running.code == "turn.not_resumable")
            #expect(try Self.post(server, "\(id)/turns/nobody/resume").status == 404)
            #expect(try Self.post(server, "\(id)/turns/\(turn)/cancel", ["wait": 20]).json["outcome"] == "cancelled")
            server.wall.advance(seconds: 61)
            let late = try Self.post(server, "\(id)/turns/\(turn)/resume")
            #expect(late.status == 409)
            #expect(late.code == "turn.not_resumable")
            let (_, next) = try Self.say(server, id, "SLEEP:20")
            #expect(try Self.post(server, "\(id)/turns/\(next)/cancel", ["wait": 20]).status == 200)
            server.wall.advance(seconds: 59)
            #expect(try Self.post(server, "\(id)/turns/\(next)/resume").status == 202)
            #expect(try Self.post(server, "\(id)/turns/\(next)/resume").code == "turn.not_resumable")
        }
    }

    @Test func `a turn of another session is unknown there, and goes on`() async throws {
        try await withServer { server in
            let id = try server.session()
            let other = try server.session()
            let (_, turn) = try Self.say(server, id, "SLEEP:20")
            for verb in ["cancel", "resume"] {
                let refused = try Self.post(server, "\(other)/turns/\(turn)/\(verb)")
                #expect(refused.status == 404)
                #expect(refused.code == "turn.unknown")
                #expect(refused.text == (try Self.post(server, "\(other)/turns/nobody/\(verb)")).text)
            }
            #expect(try server.events(of: other).count == 1)
            #expect(try server.connect().ask("GET", "/v1/sessions/\(id)").json["status"] == "running")
        }
    }
}
