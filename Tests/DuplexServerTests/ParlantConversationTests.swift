import DuplexCore
import Testing

/// Turns as a Parlant client sees them.
@Suite struct ParlantConversationTests {
    @Test func `P11 a turn is acknowledged, processing, typing, message, ready, with one trace`() async throws {
        try await withServer { server in
            let talk = try ParlantTalk(server)
            let posted = try talk.say("hello there")
            let seen = try talk.turn()
            #expect(seen.map(\.word) == ["message", "acknowledged", "processing", "typing", "message", "ready", "ready"])
            #expect(seen[0] == posted)
            #expect(seen[4].said == "hello there")
            #expect(Set(seen.map { $0["trace_id"]?.string }).count == 1)
            #expect(seen.allSatisfy { $0["trace_id"] == $0["correlation_id"] })
        }
    }

    @Test(arguments: [("turn_block", ["hello"]), ("interrupt_draft", ["slow one", "two"])])
    func `P11 P12 turns have the sequence and the shapes of the recorded ones`(
        _ recording: String, _ texts: [String]
    ) async throws {
        try await withServer { server in
            let talk = try ParlantTalk(server)
            var last: JSON = .null
            for text in texts {
                last = try talk.say(text)
                if text != texts.last { try talk.follow { $0.word == "typing" } }
            }
            try talk.turn(last["trace_id"])
            let recorded = ParlantExchange.recording(recording)
            let seen = try talk.list()
            #expect(seen.map(\.word) == recorded.map(\.word))
            #expect(seen.map(\.shape) == recorded.map(\.shape))
        }
    }

    @Test func `P3 P4 P5 three turns follow each other in one dense stream, also for a reader that comes back`() async throws {
        try await withServer { server in
            let talk = try ParlantTalk(server)
            var seen: [JSON] = []
            for text in ["one", "tool two", "three"] {
                try talk.say(text)
                seen += try talk.turn()
            }
            #expect(seen.filter(\.endsTurn).count == 3)
            #expect(seen.map { $0["offset"]?.int } == Array(0..<seen.count))
            for start in seen.indices {
                #expect(try talk.list("min_offset=\(start)") == Array(seen[start...]))
            }
        }
    }

    @Test func `P12 an interrupted turn is cancelled, then ready, before the next is acknowledged`() async throws {
        try await withServer { server in
            let talk = try ParlantTalk(server)
            let first = try talk.say("slow one")
            var seen = try talk.follow { $0.word == "typing" }
            let second = try talk.say("two")
            seen += try talk.turn(second["trace_id"])
            let tail = seen[4...]
            #expect(tail.prefix(5).map(\.word) == ["message", "cancelled", "ready", "acknowledged", "processing"])
            #expect(tail.prefix(5).map { $0["trace_id"] == first["trace_id"] } == [false, true, true, false, false])
            #expect(seen.filter { $0["source"] == "ai_agent" }.compactMap(\.said) == ["two"])
        }
    }

    @Test func `P13 an agent's error comes before the turn's end, and the next message is answered`() async throws {
        try await withServer { server in
            let talk = try ParlantTalk(server)
            try talk.say("boom")
            let failed = try talk.turn()
            #expect(failed.suffix(2).map(\.word) == ["error", "ready"])
            let sentence = failed.dropLast().last?["data"]?["data"]?["exception"]?.string
            #expect(sentence == "The agent was told to fail, and did.")
            try talk.say("hello")
            #expect(try talk.turn().compactMap(\.said).last == "hello")
        }
    }

    @Test func `P26 an interrupted turn's words never come after the next turn has begun`() async throws {
        try await withServer { server in
            let talk = try ParlantTalk(server)
            try talk.say("SLEEP:30 old")
            try talk.follow { $0.word == "typing" }
            let second = try talk.say("new")
            try talk.turn(second["trace_id"])
            let all = try talk.list()
            let start = try #require(all.firstIndex { $0.word == "acknowledged" && $0["trace_id"] == second["trace_id"] })
            #expect(all[start...].allSatisfy { $0["trace_id"] == second["trace_id"] })
        }
    }

    @Test func `P30 a turn without words ends at once, as a greeting of an agent that has none`() async throws {
        try await withServer { server in
            let client = try server.connect()
            let made = try client.ask("POST", "/sessions?allow_greeting=true", ["agent_id": "echo"])
            let talk = try ParlantTalk(server, session: try #require(made.json["id"]?.string))
            #expect(try talk.turn().map(\.word) == ["acknowledged", "processing", "ready"])
        }
    }

    @Test func `an agent that is asked to speak answers with its turn's first event`() async throws {
        try await withServer(TestOptions(agents: [Mute()])) { server in
            let talk = try ParlantTalk(server, agent: "mute")
            let begun = try talk.post(["kind": "message", "source": "ai_agent"])
            #expect(begun.word == "acknowledged")
            #expect(try talk.turn().first == begun)
            let guided: JSON = [
                "kind": "message", "source": "ai_agent", "guidelines": [["action": "say hello", "rationale": "unspecified"]],
            ]
            #expect(try talk.client.ask("POST", talk.events, guided).status == 422)
        }
    }

    @Test func `a streamed message appears with its first words, and its chunks end in null`() async throws {
        try await withServer { server in
            let client = try server.connect()
            let agent = try client.ask("POST", "/agents", ["name": "Streamer", "message_output_mode": "stream"]).json
            let talk = try ParlantTalk(server, agent: try #require(agent["id"]?.string))
            try talk.say("slow words that stream")
            let seen = try talk.follow { $0["source"] == "ai_agent" && $0.said != nil }
            let message = try #require(seen.last { $0.said != nil })
            #expect(message["data"]?["participant"]?["display_name"] == "Streamer")
            #expect(message["data"]?["chunks"]?.array?.last?.isNull == false)
            let target = "\(talk.events)/\(try #require(message["id"]?.string))"
            let whole = try client.ask("GET", "\(target)?wait_for_completion=true").json
            let chunks = try #require(whole["data"]?["chunks"]?.array)
            #expect(chunks.last == .null)
            #expect(chunks.compactMap(\.string).joined() == "slow words that stream")
            try talk.turn()
            #expect(try talk.list().first { $0["id"] == message["id"] } == whole)
        }
    }
}
