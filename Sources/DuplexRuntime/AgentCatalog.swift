package import DuplexAgents
package import DuplexCore

/// The agents that a server has, by name.
package struct AgentCatalog: Sendable {
    /// In the order in which they were given; the first one answers sessions that name none.
    package let agents: [any Agent]
    private let byName: [String: any Agent]

    /// What a message to a busy session does when neither it nor the session says, by agent.
    package let policies: [String: WhenBusy]

    /// Who looks again at messages that the offline arbiter is unsure of; nil for nobody.
    package let arbiter: (any Arbiter)?

    /// Creates a catalogue.
    ///
    /// - Throws: ``CatalogError`` when a name is taken twice or there is no agent at all.
    package init(
        _ agents: [any Agent], policies: [String: WhenBusy] = [:], arbiter: (any Arbiter)? = nil
    ) throws {
        guard !agents.isEmpty else { throw CatalogError("There is no agent to serve.") }
        var byName: [String: any Agent] = [:]
        for agent in agents {
            guard byName.updateValue(agent, forKey: agent.name) == nil else {
                throw CatalogError("Two agents are named \(agent.name).")
            }
        }
        self.agents = agents
        self.byName = byName
        self.policies = byName.mapValues(\.whenBusy).merging(policies) { $1 }
        self.arbiter = arbiter
    }

    package subscript(name: String) -> (any Agent)? { byName[name] }

    /// The agent that answers when none is named.
    package var standard: any Agent { agents[0] }
}

/// Why agents cannot be served.
package struct CatalogError: Error, Equatable, Sendable {
    package let message: String

    package init(_ message: String) { self.message = message }
}
