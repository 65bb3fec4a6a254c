public import DuplexCore

/// An agent whose work is a picture: a router chooses branches, which work side by side, and an assembler answers.
///
/// ```swift
/// let intent = WorkflowRouter<Intent>("intent") { context in ... }
/// let flight = WorkflowBranch<[Flight]>("flight") { branch in ... }
/// let hotel = WorkflowBranch<[Hotel]>("hotel") { branch in ... }
/// let answer = WorkflowAssembler { context in try await context.run.say("\(context.results[flight])") }
///
/// try WorkflowGraph(name: "travel") {
///     intent[.flight]  --> flight          --> answer
///     intent[.hotel]   --> hotel           --> answer
///     intent[.both]    --> [flight, hotel] --> answer
///     intent[.unknown]                     --> answer
/// }
/// ```
///
/// It begins where the first path begins. Each branch is a run of its own below the workflow's run, so its start, its
/// results and its end are events, and a stop reaches it at once. A branch that fails or stops fails nothing else: what
/// follows it is left out, and the assembler is told. Routers and the assembler work in the workflow's own run, and what
/// they throw fails the turn.
///
/// Messages that are steered into the turn before the router is asked become part of the request; those that come while
/// the branches work are given to the assembler.
///
/// What is said beside the work, on the side lane, is no request to walk the picture again: `aside` answers it.
public struct WorkflowGraph: Agent {
    public let name: String
    public let about: String
    public let whenBusy: WhenBusy
    private let plan: WorkflowPlan
    private let aside: (any Agent)?

    /// Creates an agent from its picture.
    ///
    /// - Parameters:
    ///   - name: The name by which sessions ask for it.
    ///   - about: One sentence for people.
    ///   - whenBusy: What a message that arrives while it works does, unless it or its session says otherwise.
    ///   - aside: Who answers on the side lane, as a ``ToolLoop`` does; nil leaves that to the workflow too.
    ///   - paths: The ways through the picture, one a line.
    /// - Throws: ``WorkflowError`` when the picture has a cycle, a node that no way leads to or from, a value without a
    ///   way, two nodes of one name, or not exactly one assembler.
    public init(
        name: String, about: String = "", whenBusy: WhenBusy = .named(.interrupt), aside: (any Agent)? = nil,
        @WorkflowBuilder paths: () -> [WorkflowPath]
    ) throws(WorkflowError) {
        self.name = name
        self.about = about
        self.whenBusy = whenBusy
        self.aside = aside
        plan = try WorkflowPlan(paths())
    }

    /// Answers one turn.
    ///
    /// On cancellation: throws `CancellationError` once the branches have stopped; what they had found stays kept.
    ///
    /// - Throws: What a router or the assembler throws.
    public func run(_ context: RunContext) async throws {
        if context.lane == .side, let aside { return try await aside.run(context) }
        let step = try await context.beginStep()
        let request = (context.input + step.steered).joined(separator: "\n")
        var walk = WorkflowWalk(plan: plan, run: context, request: request)
        try await walk.run()
    }

    /// The picture as a Mermaid flowchart.
    ///
    /// Source: mermaid.js.org, flowchart syntax.
    public var mermaid: String { plan.mermaid }

    public var picture: String? { mermaid }
}

/// Why a ``WorkflowGraph`` was refused.
public struct WorkflowError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A stable name, as in `workflow.cycle`.
    public let code: String

    /// One sentence that names the path.
    public let message: String

    /// The nodes in question, in the order of the way; a router's value follows its router.
    public let path: [String]

    public var description: String { message }

    init(_ code: String, _ message: (String) -> String, path: [String]) {
        self.code = "workflow.\(code)"
        self.message = message(path.joined(separator: " -> "))
        self.path = path
    }
}
