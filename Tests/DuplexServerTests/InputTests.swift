import DuplexCore
import DuplexServer
import Testing

/// Answers to what a turn waits for, over HTTP and a socket.
@Suite struct InputTests {
    /// A session that waits, with the request.
    private static func waiting(_ server: TestServer, for text: String = "ask") throws -> (id: String, asked: JSON) {
        let id = try server.session()
        _ = try server.connect().ask("POST", "/v1/sessions/\(id)/messages", ["text": .string(text)])
        let page = try server.connect().ask("GET", "/v1/sessions/\(id)/events?kinds=input.requested&wait=20")
        return (id, try #require(page.json["events"]?.array?.first))
    }

    private static func answer(
        _ server: TestServer, _ id: String, _ call: String, _ body: JSON
    ) throws -> Client.Answer {
        try server.connect().ask("POST", "/v1/sessions/\(id)/inputs/\(call)", body)
    }

    @Test func `the snapshot shows what is waited for, and an answer ends that`() async throws {
        try await withServer { server in
            let (id, asked) = try Self.waiting(server)
            let call = try #require(asked["payload"]?["call"]?.string)
            let snapshot = try server.connect().ask("GET", "/v1/sessions/\(id)").json
            #expect(snapshot["status"] == "waiting_for_input")
            let input = try #require(snapshot["inputs"]?.array?.first)
            for name in ["call", "kind", "prompt", "expires", "name"] { #expect(input[name] == asked["payload"]?[name]) }
            #expect(input["turn"] == asked["turn"])
            let answered = try Self.answer(server, id, call, ["answer": "blue"])
            #expect(answered.status == 200)
            #expect(answered.json["by"] == "local")
            let end = try server.connect().ask("GET", "/v1/sessions/\(id)/events?kinds=turn.ended&wait=20")
            #expect(end.json["events"]?.array?.first?["payload"]?["outcome"] == "completed")
            let said = try server.events(of: id, "kinds=message.agent").compactMap { $0["payload"]?["parts"] }
            #expect(said.last == [["type": "text", "text": "blue"]])
            let after = try server.connect().ask("GET", "/v1/sessions/\(id)").json
            #expect(after["status"] == "idle")
            #expect(after["inputs"] == [])
        }
    }

    @Test func `a second answer is told who was first, and an unknown call is unknown`() async throws {
        try await withServer { server in
            let (id, asked) = try Self.waiting(server, for: "ask:approval")
            let call = try #require(asked["payload"]?["call"]?.string)
            #expect(try Self.answer(server, id, call, ["approved": false, "text": "not now"]).status == 200)
            let second = try Self.answer(server, id, call, ["approved": true])
            #expect(second.status == 409)
            #expect(second.code == "input.resolved")
            let details = second.json["error"]?["details"]
            #expect(details?["by"] == "local")
            #expect(details?["approved"] == false)
            #expect(details?["at"]?.string?.hasSuffix("Z") == true)
            let unknown = try Self.answer(server, id, "nobody", ["approved": true])
            #expect(unknown.status == 404)
            #expect(unknown.code == "input.unknown")
        }
    }

    @Test(arguments: [
        ([:], 422, "answer"), (["answer": 7], 422, "answer"), (["answer": " "], 400, "answer"),
        (["approved": "yes"], 422, "approved"), (["approved": true], 422, "approved"),
        (["answer": "a", "approved": true], 422, "approved"), (["answer": "a", "text": "b"], 422, "text"),
        (["answer": "a", "colour": "red"], 422, "colour"),
    ] as [(JSON, Int, String)])
    func `an answer that is none names the field and closes nothing`(body: JSON, status: Int, field: String) async throws {
        try await withServer { server in
            let (id, asked) = try Self.waiting(server)
            let call = try #require(asked["payload"]?["call"]?.string)
            let refused = try Self.answer(server, id, call, body)
            #expect(refused.status == status)
            #expect(refused.field == field)
            #expect(try Self.answer(server, id, call, ["answer": "blue"]).status == 200)
        }
    }

    @Test func `a socket answers too, with its ref`() async throws {
        try await withServer { server in
            let (id, asked) = try Self.waiting(server)
            let call = try #require(asked["payload"]?["call"])
            let socket = try SocketClient(server, id, "kinds=turn.ended")
            try socket.send(["type": "input", "ref": 1, "call": call, "answer": "blue"])
            let reply = try socket.nextReply()
            #expect(reply["type"] == "reply")
            #expect(reply["ref"] == 1)
            #expect(reply["call"] == call)
            #expect(try JSON(parsing: try socket.nextEvent())["payload"]?["outcome"] == "completed")
            try socket.send(["type": "input", "ref": 2, "call": call, "answer": "red"])
            #expect(try socket.nextReply()["error"]?["code"] == "input.resolved")
        }
    }
}
