/// What a session is made of, as its log tells.
extension SessionFold {
    package struct Turn: Equatable, Sendable {
        package var id: TurnID
        package var state: TurnState
        package var lane: Lane
        package var successor: TurnID?
        package var input: [String]

        /// Where the turn's events begin: at its first message, or at its start when it answers none.
        package var firstOffset: Offset

        /// Which observations of it are recorded; nil for all.
        package var filter: ProgressFilter?

        /// When it started; nil while it waits, and once it has ended.
        package var startedAt: Timestamp?

        /// The main turn beside which it runs; nil for one that runs on the main lane, and once it has ended.
        package var beside: TurnID?

        /// Whether its answer is being joined with side talk.
        package var isJoining = false

        /// What the turn has done so far, for the turn that may have to go on from it.
        package var work = Work()
    }

    /// What an open turn has done, beside its partial results.
    package struct Work: Equatable, Sendable {
        package var completedAgents: [String] = []
        package var effects: [ContextTransfer.Effect] = []
        package var seen = ""

        /// The runs that have begun in it.
        package var runCount = 0

        /// The messages that no step has read yet.
        package var steers: [Steer] = []

        /// The interrupted turn whose work was handed to it.
        package var told: TurnID?
    }

    /// A turn that ended before its time.
    package struct Interrupted: Equatable, Sendable {
        package var transfer: ContextTransfer
        package var outcome: Outcome

        /// The turn before, whose work it had taken over.
        package var inherits: TurnID?

        /// Whether a later turn was told of it.
        package var isConsumed = false

        /// Whether a later turn went on from it.
        package var isResumed = false
    }

    /// A tool call that has not ended.
    package struct Call: Equatable, Sendable {
        package var id: CallID
        package var turn: TurnID
        package var run: RunID
        package var lane: Lane
        package var name: String

        /// The provider's name of the call.
        package var modelCall = ""

        /// The call that was handed over and goes on as this one.
        package var continues: CallID?

        /// The arguments, without secret fields.
        package var arguments: JSON = [:]

        /// What the person has answered to its questions so far; nil for a question without an answer.
        package var replies: [String?] = []

        /// Whether another call does its work.
        package var isJoined = false

        /// What it was told and has not read yet, and whether it was told anything at all.
        package var unread: [Unread] = []
        package var hasMessages = false

        /// What it may be told.
        package var accepts: [ToolMessage.Kind] = []
        package var isStarted = false
        package var isCommitted = false
        package var isLong = false
        package var isWrite = false
        package var interruptible = ToolTraits.Interruptible.anyTime
        package var feedback = ""
        package var percent = 0
        package var text = ""
        package var startedAt: Timestamp?

        /// When the percentage last rose.
        package var progressAt: Timestamp?
    }

    /// A message to a tool that it has not read.
    package struct Unread: Equatable, Sendable {
        package var number: Int
        package var kind: String
    }

    /// A run that has not ended.
    package struct Run: Equatable, Sendable {
        package var id: RunID
        package var turn: TurnID
        package var parent: RunID?
        package var agent: String

        /// The step that it is in.
        package var step = 0

        /// The calls of that step, in order, and how those have ended that have.
        package var calls: [CallID] = []
        package var outcomes: [ToolOutcome] = []
    }

    /// What a turn waits for a person for.
    package struct Input: Equatable, Sendable {
        package var call: CallID
        package var turn: TurnID
        package var run: RunID
        package var kind: InputKind
        package var expires: Timestamp

        /// What was recorded of the request.
        package var request: JSON
    }

    package struct Partial: Equatable, Sendable {
        package var turn: TurnID
        package var run: RunID
        package var key: String
        package var revision: Int
        package var value: JSON
        package var isComplete: Bool
    }

    /// What was said, and by whom.
    package struct Said: Equatable, Sendable {
        package var isUser: Bool
        package var text: String
    }
}
