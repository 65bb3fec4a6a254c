public import DuplexCore

/// What an agent is given to answer one turn with.
public struct RunContext: Sendable {
    public let session: SessionID
    public let turn: TurnID
    public let run: RunID
    public let lane: Lane

    /// The messages that this turn answers, oldest first.
    public let input: [String]

    /// The conversation so far, the input included, as a model may be shown it.
    public let transcript: [ModelMessage]

    /// What the session itself offers to this run beside the agent's own tools, as in `check_status` on a side lane.
    public let tools: [AnyTool]

    /// What the turn before was interrupted with; nil when it was not, or when an earlier turn was told.
    ///
    /// The transcript begins with the same in words, as a system message.
    public let transfer: ContextTransfer?

    /// The session's time: virtual under test.
    public let clock: any Clock<Duration>

    /// Whether the run was told to stop.
    public var isCancelled: Bool { token.isCancelled }

    package let token: CancelToken
    package let host: any RunHost
    private let ids: @Sendable () -> String

    package init(
        session: SessionID, turn: TurnID, run: RunID, lane: Lane, input: [String], transcript: [ModelMessage],
        tools: [AnyTool] = [], transfer: ContextTransfer? = nil, clock: any Clock<Duration>, token: CancelToken, host: any RunHost,
        ids: @escaping @Sendable () -> String
    ) {
        self.session = session
        self.turn = turn
        self.run = run
        self.lane = lane
        self.input = input
        self.transcript = transcript
        self.tools = tools
        self.transfer = transfer
        self.clock = clock
        self.token = token
        self.host = host
        self.ids = ids
    }

    /// Says one whole message.
    ///
    /// On cancellation: throws `CancellationError`; nothing is said.
    public func say(_ text: String) async throws {
        let message = try await beginMessage()
        try await message.end(text: text)
    }

    /// Begins a message that is written piece by piece.
    ///
    /// On cancellation: throws `CancellationError`.
    public func beginMessage() async throws -> MessageWriter {
        let message = MessageID(ids())
        try await host.report(.messageStarted(message), of: run)
        return MessageWriter(message: message, run: run, host: host)
    }

    /// Keeps a result of the unfinished turn, so that it survives an interruption, a failure or a crash.
    ///
    /// The last value of a key counts.
    ///
    /// On cancellation: throws `CancellationError`; the value is not kept.
    public func keep(_ key: String, _ value: JSON, isComplete: Bool = false) async throws {
        try await host.report(.partial(key: key, value: value, isComplete: isComplete), of: run)
    }

    /// Says that the work is done and only the answer is left to be said.
    ///
    /// On the main lane it waits, for 15 s at most, until nobody speaks on the side lane any more. It answers with what
    /// was said there, so that the answer can fit it: the questions whose answers did more than tell how far the work
    /// is. When it answers with nothing, say the answer as it is; when people spoke, what was begun before is not
    /// replaced, so call it before the first word. Only a turn's first run is answered with anything, and only once.
    ///
    /// On cancellation: throws `CancellationError`.
    public func finalize() async throws -> [SideTalk] { try await host.finalize(run) }

    /// Waits, on the session's clock.
    ///
    /// On cancellation: throws `CancellationError` at once.
    public func pause(_ duration: Duration) async throws {
        try await token.pause(duration, on: clock)
    }

    /// Throws `CancellationError` when the run was told to stop.
    public func checkCancellation() throws {
        if token.isCancelled { throw CancellationError() }
    }

    /// Runs another agent as a child of this run; answers with the text of what it said.
    ///
    /// On cancellation: the child is cancelled too, and `CancellationError` is thrown.
    public func run(_ agent: any Agent, input: String) async throws -> String {
        try await host.runChild(agent, input: input, of: run)
    }

    /// The same run, told what an interrupted turn has handed to its parent.
    func handingOver(from parent: RunContext) -> RunContext {
        guard let handed = parent.transfer else { return self }
        var transfer = self.transfer ?? handed
        // A branch that begins anew has its own findings first.
        if self.transfer != nil { transfer.earlier += handed.all }
        return RunContext(
            session: session, turn: turn, run: run, lane: lane, input: input,
            transcript: [.system(handed.modelText)] + transcript, tools: tools, transfer: transfer, clock: clock,
            token: token, host: host, ids: ids)
    }

    /// Begins a step.
    package func beginStep() async throws -> StepStart { try await host.beginStep(of: run) }

    /// Runs tools side by side.
    package func call(_ requests: [ToolRequest]) async throws -> [ToolOutcome] {
        try await host.call(requests, of: run)
    }

    /// Waits for the calls of the step that was open when the server stopped; see ``ResumableAgent``.
    package func rejoin() async throws -> [ToolOutcome] { try await host.rejoin(run) }

    /// Ends the joining of the answer with the side talk that ``finalize()`` has answered with.
    package func endJoining(_ error: JSON? = nil) async throws {
        try await host.report(.joined(error: error), of: run)
    }

    /// Records an observation, or a control event that has no method of its own.
    package func note(_ kind: EventKind, _ payload: JSON) async throws {
        try await host.report(.note(kind, payload: payload), of: run)
    }
}

/// Writes one message piece by piece.
public struct MessageWriter: Sendable {
    package let message: MessageID
    package let run: RunID
    package let host: any RunHost

    /// Adds words; readers see them at once.
    ///
    /// On cancellation: throws `CancellationError`; what was written before stays.
    public func write(_ text: String) async throws {
        try await host.report(.delta(message, text: text), of: run)
    }

    /// Ends the message. `text` is all of it: exactly the pieces joined, or anything when there were none.
    ///
    /// On cancellation: throws `CancellationError`; the message stays unfinished.
    public func end(text: String) async throws {
        try await host.report(.messageEnded(message, text: text), of: run)
    }
}
