import DuplexCore
import DuplexDemo
import DuplexServer
import Testing

@Suite struct ChatRouteTests {
    static var options: TestOptions {
        var options = TestOptions()
        options.agents = [ErrandAgent("errands")]
        return options
    }

    @Test func `P14 P15 the whole answer comes when its turn has ended`() async throws {
        try await withServer(Self.options) { server in
            for path in ["/api/chat", "/api/chat/message"] {
                let start = ContinuousClock.now
                let answer = try server.connect().ask("POST", path, ["message": "say=one say=two"])
                // The turn takes milliseconds; whoever waits for more to come waits for ten seconds or thirty.
                #expect(ContinuousClock.now - start < .seconds(5))
                #expect(answer.status == 200)
                #expect(answer.json["response"] == "one\n\ntwo")
                #expect(answer.json["messages"] == ["one", "two"])
                #expect(answer.json["status"] == "completed" && answer.json["complete"] == true)
                #expect(answer.json["session_id"]?.string?.isEmpty == false)
            }
        }
    }

    @Test func `P1 P2 a session_id goes on with its conversation`() async throws {
        try await withServer(Self.options) { server in
            for word in ["one", "two", "three"] {
                let answer = try server.ask("c1", "say=\(word)")
                #expect(answer.json["session_id"] == "c1" && answer.json["response"]?.string == word)
            }
            #expect(try server.connect().ask("GET", "/v1/sessions").json["sessions"]?.array?.count == 1)
        }
    }

    @Test func `P16 P17 P18 a stream marks its messages, tells its end and can be folded to the text`() async throws {
        try await withServer(Self.options) { server in
            let frames = try server.stream("c1", "say=one write=two")
            // Deltas that come close together are joined, so how many there are is not told.
            var types: [JSON?] = []
            for frame in frames where frame["type"] != types.last ?? nil { types.append(frame["type"]) }
            #expect(types == ["processing", "streaming", "new_message", "streaming", "complete"])
            let indices = frames.compactMap { $0["message_index"]?.int }
            #expect(indices == indices.sorted() && Set(indices) == [1, 2])
            let last = try #require(frames.last)
            #expect(last["status"] == "completed" && last["complete"] == true && last["content"] == "one\n\ntwo")
            var text = ChatText()
            for frame in frames.dropLast() { text.apply(frame) }
            #expect(text.text == "one\n\ntwo")
            text.apply(last)
            #expect(text.text == "one\n\ntwo")
        }
    }

    @Test func `P18 words are appended, messages joined by a blank line, partial and complete ones replace`() {
        var text = ChatText()
        for (frame, expected) in [
            (["type": "processing"], ""), (["type": "streaming", "content": "a"], "a"),
            (["type": "streaming", "content": "b"], "ab"), (["type": "new_message", "content": "c"], "ab\n\nc"),
            (["type": "partial", "content": "p"], "p"), (["type": "error", "content": "e"], "p"),
            (["type": "complete", "content": "whole"], "whole"),
        ] as [(JSON, String)] {
            text.apply(frame)
            #expect(text.text == expected)
        }
    }

    @Test func `P13 P17 a failure ends the stream with an error and the answer with a status, and the next one works`()
        async throws
    {
        try await withServer(Self.options) { server in
            let frames = try server.stream("c1", "say=half boom")
            let last = try #require(frames.last)
            #expect(last["type"] == "error" && last["status"] == "failed" && last["complete"] == false)
            #expect(last["message"] == "It went wrong." && last["content"] == "half")
            let answer = try server.ask("c1", "boom")
            #expect(answer.status == 502)
            #expect(answer.json["status"] == "failed" && answer.json["detail"] == "It went wrong.")
            #expect(try server.ask("c1", "say=fine").json["response"] == "fine")
        }
    }

    @Test func `P19 agents side by side are told of as each ends, and one failure stops no other`() async throws {
        try await withServer(Self.options) { server in
            let frames = try server.stream("c1", "pair say=both")
            let routed = frames.compactMap { $0["routed_to"]?.array?.count }
            #expect(routed == [1, 2])
            let partial = try #require(frames.first { $0["type"] == "partial" })
            #expect(partial["agent"] == "care" && partial["content"] == "well")
            let failed = try #require(frames.first { $0["type"] == "error" })
            #expect(failed["agent"] == "paper")
            let places = ["partial", "error", "synthesizing", "streaming", "complete"].map { type in
                frames.firstIndex { $0["type"]?.string == type } ?? -1
            }
            #expect(max(places[0], places[1]) < places[2] && places[2] < places[3] && places[3] < places[4])
            #expect(frames.last?["content"] == "both")
        }
    }

    @Test func `P21 a message that arrives during work waits for its turn, and answers share nothing`() async throws {
        try await withServer(Self.options) { server in
            let first = try server.connect()
            try first.send("POST", "/api/chat", ["session_id": "c1", "message": "tick say=slow"])
            let second = try server.ask("c1", "say=fast")
            let slow = try first.readAnswer()
            #expect(slow.json["response"] == "slow")
            #expect(second.json["response"] == "fast")
            #expect(slow.status == 200 && second.status == 200)
        }
    }

    @Test func `P24 P25 silence ends an answer as timed out, and signs of life do not`() async throws {
        var options = Self.options
        options.limits.chatSilence = .milliseconds(400)
        try await withServer(options) { server in
            let silent = try server.ask("c1", "say=half stay")
            #expect(silent.status == 504)
            #expect(silent.json["status"] == "timed_out" && silent.json["complete"] == false)
            #expect(silent.json["response"] == "half")
            let frames = try server.stream("c1", "stay")
            #expect(frames.last?["status"] == "timed_out" && frames.last?["complete"] == false)
            // Sixty times ten milliseconds: longer than the limit in all, and never silent for so long.
            #expect(try server.ask("c1", "tick say=alive").json["response"] == "alive")
        }
    }

    @Test func `P31 an answer that never ends is cut at the whole turn's limit, though it is never silent`() async throws {
        var options = Self.options
        options.sessionLimits.turnTotal = .milliseconds(300)
        try await withServer(options) { server in
            let whole = try server.ask("c1", "say=half tick tick tick say=late")
            #expect(whole.status == 504)
            #expect(whole.json["status"] == "timed_out" && whole.json["complete"] == false)
            #expect(whole.json["response"] == "half")
            let frames = try server.stream("c1", "say=half tick tick tick say=late")
            #expect(frames.last?["status"] == "timed_out" && frames.last?["complete"] == false)
            #expect(frames.last?["content"] == "half")
            #expect(try server.ask("c1", "say=next").json["response"] == "next")
        }
    }

    @Test func `P19 the care demo's two experts answer behind the chat routes`() async throws {
        var options = TestOptions()
        options.agents = [EchoAgent(), try CareAgent.make(clock: ContinuousClock(), pace: .zero)]
        try await withServer(options) { server in
            let frames = try server.stream("c1", "dementia: papers, and what is paid?")
            #expect(frames.compactMap { $0["routed_to"]?.array?.count }.last == 2)
            let partials = frames.filter { $0["type"] == "partial" }.compactMap { $0["agent"]?.string }
            #expect(Set(partials) == ["research_paper", "medical_welfare"])
            #expect(frames.contains { $0["type"] == "synthesizing" })
            let content = try #require(frames.last?["content"]?.string)
            #expect(frames.last?["status"] == "completed")
            #expect(content.contains("Research: ") && content.contains("Benefits: "))
        }
    }

    @Test func `P32 a stop tells what there is, and there is nothing to stop twice`() async throws {
        try await withServer(Self.options) { server in
            let stream = try server.connect()
            try stream.send("POST", "/api/chat/stream", ["session_id": "c1", "message": "say=half stay"])
            _ = try stream.readHead()
            var events: [String] = []
            while !events.contains(where: { $0.contains("half") }) {
                events.append(String(decoding: try #require(try stream.readChunk()), as: UTF8.self))
            }
            let stopped = try server.connect().ask("POST", "/api/chat/stop-stream", ["session_id": "c1"])
            #expect(stopped.status == 200)
            #expect(stopped.json["stop_requested"] == true && stopped.json["partial_response"] == "half")
            let rest = try ChatFrames.read(stream)
            #expect(rest.last?["type"] == "cancelled" && rest.last?["status"] == "cancelled")
            for id in ["c1", "nobody"] {
                let again = try server.connect().ask("POST", "/api/chat/stop-stream", ["session_id": .string(id)])
                #expect(again.status == 404)
                #expect(again.json == ["status": "not_found", "stop_requested": false, "partial_response": ""])
            }
        }
    }

    @Test(arguments: [(601, false), (599, true)]) func `P33 a conversation that nobody uses is gone after ten minutes`(
        seconds: Int64, isKept: Bool
    ) async throws {
        try await withServer(Self.options) { server in
            for id in ["c1", "c2"] { _ = try server.ask(id, "say=hello") }
            server.wall.advance(seconds: seconds)
            let late = try server.ask("c1", "say=late")
            #expect(late.status == (isKept ? 200 : 404))
            if !isKept { #expect(late.code == "session.unknown") }
            // The other one is swept without anybody asking for it; who comes back to it is told as much, once.
            server.gateway.tidy()
            try server.settle { try server.connect().ask("GET", "/v1/sessions").json["sessions"]?.array?.count == (isKept ? 2 : 0) }
            for id in ["c1", "c2"] {
                let statuses = try (0..<2).map { _ in try server.ask(id, "say=anew").status }
                #expect(statuses == (isKept || id == "c1" ? [200, 200] : [404, 200]))
            }
        }
    }

    @Test func `P33 the name of a swept conversation is remembered for a day`() async throws {
        try await withServer(Self.options) { server in
            _ = try server.ask("c1", "say=hello")
            server.wall.advance(seconds: 601)
            server.gateway.tidy()
            try server.settle { try server.connect().ask("GET", "/v1/sessions").json["sessions"] == [] }
            server.wall.advance(seconds: 24 * 3600 + 1)
            server.gateway.tidy()
            #expect(try server.ask("c1", "say=anew").status == 200)
        }
    }

    @Test func `P33 a conversation ends after thirty minutes, however busy`() async throws {
        try await withServer(Self.options) { server in
            for _ in 0..<4 {
                let answer = try server.ask("c1", "say=hello")
                #expect(answer.status == 200)
                server.wall.advance(seconds: 500)
            }
            let last = try server.ask("c1", "say=hello")
            #expect(last.status == 404)
        }
    }

    @Test(arguments: [
        (["message": " "], 400, "message"), (["message": ""], 400, "message"), ([:], 422, "message"),
        (["message": "a", "client_message_id": ""], 422, "client_message_id"),
        (["message": "a", "client_message_id": .string(String(repeating: "x", count: 129))], 422, "client_message_id"),
        (["message": "a", "session_id": ""], 422, "session_id"), (["message": "a", "colour": "red"], 422, "colour"),
        (["message": "a", "user_context": ["summary": 7]], 422, "user_context.summary"),
        (["message": "a", "user_context": ["keywords": "x"]], 422, "user_context.keywords"),
        (["message": "a", "user_context": ["age": 7]], 422, "user_context.age"),
    ] as [(JSON, Int, String)]) func `P34 what is no message is refused by the name of the field`(
        body: JSON, status: Int, field: String
    ) async throws {
        try await withServer(Self.options) { server in
            for path in ["/api/chat", "/api/chat/stream"] {
                let answer = try server.connect().ask("POST", path, body)
                #expect(answer.status == status && answer.field == field)
            }
        }
    }

    @Test func `P34 the same client_message_id twice is one turn`() async throws {
        try await withServer(Self.options) { server in
            let body: JSON = ["session_id": "c1", "message": "say=once", "client_message_id": "m1"]
            let first = try server.connect().ask("POST", "/api/chat", body)
            let again = try server.connect().ask("POST", "/api/chat", body)
            #expect(first.json == again.json)
            let other = try server.connect().ask(
                "POST", "/api/chat", ["session_id": "c1", "message": "say=twice", "client_message_id": "m1"])
            #expect(other.status == 409 && other.code == "message.key_reused")
        }
    }

    @Test func `P35 somebody else's conversation is as unknown as one that never was`() async throws {
        var options = Self.options
        options.tokens = IdentityTests.options().tokens
        try await withServer(options) { server in
            let body: JSON = ["session_id": "c1", "message": "say=mine"]
            #expect(try server.connect().ask("POST", "/api/chat", body, token: "ann-token").status == 200)
            let foreign = try server.connect().ask("POST", "/api/chat/stop-stream", ["session_id": "c1"], token: "bob-token")
            let unknown = try server.connect().ask("POST", "/api/chat/stop-stream", ["session_id": "x"], token: "bob-token")
            #expect(foreign.status == 404 && foreign.body == unknown.body)
            #expect(try server.connect().ask("POST", "/api/chat", body).status == 401)
        }
    }

    @Test func `P36 what is known of a person is shown to the agent and to nobody else`() async throws {
        try await withServer(Self.options) { server in
            let body: JSON = [
                "session_id": "c1", "message": "shown",
                "user_context": ["summary": "A nurse in Porto.", "keywords": ["night shifts", "two children"]],
            ]
            let answer = try server.connect().ask("POST", "/api/chat", body)
            let shown = try #require(answer.json["response"]?.string)
            #expect(shown.contains("A nurse in Porto.") && shown.contains("night shifts, two children"))
            #expect(try server.ask("c1", "shown").json["response"]?.string?.contains("A nurse in Porto.") == true)
            let sessions = try server.connect().ask("GET", "/v1/sessions").json["sessions"]?.array
            let id = try #require(sessions?.first?["id"]?.string)
            let said = try server.events(of: id).filter { $0["kind"] == "message.user" }
            #expect(said.count == 2 && said.allSatisfy { !$0.text.contains("nurse") })
        }
    }
}

/// The frames of a chat stream.
enum ChatFrames {
    /// Reads to `[DONE]`, and checks that nothing follows it.
    static func read(_ client: Client) throws -> [JSON] {
        var text = ""
        while let chunk = try client.readChunk() { text += String(decoding: chunk, as: UTF8.self) }
        var frames = text.split(separator: "\n").filter { $0.hasPrefix("data: ") }.map { $0.dropFirst(6) }
        guard frames.popLast() == "[DONE]" else { throw Client.Failure(description: "the stream is not done: \(text)") }
        return try frames.map { try JSON(parsing: Array($0.utf8)) }
    }
}

extension TestServer {
    func ask(_ session: String, _ message: String) throws -> Client.Answer {
        try connect().ask("POST", "/api/chat", ["session_id": .string(session), "message": .string(message)])
    }

    func stream(_ session: String, _ message: String) throws -> [JSON] {
        let client = try connect()
        try client.send("POST", "/api/chat/stream", ["session_id": .string(session), "message": .string(message)])
        let head = try client.readHead()
        guard head.status == 200 else { throw Client.Failure(description: "no stream: \(head.status)") }
        return try ChatFrames.read(client)
    }

    /// Asks again until something that is on its way has come.
    func settle(_ isSettled: () throws -> Bool) throws {
        for _ in 0..<10_000 { if try isSettled() { return } }
        throw Client.Failure(description: "it does not settle")
    }
}
