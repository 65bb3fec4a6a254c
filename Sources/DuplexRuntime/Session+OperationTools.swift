import DuplexAgents
import DuplexCore

/// The tools by which a model on the side lane tells a running operation something, when the person asks for that.
extension Session {
    func operationTools(for turn: TurnID) -> [AnyTool] {
        [
            operationTool(
                "hurry_operation", "Asks the operation to give what it has now, when the person would rather not wait.",
                feedback: "Asking it to hurry", turn: turn
            ) { _ in .hurry },
            operationTool(
                "amend_operation",
                "Changes arguments of the running operation, when the person asks for that: only those that change.",
                feedback: "Passing on the change", argument: "changes", ["type": "object"], turn: turn
            ) { arguments in (arguments["changes"]?.object).map(ToolMessage.amend) },
            operationTool(
                "answer_operation", "Passes on what the person answers to something that the operation wants to know.",
                feedback: "Passing on the answer", argument: "text", ["type": "string"], turn: turn
            ) { arguments in (arguments["text"]?.string).map(ToolMessage.answer) },
        ]
    }

    /// Makes one of them; `read` makes a message of the model's arguments, nil when they do not fit.
    private func operationTool(
        _ name: String, _ about: String, feedback: String, argument: String? = nil, _ schema: JSON = [:], turn: TurnID,
        read: @escaping @Sendable (JSON) -> ToolMessage?
    ) -> AnyTool {
        var properties = JSONObject()
        properties[Self.toolArgument] = [
            "type": "string", "description": "The running tool's name; without it, the one that matters most",
        ]
        if let argument { properties[argument] = schema }
        return AnyTool(
            name: name, about: about, traits: ToolTraits(feedback: feedback),
            parameters: [
                "type": "object", "properties": .object(properties), "additionalProperties": false,
                "required": .array(argument.map { [.string($0)] } ?? []),
            ]
        ) { [weak self] arguments, _ in
            guard let message = read(arguments) else {
                throw ToolError("invalid_arguments", "\(argument ?? "arguments"): is missing, or of another type")
            }
            guard let self else { throw CancellationError() }
            return try await self.tell(message, tool: arguments[Self.toolArgument]?.string, through: turn)
        }
    }

    private static let toolArgument = "tool"

    /// Tells the operation something for a person who speaks on the side lane.
    ///
    /// - Throws: `ToolError` that says why it is not told.
    private func tell(_ message: ToolMessage, tool: String?, through turn: TurnID) async throws -> JSON {
        guard let call = machine.fold.operationCall(named: tool, asker: turn) else {
            throw ToolError("nothing_runs", "Nothing of that kind is running any more.")
        }
        let refusal = refusal(of: message, for: call.id)
        let post = ToolPost(message, by: machine.fold.owner, through: turn, refusal: refusal)
        switch try await ask({ .post(post, to: call.id, $0) }) {
        case .recorded: return ["status": "told", "tool": .string(call.name)]
        case .undelivered(let reason): throw ToolError(reason.code, reason.message)
        case .inputWants: throw ToolError("needs_approval", "The call waits for leave to start, which a person gives.")
        default: throw ToolError("nothing_runs", "Nothing of that kind is running any more.")
        }
    }
}
