import DuplexCore
import DuplexLoop
import DuplexRuntime
import DuplexTransport

/// A session's events as this protocol has them: posted, listed, waited for, read, annotated and deleted.
extension ParlantFacade {
    var eventRoutes: [Route] {
        let events: PathPattern = "/sessions/{session}/events"
        let event: PathPattern = "/sessions/{session}/events/{event}"
        let streamed = ["application/json", "text/event-stream"]
        return [
            route(
                "POST", events, "Posts an event.", query: ParlantParameters.post, body: ParlantParameters.event,
                answers: [201: "The event."], handle: post),
            route(
                "GET", events, "Reads events, and waits for the first.", query: ParlantParameters.events,
                answers: [200: "The events.", 504: "None came in time."], produces: streamed, handle: list),
            route(
                "DELETE", events, "Takes events out of view.", query: ParlantParameters.hiding,
                answers: [204: "They are gone."], handle: hide),
            route(
                "GET", event, "Reads an event, and waits until it is complete.", query: ParlantParameters.read,
                answers: [200: "It."], produces: streamed, handle: read),
            route(
                "PATCH", event, "Changes an event's metadata.", body: ParlantParameters.eventChange,
                answers: [200: "The event."], handle: annotate),
        ]
    }

    // MARK: Listing

    private func list(_ call: Call) throws(ParlantProblem) {
        var query = try ParlantEventQuery(query: try call.items())
        if call.isHead { query.wait = .zero }
        withCast(call) { [query] problem in
            // A stream of nothing is all that the original says of a session that it does not have.
            call.reply(query.isStream && problem.status == 404 ? Self.stream(of: []) : problem.answer)
        } work: { [query] session, cast in
            let filter = EventFilter(conversation: session.conversationMode)
            let reader = LogReader(session: session, fromView: query.from, filter: filter, store: context.store)
            if query.isStream, query.wait > .zero {
                let view = session.conversationView(agent: cast.agent, customer: cast.customer)
                return stream(reader, .events, silenceMax: query.wait, view, to: call, wants: query.matches)
            }
            let poll = ParlantPoll(reader, goal: .anything, patience: query.wait, cast: cast, context: context)
            run(poll, for: call, wants: query.matches) { outcome in
                guard !outcome.listing.isEmpty || query.wait == .zero else {
                    return .failure(outcome.isClosed ? .unknownSession(call.place("session")) : .timedOut)
                }
                guard !query.isStream else { return .success(Self.stream(of: outcome.listing.events)) }
                return .success(Answer(status: 200, jsonBytes: outcome.listing.body))
            }
        }
    }

    private func run(
        _ poll: ParlantPoll, for call: Call, wants: @escaping @Sendable (JSON) -> Bool,
        answer: @escaping @Sendable (ParlantPoll.Outcome) -> Result<Answer, ParlantProblem>
    ) {
        poll.read(into: ParlantListing(wants: wants)) { [context] result in
            context.readers.remove(poll.reader)
            call.reply(result.flatMap(answer))
        }
        call.park(poll.reader, in: context)
    }

    private func stream(
        _ reader: LogReader, _ content: ParlantSink.Content, silenceMax: Duration, _ view: ConversationView,
        to call: Call, wants: @escaping @Sendable (JSON) -> Bool
    ) {
        call.loop.run { [context] in
            let body = call.beginEventStream()
            let sink = ParlantSink(body, content, silenceMax: silenceMax, view: view, wants: wants)
            let pump = EventPump(reader, from: .zero, to: sink, readers: context.readers)
            pump.assumeIsolated { $0.run() }
        }
    }

    private static func stream(of events: [[UInt8]]) -> Answer {
        Answer(status: 200, headers: ["Content-Type": "text/event-stream"], body: ParlantSink.bytes(of: events))
    }

    // MARK: One event

    private func read(_ call: Call) throws(ParlantProblem) {
        var request = try ParlantEventRead(query: try call.items())
        if call.isHead || !(request.waitsForCompletion || request.isStream) { request.wait = .zero }
        withEvent(call) { [request] session, cast, found in show(found, request, in: session, cast, for: call) }
    }

    private func show(
        _ found: Found, _ request: ParlantEventRead, in session: isolated Session, _ cast: ParlantCast, for call: Call
    ) {
        let growth = EventFilter(turn: found.stored.turn, conversation: session.conversationMode)
        let reader = LogReader(session: session, from: found.stored.offset, filter: growth, store: context.store)
        let offset = JSON.int(found.stored.viewOffset + found.id.part)
        let wants: @Sendable (JSON) -> Bool = { $0["offset"] == offset }
        if request.isStream, request.wait > .zero {
            let view = session.conversationView(agent: cast.agent, customer: cast.customer)
            return stream(reader, .message, silenceMax: request.wait, view, to: call, wants: wants)
        }
        let poll = ParlantPoll(reader, goal: .completeness, patience: request.wait, cast: cast, context: context)
        run(poll, for: call, wants: wants) { outcome in
            guard let event = outcome.listing.events.first else {
                return .failure(.unknownEvent(call.place("event")))
            }
            guard outcome.isMet || !request.waitsForCompletion else { return .failure(.timedOut) }
            return .success(request.isStream ? Self.stream(of: [event]) : Answer(status: 200, jsonBytes: event))
        }
    }

    private func annotate(_ call: Call) throws(ParlantProblem) {
        let change = try ParlantEventChange(body: call.request.body)
        withEvent(call) { session, cast, found in
            guard var entry = change.entry(for: found.id) else {
                return show(found, .now, in: session, cast, for: call)
            }
            guard session.canAnnotate else {
                return call.reply(ParlantProblem.meaningless("Too many events of this session have metadata").answer)
            }
            entry.principal = call.principal
            session.submit({ [entry] in .record(entry, $0) }) { [session] result in
                session.perform { session in
                    guard case .success(.recorded) = result else {
                        return call.reply(refusal(result, in: session).answer)
                    }
                    show(found, .now, in: session, cast, for: call)
                }
            }
        }
    }

    /// An event that a path names.
    struct Found: Sendable {
        var stored: StoredEvent
        var id: ConversationEventID
    }

    /// Finds the event that stands in the path, unless it is out of view.
    private func withEvent(
        _ call: Call, _ work: @escaping @Sendable (isolated Session, ParlantCast, Found) -> Void
    ) {
        let unknown = ParlantProblem.unknownEvent(call.place("event")).answer
        withCast(call) { session, cast in
            guard let id = ConversationEventID(parsing: call.place("event"), in: session.id) else {
                return call.reply(unknown)
            }
            session.events(from: id.offset, count: 1, store: context.store) { [session] result in
                session.perform { session in
                    guard case .success(let events) = result else {
                        return call.reply(result.map { _ in .noContent }.mapError(ParlantProblem.init))
                    }
                    let isShown = session.conversationView(agent: cast.agent, customer: cast.customer).shows(id)
                    guard let stored = events.first, id.part < stored.viewCount, isShown else {
                        return call.reply(unknown)
                    }
                    work(session, cast, Found(stored: stored, id: id))
                }
            }
        }
    }

    /// Answers a post with the first view event of the log's event that was recorded for it.
    func reply(to call: Call, with offset: Offset, in session: isolated Session, _ cast: ParlantCast) {
        session.events(from: offset, count: 1, store: context.store) { [session] result in
            session.perform { session in
                let view = session.conversationView(agent: cast.agent, customer: cast.customer)
                switch result {
                case .failure(let error): call.reply(ParlantProblem(error).answer)
                case .success(let events):
                    // The bytes were written by this program, and have been read before.
                    guard let stored = events.first, let event = try? stored.event(),
                        let shown = view.render(event, viewOffset: stored.viewOffset, count: stored.viewCount).first
                    else { return call.reply(ParlantProblem.unknownSession(session.id.value).answer) }
                    call.reply(Answer(status: 201, json: shown))
                }
            }
        }
    }

    /// What an answer of the session that is not the expected one means to a client.
    func refusal(_ result: StoreResult<SessionAnswer>, in session: isolated Session) -> ParlantProblem {
        switch result {
        case .failure(let error): problem(APIError(error), session.id.value)
        case .success(.closed): .unknownSession(session.id.value)
        case .success(let answer): ParlantProblem(ServerContext.refusal(answer))
        }
    }
}
