import DuplexAgents
import DuplexCore
import DuplexLoop
import DuplexRuntime
import DuplexTransport

/// The routes of the care assistant that this server succeeds: whole answers, or their stream. A message that arrives
/// during work waits for its turn.
package struct ChatFacade: Sendable {
    enum Member {
        static let session = Field("session_id", .text(1...200), "The client's name for the conversation; made up when left out.")
        static let requiredSession = Field("session_id", .text(1...200), isRequired: true, "The client's name for the conversation.")
        static let message = Field("message", .text(), isRequired: true, "What is said.")
        static let clientMessageID = Field(
            "client_message_id", .text(1...128), "The client's name for the message: a repetition is answered, not done.")
        static let userContext = Field(
            "user_context", .object, "What is known of the person, `summary` and `keywords`: shown to the model only.")
        static let all = [session.declared, message.declared, clientMessageID.declared, userContext.declared]
    }

    let context: ServerContext
    let conversations: NamedSessions

    package init(_ context: ServerContext) {
        self.context = context
        conversations = NamedSessions("chat", agent: "care", whenBusy: .named(.enqueue), in: context)
    }

    package var facade: Facade {
        let whole = [
            200: "The whole answer.", 409: "It was stopped; what there is of it.", 502: "The agent failed.",
            504: "The agent was silent for too long; what there is of the answer.",
        ]
        return Facade(
            name: "chat", roots: ["api"],
            routes: [
                Route(
                    "POST", "/api/chat", scope: .write, "Says something and waits for the whole answer.",
                    body: Member.all, answers: whole, handle: ask),
                Route(
                    "POST", "/api/chat/message", scope: .write, "The same.", body: Member.all, answers: whole,
                    handle: ask),
                Route(
                    "POST", "/api/chat/stream", scope: .write, "Says something and streams the answer.",
                    body: Member.all, answers: [200: "Frames, then `[DONE]`."], produces: ["text/event-stream"],
                    handle: stream),
                Route(
                    "POST", "/api/chat/stop-stream", scope: .write, "Stops the answer that is being written.",
                    body: [Member.requiredSession.declared],
                    answers: [200: "`stop_requested` and `partial_response`.", 404: "`not_found`: nothing is being written."],
                    handle: stop),
            ], refusal: TravelFacade.refusal, tidy: eraseExpired)
    }

    // MARK: Saying

    private func ask(_ call: Call) throws(APIError) {
        try send(call) { session, name, receipt, turn in
            let collector = ChatCollector(
                session: session, turn: turn, from: receipt.event.offset, silenceMax: context.limits.chatSilence,
                context: context)
            collector.collect { [context] result in
                context.readers.remove(collector.reader)
                call.reply(result.map { Self.answer($0, name, turn) })
            }
            call.park(collector.reader, in: context)
        }
    }

    private func stream(_ call: Call) throws(APIError) {
        try send(call) { [context] session, _, receipt, turn in
            let offset = receipt.event.offset
            let filter = EventFilter(kinds: ChatFeed.kinds, turn: turn)
            let reader = LogReader(session: session, from: offset, filter: filter, store: context.store)
            call.loop.run {
                let sink = ChatSink(call.beginEventStream(), silenceMax: context.limits.chatSilence) {
                    session.perform { $0.cancel(turn, cause: .deadline) { _ in } }
                }
                let pump = EventPump(reader, from: offset, to: sink, readers: context.readers)
                pump.assumeIsolated { $0.run() }
            }
        }
    }

    private typealias Sent = @Sendable (isolated Session, String, MessageReceipt, TurnID) -> Void

    /// Hands the message to its conversation; `done` is called on the session's loop.
    private func send(_ call: Call, done: @escaping Sent) throws(APIError) {
        let name = try call.body.get(Member.session) ?? context.ids.next()
        let text = try call.body.require(Member.message)
        let key = try call.body.get(Member.clientMessageID)
        let person = try call.body.get(Member.userContext).map { members throws(APIError) in try PersonContext(members) }
        guard !text.allSatisfy(\.isWhitespace) else {
            throw APIError(.empty, "A message needs text.", details: ["field": "message"])
        }
        try context.messageLimiter.take(call.principal, at: call.loop.now)
        let message = MessageRequest(text: text, clientMessageID: key)
        conversations.withSessionOrNew(name, for: call) { session in
            refuseExpired(session, for: call) { session in
                remember(person, in: session, for: call) { session in
                    context.send(message, to: session, by: call.principal) { [session] result in
                        switch result {
                        case .failure(let error): call.fail(error)
                        case .success(.accepted(let receipt)):
                            guard let turn = receipt.turn else {
                                return call.reply(Answer(status: 200, json: ["session_id": .string(name), "status": "kept"]))
                            }
                            session.perform { done($0, name, receipt, turn) }
                        case .success(.decided): call.fail(.sessionUnknown)
                        }
                    }
                }
            }
        }
    }

    /// Keeps what is known of the person with the conversation, when it has changed.
    private func remember(
        _ person: PersonContext?, in session: isolated Session, for call: Call,
        _ work: @escaping @Sendable (isolated Session) -> Void
    ) {
        guard let person, person.json != session.settings.metadata[PersonContext.key] else { return work(session) }
        var metadata = session.settings.metadata
        metadata[PersonContext.key] = person.json
        let patch = SessionPatch(["metadata": .object(metadata)])
        session.submit({ .update(patch, by: call.principal, $0) }) { [session] result in
            switch result {
            case .success(.updated): session.perform(work)
            case .success: call.fail(.sessionUnknown)
            case .failure(let error): call.fail(APIError(error))
            }
        }
    }

    /// Erases a conversation that is older than this entrance keeps them; it is then as if it had never been.
    private func refuseExpired(
        _ session: isolated Session, for call: Call, _ work: @escaping @Sendable (isolated Session) -> Void
    ) {
        guard context.limits.hasExpired(session.settings, at: context.wall.now) else { return work(session) }
        context.erase(session) { _ in call.fail(.sessionUnknown) }
    }

    /// Erases the conversations that have expired, whoever's they are.
    private func eraseExpired() {
        let (now, limits) = (context.wall.now, context.limits)
        for principal in context.gatekeeper.principals {
            conversations.eraseExpired(of: principal, now: now, nameMemory: limits.chatNameMemory) { fold in
                limits.hasExpired(fold, at: now)
            }
        }
    }

    // MARK: Stopping

    private func stop(_ call: Call) throws(APIError) {
        let name = try call.body.require(Member.requiredSession)
        let absent: @Sendable () -> Void = {
            let body: JSON = ["status": "not_found", "stop_requested": false, "partial_response": ""]
            call.reply(Answer(status: 404, json: body))
        }
        conversations.withSession(name, of: call.principal, refuse: { call.fail($0) }, absent: absent) { session in
            guard let turn = session.settings.openTurns.first(where: { $0.lane == .main && $0.state != .queued }) else {
                return absent()
            }
            session.cancel(turn.id, waits: ServerLimits.settlePatience) { [context, session] result in
                if case .failure(let error) = result { return call.fail(APIError(error)) }
                session.perform { session in
                    let filter = EventFilter(kinds: ChatFeed.kinds, turn: turn.id)
                    let reader = LogReader(session: session, from: turn.firstOffset, filter: filter, store: context.store)
                    let end = session.end
                    reader.assumeIsolated { reader in
                        reader.fold(until: end, pageEventCountMax: 500, ChatFeed()) { feed, event in _ = feed.apply(event) }
                            done: { result in
                                call.reply(result.map { feed in
                                    let body: JSON = [
                                        "status": "stopped", "stop_requested": true,
                                        "partial_response": .string(feed.text),
                                    ]
                                    return Answer(status: 200, json: body)
                                })
                            }
                    }
                }
            }
        }
    }

    // MARK: Answers

    /// An answer tells how its turn ended in its status too: half an answer is never a success.
    private static func answer(_ feed: ChatFeed, _ name: String, _ turn: TurnID) -> Answer {
        let outcome = feed.outcome ?? .failed
        var body: JSONObject = [
            "session_id": .string(name), "turn": .string(turn.value), "response": .string(feed.text),
            "messages": .array(feed.messages.map(JSON.string)), "status": .string(outcome.rawValue),
            "complete": .bool(outcome == .completed),
        ]
        body["detail"] = feed.problem.map(JSON.string)
        let status =
            switch outcome {
            case .completed: 200
            case .failed: 502
            case .timedOut: 504
            case .cancelled, .interrupted, .superseded, .rolledBack: 409
            }
        return Answer(status: status, json: .object(body))
    }
}

/// What is known of a person beside the conversation.
struct PersonContext: Sendable {
    /// Where a session's metadata has it.
    static let key = "user_context"

    let json: JSON

    /// Reads it from a request.
    init(_ members: JSONObject) throws(APIError) {
        for member in members.members where !["summary", "keywords"].contains(member.key) {
            throw .invalid("user_context.\(member.key)", "there is no such field")
        }
        if let summary = members["summary"], summary.string == nil {
            throw .invalid("user_context.summary", "expected a string, found \(summary.typeName)")
        }
        if let keywords = members["keywords"] {
            guard let words = keywords.array, words.allSatisfy({ $0.string != nil }) else {
                throw .invalid("user_context.keywords", "expected an array of strings")
            }
        }
        json = .object(members)
    }
}

extension ServerLimits {
    /// Whether a conversation of the chat routes is older than they are kept; one that is at work is not.
    func hasExpired(_ fold: SessionFold, at now: Timestamp) -> Bool {
        guard fold.openTurns.isEmpty else { return false }
        let used = fold.lastMessageTime ?? fold.created
        func age(_ time: Timestamp) -> Duration { .microseconds(now.microseconds - time.microseconds) }
        return age(fold.created) > chatTotal || age(used) > chatIdle
    }
}
