import DuplexAgents
import DuplexCore
import DuplexLoop
import DuplexRuntime
import DuplexTransport

/// The routes of the travel assistant that this server succeeds: a user id instead of a session, and a new message
/// interrupts.
package struct TravelFacade: Sendable {
    private enum Member {
        static let user = Field("user_id", .text(1...200), isRequired: true, "Who speaks: the client's own name for a person.")
        static let message = Field("message", .text(), isRequired: true, "What is said.")
        static let from = Field("from", .count(), "The first offset wanted; what happens from now on when left out.")
    }

    /// Events that are folded at once.
    private static let pageEventCountMax = 500

    let context: ServerContext
    let users: NamedSessions

    package init(_ context: ServerContext) {
        self.context = context
        users = NamedSessions("travel", agent: "travel", whenBusy: .named(.interrupt), in: context)
    }

    package var facade: Facade {
        Facade(
            name: "travel", roots: ["chat", "status", "partial-results", "interrupt", "ws"],
            routes: [
                Route(
                    "POST", "/chat", scope: .write, "Says something; what the user had asked before is interrupted.",
                    body: [Member.user.declared, Member.message.declared], answers: [200: "`task_id` and `status`."],
                    handle: say),
                Route("GET", "/status/{user_id}", scope: .read, "Shows the user's last task.", answers: [200: "The task."]) {
                    call in show(call) { TravelTask.json($0, user: call.place("user_id")) }
                },
                Route(
                    "GET", "/partial-results/{user_id}", scope: .read, "Shows what the last task has found so far.",
                    answers: [200: "`partial_results` and `status`."]
                ) { call in
                    show(call) { task in
                        [
                            "partial_results": .object(task?.partials ?? [:]),
                            "status": .string((task?.status ?? .idle).rawValue),
                            "previous_context": task?.previousContext ?? .null,
                        ]
                    }
                },
                Route(
                    "POST", "/interrupt/{user_id}", scope: .write, "Stops what the user has asked for.",
                    answers: [200: "`interrupted`, `status` and `task_id`."], handle: interrupt),
                Route(
                    "GET", "/ws/{user_id}", scope: .read, "Opens a WebSocket with what happens to the user's tasks.",
                    query: [Member.from.declared], answers: [101: "The socket."], handle: open),
            ], refusal: Self.refusal)
    }

    /// The native refusal, with the sentence where clients of the original look for it.
    static func refusal(_ error: APIError) -> Answer {
        var answer = error.answer
        answer.body = JSON.object(["detail": .string(error.message), "error": error.json]).bytes
        return answer
    }

    // MARK: Saying

    private func say(_ call: Call) throws(APIError) {
        let user = try call.body.require(Member.user)
        let text = try call.body.require(Member.message)
        guard !text.allSatisfy(\.isWhitespace) else {
            throw APIError(.empty, "A message needs text.", details: ["field": "message"])
        }
        try context.messageLimiter.take(call.principal, at: call.loop.now)
        users.withSessionOrNew(user, for: call) { session in
            session.submit({ .message(Submission(text: text, principal: call.principal), $0) }) { result in
                switch result {
                case .failure(let error): call.fail(APIError(error))
                case .success(.accepted(let event, let turn, let decision)):
                    let status: TravelTask.Status = decision?.action == .start ? .running : .queued
                    call.reply(
                        Answer(
                            status: 200,
                            json: [
                                "task_id": turn.map { .string($0.value) } ?? .null, "status": .string(status.rawValue),
                                "offset": .int(event.value),
                            ]))
                case .success(let answer): call.fail(ServerContext.refusal(answer))
                }
            }
        }
    }

    // MARK: Showing

    /// Answers with the user's last task; one without any is idle.
    private func show(_ call: Call, _ render: @escaping @Sendable (TravelTask?) -> JSON) {
        let user = call.place("user_id")
        let idle: @Sendable () -> Void = { call.reply(Answer(status: 200, json: render(nil))) }
        users.withSession(user, of: call.principal, refuse: { call.fail($0) }, absent: idle) { session in
            session.answerWhenDurable { [session] result in
                if case .failure(let error) = result { return call.fail(APIError(error)) }
                session.perform { session in
                    guard let turn = session.settings.turns.last(where: { $0.lane == .main }) else { return idle() }
                    let filter = EventFilter(kinds: TravelTask.kinds, turn: turn.id)
                    fold(session, filter, from: turn.firstOffset, until: session.end, TravelTask(turn.id)) { $0.apply($1) }
                        done: { call.reply($0.map { Answer(status: 200, json: render($0)) }) }
                }
            }
        }
    }

    /// Folds events that there are already, page by page; `done` is called once, on the session's loop.
    private func fold<State: Sendable>(
        _ session: isolated Session, _ filter: EventFilter, from: Offset, until end: Offset, _ state: State,
        _ apply: @escaping @Sendable (inout State, Event) -> Void,
        done: @escaping @Sendable (Result<State, APIError>) -> Void
    ) {
        let reader = LogReader(session: session, from: from, filter: filter, store: context.store)
        reader.assumeIsolated { $0.fold(until: end, pageEventCountMax: Self.pageEventCountMax, state, apply, done: done) }
    }

    // MARK: Interrupting

    private func interrupt(_ call: Call) throws(APIError) {
        let answer: @Sendable (Bool, TravelTask.Status, TurnID?) -> Void = { wasStopped, status, turn in
            let body: JSON = [
                "interrupted": .bool(wasStopped), "status": .string(status.rawValue),
                "task_id": turn.map { .string($0.value) } ?? .null,
            ]
            call.reply(Answer(status: 200, json: body))
        }
        let idle: @Sendable () -> Void = { answer(false, .idle, nil) }
        users.withSession(call.place("user_id"), of: call.principal, refuse: { call.fail($0) }, absent: idle) { session in
            let open = session.settings.openTurns
            guard let current = open.first(where: { $0.state != .queued }) ?? open.first else { return idle() }
            // What waits behind the running task would start once that one has stopped.
            for turn in open where turn.id != current.id { session.cancel(turn.id) { _ in } }
            session.cancel(current.id, waits: ServerLimits.settlePatience) { result in
                switch result {
                case .failure(let error): call.fail(APIError(error))
                case .success(.stopped(let turn, let outcome)):
                    let status = TravelTask.Status(outcome, .user, hadStarted: current.state != .queued)
                    answer(status != .completed && status != .failed, status, turn)
                // A write that is past its point of no return is waited for.
                case .success(.stopping(let turn, _)): answer(true, .running, turn)
                case .success(let other): call.fail(ServerContext.refusal(other))
                }
            }
        }
    }

    // MARK: Watching

    private func open(_ call: Call) throws(APIError) {
        let wanted = try call.query.get(Member.from).map(Offset.init)
        users.withSessionOrNew(call.place("user_id"), for: call) { session in
            let from = wanted ?? session.end
            guard from <= session.end else {
                return call.fail(.historyChanged(context.store.history, head: session.head))
            }
            // Frames are a function of the log, so what is open at `from` is folded from where it began.
            let turns = from == session.end ? session.settings.openTurns : session.settings.turns
            let begin = turns.map(\.firstOffset).min().map { min($0, from) } ?? from
            let filter = EventFilter(kinds: TravelTask.kinds)
            fold(session, filter, from: begin, until: from, TravelFeed()) { feed, event in _ = feed.apply(event) }
                done: { [session] result in
                    switch result {
                    case .failure(let error): call.fail(error)
                    case .success(let feed):
                        let reader = LogReader(session: session, from: from, filter: filter, store: context.store)
                        let now = wanted == nil ? feed.current(at: context.wall.now, offset: from.value - 1) : nil
                        watch(reader, from: from, feed, now, for: call)
                    }
                }
        }
    }

    private func watch(_ reader: LogReader, from: Offset, _ feed: TravelFeed, _ now: JSON?, for call: Call) {
        call.loop.run { [context] in
            guard let socket = call.upgrade() else { return }
            let sink = TravelSink(socket, feed, limits: context.limits)
            sink.listen()
            if let now { socket.sendText(now.bytes) }
            let pump = EventPump(reader, from: from, to: sink, readers: context.readers)
            pump.assumeIsolated { $0.run() }
        }
    }
}
