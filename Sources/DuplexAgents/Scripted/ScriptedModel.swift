import DuplexCore

/// A deterministic model that works offline: it answers by rules instead of thinking.
///
/// It drives the demos and the tests, and never pretends to be more than a script.
///
/// ```swift
/// let model = ScriptedModel(clock: clock, rules: [
///     .when("balance", then: .call("get_balance"), .say("You have {get_balance.balance} euros.")),
///     .when("close contract {contract}", then: .call("close_contract", ["contract": "{contract}"]), .say("Done.")),
///     .otherwise(.say("I am a scripted demo: ask me for your balance.")),
/// ])
/// ```
///
/// The first rule that fits the last thing that the person said is chosen; its replies are given one after the other,
/// one for each step since then, and its last reply again for each further step. It keeps nothing between two
/// requests: the conversation says where it is.
public struct ScriptedModel: Model {
    /// The model's name, as events and metrics show it.
    public let name: String

    /// Says what it is: nobody serves it.
    public let provider = "scripted"

    /// What it goes by; the first rule that fits counts.
    public let rules: [ScriptedRule]

    /// The time before each word, unless a reply says otherwise.
    public let pace: Duration

    private let clock: any Clock<Duration>

    /// Creates a model that measures time with `clock`.
    public init(
        name: String = "scripted", clock: any Clock<Duration>, pace: Duration = .zero, rules: [ScriptedRule]
    ) {
        self.name = name
        self.clock = clock
        self.pace = pace
        self.rules = rules
    }

    /// Gives the reply that is due.
    ///
    /// On cancellation: throws `CancellationError` at once.
    ///
    /// - Throws: the ``ModelError`` of a reply that fails, and one with the code `model.refused` when no rule fits.
    public func respond(
        to request: ModelRequest, part: @Sendable (ModelPart) async throws -> Void
    ) async throws -> ModelResponse {
        let scene = ScriptedScene(request)
        for rule in rules {
            guard let captures = rule.match(scene), let last = rule.replies.last else { continue }
            let reply = scene.step < rule.replies.count ? rule.replies[scene.step] : last
            return try await give(reply, ScriptedTemplate(captures: captures, results: scene.results), scene, part)
        }
        throw ModelError(.refused, "The script has no rule for this.")
    }

    private func give(
        _ reply: ScriptedReply, _ values: ScriptedTemplate, _ scene: ScriptedScene,
        _ part: @Sendable (ModelPart) async throws -> Void
    ) async throws -> ModelResponse {
        let text = values.expand(scene.problem.map(reply.text(for:)) ?? reply.text, problem: scene.problem)
        let pieces = Self.pieces(text)
        let wait = reply.duration.map { $0 / max(1, pieces.count) } ?? pace
        if pieces.isEmpty, wait > .zero { try await clock.sleep(for: wait) }
        for piece in pieces {
            if wait > .zero { try await clock.sleep(for: wait) }
            try await part(.text(piece))
        }
        if let error = reply.error { throw error }
        var calls: [ModelToolCall] = []
        for call in scene.problem == nil || reply.text.isEmpty ? reply.calls : [] {
            try await part(.callStarted(name: call.name))
            let id = "call_\(scene.messageCount)_\(calls.count)"
            calls.append(ModelToolCall(id: id, name: call.name, arguments: values.expand(call.arguments).text))
        }
        return ModelResponse(
            text: text, calls: calls, finish: reply.finish ?? (calls.isEmpty ? .stop : .toolCalls),
            usage: ModelUsage(inputTokenCount: scene.wordCount, outputTokenCount: pieces.count))
    }

    /// The words of a text, each with the white space that follows it; joined they are the text.
    private static func pieces(_ text: String) -> [String] {
        var pieces: [String] = []
        var piece = ""
        for character in text {
            if !character.isWhitespace, piece.last?.isWhitespace == true {
                pieces.append(piece)
                piece = ""
            }
            piece.append(character)
        }
        return piece.isEmpty ? pieces : pieces + [piece]
    }
}
