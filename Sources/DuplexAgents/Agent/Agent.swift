public import DuplexCore

/// Something that answers a turn.
///
/// An agent is a value without state of its own: whatever must outlive a turn is in the session's log. One agent
/// serves any number of sessions at once.
public protocol Agent: Sendable {
    /// The name by which sessions ask for it, as in `telco`.
    var name: String { get }

    /// One sentence for people.
    var about: String { get }

    /// How it works, as a Mermaid flowchart; nil for an agent that is not drawn.
    var picture: String? { get }

    /// What a message that arrives while the agent works does, unless it or its session says otherwise.
    var whenBusy: WhenBusy { get }

    /// Answers one turn: the run lasts until this returns or throws.
    ///
    /// A thrown error ends the turn as `failed`; what was said and found before stays.
    ///
    /// On cancellation: return or throw soon. After two seconds the session goes on without this run, and whatever it
    /// still reports is refused.
    func run(_ context: RunContext) async throws
}

extension Agent {
    public var picture: String? { nil }

    /// A new message interrupts.
    public var whenBusy: WhenBusy { .named(.interrupt) }
}

/// An agent's own description of a failure, fit for people.
public struct AgentError: Error, Equatable, Sendable {
    /// A stable name, as in `agent.failed`.
    public let code: String

    /// One sentence for a person, without internals.
    public let message: String

    /// Creates an error.
    public init(code: String = "agent.failed", _ message: String) {
        self.code = code
        self.message = message
    }
}
