public import DuplexAgents

/// An agent made of a closure, for tests that need exactly one behaviour.
public struct ClosureAgent: Agent {
    /// The name by which sessions ask for it.
    public let name: String

    /// Says what it is for.
    public let about = "An agent for one test."
    private let answer: @concurrent @Sendable (RunContext) async throws -> Void

    /// Creates an agent that answers every turn with `answer`.
    public init(_ name: String = "test", answer: @escaping @concurrent @Sendable (RunContext) async throws -> Void) {
        self.name = name
        self.answer = answer
    }

    /// Answers with the closure.
    public func run(_ context: RunContext) async throws { try await answer(context) }
}
