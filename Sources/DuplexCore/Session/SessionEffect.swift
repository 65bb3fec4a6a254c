/// What a session's shell must do, in order.
///
/// `signal`, `setTimer` and `clearTimer` are done at once: losing their record in a crash is harmless. Everything
/// else waits until the entries before it are durable, so that nobody sees, and nothing acts on, what a crash can
/// take back.
package enum SessionEffect: Equatable, Sendable {
    case append(Entry)
    case answer(Ticket, SessionAnswer)
    case startRun(RunStart)
    case startTool(CallID, run: RunID, turn: TurnID, key: String)

    /// Somebody shall look again at what the message at an offset does.
    case consult(event: Offset, Situation)
    case signal(SignalTarget, Signal)
    case setTimer(SessionTimer, after: Duration)
    case clearTimer(SessionTimer)
}

/// How loud a stop is.
package enum Signal: Equatable, Sendable {
    /// The cooperative token.
    case token

    /// The task's cancellation.
    case task

    /// Nobody waits for the task any more.
    case abandon
}

/// Who is told to stop.
package enum SignalTarget: Equatable, Sendable {
    case run(RunID)
    case call(CallID)
}

/// What a run begins with.
package struct RunStart: Equatable, Sendable {
    package var turn: TurnID
    package var run: RunID
    package var parent: RunID?
    package var agent: String
    package var lane: Lane
    package var input: [String]

    /// Who waits for the run's text; nil for a turn's first run.
    package var childTicket: Ticket?

    /// What an interrupted turn hands over; nil when none did.
    package var transfer: ContextTransfer?

    /// Whether the run goes on after a restart, from its open step.
    package var isResumed: Bool

    /// The run whose place it takes.
    package var supersedes: RunID?

    /// Whether the run is offered `check_status`: it answers somebody who spoke while work was going on.
    package var offersStatus: Bool

    package init(
        turn: TurnID, run: RunID, parent: RunID? = nil, agent: String, lane: Lane, input: [String],
        childTicket: Ticket? = nil, transfer: ContextTransfer? = nil, isResumed: Bool = false,
        supersedes: RunID? = nil, offersStatus: Bool = false
    ) {
        self.turn = turn
        self.run = run
        self.parent = parent
        self.agent = agent
        self.lane = lane
        self.input = input
        self.childTicket = childTicket
        self.transfer = transfer
        self.isResumed = isResumed
        self.supersedes = supersedes
        self.offersStatus = offersStatus
    }
}

/// What the one who asked is told.
package enum SessionAnswer: Equatable, Sendable {
    /// The message is at `event`; its decision is at the offset after it, unless the session only keeps messages.
    case accepted(event: Offset, turn: TurnID?, decision: Decision?)

    /// The message was refused; nothing was recorded.
    case rejected(running: TurnID)
    case queueFull

    /// The message has been used, or was never there.
    case notPending

    /// Somebody changed the decision first; this is the one that counts.
    case decided(Offset)

    /// The turn cannot go on: it was not interrupted, or too long ago, or another has gone on from it.
    case notResumable
    case closed
    case recorded(Offset)
    case updated

    /// A cancel that has not settled yet.
    case stopping(TurnID, TurnState)
    case stopped(TurnID, Outcome)
    case unknownTurn

    /// No branch of that name is at work.
    case unknownRun

    /// A write of the turn is past its point of no return, so the turn cannot be rolled back.
    case committed

    /// A report was taken.
    case ok
    case step(Int, steered: [String], hasSideTalk: Bool)

    /// What was said on the side lane and is to be joined with the answer; empty when the answer stands as it is.
    case talk([SideTalk])
    case outcomes([ToolOutcome])
    case childEnded(text: String)
    case childFailed(code: String, message: String)

    /// What a person has answered to a tool's question.
    case replied(String)

    /// The question has no answer.
    case noReply(NoReply)

    /// The turn that owns the call from now on; nil when it stays where it is.
    case handedOver(TurnID?)

    /// A message to a running tool does not reach it.
    case undelivered(Undelivered)

    /// What a tool was told next; nil for nothing.
    case toolMessage(ToolMessage?)

    /// Nothing waits for a person under that name.
    case inputNotOpen

    /// What is waited for takes another kind of answer.
    case inputWants(InputKind)

    /// The run or call was told to stop.
    case cancelled

    /// The run or call has ended and accepts nothing more.
    case ended
}

/// Why a tool's question has no answer.
package enum NoReply: Equatable, Sendable {
    case expired
    case cancelled

    /// The call waits for another answer already.
    case alreadyAsking

    /// The question is longer than a question may be.
    case tooLong
}
