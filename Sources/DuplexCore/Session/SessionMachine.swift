/// Decides what one session does next: no tasks, no clock, no I/O.
///
/// Feed it one ``SessionInput`` at a time and carry out the returned effects in order. It runs ahead of the disk: its
/// state is that of the log once every entry that it asked to append is durable.
///
/// At most one turn runs on the main lane. Other turns wait in a queue; the first of them may be the successor for
/// which the running turn is being stopped. Beside it, turns on the side lane answer what people say meanwhile. Each
/// input is about one of these turns, which is then the ``live`` one; only the file on lanes crosses from one to
/// another.
package struct SessionMachine: Sendable {
    package let id: SessionID
    package let limits: Limits

    /// What agents do with a message when neither it nor the session says, by the agents' names.
    private let policies: [String: WhenBusy]
    package private(set) var fold: SessionFold

    /// The turns that run, each in its place: the main lane's first, then those of the side lane, then those in the
    /// background, for which places are made as they are needed.
    var places: [LiveTurn?]

    /// The place that the present input is about; the main lane's between inputs.
    var place = mainPlace
    static let mainPlace = 0

    /// The running turn that the present input is about.
    var live: LiveTurn? {
        _read { yield places[place] }
        _modify { yield &places[place] }
    }

    /// The turns that wait for the main lane.
    var queue: [QueuedTurn] = []

    /// The turns that wait for the side lane, while a turn runs on the main one.
    var sideQueue: [QueuedTurn] = []

    /// Calls that the session no longer waits for, whose late results are discarded.
    var detached: [CallID: DetachedCall] = [:]

    /// How many events are known to be durable.
    var durableCount: Int
    var now = Duration.zero
    private(set) var wall = Timestamp(microseconds: 0)
    private var effects: [SessionEffect] = []

    /// Whether somebody looks again at messages that the offline arbiter is unsure of.
    let asksAgain: Bool

    /// The messages on which that somebody has been asked, by their offsets.
    var asked: [Offset: Asked] = [:]

    package init(
        id: SessionID, policies: [String: WhenBusy] = [:], asksAgain: Bool = false, limits: Limits = Limits(),
        fold: SessionFold? = nil
    ) {
        self.id = id
        self.policies = policies
        self.asksAgain = asksAgain
        self.limits = limits
        self.fold = fold ?? SessionFold()
        durableCount = self.fold.nextOffset
        places = Array(repeating: nil, count: 1 + max(0, limits.sideTurnCountMax))
    }

    /// What is done with a message when neither it nor the session says.
    package var policy: WhenBusy { policies[fold.agent] ?? .named(.interrupt) }

    /// Whether the log ends inside a turn.
    package var isBusy: Bool { places.contains { $0 != nil } || !queue.isEmpty }

    /// Advances the machine by one input.
    ///
    /// - Parameters:
    ///   - now: The loop's time; never falls.
    ///   - wall: What the entries of this input are stamped with.
    /// - Returns: What the shell must do, in order.
    package mutating func handle(_ input: SessionInput, at now: Duration, wall: Timestamp) -> [SessionEffect] {
        self.now = now
        self.wall = wall
        place = place(of: input)
        defer {
            place = Self.mainPlace
            closeBackgroundPlaces()
        }
        switch input {
        case .open(let settings, let owner): open(settings, owner)
        case .update(let patch, let principal, let ticket): update(patch, principal, ticket)
        case .close(let ticket): close(ticket)
        case .message(let submission, let ticket): receive(submission, ticket)
        case .record(let entry, let ticket): answer(ticket, fold.isClosed ? .closed : .recorded(append(entry)))
        case .begin(let ticket): begin(ticket)
        case .resume(let turn, let ticket): resume(turn, ticket)
        case .decide(let event, let action, let replaces, let principal, let ticket):
            decide(event, action, replaces: replaces, by: principal, ticket)
        case .withdraw(let event, let principal, let ticket): withdraw(event, by: principal, ticket)
        case .cancel(let turn, let mode, let cause, let waits, let ticket):
            cancel(turn, mode: mode, cause: cause, waits: waits, ticket)
        case .cancelWaitEnded(let turn, let ticket): endCancelWait(turn, ticket)
        case .run(let run, let event, let ticket): report(event, of: run, ticket)
        case .calls(let run, let selections, let ticket): startCalls(selections, of: run, ticket)
        case .finalize(let run, let ticket): finalize(run, ticket)
        case .child(let parent, let agent, let input, let ticket):
            startChild(agent: agent, input: input, of: parent, ticket)
        case .runReturned(let run, let result): runReturned(run, result)
        case .tool(let call, let event, let ticket): report(event, of: call, ticket)
        case .commit(let call, let ticket): commit(call, ticket)
        case .handOver(let call, let ticket): handOver(call, ticket)
        case .ask(let call, let prompt, let patience, let ticket): ask(call, prompt, within: patience, ticket)
        case .reply(let call, let reply, let principal, let ticket): self.reply(call, reply, by: principal, ticket)
        case .post(let post, let call, let ticket): self.post(post, to: call, ticket)
        case .collect(let call, let waits, let ticket): collect(call, waits: waits, ticket)
        case .endCollecting(let call, let ticket): endCollecting(call, ticket)
        case .rejoin(let run, let ticket): rejoin(run, ticket)
        case .toolReturned(let call, let result): toolReturned(call, result)
        case .consulted(let event, let opinion): consulted(event, opinion)
        case .timer(let timer): fire(timer)
        case .committed(let offset): committed(through: offset)
        case .recover(let selections): recover(selections)
        case .shutdown: shutdown()
        }
        defer { effects.removeAll() }
        return effects
    }

    // MARK: What the extensions build effects with

    @discardableResult
    mutating func append(_ entry: Entry) -> Offset {
        let offset = Offset(fold.nextOffset)
        fold.apply(entry, at: wall)
        effects.append(.append(entry))
        return offset
    }

    mutating func answer(_ ticket: Ticket, _ answer: SessionAnswer) { effects.append(.answer(ticket, answer)) }
    mutating func signal(_ target: SignalTarget, _ signal: Signal) { effects.append(.signal(target, signal)) }
    mutating func perform(_ effect: SessionEffect) { effects.append(effect) }

    mutating func setTimer(_ timer: SessionTimer, after delay: Duration) {
        effects.append(.setTimer(timer, after: delay))
    }

    mutating func clearTimer(_ timer: SessionTimer) { effects.append(.clearTimer(timer)) }

    /// A turn's name: derived from its session's name and its first message's place, so that it needs no randomness
    /// and is the same in every replay.
    func turnID(at offset: Offset) -> TurnID {
        var digest = Digest(id.value)
        digest.add(UInt64(offset.value))
        return TurnID(digest.hex32)
    }

    // MARK: The session itself

    private mutating func open(_ settings: SessionSettings, _ owner: Principal) {
        var payload: JSONObject = ["agent": .string(settings.agent)]
        payload["title"] = settings.title.map(JSON.string)
        if !settings.metadata.isEmpty { payload["metadata"] = .object(settings.metadata) }
        payload["when_busy"] = settings.whenBusy.map { .string($0.name) }
        if settings.isManual { payload["mode"] = "manual" }
        payload["customer"] = settings.customer.map(JSON.string)
        payload["message_output_mode"] = settings.outputMode.map(JSON.string)
        if !settings.hasSideLane { payload["side"] = false }
        append(Entry(.sessionOpened, source: .client, principal: owner, payload: .object(payload)))
    }

    private mutating func update(_ patch: SessionPatch, _ principal: Principal, _ ticket: Ticket) {
        guard !fold.isClosed else { return answer(ticket, .closed) }
        append(Entry(.sessionUpdated, source: .client, principal: principal, payload: .object(patch.members)))
        answer(ticket, .updated)
    }

    /// The end of the log: whatever runs is given up at once, since nothing that it could still say will be kept.
    private mutating func close(_ ticket: Ticket) {
        guard !fold.isClosed else { return answer(ticket, .closed) }
        for turn in places.compactMap(\.self) {
            clearTimers(of: turn)
            for call in turn.calls {
                signal(.call(call.id), .abandon)
                if let reader = call.reader { answer(reader, .ended) }
            }
            for input in turn.inputs {
                clearTimer(.input(input.call))
                if let ticket = input.ticket { answer(ticket, .ended) }
            }
            for run in turn.runs {
                for ticket in run.batches.compactMap(\.ticket) { answer(ticket, .ended) }
                for waiter in run.gate.waiters { answer(waiter, .ended) }
                signal(.run(run.id), .abandon)
            }
            if case .waiting(let ticket?) = turn.ending { answer(ticket, .ended) }
            for waiter in turn.cancelWaiters { answer(waiter, .stopped(turn.id, .cancelled)) }
        }
        places = places.map { _ in nil }
        queue = []
        sideQueue = []
        detached = [:]
        append(Entry(.sessionClosed, payload: ["reason": "deleted"]))
        answer(ticket, .updated)
    }
}

/// A turn that has not started.
struct QueuedTurn: Equatable, Sendable {
    var id: TurnID
    var firstOffset: Offset
    var input: [String]

    /// The last decision on the turn's message; nil for a turn without one.
    var decision: Offset?

    /// The interrupted turn that it goes on from.
    var resumes: TurnID?

    /// Whether the running turn is being stopped for it; it is then recorded as queued once that one has ended.
    var isSuccessor: Bool

    /// The lane that it waits for.
    var lane = Lane.main

    /// Whether it was meant to be answered beside other work.
    var isTalk = false
}

/// A call that its session no longer waits for.
struct DetachedCall: Equatable, Sendable {
    /// Its name in the log.
    var shown: CallID
    var turn: TurnID
    var run: RunID
    var lane: Lane
    var name: String

    /// Since when it has gone on for nobody.
    var leftAt: Duration
}
