import DuplexCore
import DuplexRuntime

/// What can be asked of a session over HTTP and over a socket alike; every `done` is called once, on its loop.
extension ServerContext {
    enum SentMessage: Sendable {
        case accepted(MessageReceipt)

        /// What the message would have done.
        case decided(JSON)
    }

    func send(
        _ message: MessageRequest, to session: isolated Session, by principal: Principal,
        done: @escaping @Sendable (Result<SentMessage, APIError>) -> Void
    ) {
        let progressID = message.progress.map { $0.id ?? ProgressRequest.name(from: ids.next()) }
        let submission = message.submission(by: principal, progressID: progressID)
        if message.isDryRun {
            if let fault = session.fault(of: submission) { return done(.failure(Self.refusal(fault))) }
            let basis = max(0, session.settings.nextOffset - 1)
            return done(.success(.decided(Self.json(session.decide(submission), basis: basis))))
        }
        let settle: @Sendable (isolated Session, StoreResult<KeyedAnswer>) -> Void = { [self] session, result in
            switch result {
            case .failure(let error): done(.failure(APIError(error)))
            case .success(.reused):
                done(.failure(APIError(.keyReused, "Another message has used this client_message_id.")))
            case .success(.repeated(let offset)): read(offset, isRepeated: true, in: session, done: done)
            case .success(.first(.accepted(let offset, _, _))):
                read(offset, isRepeated: false, in: session) { [session] result in
                    guard let progress = message.progress, let progressID,
                        case .success(.accepted(let receipt)) = result
                    else { return done(result) }
                    session.assumeIsolated { session in
                        self.saveView(progress, as: progressID, for: receipt, in: session, of: principal) {
                            done(.success(.accepted($0)))
                        }
                    }
                }
            case .success(.first(let answer)): done(.failure(Self.refusal(answer)))
            }
        }
        if let key = message.usedKey {
            session.submitOnce(submission, key: key) { [session] result in session.perform { settle($0, result) } }
        } else {
            session.submit({ .message(submission, $0) }) { [session] result in
                session.perform { settle($0, result.map(KeyedAnswer.first)) }
            }
        }
    }

    /// Stops a turn.
    func cancel(
        _ turn: TurnID, _ request: CancelRequest, in session: isolated Session,
        done: @escaping @Sendable (Result<Answer, APIError>) -> Void
    ) {
        session.cancel(turn, mode: request.mode, waits: request.wait) { [self, session] result in
            switch result {
            case .failure(let error): done(.failure(APIError(error)))
            case .success(.unknownTurn): session.perform { self.findEnd(of: turn, in: $0, done: done) }
            case .success(.stopping(let turn, let state)):
                done(.success(Self.answer(status: 202, turn, state: state.name)))
            case .success(.stopped(let turn, let outcome)):
                done(.success(Self.answer(status: 200, turn, state: outcome.rawValue, outcome: outcome.rawValue)))
            case .success(let answer): done(.failure(Self.refusal(answer)))
            }
        }
    }

    /// Records a client's own event.
    func record(
        _ payload: JSON, in session: isolated Session, by principal: Principal,
        done: @escaping @Sendable (Result<StoredEvent, APIError>) -> Void
    ) {
        let entry = Entry(.custom, source: .client, principal: principal, payload: payload)
        session.submit({ .record(entry, $0) }) { [self, session] result in
            switch result {
            case .failure(let error): done(.failure(APIError(error)))
            case .success(.recorded(let offset)):
                session.perform { session in
                    session.events(from: offset, count: 1, store: self.store) { result in
                        done(result.mapError(APIError.init).flatMap { events in
                            events.first.map(Result.success) ?? .failure(.sessionUnknown)
                        })
                    }
                }
            case .success(let answer): done(.failure(Self.refusal(answer)))
            }
        }
    }

    private func read(
        _ offset: Offset, isRepeated: Bool, in session: isolated Session,
        done: @escaping @Sendable (Result<SentMessage, APIError>) -> Void
    ) {
        MessageReceipt.read(offset, isRepeated: isRepeated, in: session, store: store) { done($0.map(SentMessage.accepted)) }
    }

    /// Looks through the log for the end of a turn that the session no longer remembers.
    private func findEnd(
        of turn: TurnID, in session: isolated Session, done: @escaping @Sendable (Result<Answer, APIError>) -> Void
    ) {
        let reader = LogReader(
            session: session, from: .zero, filter: EventFilter(kinds: [.turnEnded], turn: turn), store: store)
        reader.assumeIsolated { reader in
            reader.next(limit: 1, patience: .zero) { page in
                // An unreadable event is as good as none here.
                guard let outcome = (try? page.events.first?.event())?.payload["outcome"]?.string else {
                    return done(.failure(.turnUnknown))
                }
                done(.success(Self.answer(status: 200, turn, state: outcome, outcome: outcome)))
            }
        }
    }

    private static func answer(status: Int, _ turn: TurnID, state: String, outcome: String? = nil) -> Answer {
        var body: JSONObject = ["turn": .string(turn.value), "state": .string(state)]
        body["outcome"] = outcome.map(JSON.string)
        return Answer(status: status, json: .object(body))
    }

    static func json(_ decision: Decision, basis: Int) -> JSON {
        [
            "action": .string(decision.action.rawValue), "reason": .string(decision.reason), "basis": .int(basis),
            "confidence": .double(decision.confidence),
        ]
    }

    /// What a refusal of the session means to a client.
    static func refusal(_ answer: SessionAnswer) -> APIError {
        switch answer {
        case .rejected(let running):
            APIError(.turnBusy, "A turn is running.", details: ["turn": .string(running.value)])
        case .queueFull:
            APIError(.queueFull, "Too many messages wait in this session.", retryAfterSeconds: 1)
        case .committed:
            APIError(.turnCommitted, "The turn has done something that cannot be taken back.")
        case .notPending: APIError(.messageUsed, "The message has been used already, or there is none at that offset.")
        case .decided(let decision):
            APIError(
                .decisionChanged, "Somebody changed the decision first.",
                details: ["decision": .int(decision.value)])
        case .notResumable:
            APIError(.turnNotResumable, "The turn was not interrupted, or too long ago, or another went on from it.")
        case .unknownTurn: .turnUnknown
        case .unknownRun: APIError(.runUnknown, "No branch of that name is at work in this session.")
        case .closed: .sessionUnknown
        case .inputNotOpen: .inputUnknown
        case .accepted, .recorded, .updated, .stopping, .stopped, .ok, .step, .talk, .outcomes, .childEnded, .childFailed,
            .replied, .noReply, .inputWants, .undelivered, .toolMessage, .handedOver, .cancelled, .ended:
            APIError(.internal, "The session gave an answer that was not asked for.")
        }
    }
}

/// How a client wants a turn stopped.
struct CancelRequest: Sendable {
    enum Member {
        static let mode = Field(
            "mode", .word(["stop", "rollback"], CancelMode.init(rawValue:)), "`rollback` also takes it out of view.")
        static let wait = Field("wait", .seconds(upTo: 60), "How long to wait until it has settled, in seconds.")
        static let all = [mode.declared, wait.declared]
    }

    var mode: CancelMode
    var wait: Duration

    init(_ fields: Fields) throws(APIError) {
        mode = try fields.get(Member.mode) ?? .stop
        wait = try fields.get(Member.wait) ?? .zero
    }
}
