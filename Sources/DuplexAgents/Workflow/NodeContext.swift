import DuplexCore

/// What a node of a ``WorkflowGraph`` is given to work with.
public struct NodeContext: Sendable {
    /// The workflow's own run: what is said through it is said to the person.
    public let run: RunContext

    /// What the person asks for, the messages of the turn joined by line breaks.
    public let request: String

    /// The messages that arrived while the branches worked, oldest first; only the assembler is told.
    public let steered: [String]

    /// What has ended before this node.
    public let results: WorkflowResults

    /// What a branch of an interrupted turn had found; nil when there was none, or nothing of this type.
    public func carried<Output>(_ branch: WorkflowBranch<Output>) -> CarriedResult<Output>? {
        carried(Output.self, under: branch.node.name)
    }

    func carried<Output: Decodable>(_ type: Output.Type, under name: String) -> CarriedResult<Output>? {
        run.carried(type, under: name)
    }
}

/// What a branch is given to work with.
public struct BranchContext<Output: Codable & Sendable>: Sendable {
    /// The branch's own run; what is said through it is told to the workflow, not to the person.
    public let run: RunContext

    /// What the person asks for, the messages of the turn joined by line breaks.
    public let request: String

    /// What has ended before this branch.
    public let results: WorkflowResults

    /// What this branch had found in an interrupted turn, whole or in part.
    public let carried: CarriedResult<Output>?

    /// Whether the branch has begun anew within its turn, because the person changed what it shall do.
    public let isAnew: Bool

    private let name: String
    private let slot: WorkflowBranch<Output>.Slot

    init(
        name: String, node: NodeContext, run: RunContext, carried: CarriedResult<Output>?,
        slot: WorkflowBranch<Output>.Slot
    ) {
        self.name = name
        self.run = run
        isAnew = run.transfer?.turn == run.turn
        request = run.input.joined(separator: "\n")
        results = node.results
        self.carried = carried
        self.slot = slot
    }

    /// Keeps what has been found so far; the last one counts. It is a point at which the branch may be stopped.
    ///
    /// On cancellation: throws `CancellationError`; the value is kept all the same.
    public func keep(_ partial: Output) async throws {
        try await run.keep(name, JSONValueEncoder.encode(partial))
        slot.set(partial, isComplete: false, by: run.run)
        try run.checkCancellation()
    }

    /// Waits, on the session's clock.
    ///
    /// On cancellation: throws `CancellationError` at once.
    public func pause(_ duration: Duration) async throws { try await run.pause(duration) }
}

/// What a branch had found in the turn that was interrupted.
public struct CarriedResult<Output: Sendable>: Sendable {
    /// What the person had asked for then.
    public let query: String
    public let value: Output

    /// Whether it was the whole result.
    public let isComplete: Bool
}

/// What the nodes of a ``WorkflowGraph`` have answered so far.
public struct WorkflowResults: Sendable {
    /// How a branch ended, without its type.
    struct Ended: Sendable {
        let outcome: any Sendable
        let isCompleted: Bool

        init(_ outcome: some Sendable, isCompleted: Bool) {
            self.outcome = outcome
            self.isCompleted = isCompleted
        }
    }

    private var branches: [String: Ended] = [:]
    private var choices: [String: String] = [:]

    /// How a branch ended; nil when it did not run, or has not ended.
    public subscript<Output>(branch: WorkflowBranch<Output>) -> BranchOutcome<Output>? {
        branches[branch.node.name]?.outcome as? BranchOutcome<Output>
    }

    /// What a router chose; nil when it was not asked.
    public subscript<Value>(router: WorkflowRouter<Value>) -> Value? {
        choices[router.node.name].flatMap(Value.init(rawValue:))
    }

    mutating func add(_ ended: Ended, of branch: String) { branches[branch] = ended }
    mutating func add(_ choice: String, of router: String) { choices[router] = choice }
}

extension RunContext {
    /// What was found before under a name: the newest counts.
    func carried<Output: Decodable>(_ type: Output.Type, under name: String) -> CarriedResult<Output>? {
        for transfer in transfer?.all ?? [] {
            guard let finding = transfer.findings.last(where: { $0.key == name }),
                // What an older version of the branch has kept may have another form: it is searched again.
                let value = try? JSONValueDecoder.decode(type, from: finding.value, at: FieldPath())
            else { continue }
            return CarriedResult(query: transfer.query, value: value, isComplete: finding.isComplete)
        }
        return nil
    }
}
