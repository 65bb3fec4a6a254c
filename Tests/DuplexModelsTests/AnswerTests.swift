import DuplexAgents
import DuplexCore
import DuplexModels
import StubServer
import Testing

/// The shapes in which providers put an answer.
@Suite(.timeLimit(.minutes(1)))
struct AnswerTests {
    /// Asks a provider that sends these chunks and then ends as it should.
    private func answer(
        to chunks: [String]
    ) async throws -> (parts: [ModelPart], response: ModelResponse) {
        try await withModel { exchange in
            exchange.startEvents()
            for chunk in chunks { exchange.event(chunk) }
            exchange.event("[DONE]")
            exchange.endChunks()
        } _: { model in
            try await model.ask()
        }
    }

    private func fragment(_ index: Int?, id: String? = nil, name: String? = nil, _ arguments: String = "") -> JSON {
        var function: JSONObject = ["arguments": .string(arguments)]
        if let name { function["name"] = .string(name) }
        var fragment: JSONObject = ["type": "function", "function": .object(function)]
        if let index { fragment["index"] = .int(index) }
        if let id { fragment["id"] = .string(id) }
        return .object(fragment)
    }

    private func calls(_ fragments: [JSON]) async throws -> (parts: [ModelPart], calls: [ModelToolCall]) {
        let chunks = fragments.map { chunk(["tool_calls": [$0]]) } + [finishChunk("tool_calls")]
        let (parts, response) = try await answer(to: chunks)
        #expect(response.finish == .toolCalls)
        return (parts, response.calls)
    }

    @Test func `content may be absent, null or empty`() async throws {
        let (parts, response) = try await answer(to: [
            chunk(["role": "assistant", "content": nil]), chunk(["role": "assistant", "content": ""]),
            chunk(["content": "Hi"]), chunk([:]), #"{"choices":[{"index":0,"delta":{"content":" you"}}]}"#,
            finishChunk("stop"),
        ])
        #expect(parts == [.text("Hi"), .text(" you")])
        #expect(response == ModelResponse(text: "Hi you"))
    }

    @Test func `unknown fields, other choices and comments are ignored`() async throws {
        let (_, response) = try await answer(to: [
            #"{"choices":[],"prompt_filter_results":[{"prompt_index":0}]}"#,
            #"{"choices":[{"index":1,"delta":{"content":"other"}},{"index":0,"delta":{"content":"mine"}}]}"#,
            #"{"obfuscation":"x","service_tier":"y","error":null,"choices":[{"logprobs":null,"delta":{"reasoning":"r"}}]}"#,
            finishChunk("stop") + "\n\n: still there\n",
        ])
        #expect(response == ModelResponse(text: "mine"))
    }

    @Test func `text in typed pieces is joined without the thoughts`() async throws {
        let pieces: JSON = [["type": "thinking", "thinking": "hm"], ["type": "text", "text": "Hi"]]
        let (parts, _) = try await answer(to: [chunk(["content": pieces]), finishChunk("stop")])
        #expect(parts == [.text("Hi")])
    }

    @Test(arguments: [
        #"{"choices":[],"usage":{"prompt_tokens":8,"completion_tokens":10,"total_tokens":18}}"#,
        #"{"choices":[{"index":0,"delta":{}}],"usage":{"prompt_tokens":8,"completion_tokens":10}}"#,
    ])
    func `usage comes with or without an empty choice`(last: String) async throws {
        let (_, response) = try await answer(to: [
            #"{"choices":[{"index":0,"delta":{"content":"Hi"}}],"usage":null}"#, finishChunk("stop"), last,
        ])
        let usage = ModelUsage(inputTokenCount: 8, outputTokenCount: 10)
        #expect(response == ModelResponse(text: "Hi", usage: usage))
    }

    @Test(arguments: [
        ("stop", ModelFinish.stop), ("length", .length), ("content_filter", .filter), ("tool_calls", .stop),
        ("something_new", .stop),
    ])
    func `each reason to finish is told`(reason: String, finish: ModelFinish) async throws {
        let (_, response) = try await answer(to: [delta(content: "Hi"), finishChunk(reason)])
        #expect(response.finish == finish)
    }

    @Test(arguments: ["stop", "content_filter"])
    func `a refusal is the text of its answer`(reason: String) async throws {
        let (parts, response) = try await answer(to: [
            chunk(["content": nil, "refusal": "I will "]), chunk(["refusal": "not."]), finishChunk(reason),
        ])
        #expect(parts == [.text("I will "), .text("not.")])
        #expect(response == ModelResponse(text: "I will not.", finish: .refusal))
    }

    @Test func `parallel calls are told apart by index though their fragments mix`() async throws {
        let (parts, calls) = try await calls([
            fragment(0, id: "a", name: "one"), fragment(1, id: "b", name: "two"), fragment(1, #"{"y""#),
            fragment(0, #"{"x""#), fragment(0, ":1}"), fragment(1, ":2}"),
        ])
        #expect(parts == [.callStarted(name: "one"), .callStarted(name: "two")])
        #expect(
            calls == [
                ModelToolCall(id: "a", name: "one", arguments: #"{"x":1}"#),
                ModelToolCall(id: "b", name: "two", arguments: #"{"y":2}"#),
            ]
        )
    }

    @Test func `an id and a name may repeat in each fragment`() async throws {
        let (parts, calls) = try await calls([
            fragment(0, id: "a", name: "one", "{"), fragment(0, id: "a", name: "one", "}"),
        ])
        #expect(parts == [.callStarted(name: "one")])
        #expect(calls == [ModelToolCall(id: "a", name: "one", arguments: "{}")])
    }

    @Test func `an id and a name may come late`() async throws {
        let (parts, calls) = try await calls([
            fragment(0, "{"), fragment(0, id: "a", "}"), fragment(0, name: "one"),
        ])
        #expect(parts == [.callStarted(name: "one")])
        #expect(calls == [ModelToolCall(id: "a", name: "one", arguments: "{}")])
    }

    @Test func `an id that changes with each fragment makes no new call`() async throws {
        let (_, calls) = try await calls([fragment(0, id: "a", name: "one", "{"), fragment(0, id: "b", "}")])
        #expect(calls == [ModelToolCall(id: "a", name: "one", arguments: "{}")])
    }

    @Test(arguments: [0, nil])
    func `calls that share an index or have none are told apart by id`(index: Int?) async throws {
        let (_, calls) = try await calls([
            fragment(index, id: "a", name: "one", "{}"), fragment(index, id: "b", name: "one", "{ }"),
        ])
        #expect(
            calls == [
                ModelToolCall(id: "a", name: "one", arguments: "{}"),
                ModelToolCall(id: "b", name: "one", arguments: "{ }"),
            ]
        )
    }

    @Test func `fragments without an index go on with the last call`() async throws {
        let (_, calls) = try await calls([
            fragment(nil, id: "a", name: "one", "{"), fragment(nil, "}"), fragment(nil, name: "two", "{"),
            fragment(nil, "}"),
        ])
        #expect(calls.map(\.name) == ["one", "two"])
        #expect(calls.map(\.arguments) == ["{}", "{}"])
    }

    @Test func `a call without an id gets one that no other call has`() async throws {
        let (_, calls) = try await calls([fragment(0, name: "one", "{}"), fragment(1, name: "two", "{}")])
        #expect(calls.map(\.id) == ["chatcmpl-1-call-0", "chatcmpl-1-call-1"])
    }

    @Test func `arguments that come as an object become text`() async throws {
        let fragment: JSON = ["id": "a", "function": ["name": "one", "arguments": ["x": 1]]]
        let (_, calls) = try await calls([fragment])
        #expect(calls == [ModelToolCall(id: "a", name: "one", arguments: #"{"x":1}"#)])
    }

    @Test func `a cut answer stays a cut answer though it has calls`() async throws {
        let (_, response) = try await answer(to: [
            chunk(["tool_calls": [fragment(0, id: "a", name: "one", "{")]]), finishChunk("length"),
        ])
        #expect(response.finish == .length)
        #expect(response.calls.count == 1)
    }
}
