import DuplexCore
import Synchronization

/// Part of the work, done side by side with other branches in a run of its own.
///
/// What it has found is kept under its name, piece by piece while it works and whole when it is done, so an interrupted
/// turn hands it to the next one. There the branch is not run again when `reusing` says that its whole result still
/// fits. Without a rule of its own that is when the request is the same word for word, as after a resume.
public struct WorkflowBranch<Output: Codable & Sendable>: WorkflowPart, WorkflowSource {
    public let node: WorkflowNode

    /// Creates a branch that does `work`.
    ///
    /// What `work` throws fails this branch and nothing else: the assembler is told.
    public init(
        _ name: String, about: String = "",
        reusing fits: @escaping @Sendable (CarriedResult<Output>, _ request: String) -> Bool = { $0.query == $1 },
        work: @escaping @Sendable (BranchContext<Output>) async throws -> Output
    ) {
        node = WorkflowNode(
            name: name,
            work: .branch { context in
                let slot = Slot()
                // It may run more than once: a person's words can make it begin anew.
                let child = BranchAgent(name: name, about: about) { own in
                    try own.checkCancellation()
                    slot.begin(own.run)
                    let run = own.handingOver(from: context.run)
                    let carried = run.carried(Output.self, under: name)
                    let output: Output
                    if let carried, carried.isComplete, fits(carried, run.input.joined(separator: "\n")) {
                        output = carried.value
                    } else {
                        output = try await work(
                            BranchContext(name: name, node: context, run: run, carried: carried, slot: slot))
                    }
                    // A whole result is worth keeping even where a stop came first.
                    try await run.keep(name, JSONValueEncoder.encode(output), isComplete: true)
                    slot.set(output, isComplete: true, by: run.run)
                    try run.checkCancellation()
                }
                return try await slot.outcome(of: context) { _ = try await context.run.run(child, input: context.request) }
            })
    }

    /// The way that leads on from this branch.
    public var path: WorkflowPath {
        WorkflowPath(nodes: [node], edges: [], ends: [.init(from: node.name, value: nil)])
    }
}

extension WorkflowBranch where Output == String {
    /// Creates a branch that another agent answers; its result is what the agent said.
    ///
    /// The agent is shown the conversation, and what an interrupted turn has handed over.
    public init(_ agent: any Agent) {
        node = WorkflowNode(
            name: agent.name,
            work: .branch { context in
                let carried = context.carried(String.self, under: agent.name)
                let slot = Slot()
                return try await slot.outcome(of: context) {
                    if let carried, carried.isComplete, carried.query == context.request {
                        slot.set(carried.value, isComplete: true)
                    } else {
                        let child = BranchAgent(name: agent.name, about: agent.about) { run in
                            try await agent.run(run.handingOver(from: context.run))
                        }
                        slot.set(try await context.run.run(child, input: context.request), isComplete: true)
                    }
                    if let text = slot.output { try await context.run.keep(agent.name, .string(text), isComplete: true) }
                }
            })
    }
}

/// How a branch ended.
public enum BranchOutcome<Output: Sendable>: Sendable {
    case completed(Output)

    /// It stopped before its time, with what it had found.
    case cancelled(partial: Output?)

    /// It failed, with what it had found.
    case failed(AgentError, partial: Output?)
}

extension WorkflowBranch {
    /// Where a branch puts what it has found, for whoever waits for it.
    final class Slot: Sendable {
        private struct State {
            /// The run that may put something in.
            var owner: RunID?
            var value: Output?
            var isComplete = false
        }

        private let state = Mutex(State())

        /// From now on only this run may put something in: one that was left behind cannot spoil its successor's result.
        func begin(_ run: RunID) { state.withLock { $0 = State(owner: run) } }

        func set(_ value: Output, isComplete: Bool, by run: RunID? = nil) {
            state.withLock { if $0.owner == run { $0 = State(owner: run, value: value, isComplete: isComplete) } }
        }

        /// The whole result; nil until there is one.
        var output: Output? { state.withLock { $0.isComplete ? $0.value : nil } }
        private var partial: Output? { state.withLock { $0.value } }

        /// Waits for the branch's run and says how it ended.
        ///
        /// On cancellation: throws `CancellationError`; a branch that stops by itself is an outcome.
        func outcome(
            of context: NodeContext, _ run: () async throws -> Void
        ) async throws -> WorkflowResults.Ended {
            do {
                try await run()
            } catch is CancellationError {
                try context.run.checkCancellation()
                return .init(BranchOutcome<Output>.cancelled(partial: partial), isCompleted: false)
            } catch let error as AgentError {
                return .init(BranchOutcome<Output>.failed(error, partial: partial), isCompleted: false)
            }
            guard let output else { throw RunEnded() }
            return .init(BranchOutcome<Output>.completed(output), isCompleted: true)
        }
    }
}

/// A branch's run.
private struct BranchAgent: Agent {
    let name: String
    let about: String
    let body: @Sendable (RunContext) async throws -> Void

    func run(_ context: RunContext) async throws { try await body(context) }
}
