public import DuplexCore

/// A tool that the runtime calls by itself before a run's first model call, to bring what the model will need.
///
/// ```swift
/// let agent = ToolLoop(
///     name: "bank", model: model, instructions: "You help customers of a bank.", tools: [Transfer()],
///     contextTools: [ContextTool(Balance(), ["account": "main"])])
/// ```
///
/// Its events are those of any call, with `is_agent_decision: false`, and its name is the same in every replay. What it
/// finds is told to this run only: the next turn looks again, so nothing stale stays in the conversation.
public struct ContextTool: Sendable {
    /// What is called.
    public let tool: AnyTool

    /// What it is called with, beside what the session fills in.
    public let arguments: JSON

    /// Creates a context tool.
    ///
    /// Nobody has decided on the call, so a tool that takes long, changes something or needs a person's word is a mistake
    /// in the program and stops it.
    ///
    /// - Parameters:
    ///   - tool: What is called.
    ///   - arguments: What it is called with, beside what the session fills in. Where they do not fit, the call is refused
    ///     and the model is told so.
    public init(_ tool: some Tool, _ arguments: JSON = [:]) {
        self.tool = AnyTool(tool)
        self.arguments = arguments
        precondition(
            Lane.side.allows(self.tool.traits),
            "the tool \(tool.name) takes long, changes something or asks somebody, so nobody calls it without a decision")
    }

    /// The call in words, without what the tool marks secret.
    var label: String {
        var shown = arguments.object ?? [:]
        for name in tool.traits.secretFields { shown[name] = nil }
        return shown == [:] ? tool.name : "\(tool.name) \(JSON.object(shown).text)"
    }

    /// The call as a run asks for it in its step of this number; `place` tells the run's context tools apart.
    func request(of run: RunID, step: Int, place: Int) -> ToolRequest {
        let id = "\(run.value)-context-\(step)-\(place)"
        return ToolRequest(
            modelCall: id, name: tool.name, arguments: arguments.text, tool: tool, automatic: CallID(id))
    }
}
