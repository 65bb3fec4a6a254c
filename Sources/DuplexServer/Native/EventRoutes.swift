import DuplexCore
import DuplexLoop
import DuplexRuntime
import DuplexTransport

/// The log: read by long poll, event stream and socket; written to with custom events.
extension NativeFacade {
    private enum Member {
        static let kind = Field(
            "kind", .word(["custom"]) { $0 == "custom" ? EventKind.custom : nil }, isRequired: true,
            "`custom`: the other kinds are the machine's own.")
        static let payload = Field("payload", .anything, "Whatever the client wants to record.")
    }

    var eventRoutes: [Route] {
        let shared = EventsQuery.Parameter.shared
        return [
            Route(
                "GET", "/v1/sessions/{session}/events", scope: .read,
                "Reads events from an offset on, and waits for more: a long poll, or with `Accept: text/event-stream` "
                    + "a stream.",
                query: shared + [EventsQuery.Parameter.limit.declared, EventsQuery.Parameter.wait.declared],
                answers: [200: "`events` and the `next` offset to ask for; or the stream."],
                produces: ["application/json", "text/event-stream"], handle: read),
            Route(
                "POST", "/v1/sessions/{session}/events", scope: .write, "Records an event of the client's own.",
                body: [Member.kind.declared, Member.payload.declared], answers: [201: "The event."]
            ) { call throws(APIError) in
                _ = try call.body.require(Member.kind)
                let payload = try call.body.get(Member.payload) ?? [:]
                try context.messageLimiter.take(call.principal, at: call.loop.now)
                call.withSession(in: context) { session in
                    context.record(payload, in: session, by: call.principal) { result in
                        call.reply(result.map { Answer(status: 201, jsonBytes: $0.bytes) })
                    }
                }
            },
            Route(
                "GET", "/v1/sessions/{session}/socket", scope: .read,
                "Opens a WebSocket: events one way, commands the other.", query: shared,
                answers: [101: "The socket."], handle: open),
        ]
    }

    private func read(_ call: Call) throws(APIError) {
        var query = try EventsQuery(call.query)
        let streams = call.wantsEventStream
        if streams { try query.resume(after: call.request.headers["Last-Event-ID"]) }
        if call.isHead { query.wait = .zero }
        call.withSession(in: context) { [query] session in
            guard let reader = reader(query, in: session, for: call) else { return }
            streams ? stream(reader, from: query.from, endsWithTurn: false, to: call) : poll(reader, query, for: call)
        }
    }

    /// Answers with the next events.
    func poll(_ reader: LogReader, _ query: EventsQuery, for call: Call) {
        reader.assumeIsolated { looking in
            looking.next(limit: query.limit, patience: query.wait) { [context, replier = call.replier] page in
                context.readers.remove(reader)
                if case .failed(let error) = page.state { return replier.fail(APIError(error)) }
                var body = Array(#"{"events":"#.utf8)
                body.append(array: page.events)
                body.append(contentsOf: #","next":"#.utf8)
                body.append(decimal: page.next.value)
                body.append(UInt8(ascii: "}"))
                replier.reply(Answer(status: 200, jsonBytes: body))
            }
        }
        call.park(reader, in: context)
    }

    private func open(_ call: Call) throws(APIError) {
        let query = try EventsQuery(call.query)
        call.withSession(in: context) { session in
            guard let reader = reader(query, in: session, for: call) else { return }
            let (id, head) = (session.id, session.head)
            call.loop.run { [context] in
                guard let socket = call.upgrade() else { return }
                let commands = CommandSocket(socket, session: id, caller: call.caller, context: context)
                commands.assumeIsolated { $0.open(head: head) }
                let pump = EventPump(
                    reader, from: query.from, to: SocketSink(socket: socket), readers: context.readers)
                pump.assumeIsolated { $0.run() }
            }
        }
    }

    /// A reader for a query; nil when its offset is of another history, which the client then has been told.
    func reader(_ query: EventsQuery, in session: isolated Session, for call: Call) -> LogReader? {
        do throws(APIError) {
            try query.check(against: session, history: context.store.history)
        } catch {
            call.fail(error)
            return nil
        }
        return LogReader(session: session, from: query.from, filter: query.filter, store: context.store)
    }
}
