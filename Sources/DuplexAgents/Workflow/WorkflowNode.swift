/// What a ``WorkflowGraph`` is drawn from: a router, a branch or the assembler.
public protocol WorkflowPart: Sendable {
    /// The part as the graph keeps it.
    var node: WorkflowNode { get }
}

/// What a way through a ``WorkflowGraph`` can lead on from.
public protocol WorkflowSource {
    /// The way up to here.
    var path: WorkflowPath { get }
}

/// One place in a ``WorkflowGraph``; the same value wherever the graph names it.
public struct WorkflowNode: Sendable {
    /// Tells two nodes of the same name apart.
    final class Identity: Sendable {}

    enum Work: Sendable {
        /// Answers with one of the values.
        case router(values: [String], choose: @Sendable (NodeContext) async throws -> String)

        /// Answers with the branch's outcome.
        case branch(run: @Sendable (NodeContext) async throws -> WorkflowResults.Ended)
        case assembler(answer: @Sendable (NodeContext) async throws -> Void)
    }

    /// The name in the picture; a branch's is also its run's agent and its partial result's key.
    public let name: String
    let work: Work
    let identity = Identity()

    /// The values that a router chooses from; empty for everything else.
    var values: [String] { if case .router(let values, _) = work { values } else { [] } }
    var isRouter: Bool { if case .router = work { true } else { false } }
    var isAssembler: Bool { if case .assembler = work { true } else { false } }
}

/// Decides which branches answer a request.
///
/// The choice is kept as a partial result under the router's name, so that the next turn is told of it. When that is
/// asked for the same, word for word, as after a resume, the choice stands and nobody is asked again.
public struct WorkflowRouter<Value: WorkflowValue>: WorkflowPart {
    public let node: WorkflowNode

    /// Creates a router; `choose` runs in the workflow's own run.
    public init(_ name: String, choose: @escaping @Sendable (NodeContext) async throws -> Value) {
        let values = Value.allCases.map(\.rawValue)
        node = WorkflowNode(
            name: name,
            work: .router(values: values) { context in
                if let carried = context.carried(String.self, under: name), carried.isComplete,
                    carried.query == context.request, values.contains(carried.value)
                {
                    return carried.value
                }
                return try await choose(context).rawValue
            })
    }

    /// The way that is taken when this value was chosen.
    public subscript(value: Value) -> WorkflowPath {
        WorkflowPath(nodes: [node], edges: [], ends: [.init(from: node.name, value: value.rawValue)])
    }
}

/// What a ``WorkflowRouter`` chooses from: an enumeration of words.
public typealias WorkflowValue = CaseIterable & RawRepresentable<String> & Sendable

/// Puts the results of all branches together and says the answer; every way ends here.
public struct WorkflowAssembler: WorkflowPart {
    public let node: WorkflowNode

    /// Creates the assembler; `answer` runs in the workflow's own run, once all branches that were chosen have ended.
    public init(_ name: String = "assembler", answer: @escaping @Sendable (NodeContext) async throws -> Void) {
        node = WorkflowNode(name: name, work: .assembler(answer: answer))
    }
}
