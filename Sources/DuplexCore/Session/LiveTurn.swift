/// The running turn, as far as it is not in the log: what has a task, a timer or somebody who waits.
struct LiveTurn: Equatable, Sendable {
    let id: TurnID
    let lane: Lane

    /// The offset of the turn's first event; a rollback hides from here on.
    let firstOffset: Offset
    var runs: [LiveRun] = []
    var calls: [LiveCall] = []
    var stop: Stop?
    var cancelWaiters: [Ticket] = []

    let startedAt: Duration

    /// When the agent last showed a sign of life.
    var evidenceAt: Duration

    /// How long it may be silent after that.
    var patience: Duration

    /// When the timer that looks after this fires; never later than the patience ends.
    var silenceDue: Duration
    var runCount = 0
    var hasCommitted = false

    /// What the turn answers.
    var input: [String]

    /// What it waits for a person for.
    var inputs: [OpenInput] = []

    /// Since when it has waited for a person; nil while it does not.
    var waitsSince: Duration?

    /// How long it has waited for people before; that time does not count against its limit.
    var waited = Duration.zero

    /// Messages for this turn that no step has read yet.
    var steers: [Steer] = []

    /// Observations that were not recorded because too much waited for the disk.
    var droppedObservationCount = 0

    /// The main turn beside which this one runs; nil for one that runs on the main lane itself.
    var beside: TurnID?

    /// Whether it was meant to be answered beside other work.
    var isTalk = false

    /// The tools that it has used, for a turn on the side lane.
    var tools: Set<String> = []

    /// What its first run has said to its end.
    var spoken: [String] = []

    /// How far it has come to its end.
    var ending = Ending.working

    /// Whether anybody spoke on the side lane while it ran.
    var hasSideTalk = false

    /// What was said there and answered, oldest first.
    var talk: [SideTalk] = []

    /// Whether anybody could have seen anything of it, so that it can no longer begin anew unnoticed.
    var hasShown = false

    init(id: TurnID, lane: Lane, firstOffset: Offset, input: [String], now: Duration, patience: Duration) {
        self.id = id
        self.lane = lane
        self.firstOffset = firstOffset
        self.input = input
        startedAt = now
        evidenceAt = now
        self.patience = patience
        silenceDue = now + patience
    }

    /// How far below the turn's first run a run is.
    func depth(of run: LiveRun) -> Int {
        var depth = 0
        var parent = run.parent
        while let id = parent {
            depth += 1
            parent = runs.first { $0.id == id }?.parent
        }
        return depth
    }

    func index(of run: RunID) -> Int? { runs.firstIndex { $0.id == run } }
    func index(of call: CallID) -> Int? { calls.firstIndex { $0.id == call } }
}

/// How far a turn has come to its end.
enum Ending: Equatable, Sendable {
    case working

    /// Its work is done, and it waits for side turns; the ticket is that of the run that will join their talk with its
    /// answer, if one will.
    case waiting(Ticket?)

    /// Its answer is being joined with what was said on the side lane.
    case joining

    /// Nothing is left but to say the answer.
    case done
}

/// A message that waits for the running turn's next step.
package struct Steer: Equatable, Sendable {
    var event: Offset
    var decision: Offset
    var text: String

    /// The branch that the words are for; nil for the whole turn.
    var target: RunID?
}

/// A stop under way.
struct Stop: Equatable, Sendable {
    var cause: Cause
    var outcome: Outcome
    var mode: CancelMode
    var successor: TurnID?
    var requestedAt: Duration
    var isObserved = false
}

/// A run whose task has not been given up.
struct LiveRun: Equatable, Sendable {
    let id: RunID
    let parent: RunID?
    let agent: String

    /// Who waits for this run's text; nil for a turn's first run.
    let childTicket: Ticket?
    var step = 0
    var message: OpenMessage?
    var gate = DeltaGate()
    var batches: [Batch] = []
    var spoken: [String] = []

    /// What it was started with.
    var input: [String] = []

    /// Whether it was told to stop while its turn goes on.
    var isTold = false

    /// Whether another run takes its place when it has stopped.
    var beginsAnew = false

    /// Whether it has no task yet: the agent begins when the call that it is about has ended.
    var isDormant = false

    /// The task's end, kept until the run's calls have settled.
    var result: RunResult?
}

/// A message that is being written.
struct OpenMessage: Equatable, Sendable {
    let id: MessageID
    var text = ""
    var hasDeltas = false
}

/// Calls that were asked for together and are answered together.
struct Batch: Equatable, Sendable {
    /// Who waits for them; nil after a restart, until the run has come back.
    var ticket: Ticket?
    let calls: [CallID]
    var outcomes: [CallID: ToolOutcome] = [:]

    var isComplete: Bool { outcomes.count == calls.count }
}

/// A call whose task has not been given up.
struct LiveCall: Equatable, Sendable {
    let id: CallID
    var run: RunID
    let name: String
    let traits: ToolTraits
    var arguments: JSON
    var isAgentDecision = true
    var percent = 0
    var text = ""
    var isCommitted = false

    /// When it has taken too long.
    var deadlineDue = Duration.zero

    /// When it, or the run that waits for it, last said something.
    var heardAt = Duration.zero

    /// Answers from before a restart, for the questions that the tool asks again; nil for one that had none.
    var replies: [String?] = []

    /// What it was told and has not read yet, oldest first, and how much it was told in all.
    var inbox: [Told] = []
    var messageCount = 0

    /// The tool that waits for a message.
    var reader: Ticket?

    /// Whether it does anything itself.
    var standing = Standing.running

    /// The name under which the log knows it since it goes on in the background; nil before.
    var continued: CallID?

    /// Its name in the log.
    var shown: CallID { continued ?? id }

    /// Whether it was told to stop.
    var isTold = false

    /// Whether nothing may stop it any more.
    var isProtected: Bool { standing == .running && (isCommitted || traits.interruptible == .never) }

    /// Whether a call does anything itself.
    enum Standing: Equatable, Sendable {
        case running

        /// It waits until no other call of its tool runs.
        case waiting

        /// It is the same deed as another call, and ends as that one does.
        case joined(CallID)
    }

    /// A message to it, with its number from 1.
    struct Told: Equatable, Sendable {
        var number: Int
        var message: ToolMessage

        /// Who said it.
        var by: String
    }
}

/// Lets the first delta of a message through at once, then one in a while, and none while the last one is on its way
/// to the disk; what comes in between is joined.
struct DeltaGate: Equatable, Sendable {
    var pending = ""
    var hasPending = false
    var lastAt: Duration?
    var inFlight: Offset?
    var isTimerSet = false

    /// Writers that wait because too much is pending.
    var waiters: [Ticket] = []
}
