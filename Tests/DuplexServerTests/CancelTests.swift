import DuplexCore
import Testing

@Suite struct CancelTests {
    @Test func `a cancel is joined by a second one, and answered for good afterwards`() async throws {
        try await withServer { server in
            let id = try server.session()
            let client = try server.connect()
            let turn = try #require(
                try client.ask("POST", "/v1/sessions/\(id)/messages", ["text": "SLEEP:20"]).json["turn"]?.string)
            let path = "/v1/sessions/\(id)/turns/\(turn)/cancel"
            let first = try client.ask("POST", path)
            #expect(first.status == 202)
            #expect(first.json["turn"]?.string == turn)
            let second = try client.ask("POST", path, ["mode": "stop", "wait": 20])
            #expect(second.status == 200)
            #expect(second.json == ["turn": .string(turn), "state": "cancelled", "outcome": "cancelled"])
            let count = try server.events(of: id).count
            #expect(try client.ask("POST", path, [:]).json == second.json)
            #expect(try server.events(of: id).count == count)
            let kinds = try server.events(of: id).map { $0["kind"]?.string }
            #expect(kinds.filter { $0 == "cancel.requested" }.count == 1)
            #expect(kinds.last == "turn.ended")
        }
    }

    @Test func `a queued turn is cancelled at once, an unknown one is not found`() async throws {
        try await withServer { server in
            let id = try server.session(["when_busy": "enqueue"])
            let client = try server.connect()
            _ = try client.ask("POST", "/v1/sessions/\(id)/messages", ["text": "SLEEP:20"])
            let turn = try #require(
                try client.ask("POST", "/v1/sessions/\(id)/messages", ["text": "next"]).json["turn"]?.string)
            let answer = try client.ask("POST", "/v1/sessions/\(id)/turns/\(turn)/cancel")
            #expect(answer.status == 200)
            #expect(answer.json["outcome"] == "cancelled")
            let kinds = try server.events(of: id, "turn=\(turn)").map { $0["kind"]?.string }
            #expect(kinds.suffix(4) == ["cancel.requested", "cancel.observed", "cancel.settled", "turn.ended"])
            #expect(try client.ask("POST", "/v1/sessions/\(id)/turns/nobody/cancel").code == "turn.unknown")
        }
    }

    @Test func `a turn that the snapshot no longer lists is still known`() async throws {
        var options = TestOptions()
        options.sessionLimits.endedTurnCountMax = 1
        try await withServer(options) { server in
            let id = try server.session()
            let first = try #require(try server.say("one", in: id).json["turn"]?.string)
            try server.say("two", in: id)
            let answer = try server.connect().ask("POST", "/v1/sessions/\(id)/turns/\(first)/cancel")
            #expect(answer.json == ["turn": .string(first), "state": "completed", "outcome": "completed"])
        }
    }
}
