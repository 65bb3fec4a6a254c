import DuplexClient
import DuplexCore

/// `duplex agents`.
struct AgentsCommand {
    let server: DuplexConnection
    let isJSON: Bool

    /// Lists the agents.
    ///
    /// On cancellation: nothing is printed.
    func run(_ output: Output) async throws -> ExitCode {
        let agents = try await server.agents()
        if isJSON {
            let list = agents.map { ["name": .string($0.name), "about": .string($0.about)] as JSON }
            try output.line((["agents": .array(list)] as JSON).text)
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
