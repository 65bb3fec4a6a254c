import DuplexClient
import DuplexCore

/// `duplex agents`.
struct AgentsCommand {
    let server: DuplexConnection

    /// The agent that is shown; nil lists them all.
    let shown: String?
    let isJSON: Bool

    /// Reads `show NAME`; nil when there is neither.
    static func shown(in operands: [String]) throws(UsageError) -> String? {
        guard let first = operands.first else { return nil }
        guard first == "show" else { throw UsageError("duplex agents knows \"show NAME\", not \"\(first)\".") }
        guard operands.count == 2 else { throw UsageError("duplex agents show needs an agent's name.") }
        return operands[1]
    }

    /// Lists the agents, or shows one with its picture.
    ///
    /// On cancellation: nothing is printed.
    func run(_ output: Output) async throws -> ExitCode {
        let agents = try await server.agents()
        guard let shown else { return try list(agents, output) }
        guard let agent = agents.first(where: { $0.name == shown }) else {
            let hint = NearestWord.to(shown, in: agents.map(\.name)).map { " Did you mean \($0)?" } ?? ""
            throw CommandFailure("The server has no agent \(TextCleaner.clean(shown)).\(hint)")
        }
        if isJSON {
            try output.line(agent.json.text)
            return .completed
        }
        try output.line("\(TextCleaner.clean(agent.name)): \(TextCleaner.clean(agent.about))")
        if let workflow = agent.workflow {
            try output.line()
            try output.line(TextCleaner.clean(workflow))
        }
        return .completed
    }

    private func list(_ agents: [AgentSummary], _ output: Output) throws -> ExitCode {
        if isJSON {
            try output.line((["agents": .array(agents.map(\.json))] as JSON).text)
            return .completed
        }
        let width = agents.map { DisplayWidth.of(TextCleaner.clean($0.name)) }.max() ?? 0
        for agent in agents {
            let name = TextCleaner.clean(agent.name).padding(toColumns: width)
            try output.line("\(name)  \(TextCleaner.clean(agent.about).replacing("\n", with: " "))")
        }
        return .completed
    }
}

extension AgentSummary {
    fileprivate var json: JSON {
        var object: JSONObject = ["name": .string(name), "about": .string(about)]
        object["workflow"] = workflow.map(JSON.string)
        return .object(object)
    }
}
