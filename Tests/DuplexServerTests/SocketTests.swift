import DuplexCore
import DuplexServer
import Testing

@Suite struct SocketTests {
    @Test func `a socket says hello, then sends bare events`() async throws {
        try await withServer { server in
            let id = try server.session()
            let socket = try SocketClient(server, id)
            #expect(socket.hello == [
                "type": "hello", "time": "2023-11-14T22:13:20.000000Z", "history": "h-test", "head": 0,
            ])
            #expect(try JSON(parsing: try socket.nextEvent())["kind"] == "session.opened")
        }
    }

    @Test func `a command is answered as over HTTP, with its ref`() async throws {
        try await withServer { server in
            let id = try server.session()
            let socket = try SocketClient(server, id, "from=1&kinds=turn.ended")
            try socket.send(["type": "message", "ref": "a", "text": "hello", "client_message_id": "k"])
            let reply = try socket.nextReply()
            #expect(reply["type"] == "reply")
            #expect(reply["ref"] == "a")
            #expect(reply["event"]?["kind"] == "message.user")
            #expect(reply["decision"]?["action"] == "start")
            let ended = try socket.nextEvent()
            #expect(try JSON(parsing: ended)["payload"]?["outcome"] == "completed")
            let http = try server.connect().ask(
                "POST", "/v1/sessions/\(id)/messages", ["text": "hello", "client_message_id": "k"])
            #expect(http.status == 200)
            #expect(http.json["event"] == reply["event"])
            try socket.send(["type": "message", "ref": 7, "text": "hello", "dry_run": true])
            #expect(try socket.nextReply()["decision"]?["action"] == "start")
        }
    }

    @Test func `a turn is cancelled over its socket`() async throws {
        try await withServer { server in
            let id = try server.session()
            let socket = try SocketClient(server, id)
            try socket.send(["type": "message", "ref": 1, "text": "SLEEP:20"])
            let turn = try #require(try socket.nextReply()["turn"])
            try socket.send(["type": "cancel", "ref": 2, "turn": turn, "wait": 20])
            let reply = try socket.nextReply()
            #expect(reply == ["type": "reply", "ref": 2, "turn": turn, "state": "cancelled", "outcome": "cancelled"])
            try socket.send(["type": "resume", "ref": 3, "turn": turn])
            let resumed = try socket.nextReply()
            #expect(resumed["resumes"] == turn)
            #expect(resumed["turn"] != turn)
            try socket.send(["type": "cancel", "ref": 4, "turn": "nobody"])
            #expect(try socket.nextReply()["error"]?["code"] == "turn.unknown")
        }
    }

    @Test(arguments: [
        ("{", "request.malformed", nil), ("[]", "request.invalid", "body"), ("{}", "request.invalid", "type"),
        (#"{"type":"dance","ref":1}"#, "request.invalid", "type"),
        (#"{"type":"message","ref":1,"text":"a","colour":"red"}"#, "request.invalid", "colour"),
        (#"{"type":"message","ref":1,"text":" "}"#, "message.empty", "text"),
        (#"{"type":"message","ref":[],"text":"a"}"#, "request.invalid", "ref"),
        (#"{"type":"cancel","ref":1}"#, "request.invalid", "turn"),
        (#"{"type":"cancel","ref":1,"turn":"t","wait":61}"#, "request.invalid", "wait"),
        (#"{"type":"ack","ref":1}"#, "request.invalid", "seen"),
        (#"{"type":"ack","ref":1,"seen":-1}"#, "request.invalid", "seen"),
        (#"{"type":"ack","ref":1,"seen":3}"#, "history.changed", nil),
        (#"{"type":"withdraw","ref":1,"offset":0}"#, "message.used", nil),
        (#"{"type":"decide","ref":1,"offset":0,"action":"start"}"#, "request.invalid", "action"),
    ] as [(String, String, String?)])
    func `I19 what cannot be done gets an error frame, and the socket lives`(
        text: String, code: String, field: String?
    ) async throws {
        try await withServer { server in
            let id = try server.session()
            let socket = try SocketClient(server, id, "from=1")
            try socket.send(text: text)
            let reply = try socket.nextReply()
            #expect(reply["type"] == "error")
            #expect(reply["error"]?["code"]?.string == code)
            #expect(reply["error"]?["details"]?["field"]?.string == field)
            #expect(reply["ref"] == (text.contains(#""ref":1"#) ? 1 : nil))
            try socket.send(["type": "message", "ref": "still", "text": "hello", "dry_run": true])
            #expect(try socket.nextReply()["ref"] == "still")
        }
    }

    @Test func `I20 I21 a socket that closes takes neither the turn nor other sockets with it`() async throws {
        try await withServer { server in
            let id = try server.session()
            var first: SocketClient? = try SocketClient(server, id)
            let second = try SocketClient(server, id)
            try first?.send(["type": "message", "text": "SLEEP:0.2"])
            _ = try first?.nextReply()
            try waitFor(server, readers: 2)
            first = nil
            var kinds: [JSON?] = []
            while kinds.last != "turn.ended" { kinds.append(try JSON(parsing: try second.nextEvent())["kind"]) }
            #expect(try server.events(of: id).last?["payload"]?["outcome"] == "completed")
            try waitFor(server, readers: 1)
        }
    }

    @Test func `I22 P5 whoever comes back reads what was missed`() async throws {
        try await withServer { server in
            let id = try server.session()
            try server.say("hello", in: id)
            let all = try server.events(of: id).map(\.text)
            for cut in all.indices {
                let socket = try SocketClient(server, id, "from=\(cut)")
                for event in all[cut...] { #expect(try socket.nextEvent() == event) }
            }
        }
    }

    @Test func `an event is the same bytes in a poll, a stream and a socket, live and replayed`() async throws {
        try await withServer { server in
            let id = try server.session(["title": "Ünïcödé “quotes” \u{1F600} \\ \u{7}"])
            let live = try SocketClient(server, id)
            let stream = try EventSource(server, id)
            try server.say("tool NOSLEEP \u{1F600} \" \\ hello", in: id)
            let poll = try server.connect().ask("GET", "/v1/sessions/\(id)/events").text
            var joined: [String] = []
            for _ in try server.events(of: id) {
                let event = try live.nextEvent()
                #expect(try stream.nextEvent()?.data == event)
                joined.append(event)
            }
            #expect(poll == #"{"events":["# + joined.joined(separator: ",") + #"],"next":\#(joined.count)}"#)
        }
    }

    @Test func `a socket that sends without end is closed`() async throws {
        var options = TestOptions()
        options.limits.commandBurst = 2
        options.limits.commandsPerSecond = 0.001
        options.limits.refusedCommandCountMax = 3
        try await withServer(options) { server in
            let id = try server.session()
            let socket = try SocketClient(server, id, "from=1")
            for _ in 0..<6 { try socket.send(["type": "dance"]) }
            var codes: [JSON?] = []
            for _ in 0..<5 { codes.append(try socket.nextReply()["error"]?["code"]) }
            #expect(codes == ["request.invalid", "request.invalid", "rate.limited", "rate.limited", "rate.limited"])
            #expect(try socket.closeCode() == 4429)
        }
    }

    @Test func `before the upgrade refusals are plain HTTP`() async throws {
        try await withServer { server in
            let id = try server.session()
            let unknown = try SocketClient.shakeHands(try server.connect(), "nobody")
            #expect(unknown.status == 404)
            let plain = try server.connect().ask("GET", "/v1/sessions/\(id)/socket")
            #expect(plain.status == 426)
            #expect(plain.code == "upgrade.required")
            let limited = try SocketClient.shakeHands(try server.connect(), id, "limit=1")
            #expect(limited.status == 422)
            #expect(limited.field == "limit")
        }
    }
}
