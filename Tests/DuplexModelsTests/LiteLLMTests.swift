import DuplexAgents
import DuplexCore
import DuplexCurl
import DuplexModels
import Testing

@Suite(.enabled(if: LiteLLMPeer.isExpected, LiteLLMPeer.advice), .litellm, .timeLimit(.minutes(3)))
struct LiteLLMTests {
    func withPeer(
        model: String? = nil,
        apiKey: String? = nil,
        _ body: (OpenAIModel) async throws -> Void
    ) async throws {
        let peer = try #require(LiteLLMPeer.current)
        let client = CurlClient()
        let model = OpenAIModel(
            name: model ?? peer.model,
            baseURL: peer.baseURL,
            apiKey: apiKey ?? peer.apiKey,
            client: client,
            clock: PatientClock(),
            jitter: { 0 }
        )
        let result: Result<Void, any Error>
        do { result = .success(try await body(model)) } catch { result = .failure(error) }
        await client.close()
        try result.get()
    }

    @Test func `litellm streams text with its usage`() async throws {
        try await withPeer { model in
            let text = "Grüße aus Köln, streamed word by word"
            let (parts, response) = try await model.ask(ModelRequest(messages: [.user(text)]))
            #expect(parts.count > 1)
            #expect(response.text == text)
            #expect(response.finish == .stop)
            #expect(response.usage == ModelUsage(inputTokenCount: 3, outputTokenCount: 4))
        }
    }

    @Test func `litellm streams parallel calls and takes their results back`() async throws {
        try await withPeer { model in
            let tools = ["weather", "news"].map { ModelTool(name: $0, about: "Tells it.", parameters: Self.schema) }
            var request = ModelRequest(messages: [.system("Be short."), .user("Köln")], tools: tools, temperature: 0.3)
            let (parts, asked) = try await model.ask(request)
            #expect(parts == [.callStarted(name: "weather"), .callStarted(name: "news")])
            #expect(asked.finish == .toolCalls)
            #expect(asked.calls.map(\.name) == ["weather", "news"])
            for call in asked.calls { #expect(try JSON(parsing: call.arguments) == ["about": "Köln"]) }

            request.messages.append(.assistant(asked.text, calls: asked.calls))
            request.messages += asked.calls.map { .tool(call: $0.id, text: "\($0.name) is fine") }
            #expect(try await model.ask(request).response.text == "news said news is fine")
        }
    }

    @Test func `an arbiter decides through litellm`() async throws {
        try await withPeer { model in
            // The stub behind litellm repeats what it was told, so the first action in the words is the decision.
            let situation = Situation(message: "steer, please", running: .init(goal: "find a flat", agent: "flats"))
            let decision = try await ModelArbiter(model: model).decide(
                situation, within: .seconds(60), on: ContinuousClock())
            #expect(decision.action == .steer)
        }
    }

    @Test func `litellm refuses a model that it does not have`() async throws {
        try await withPeer(model: "nope") { model in
            let error = try await model.failure().error
            #expect(error.code == .refused)
            #expect(error.message.contains("Invalid model name"))
        }
    }

    @Test func `litellm refuses a wrong key, which no message repeats`() async throws {
        try await withPeer(apiKey: "sk-wrong") { model in
            let error = try await model.failure().error
            #expect(error.code == .refused)
            #expect(!error.message.contains("sk-wrong"))
        }
    }

    @Test func `litellm hands the provider's refusal on`() async throws {
        try await withPeer { model in
            let error = try await model.failure(ModelRequest(messages: [.user("Hi")], temperature: 1.9)).error
            #expect(error.code == .refused)
            #expect(error.status == 400)
        }
    }

    private static let schema: JSON = ["type": "object", "properties": ["about": ["type": "string"]]]
}
