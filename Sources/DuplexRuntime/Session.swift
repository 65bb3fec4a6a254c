import DuplexAgents
package import DuplexCore
package import DuplexLoop

/// The shell of one session: feeds its machine, carries out the effects in order, and wakes its readers.
///
/// It is pinned to one event loop. Whoever is on that loop calls it without waiting; everybody else goes through
/// ``perform(_:)``.
package actor Session {
    package nonisolated let id: SessionID
    package nonisolated let loop: any EventLoop
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        // SAFETY: the session keeps its loop for as long as it lives.
        unsafe loop.asUnownedSerialExecutor()
    }

    let environment: RuntimeEnvironment
    let supervisor: Supervisor
    let agents: AgentCatalog
    var machine: SessionMachine
    var transcript: TranscriptFold

    /// Whether the transcript is being folded anew.
    var isRefolding = false
    var numberer: ConversationNumberer
    var nextViewOffset: Int

    /// What later events changed about earlier ones in the conversation view, with what is on its way to the disk.
    var overlay: ConversationOverlay

    /// The same as of the last committed event: what readers may see of it.
    var shownOverlay: ConversationOverlay

    /// Committed events only.
    var tail: LogTail

    /// Appends on their way to the disk, oldest first.
    var pending: [PendingAppend] = []

    /// The events of the input that is being handled, for whoever watches; empty where nobody does.
    private var watched: [Event] = []

    /// Inputs that arrived while an input was being handled.
    var inbox: [Work] = []
    var isHandling = false
    var ticketCount = 0
    var answers: [Ticket: Answerer] = [:]

    /// Who waits for more, in the order of their keys. Most sessions have one reader, for which a table would be large.
    var waiters: [(key: Int, wake: @Sendable () -> Void)] = []
    var waiterCount = 0
    var timers: [SessionTimer: LoopTimer] = [:]
    var runs: [RunID: RunningTask] = [:]
    var calls: [CallID: RunningTask] = [:]

    /// What agents keep alive between their runs, by name.
    var companions: [String: LivingCompanion] = [:]
    var companionCount = 0
    var isShuttingDown = false

    /// Client keys whose first message is still being looked up or written, with those who wait for that.
    var keysInFlight: [String: [KeyedSubmission]] = [:]

    /// What the calls that were asked for, but not yet started, will run.
    var prepared: [CallID: PreparedCall] = [:]
    var callCount = 0

    /// What agents have brought along as their children, until it is started; by who waits for it.
    var lent: [Ticket: any Agent] = [:]
    /// Second opinions that are awaited, by the offset of the message.
    var opinions: [Offset: HardStop] = [:]
    var state = State.open
    var lastUsed: Duration
    let onEnd: @Sendable (SessionID) -> Void

    /// Whether a crash left turns open that nobody has ended yet.
    var needsRecovery: Bool

    enum State: Equatable {
        case open

        /// The session was deleted.
        case closed

        /// An append failed; the session must be loaded again.
        case failed(StoreError)

        /// Nobody used it; whoever still holds it must find it again.
        case putAway
    }

    package typealias Answerer = @Sendable (Result<SessionAnswer, StoreError>) -> Void

    package init(
        image: LoadedSession, loop: any EventLoop, supervisor: Supervisor, agents: AgentCatalog,
        environment: RuntimeEnvironment, onEnd: @escaping @Sendable (SessionID) -> Void
    ) {
        id = image.id
        self.loop = loop
        self.environment = environment
        self.supervisor = supervisor
        self.agents = agents
        self.onEnd = onEnd
        machine = SessionMachine(
            id: image.id, policies: agents.policies, asksAgain: agents.arbiter != nil,
            limits: environment.limits, fold: image.fold)
        transcript = image.transcript
        numberer = image.numberer
        nextViewOffset = image.nextViewOffset
        overlay = image.overlay
        shownOverlay = image.overlay
        tail = LogTail(
            end: Offset(image.fold.nextOffset), nextViewOffset: image.nextViewOffset, limits: environment.limits)
        needsRecovery = !image.fold.openTurns.isEmpty
        lastUsed = loop.now
    }

    /// Runs `body` on the session's loop: at once when the caller is on it, otherwise soon.
    package nonisolated func perform(_ body: @escaping @Sendable (isolated Session) -> Void) {
        if loop.isCurrent {
            assumeIsolated { body($0) }
        } else {
            loop.execute { self.assumeIsolated { body($0) } }
        }
    }

    /// Hands an input to the machine; `answer` is called once, on the session's loop.
    package func submit(
        clientKey: UsedKey? = nil, _ make: (Ticket) -> SessionInput, answer: @escaping Answerer
    ) {
        guard state == .open else { return answer(.failure(failure)) }
        recoverIfNeeded()
        ticketCount += 1
        let ticket = Ticket(ticketCount)
        answers[ticket] = answer
        handle(Work(input: make(ticket), clientKey: clientKey))
    }

    /// Hands an input to the machine that nobody waits for.
    package func handle(_ input: SessionInput) { handle(Work(input: input)) }

    private func handle(_ work: Work) {
        inbox.append(work)
        guard !isHandling else { return }
        isHandling = true
        defer { isHandling = false }
        var next = 0
        while next < inbox.count {
            let work = inbox[next]
            next += 1
            guard state == .open else { continue }
            step(work)
        }
        inbox.removeAll(keepingCapacity: true)
    }

    var failure: StoreError {
        switch state {
        case .open, .closed: .unknownSession
        case .failed(let error): error
        case .putAway: .closed
        }
    }

    private func recoverIfNeeded() {
        guard needsRecovery else { return }
        needsRecovery = false
        handle(.recover(callsToRepeat()))
        if !machine.isBusy { prepared = [:] }
    }

    /// Ends what a crash left open.
    package func recover() {
        if state == .open { recoverIfNeeded() }
    }

    // MARK: One input

    private func step(_ work: Work) {
        lastUsed = loop.now
        let wall = environment.wall.now
        let wasBusy = machine.isBusy || !machine.fold.openTurns.isEmpty
        var events: [StoredEvent] = []
        var deferred: [DeferredEffect] = []
        for effect in machine.handle(work.input, at: loop.now, wall: wall) {
            switch effect {
            case .append(let entry): events.append(place(entry, at: wall, after: events.count))
            case .signal(let target, let signal): give(signal, to: target)
            case .setTimer(let timer, let delay): set(timer, after: delay)
            case .clearTimer(let timer): timers.removeValue(forKey: timer)?.cancel()
            case .startRun(let start):
                deferred.append(.startRun(start, transcript.transcript(for: start.turn)))
            case .startTool, .answer, .consult: deferred.append(.effect(effect))
            }
        }
        guard !events.isEmpty else {
            if let last = pending.indices.last {
                pending[last].effects += deferred
            } else {
                carryOut(deferred)
            }
            return
        }
        append(events, deferred, work, wasBusy: wasBusy)
    }

    /// Gives an entry its offsets, in the log and in the conversation view, and its wire form.
    private func place(_ entry: Entry, at wall: Timestamp, after count: Int) -> StoredEvent {
        let event = Event(session: id, offset: Offset(nextOffset + count), time: wall, entry: entry)
        transcript.apply(event)
        overlay.apply(event)
        if environment.watcher != nil { watched.append(event) }
        let viewCount = numberer.count(entry)
        defer { nextViewOffset += viewCount }
        return StoredEvent(event, viewOffset: nextViewOffset, viewCount: viewCount)
    }

    /// The next offset, with everything that is on its way to the disk.
    private var nextOffset: Int { (pending.last?.end ?? tail.end).value }

    private func append(_ events: [StoredEvent], _ effects: [DeferredEffect], _ work: Work, wasBusy: Bool) {
        let end = Offset(nextOffset + events.count)
        let isBusy = machine.isBusy
        pending.append(PendingAppend(events: events, watched: watched, end: end, overlay: overlay, effects: effects))
        watched = []
        let done: @Sendable (StoreResult<Void>) -> Void = { [weak self, loop] result in
            loop.execute { self?.assumeIsolated { $0.appended(through: end, result) } }
        }
        if case .open = work.input { return environment.store.create(SessionRecord(self), events, done) }
        var batch = AppendBatch(session: id, events: events)
        if let used = work.clientKey, let message = events.first(where: { $0.kind == .messageUser }) {
            batch.clientKey = ClientKey(key: used.key, offset: message.offset, bodyDigest: used.bodyDigest)
        }
        if case .update = work.input { batch.record = SessionRecord(self) }
        if isBusy != wasBusy { batch.isBusy = isBusy }
        if wasBusy, !isBusy { batch.cache = LoadedSession(self).cache }
        environment.store.append(batch, done)
    }

    private func appended(through end: Offset, _ result: StoreResult<Void>) {
        guard state == .open, let batch = pending.first else { return }
        precondition(batch.end == end, "appends are answered in order")
        if case .failure(let error) = result { return fail(error) }
        pending.removeFirst()
        for event in batch.events { tail.append(event) }
        shownOverlay = batch.overlay
        if batch.events.contains(where: { $0.kind == .eventsHidden }) { refoldIfShort() }
        if machine.fold.isClosed, pending.isEmpty { state = .closed }
        wake()
        environment.watcher?.take(batch.watched)
        carryOut(batch.effects)
        if state == .open { handle(.committed(Offset(end.value - 1))) }
        if state == .closed { retire() }
    }

    private func wake() {
        guard !waiters.isEmpty else { return }
        for waiter in exchange(&waiters, with: []) { waiter.wake() }
    }

    /// The memory is ahead of a log that cannot follow: everything is given up, and the log is read again on the next
    /// use.
    private func fail(_ error: StoreError) {
        let turns = machine.fold.openTurns.map { ("turn", $0.id.value) }
        environment.log.write(.error, "append failed", [("session", id.value)] + turns + [("error", "\(error)")])
        giveUp(error)
    }

    /// Ends everything of this object, which can no longer write to the log.
    func giveUp(_ error: StoreError) {
        guard state == .open else { return }
        state = .failed(error)
        let waiting = answers
        answers = [:]
        for (_, answer) in waiting.sorted(by: { $0.key.number < $1.key.number }) { answer(.failure(error)) }
        pending = []
        retire()
        wake()
    }

    /// Nothing more comes of this object.
    private func retire() {
        for (_, timer) in timers { timer.cancel() }
        timers = [:]
        for (_, task) in runs { task.stopForGood() }
        for (_, task) in calls { task.stopForGood() }
        for (_, alive) in companions { alive.task.stopForGood() }
        companions = [:]
        runs = [:]
        calls = [:]
        for (_, opinion) in opinions { opinion.pull() }
        opinions = [:]
        prepared = [:]
        lent = [:]
        let waiting = answers
        answers = [:]
        for (_, answer) in waiting { answer(.failure(.unknownSession)) }
        onEnd(id)
    }

    private func set(_ timer: SessionTimer, after delay: Duration) {
        timers[timer]?.cancel()
        timers[timer] = loop.schedule(after: delay) { [weak self] in
            self?.assumeIsolated { session in
                session.timers[timer] = nil
                session.handle(.timer(timer))
            }
        }
    }
}

/// One input on its way into the machine.
struct Work {
    var input: SessionInput
    var clientKey: UsedKey?
}

/// A client key that a message uses up.
package struct UsedKey: Equatable, Sendable {
    package var key: String
    package var bodyDigest: UInt64

    package init(key: String, bodyDigest: UInt64) {
        self.key = key
        self.bodyDigest = bodyDigest
    }
}

/// An append that the store has not answered.
struct PendingAppend {
    var events: [StoredEvent]

    /// The same events for whoever watches; empty where nobody does.
    var watched: [Event]

    /// The offset after its last event.
    var end: Offset

    /// What readers may see of the conversation view's overlay from then on.
    var overlay: ConversationOverlay

    /// What waits for it.
    var effects: [DeferredEffect]
}

/// An effect that waits for the entries before it.
enum DeferredEffect {
    case effect(SessionEffect)

    /// A run, with the transcript as it was when the machine started it.
    case startRun(RunStart, [TranscriptMessage])
}
