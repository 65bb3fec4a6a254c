/// Every bound that a feed keeps, with its unit and its reason.
public struct FeedLimits: Equatable, Sendable {
    /// What a long poll asks for, in seconds: Parlant's own default, and below the time-outs of most proxies.
    public var pollWait = 60

    /// An answer without news that came faster than this is no long poll; the next one waits for as long.
    public var pollPace = Duration.seconds(1)

    /// Before the first new attempt after a failed poll; each further one waits twice as long.
    public var retryFirst = Duration.seconds(5)

    /// The longest wait between two attempts.
    public var retryLongest = Duration.seconds(60)

    /// Before a message or a session is tried again; each further wait is twice as long. Somebody is waiting.
    public var sendRetry = Duration.milliseconds(500)

    /// How often a message, or the session for it, is tried before the turn fails.
    public var sendCountMax = 3

    /// Servers that do not say when a turn is complete: how long after a `ready` nothing more may come.
    public var quietTime = Duration.seconds(3)

    /// How long after the end of a turn without any answer its error may still come: Parlant's streaming agents send
    /// it afterwards, and its long polls look four times a second.
    public var trailingErrorTime = Duration.milliseconds(400)

    /// How long a message that is being written may stay unfinished once its turn is over; Parlant never closes the
    /// messages of interrupted turns.
    public var openMessageTime = Duration.seconds(2)

    /// How long a feed is kept without a turn and without news; the next turn begins another one where it stood.
    public var idleTime = Duration.seconds(1800)

    /// Events that may wait for a message to be accepted, or to be written to its end; more are a flood.
    public var heldCountMax = 10_000

    /// Turns that may wait for one upstream session; a workflow asks a handful.
    public var waitingCountMax = 64

    /// Upstream turns whose late events are still told apart.
    public var knownTurnCountMax = 16

    /// Creates the defaults.
    public init() {}
}
