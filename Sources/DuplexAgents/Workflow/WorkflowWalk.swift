import DuplexCore

/// One walk through a ``WorkflowPlan``.
///
/// Each step between two nodes is taken or not, which is known once its source has ended. A node runs when that is
/// known of all steps to it and one of them is taken; otherwise it is left out, and so is what only it leads to. The
/// assembler always runs.
struct WorkflowWalk {
    /// How a node ended.
    private enum End: Sendable {
        case chosen(String)
        case branch(WorkflowResults.Ended)
        case answered

        /// It was not run, or what it has found is not whole.
        func takes(_ edge: WorkflowPath.Edge) -> Bool {
            switch self {
            case .chosen(let value): edge.from.value == value
            case .branch(let ended): ended.isCompleted
            case .answered: false
            }
        }
    }

    private let plan: WorkflowPlan
    private let run: RunContext
    private let request: String
    private var results = WorkflowResults()

    /// The steps to each node that nothing is known of yet.
    private var unknown: [String: Int] = [:]

    /// The nodes to which a step was taken.
    private var wanted: Set<String> = []

    init(plan: WorkflowPlan, run: RunContext, request: String) {
        self.plan = plan
        self.run = run
        self.request = request
        for edge in plan.edges { unknown[edge.to, default: 0] += 1 }
    }

    /// Walks from the first node to the assembler.
    ///
    /// On cancellation: throws `CancellationError` once the branches have stopped.
    mutating func run() async throws {
        try await withThrowingTaskGroup(of: (WorkflowNode, End).self) { group in
            var ready = Array(plan.nodes.prefix(1))
            while true {
                for node in ready {
                    let context = try await context(for: node)
                    group.addTask { (node, try await Self.work(node, context)) }
                }
                guard let (node, end) = try await group.next() else { return }
                ready = try await settle(node, end)
            }
        }
    }

    /// What a node works with; before the assembler there is a step, so that it is told what was said meanwhile.
    private func context(for node: WorkflowNode) async throws -> NodeContext {
        let steered = node.isAssembler ? try await run.beginStep().steered : []
        return NodeContext(run: run, request: request, steered: steered, results: results)
    }

    private static func work(_ node: WorkflowNode, _ context: NodeContext) async throws -> End {
        switch node.work {
        case .router(_, let choose): return .chosen(try await choose(context))
        case .branch(let run): return .branch(try await run(context))
        case .assembler(let answer):
            try await answer(context)
            return .answered
        }
    }

    /// Writes down how a node ended; answers with the nodes that can run now.
    private mutating func settle(_ node: WorkflowNode, _ end: End) async throws -> [WorkflowNode] {
        switch end {
        case .chosen(let value):
            results.add(value, of: node.name)
            try await run.keep(node.name, .string(value), isComplete: true)
        case .branch(let ended): results.add(ended, of: node.name)
        case .answered: break
        }
        return ready(after: node, end)
    }

    /// The nodes that can run now; `end` is nil for a node that is left out.
    private mutating func ready(after node: WorkflowNode, _ end: End?) -> [WorkflowNode] {
        var ready: [WorkflowNode] = []
        for edge in plan.edges(from: node) {
            unknown[edge.to, default: 0] -= 1
            if end?.takes(edge) == true { wanted.insert(edge.to) }
            guard unknown[edge.to] == 0, let next = plan.nodes.first(where: { $0.name == edge.to }) else { continue }
            if wanted.contains(next.name) || next.isAssembler {
                ready.append(next)
            } else {
                ready += self.ready(after: next, nil)
            }
        }
        return ready
    }
}
