import DuplexCore

/// Where a conversation is, as a ``ScriptedModel`` understands it.
struct ScriptedScene {
    /// A call that did not finish.
    struct Problem: Equatable {
        /// The code of the error, or the status when there was no error.
        var code: String

        /// A sentence for a person.
        var message: String
    }

    /// What the person said last.
    private(set) var lastInput = ""

    /// What the agent had said last before that.
    private(set) var lastAnswer = ""

    /// How many responses were given since the person spoke.
    private(set) var step = 0

    /// Each tool's latest result.
    private(set) var results: [String: JSON] = [:]

    /// What went wrong in the step before; the first call counts.
    private(set) var problem: Problem?
    private(set) var wordCount = 0
    let messageCount: Int
    let offered: Set<String>

    init(_ request: ModelRequest) {
        messageCount = request.messages.count
        offered = Set(request.tools.map(\.name))
        var names: [String: String] = [:]
        var said = ""
        for message in request.messages {
            switch message {
            case .system(let text): wordCount += text.split(separator: " ").count
            case .user(let text):
                wordCount += text.split(separator: " ").count
                lastInput = text
                readMaterial(text)
                lastAnswer = said
                step = 0
                problem = nil
            case .assistant(let text, let calls):
                if !text.isEmpty { said = text }
                for call in calls { names[call.id] = call.name }
                step += 1
                problem = nil
            case .tool(let call, let text):
                read(text, of: names[call] ?? "")
            }
        }
    }

    /// Reads the material of a synthesis, which stands in a message of its own.
    private mutating func readMaterial(_ text: String) {
        guard text.hasPrefix("{"), let material = (try? JSON(parsing: text))?["synthesis"] else { return }
        results["synthesis"] = material
    }

    /// Reads a result; the text is what ``DuplexCore/ToolOutcome`` shows a model.
    private mutating func read(_ text: String, of tool: String) {
        // A result in other words is none that a script can name.
        guard let outcome = try? JSON(parsing: text) else { return }
        let status = outcome["status"]?.string ?? ""
        if status == ToolOutcome.Status.finished.rawValue {
            results[tool] = outcome["result"]
        } else if problem == nil {
            let code = outcome["error"]?["code"]?.string ?? status
            let message = outcome["error"]?["message"]?.string ?? "the call ended as \(status)."
            problem = Problem(code: code, message: message)
        }
    }
}
