import DuplexCore

/// Records what a step shows its model and gets from it.
///
/// The conversation itself is in the log already, so it is referred to by its size; words are cut at a bound; arguments
/// of calls are left to `tool.selected`, which knows what is secret.
struct StepObserver {
    /// The longest text that an observation repeats, in characters.
    static let textCountMax = 16_384

    let context: RunContext
    let model: any Model
    let manner: ToolLoop.Manner
    let tools: [AnyTool]

    /// Records what the model is about to be shown.
    func willAsk(_ request: ModelRequest, step: Int) async throws {
        let byteCount = request.messages.reduce(0) { $0 + $1.byteCount }
        try await context.note(
            .contextTranscript, ["messages": .int(request.messages.count), "bytes": .int(byteCount)])
        // The instructions are the same in every step.
        try await context.note(
            .contextSystem, step == 1 ? ["text": .string(bounded(manner.instructions))] : ["same_as_step": 1])
        var requested = whoseModel
        requested["config"] = .object(
            request.temperature.map { ["temperature": .double($0)] } ?? JSONObject())
        requested["input"] = [
            "messages": .int(request.messages.count), "bytes": .int(byteCount),
            "tools": .array(tools.map { .string($0.name) }),
        ]
        try await context.note(.modelRequested, .object(requested))
    }

    /// Records a whole response.
    func didAnswer(_ response: ModelResponse, text: String) async throws {
        var responded = whoseModel
        responded["finish"] = .string(response.finish.rawValue)
        if let usage = response.usage {
            responded["usage"] = [
                "input_tokens": .int(usage.inputTokenCount), "output_tokens": .int(usage.outputTokenCount),
            ]
        }
        responded["output"] = [
            "text": .string(bounded(text)),
            "calls": .array(response.calls.map { ["id": .string($0.id), "name": .string($0.name)] }),
        ]
        try await context.note(.modelResponded, .object(responded))
        if !text.isBlank { try await context.note(.modelText, ["text": .string(bounded(text))]) }
    }

    /// Records that there was no response.
    func didFail(_ error: ModelError) async throws {
        var responded = whoseModel
        responded["error"] = ["code": .string(error.code.description), "message": .string(error.message)]
        try await context.note(.modelResponded, .object(responded))
    }

    private var whoseModel: JSONObject {
        var payload: JSONObject = ["model": .string(model.name)]
        if !model.provider.isEmpty { payload["provider"] = .string(model.provider) }
        return payload
    }

    private func bounded(_ text: String) -> String { String(text.prefix(Self.textCountMax)) }
}

extension ModelMessage {
    /// The size of its words, in bytes of UTF-8.
    fileprivate var byteCount: Int {
        switch self {
        case .system(let text), .user(let text), .tool(_, let text): text.utf8.count
        case .assistant(let text, let calls): calls.reduce(text.utf8.count) { $0 + $1.arguments.utf8.count }
        }
    }
}
