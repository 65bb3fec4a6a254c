import DuplexCore

/// Decides what the feed of one session does next: no tasks, no clock, no I/O.
///
/// One feed serves all turns of a session. It reads the upstream's events from an offset on, without end, and gives
/// each event to the turn that it belongs to; a turn ends when the upstream says so, the feed goes on.
struct FeedMachine: Sendable {
    let limits: FeedLimits

    /// Where the feed stands: every event before has been dealt with.
    var place: FeedPlace

    /// The turns that want an answer, oldest first; the first one is the one that is being answered.
    var asked: [AskedTurn] = []

    /// The last turns of the upstream, in the order of their messages.
    var known: [UpstreamTurn] = []

    /// The offset after the last event that was read; those from `place.next` on are held.
    var readTo: Int

    /// Events that wait until it is clear whose they are, or until it is their turn.
    var held: [UpstreamEvent] = []
    var following: FollowedMessage?
    var polling = Polling.idle
    var pollCount = 0

    /// Failed polls since the last good one.
    var failureCount = 0
    var isCreating = false
    var createCount = 0

    /// The session that the upstream has lost, until there is another.
    var lostSession: String?

    /// Whether events may come of turns that an earlier life of the process had asked for.
    var hasUnknownPast: Bool

    /// Counts up with whatever shows that a turn is not over yet.
    var quietCount = 0
    private(set) var now = Duration.zero
    private var saved: FeedPlace
    private var lastNews = Duration.zero
    private var isIdleTimerSet = false
    private var random: UInt64
    private var effects: [FeedEffect] = []

    /// `seed` is what the waits between attempts are spread by; never two sessions alike.
    init(place: FeedPlace, limits: FeedLimits = FeedLimits(), seed: UInt64) {
        self.limits = limits
        self.place = place
        saved = place
        readTo = place.next
        hasUnknownPast = place.session != nil
        random = seed | 1
    }

    /// Advances the machine by one input.
    ///
    /// - Parameter now: The session's time; never falls.
    /// - Returns: What the shell must do, in order.
    mutating func handle(_ input: FeedInput, at now: Duration) -> [FeedEffect] {
        self.now = now
        switch input {
        case .ask(let run, let turn, let text): ask(AskedTurn(id: run, turn: turn, text: text))
        case .abandon(let run): abandon(run)
        case .created(let answer): created(answer)
        case .posted(let run, let answer): posted(run, answer)
        case .looked(let run, let answer): looked(run, answer)
        case .polled(let number, let answer, let took): polled(number, answer, took: took)
        case .changed(let event): changed(event)
        case .followEnded(let id): followEnded(id)
        case .timer(let timer): fire(timer)
        }
        if asked.isEmpty { saveIfMoved() }
        defer { effects.removeAll() }
        return effects
    }

    // MARK: What the extensions build effects with

    mutating func perform(_ effect: FeedEffect) { effects.append(effect) }

    /// Somebody speaks, here or there.
    mutating func showNews() { lastNews = now }

    mutating func saveIfMoved() {
        guard place != saved else { return }
        saved = place
        perform(.save(place))
    }

    /// The wait before an attempt: twice as long each time, up to a bound, and never two feeds alike.
    mutating func wait(_ first: Duration, attempt: Int, longest: Duration) -> Duration {
        random ^= random << 13
        random ^= random >> 7
        random ^= random << 17
        let share = Double(random >> 11) / Double(1 << 53)
        let step = min(first * (1 << min(attempt - 1, 16)), longest)
        return step * 3 / 4 + step / 4 * share
    }

    /// Whether events must wait: nobody knows yet where the message stands, or one is being written to its end.
    var isHolding: Bool {
        if following != nil { return true }
        guard let stage = asked.first?.stage else { return false }
        return stage == .sending || stage == .checking
    }

    // MARK: Turns

    private mutating func ask(_ turn: AskedTurn) {
        showNews()
        if !isIdleTimerSet {
            isIdleTimerSet = true
            perform(.setTimer(.idle, after: limits.idleTime))
        }
        guard asked.count < limits.waitingCountMax else {
            let full = UpstreamFailure("upstream.busy", "Too many questions wait for this agent's server.")
            return perform(.end(turn.id, .failed(full), place))
        }
        asked.append(turn)
        // What failed before is no reason to let somebody wait.
        if case .pausing = polling { polling = .idle }
        startPolling()
        advance()
    }

    /// Begins with the first turn that waits, unless one is being answered.
    mutating func advance() {
        guard let first = asked.first, first.stage == .waiting else { return }
        guard let session = place.session else {
            guard !isCreating else { return }
            isCreating = true
            createCount = 0
            return perform(.create)
        }
        asked[0].stage = .sending
        asked[0].floor = max(readTo, (known.last?.offset ?? -1) + 1)
        perform(.post(first.id, session: session, text: first.text))
    }

    private mutating func abandon(_ run: FeedTurnID) {
        guard let index = asked.firstIndex(where: { $0.id == run }) else { return }
        switch asked[index].stage {
        // Where its message is has to be known before the next one may be sent.
        case .sending, .checking: asked[index].isAbandoned = true
        case .waiting: asked.remove(at: index)
        case .sent:
            asked.remove(at: index)
            stopFollowing()
            advance()
            drain()
        }
    }

    /// Ends the turn that is being answered.
    mutating func end(_ ending: FeedEnding) {
        guard let turn = asked.first else { return }
        asked.removeFirst()
        showNews()
        stopFollowing()
        if !turn.isAbandoned {
            saved = place
            perform(.end(turn.id, ending, place))
        }
        advance()
    }

    private mutating func fire(_ timer: FeedTimer) {
        switch timer {
        case .poll(let number):
            guard polling == .pausing(number) else { return }
            polling = .idle
            startPolling()
        case .create: tryCreating()
        case .post(let run): send(run)
        case .look(let run):
            guard let turn = asked.first, turn.id == run, turn.stage == .checking, let session = place.session else {
                return
            }
            perform(.look(run, session: session, from: turn.floor))
        case .quiet(let number): quietTimePassed(number)
        case .follow(let id):
            guard let following, following.id == id, let session = place.session else { return }
            perform(.follow(id, session: session))
        case .openMessage(let id):
            guard following?.id == id else { return }
            endFollowedMessage()
        case .idle: checkIdle()
        }
    }

    private mutating func checkIdle() {
        let left = lastNews + limits.idleTime - now
        guard asked.isEmpty, left <= .zero else {
            return perform(.setTimer(.idle, after: max(left, .seconds(1))))
        }
        saveIfMoved()
        perform(.stop)
    }
}

/// A turn that wants an answer.
struct AskedTurn: Equatable, Sendable {
    enum Stage: Equatable, Sendable {
        case waiting

        /// Its message is on its way.
        case sending

        /// Nobody knows whether its message has arrived.
        case checking

        /// Its message is in the upstream session.
        case sent
    }

    let id: FeedTurnID
    let turn: TurnID
    let text: String?
    var stage = Stage.waiting
    var sendCount = 0

    /// The lowest offset that its message can have.
    var floor = 0

    /// Whether nobody listens any more.
    var isAbandoned = false

    /// Messages that it was given, the one that is being written included.
    var messageCount = 0

    /// Those of them that only announce an answer.
    var preambleCount = 0

    /// Whether the only thing that was said is that there will be an answer.
    var isOnlyAnnounced: Bool { preambleCount > 0 && messageCount == preambleCount }

    init(id: FeedTurnID, turn: TurnID, text: String?) {
        self.id = id
        self.turn = turn
        self.text = text
    }
}

/// A turn as the upstream has it: what follows one message of a customer's.
struct UpstreamTurn: Equatable, Sendable {
    /// Who asked for it here; nil for a message that came another way.
    var run: FeedTurnID?
    var turn: TurnID?

    /// The offset of the message.
    var offset: Int

    /// The upstream's own name for it; empty when it has none that can be relied on.
    var trace: String

    /// Whether the upstream has begun with it.
    var isOpened = false
    var isCancelled = false

    /// Whether the upstream has ended it.
    var isClosed = false
}

/// A message that the upstream is writing.
struct FollowedMessage: Equatable, Sendable {
    let id: String
    var written: String
    var attemptCount = 0
    var isTimed = false
}

/// Whether the feed reads.
enum Polling: Equatable, Sendable {
    case idle

    /// A long poll of this number is in flight.
    case waiting(Int)

    /// The next attempt waits for its time.
    case pausing(Int)
}
