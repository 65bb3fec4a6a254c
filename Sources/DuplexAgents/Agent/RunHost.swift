package import DuplexCore

/// What the runtime does for a run; implemented by the session's shell.
///
/// Every call throws `CancellationError` once the run was told to stop, and ``RunEnded`` once it accepts nothing more.
package protocol RunHost: Sendable {
    /// Reports something; returns when the session has room for more.
    func report(_ event: RunEvent, of run: RunID) async throws

    /// Begins a step: its number, and the messages that were steered into the turn since the last one.
    func beginStep(of run: RunID) async throws -> StepStart

    /// Runs tools side by side and answers when each of them has an outcome, in the order of the requests.
    func call(_ requests: [ToolRequest], of run: RunID) async throws -> [ToolOutcome]

    /// Waits for the calls of the step that was open when the server stopped, in their order.
    func rejoin(_ run: RunID) async throws -> [ToolOutcome]

    /// Says that the run has its answer, and waits until nobody speaks on the side lane any more; answers with what is to
    /// be joined.
    func finalize(_ run: RunID) async throws -> [SideTalk]

    /// Runs another agent as a child of this run, and answers with what it said.
    func runChild(_ agent: any Agent, input: String, of run: RunID) async throws -> String

    /// The session's companion of this name, started now unless it is alive.
    func companion(
        _ name: String, _ make: @escaping @Sendable () -> any SessionCompanion
    ) async throws -> any SessionCompanion
}

/// What the runtime does for a running tool.
package protocol ToolHost: Sendable {
    /// Reports progress or a partial result; throws `CancellationError` once the call was told to stop.
    func report(_ event: ToolEvent, of call: CallID) async throws

    /// Asks to pass the point of no return: durable when it returns; throws when a cancel came first.
    func commit(_ call: CallID) async throws

    /// Asks the person and waits for the answer, at most for `patience`.
    func ask(_ question: String, within patience: Duration?, of call: CallID) async throws -> String

    /// Goes on with the call beyond its turn; whether it does.
    func handOver(_ call: CallID) async throws -> Bool

    /// The next thing that the call was told, at most after `patience`; nil when there is none. Without a time it waits
    /// until there is one, or its task is cancelled.
    func collect(for call: CallID, within patience: Duration?) async throws -> ToolMessage?

    /// The values that tools have remembered in this session.
    func memory(of call: CallID) async -> JSONObject
}

/// The first thing a run is told about a new step.
package struct StepStart: Equatable, Sendable {
    /// From 1, within the run.
    package var number: Int

    /// Messages that arrived for this turn while it ran, oldest first.
    package var steered: [String]

    /// Whether somebody spoke on the side lane while the turn ran, so that its answer may have to be joined with that.
    package var hasSideTalk: Bool

    package init(number: Int, steered: [String], hasSideTalk: Bool = false) {
        self.number = number
        self.steered = steered
        self.hasSideTalk = hasSideTalk
    }
}

/// One tool call as a run asks for it.
package struct ToolRequest: Sendable {
    package var modelCall: String

    /// The name that the model used; it need not exist.
    package var name: String

    /// The arguments as the model wrote them.
    package var arguments: String

    /// The tool; nil when the agent has none of that name.
    package var tool: AnyTool?

    /// The id of a call that the runtime makes by itself; nil for what an agent has decided on, which is named later.
    package var automatic: CallID?

    package init(modelCall: String, name: String, arguments: String, tool: AnyTool?, automatic: CallID? = nil) {
        self.modelCall = modelCall
        self.name = name
        self.arguments = arguments
        self.tool = tool
        self.automatic = automatic
    }
}

/// The run has ended; nothing that it still reports is recorded.
package struct RunEnded: Error {
    package init() {}
}
