/// Every bound that a session keeps, with its unit and its reason.
public struct Limits: Equatable, Sendable {
    /// A model may think this long before its first byte; large models on a cold start need most of it.
    public var modelFirstByte = Duration.seconds(120)

    /// Silence inside an answer; a stream that pauses longer has broken.
    public var silence = Duration.seconds(30)

    /// Silence of a running tool after which the session itself says that it still works: about as long as people wait
    /// before they doubt that anything happens.
    public var silenceNotice = Duration.seconds(5)

    /// A whole turn, unless its agent or a tool sets more.
    public var turnTotal = Duration.seconds(600)

    /// From the cooperative signal to the cancellation of the task: time for one clean checkpoint.
    public var cancelTask = Duration.milliseconds(250)

    /// From the cooperative signal to going on without the run: what a person accepts as "stopped".
    public var cancelDetach = Duration.seconds(2)

    /// Between two deltas of a message after the first: 25 a second look fluent, more only cost.
    public var deltaInterval = Duration.milliseconds(40)

    /// Text of one run that waits for the disk before its writer has to wait too, in bytes.
    public var deltaByteCountMax = 64 * 1024

    /// How long after its end an interrupted turn can be resumed: as long as people remember what they stopped.
    public var resumeGrace = Duration.seconds(300)

    /// How long a request to a person stays open unless its tool says otherwise: people come back the next day.
    public var inputPatience = Duration.seconds(24 * 60 * 60)

    /// Bytes of a question to a person; longer ones are refused to the tool that asks.
    public var promptByteCountMax = 16 * 1024

    /// Messages that a running tool may leave unread; beyond it a message to it is refused.
    public var toolMessageCountMax = 16

    /// Bytes of a message to a running tool.
    public var toolMessageByteCountMax = 16 * 1024

    /// Turns that may run on the side lane at once: one is a conversation, more are a crowd.
    public var sideTurnCountMax = 1

    /// Operations that go on in the background at once; a tool that wants to be one more stays in its turn.
    public var backgroundTurnCountMax = 4

    /// A side turn in all: it looks things up and talks, and must not outlast the work beside which it does.
    public var sideTurnTotal = Duration.seconds(120)

    /// How long a turn that is done waits for an answer on the side lane: one slow answer of a model.
    public var sideTalkWait = Duration.seconds(15)

    /// Answered messages of the side lane that are joined with the main answer; the newest are kept.
    public var sideTalkCountMax = 32

    /// Turns that may wait behind the running one; beyond it a message is refused with `session.queue_full`.
    public var queuedTurnCountMax = 1000

    /// Ended turns that the snapshot lists.
    public var endedTurnCountMax = 20

    /// Steps of one run, the answer included; a model that loops is stopped here.
    public var stepCountMax = 10

    /// Tool calls of one step.
    public var callsPerStepMax = 64

    /// Bytes of one tool result or custom payload.
    public var payloadByteCountMax = 1024 * 1024

    /// Events of a session that are kept in memory for live readers; older ones come from the store.
    public var tailEventCountMax = 512

    /// Bytes of a session's events that are kept in memory.
    public var tailByteCountMax = 1024 * 1024

    /// Events of one session that may wait for the disk before observations are dropped: a second's worth of a busy one.
    public var observationsInFlightMax = 512

    /// Characters of a run's words that its end repeats, for readers that look at nothing else.
    public var outputCharacterCountMax = 16_384

    /// How long a second opinion on a message may take: a person who waits longer would rather have had the first.
    public var secondOpinion = Duration.seconds(2)

    /// Messages of a session on which a second opinion is awaited at once; beyond it the first one counts.
    public var secondOpinionCountMax = 4

    /// Creates the defaults.
    public init() {}
}
