import DuplexCore
import DuplexLoop
import DuplexRuntime
import DuplexTransport

/// Saved views of progress: the events of the turns of one id, read as any log is.
///
/// An id that is unknown, has expired, was erased or belongs to somebody else shows nothing, and nothing else tells
/// them apart.
extension NativeFacade {
    private enum Parameter {
        static let page = [
            EventsQuery.Parameter.from.declared, EventsQuery.Parameter.kinds.declared,
            EventsQuery.Parameter.lane.declared, EventsQuery.Parameter.history.declared,
            EventsQuery.Parameter.limit.declared, EventsQuery.Parameter.wait.declared,
        ]
        static let lines = [EventsQuery.Parameter.from.declared, EventsQuery.Parameter.wait.declared]
    }

    var progressRoutes: [Route] {
        [
            Route(
                "GET", "/v1/progress/{progress}", scope: .read,
                "Reads the events of a saved view from an offset on, and waits for more: a long poll, or with "
                    + "`Accept: text/event-stream` a stream.",
                query: Parameter.page, answers: [200: "`events` and the `next` offset to ask for; or the stream."],
                produces: ["application/json", "text/event-stream"], handle: readProgress),
            Route(
                "GET", "/v1/progress/{progress}/lines", scope: .read,
                "Shows a saved view as a simple display would: a line for each thing that was done, the last one running.",
                query: Parameter.lines, answers: [200: "`lines` with `text` and `state`, `finished`, and `next`."],
                handle: showLines),
            Route(
                "DELETE", "/v1/progress/{progress}", scope: .write,
                "Erases a saved view; the events stay where they are.", answers: [204: "It is gone."]
            ) { call in
                context.progress.delete(call.place("progress"), of: call.principal) { result in
                    call.reply(result.map { .noContent }.mapError(APIError.init))
                }
            },
        ]
    }

    private func readProgress(_ call: Call) throws(APIError) {
        var query = try EventsQuery(call.query)
        let streams = call.wantsEventStream
        if streams { try query.resume(after: call.request.headers["Last-Event-ID"]) }
        if call.isHead { query.wait = .zero }
        withView(call, query, orElse: { [query] in streams ? endStream(call) : empty(call, query) }) { session, query in
            guard let reader = reader(query, in: session, for: call) else { return }
            streams ? stream(reader, from: query.from, endsWithTurn: false, to: call) : poll(reader, query, for: call)
        }
    }

    /// Finds the view and its session, and does `work` with the part of the query that the view shows.
    private func withView(
        _ call: Call, _ query: EventsQuery, orElse nothing: @escaping @Sendable () -> Void,
        _ work: @escaping @Sendable (isolated Session, EventsQuery) -> Void
    ) {
        let id = call.place("progress")
        context.progress.view(id, of: call.principal, now: context.wall.now) { [context] result in
            switch result {
            case .failure(let error): call.fail(APIError(error))
            case .success(nil): nothing()
            case .success(let view?):
                let narrowed = query.narrowed(to: view, id: id)
                // A session that was deleted has taken its views along.
                context.withSession(
                    view.session, of: call.principal,
                    refuse: { $0.code == .sessionUnknown ? nothing() : call.fail($0) }
                ) { work($0, narrowed) }
            }
        }
    }

    private func empty(_ call: Call, _ query: EventsQuery) {
        call.reply(Answer(status: 200, json: ["events": [], "next": .int(query.from.value)]))
    }

    private func endStream(_ call: Call) {
        call.loop.run {
            let body = call.beginEventStream()
            body.write(Array("retry: 1000\n\n".utf8))
            body.finish()
        }
    }

    // MARK: The simple display

    private func showLines(_ call: Call) throws(APIError) {
        let query = try EventsQuery(call.query)
        let nothing: @Sendable () -> Void = { call.reply(Self.answer(ProgressFold(), next: 0)) }
        withView(call, query, orElse: nothing) { [context] session, narrowed in
            var whole = narrowed
            whole.filter.kinds = Set(ProgressFold.kinds)
            // A display needs the lines from the first one on, whatever part of them the client knows.
            whole.from = min(whole.from, narrowed.base ?? .zero)
            let reader = LogReader(session: session, from: whole.from, filter: whole.filter, store: context.store)
            let wait = call.isHead ? .zero : query.wait
            fold(reader, ProgressFold(), until: query.from, wait: wait, for: call)
            call.park(reader, in: context)
        }
    }

    /// Folds page after page; at the end of what is there it waits once, when there is nothing yet that the client
    /// does not know.
    private func fold(
        _ reader: LogReader, _ fold: ProgressFold, until known: Offset, wait: Duration, for call: Call
    ) {
        reader.assumeIsolated { looking in
            looking.next(limit: 100, patience: .zero) { page in
                self.take(page, of: reader, fold, until: known, wait: wait, for: call)
            }
        }
    }

    private func take(
        _ page: LogPage, of reader: LogReader, _ before: ProgressFold, until known: Offset, wait: Duration,
        for call: Call
    ) {
        if case .failed(let error) = page.state {
            context.readers.remove(reader)
            return call.fail(APIError(error))
        }
        // Unreadable bytes would have kept the session from being loaded.
        let events = page.events.compactMap { try? $0.event() }
        let lines = events.reduce(into: before) { $0.apply($1) }
        if page.state == .open, !page.events.isEmpty {
            return fold(reader, lines, until: known, wait: wait, for: call)
        }
        guard page.state == .open, wait > .zero, page.next <= known, !lines.isFinished else {
            context.readers.remove(reader)
            return call.reply(Self.answer(lines, next: page.next.value))
        }
        reader.assumeIsolated { looking in
            looking.next(limit: 100, patience: wait) { page in
                self.take(page, of: reader, lines, until: known, wait: .zero, for: call)
            }
        }
    }

    private static func answer(_ fold: ProgressFold, next: Int) -> Answer {
        let lines = fold.lines.map { line -> JSON in
            ["text": .string(line.text), "state": .string(line.state.rawValue)]
        }
        return Answer(
            status: 200, json: ["lines": .array(lines), "finished": .bool(fold.isFinished), "next": .int(next)])
    }
}

extension EventsQuery {
    /// The part of a query that a view shows.
    func narrowed(to view: ProgressView, id: String) -> EventsQuery {
        var query = self
        query.base = view.base
        query.from = max(from, view.base)
        query.filter.view = ViewedTurns(view, id: id)
        if let kinds = view.filter.kinds { query.filter.kinds = filter.kinds?.intersection(kinds) ?? kinds }
        query.filter.lane = filter.lane ?? view.filter.lane
        return query
    }
}

/// What a message brings about beside its turn.
extension ServerContext {
    /// Saves the view that an accepted message asks for, then goes on; a view that cannot be saved is counted, and
    /// hinders nothing.
    func saveView(
        _ progress: ProgressRequest, as id: String, for receipt: MessageReceipt, in session: isolated Session,
        of principal: Principal, done: @escaping @Sendable (MessageReceipt) -> Void
    ) {
        var receipt = receipt
        receipt.progress = id
        let now = wall.now
        let view = progress.view(of: receipt, in: session.id, now: now)
        self.progress.save(view, as: id, of: principal, keeps: progress.keeps, now: now) {
            [metrics, session, receipt] result in
            if case .failure = result { metrics.countProgressFailure() }
            session.perform { _ in done(receipt) }
        }
    }
}
