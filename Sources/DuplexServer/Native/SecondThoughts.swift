import DuplexCore
import DuplexRuntime

/// Changing one's mind: about a message that has not been used, and about a stop.
extension NativeFacade {
    var secondThoughtRoutes: [Route] {
        [
            Route(
                "POST", "/v1/sessions/{session}/turns/{turn}/resume", scope: .write,
                "Goes on with a turn that was stopped.", body: [],
                answers: [202: "A new turn goes on from it: `turn`, `resumes`."]
            ) { call throws(APIError) in
                let turn = TurnID(call.place("turn"))
                call.withSession(in: context) { session in
                    context.resume(turn, in: session) { call.reply($0) }
                }
            },
            Route(
                "POST", "/v1/sessions/{session}/messages/{offset}/decide", scope: .write,
                "Changes what a message does, until it is used.",
                body: DecideRequest.Member.all,
                answers: [200: "It was changed: `event`, `turn`, `decision`."]
            ) { call throws(APIError) in
                let request = try DecideRequest(try call.offset(), call.body)
                let principal = call.principal
                call.withSession(in: context) { session in
                    context.decide(request, in: session, by: principal) { call.reply($0) }
                }
            },
            Route(
                "POST", "/v1/sessions/{session}/messages/{offset}/withdraw", scope: .write,
                "Takes a message back, until it is used.", body: [], answers: [200: "It was taken back: `event`."]
            ) { call throws(APIError) in
                let offset = try call.offset()
                let principal = call.principal
                call.withSession(in: context) { session in
                    context.withdraw(offset, in: session, by: principal) { call.reply($0) }
                }
            },
        ]
    }
}

/// What a message shall do instead.
struct DecideRequest: Sendable {
    enum Member {
        static let action = Field(
            "action", .word(Action.choosable.map(\.rawValue), Action.init(choosable:)), isRequired: true,
            "What the message shall do.")
        static let replaces = Field("replaces", .count(), "The offset of the decision that this one replaces.")
        static let all = [action.declared, replaces.declared]
    }

    var event: Offset
    var action: Action
    var replaces: Offset?

    init(_ event: Offset, _ fields: Fields) throws(APIError) {
        self.event = event
        action = try fields.require(Member.action)
        replaces = try fields.get(Member.replaces).map(Offset.init)
    }
}

extension Action {
    /// What can be asked of a message that waits.
    static let choosable: [Action] = [.interrupt, .steer, .enqueue, .side, .merge, .cancel, .rollback, .resume]

    fileprivate init?(choosable name: String) {
        guard let action = Action(rawValue: name), Self.choosable.contains(action) else { return nil }
        self = action
    }
}

extension Call {
    /// The offset that stands in the path; a place that is no number names nothing.
    fileprivate func offset() throws(APIError) -> Offset {
        guard let number = Int(place("offset")), number >= 0 else { throw .invalid("offset", "must be a whole number") }
        return Offset(number)
    }
}

extension ServerContext {
    func resume(
        _ turn: TurnID, in session: isolated Session, done: @escaping @Sendable (Result<Answer, APIError>) -> Void
    ) {
        session.submit({ .resume(turn, $0) }) { result in
            switch result {
            case .failure(let error): done(.failure(APIError(error)))
            case .success(.accepted(_, let next?, _)):
                let body: JSON = ["turn": .string(next.value), "resumes": .string(turn.value)]
                done(.success(Answer(status: 202, json: body)))
            case .success(let answer): done(.failure(Self.refusal(answer)))
            }
        }
    }

    func decide(
        _ request: DecideRequest, in session: isolated Session, by principal: Principal,
        done: @escaping @Sendable (Result<Answer, APIError>) -> Void
    ) {
        let basis = max(0, session.settings.nextOffset - 1)
        session.submit({
            .decide(event: request.event, request.action, replaces: request.replaces, by: principal, $0)
        }) { result in
            switch result {
            case .failure(let error): done(.failure(APIError(error)))
            case .success(.accepted(let event, let turn?, let decision?)):
                let body: JSON = [
                    "event": .int(event.value), "turn": .string(turn.value),
                    "decision": Self.json(decision, basis: basis),
                ]
                done(.success(Answer(status: 200, json: body)))
            case .success(let answer): done(.failure(Self.refusal(answer)))
            }
        }
    }

    func withdraw(
        _ event: Offset, in session: isolated Session, by principal: Principal,
        done: @escaping @Sendable (Result<Answer, APIError>) -> Void
    ) {
        session.submit({ .withdraw(event: event, by: principal, $0) }) { result in
            switch result {
            case .failure(let error): done(.failure(APIError(error)))
            case .success(.updated): done(.success(Answer(status: 200, json: ["event": .int(event.value)])))
            case .success(let answer): done(.failure(Self.refusal(answer)))
            }
        }
    }
}
