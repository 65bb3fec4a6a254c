public import DuplexCore

/// An agent, as the server describes it.
public struct AgentSummary: Equatable, Sendable {
    /// What sessions are opened by.
    public let name: String

    /// What it is for.
    public let about: String

    /// How it works, as a Mermaid flowchart; nil for an agent that is not drawn.
    public let workflow: String?

    static func list(_ json: JSON) throws(ClientError) -> [AgentSummary] {
        guard let agents = json["agents"]?.array else { throw .incomprehensible("it lists no agents") }
        return agents.compactMap { agent in
            agent["name"]?.string.map { AgentSummary(name: $0, about: agent["about"]?.string ?? "", workflow: agent["workflow"]?.string) }
        }
    }
}

/// A session as it was at one moment.
public struct SessionSummary: Equatable, Sendable {
    public let id: SessionID

    /// The name of its agent.
    public let agent: String

    /// The offset of its last event.
    public let head: Offset

    /// The history that its offsets belong to.
    public let history: String

    /// All that the server said.
    public let json: JSON

    init(_ json: JSON) throws(ClientError) {
        guard let id = json["id"]?.string, let agent = json["agent"]?.string, let head = json["head"]?.int, head >= 0,
            let history = json["history"]?.string
        else { throw .incomprehensible("it is no session") }
        self.id = SessionID(id)
        self.agent = agent
        self.head = Offset(head)
        self.history = history
        self.json = json
    }
}

/// What the server answered to a message.
public struct Receipt: Equatable, Sendable {
    /// The message's place in the log.
    public let offset: Offset

    /// The turn that it belongs to.
    public let turn: TurnID

    /// What it does, as in `start`, `interrupt` or `enqueue`.
    public let action: String

    init(_ json: JSON) throws(ClientError) {
        guard let offset = json["event"]?["offset"]?.int, offset >= 0, let turn = json["turn"]?.string else {
            throw .incomprehensible("it is no receipt of a message")
        }
        self.offset = Offset(offset)
        self.turn = TurnID(turn)
        action = json["decision"]?["action"]?.string ?? ""
    }
}
