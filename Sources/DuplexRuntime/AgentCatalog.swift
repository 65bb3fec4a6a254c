package import DuplexAgents
package import DuplexCore

/// The agents that a server has, by name.
package struct AgentCatalog: Sendable {
    /// In the order in which they were given; the first one answers sessions that name none.
    package let agents: [any Agent]
    private let byName: [String: any Agent]
    private let policies: [String: WhenBusy]

    /// Creates a catalogue.
    ///
    /// - Throws: ``CatalogError`` when a name is taken twice or there is no agent at all.
    package init(_ agents: [any Agent], policies: [String: WhenBusy] = [:]) throws {
        guard !agents.isEmpty else { throw CatalogError("There is no agent to serve.") }
        var byName: [String: any Agent] = [:]
        for agent in agents {
            guard byName.updateValue(agent, forKey: agent.name) == nil else {
                throw CatalogError("Two agents are named \(agent.name).")
            }
        }
        self.agents = agents
        self.byName = byName
        self.policies = policies
    }

    package subscript(name: String) -> (any Agent)? { byName[name] }

    /// The agent that answers when none is named.
    package var standard: any Agent { agents[0] }

    /// What a message to a busy session does when neither it nor the session says.
    package func policy(of agent: String) -> WhenBusy { policies[agent] ?? .named(.interrupt) }
}

/// Why agents cannot be served.
package struct CatalogError: Error, Equatable, Sendable {
    package let message: String

    package init(_ message: String) { self.message = message }
}
