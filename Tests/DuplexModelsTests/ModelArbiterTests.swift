import DuplexAgents
import DuplexCore
import DuplexModels
import StubServer
import Testing

@Suite(.timeLimit(.minutes(1))) struct ModelArbiterTests {
    private static let situation = Situation(
        message: "my aunt has a spare room",
        running: .init(goal: "search hotels in Porto", agent: "hotels", tool: .init(name: "search_hotels", percent: 40)),
        history: [.init(.user, "hotel in porto")])

    @Test(arguments: [
        (#"{"action": "cancel", "reason": "A room is there.", "confidence": 0.9}"#, "cancel", "A room is there.", 0.9),
        ("Sure! ```json\n{\"action\":\"Steer\",\"confidence\":7}\n```", "steer", "The model's choice.", 1),
        ("I would say: side.", "side", "The model's choice.", 0.8),
    ])
    func `what a model says is read with patience`(
        text: String, action: String, reason: String, confidence: Double
    ) async throws {
        let decision = try await ModelArbiter(model: SaidModel(text: text)).decide(
            Self.situation, within: .seconds(1), on: ContinuousClock())
        #expect(decision.action.rawValue == action)
        #expect(decision.reason == reason)
        #expect(decision.confidence == confidence)
    }

    @Test(arguments: ["", "I cannot decide that.", #"{"action": "rollback"}"#, #"{"action": "start"}"#, "{}"])
    func `what is no decision is refused`(text: String) async throws {
        await #expect(throws: ModelArbiter.Undecided.self) {
            try await ModelArbiter(model: SaidModel(text: text)).decide(
                Self.situation, within: .seconds(1), on: ContinuousClock())
        }
    }

    @Test func `a committed write is never interrupted, whatever a model says`() async throws {
        var situation = Self.situation
        situation.running?.tool = .init(name: "pay", effect: .write, interruptible: .untilCommit, committed: true)
        for word in ["interrupt", "merge"] {
            let decision = try await ModelArbiter(model: SaidModel(text: word)).decide(
                situation, within: .seconds(1), on: ContinuousClock())
            #expect(decision.action == .steer)
        }
    }

    @Test func `a provider is shown the situation and answers over the wire`() async throws {
        try await withModel({ exchange in
            // A body that is no JSON is not answered with the decision.
            let body = try? JSON(parsing: exchange.request.body)
            let shown = body?["messages"]?.array?.last?["content"]?.string ?? ""
            let isShown = (try? JSON(parsing: shown))?["running"]?["goal"] == "search hotels in Porto"
            exchange.say(isShown ? "cancel, it is moot" : "nothing")
        }) { model in
            let decision = try await ModelArbiter(model: model).decide(
                Self.situation, within: .seconds(20), on: ContinuousClock())
            #expect(decision.action == .cancel)
        }
    }

    @Test func `a provider that is silent is not waited for`() async throws {
        try await withModel({ $0.waitForClose() }) { model in
            await #expect(throws: CancellationError.self) {
                _ = try await ModelArbiter(model: model).decide(
                    Self.situation, within: .milliseconds(50), on: ContinuousClock())
            }
            return
        }
    }
}

/// A model that says one thing.
private struct SaidModel: Model {
    let name = "said"
    let text: String

    func respond(
        to request: ModelRequest, part: @Sendable (ModelPart) async throws -> Void
    ) async throws -> ModelResponse { ModelResponse(text: text) }
}
