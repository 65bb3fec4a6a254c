import DuplexCore
import DuplexServer
import Testing

/// What people say to running tools, over HTTP and a socket.
@Suite struct CallTests {
    /// A session whose turn sleeps, with the sleeping call.
    private static func sleeping(_ server: TestServer) throws -> (id: String, call: String) {
        let id = try server.session()
        _ = try server.connect().ask("POST", "/v1/sessions/\(id)/messages", ["text": "SLEEP:20"])
        let page = try server.connect().ask("GET", "/v1/sessions/\(id)/events?kinds=tool.started&wait=20")
        let started = try #require(page.json["events"]?.array?.first?["payload"])
        #expect(started["accepts"] == ["amend", "hurry"])
        return (id, try #require(started["call"]?.string))
    }

    private static func tell(
        _ server: TestServer, _ id: String, _ call: String, _ body: JSON
    ) throws -> Client.Answer {
        try server.connect().ask("POST", "/v1/sessions/\(id)/calls/\(call)/messages", body)
    }

    @Test func `a running tool is told to hurry, and takes nothing after its end`() async throws {
        try await withServer { server in
            let (id, call) = try Self.sleeping(server)
            let told = try Self.tell(server, id, call, ["kind": "hurry"])
            #expect(told.status == 202)
            #expect(told.json["call"]?.string == call)
            let messaged = try server.connect().ask("GET", "/v1/sessions/\(id)/events?kinds=tool.finished&wait=20").json
            #expect(messaged["events"]?.array?.first?["payload"]?["result"]?.string?.hasPrefix("Slept for") == true)
            let events = try server.events(of: id, "kinds=tool.messaged")
            #expect(events.map { $0["payload"]?["state"] } == ["accepted", "taken"])
            #expect(events.first?["offset"] == told.json["event"])
            #expect(events.first?["payload"]?["by"] == "local")
            let late = try Self.tell(server, id, call, ["kind": "hurry"])
            #expect(late.status == 409)
            #expect(late.code == "call.not_running")
            let unknown = try Self.tell(server, id, "nobody", ["kind": "hurry"])
            #expect(unknown.status == 404)
            #expect(unknown.code == "call.unknown")
        }
    }

    private static let refusals: [(body: JSON, status: Int, code: String, field: String?)] = [
        (["kind": "answer", "text": "blue"], 409, "call.not_accepted", nil),
        (["kind": "amend", "arguments": ["seconds": "long"]], 422, "request.invalid", "arguments"),
        (["kind": "amend", "arguments": ["colour": "red"]], 422, "request.invalid", "arguments"),
        (["kind": "amend"], 422, "request.invalid", "arguments"),
        (["kind": "amend", "arguments": 1], 422, "request.invalid", "arguments"),
        (["kind": "hurry", "text": "now"], 422, "request.invalid", "text"),
        (["kind": "answer", "text": " "], 400, "message.empty", "text"),
        (["kind": "dance"], 422, "request.invalid", "kind"), ([:], 422, "request.invalid", "kind"),
    ]

    @Test(arguments: refusals)
    func `what a tool does not take is refused and named`(
        body: JSON, status: Int, code: String, field: String?
    ) async throws {
        try await withServer { server in
            let (id, call) = try Self.sleeping(server)
            let answer = try Self.tell(server, id, call, body)
            #expect(answer.status == status)
            #expect(answer.code == code)
            #expect(answer.json["error"]?["details"]?["field"]?.string == field)
            if code == "call.not_accepted" { #expect(answer.json["error"]?["details"]?["accepts"] == ["amend", "hurry"]) }
        }
    }

    @Test func `a running tool's arguments are changed over a socket`() async throws {
        try await withServer { server in
            let (id, call) = try Self.sleeping(server)
            let socket = try SocketClient(server, id, "kinds=tool.finished")
            try socket.send(["type": "tell", "ref": 1, "call": .string(call), "kind": "amend", "arguments": ["seconds": 0.1]])
            let reply = try socket.nextReply()
            #expect(reply["ref"] == 1)
            #expect(reply["kind"] == "amend")
            let finished = try JSON(parsing: try socket.nextEvent())
            #expect(finished["payload"]?["result"] == "Slept for 0.1 seconds.")
            try socket.send(["type": "tell", "ref": 2, "call": "nobody", "kind": "hurry"])
            #expect(try socket.nextReply()["error"]?["code"] == "call.unknown")
        }
    }
}
