import DuplexCore
import DuplexRuntime

/// What the person has seen of a session, as the readers tell it.
extension NativeFacade {
    var ackRoutes: [Route] {
        [
            Route(
                "POST", "/v1/sessions/{session}/ack", scope: .write,
                "Tells up to which offset the person has seen the events. It never goes back.",
                body: AckRequest.Member.all,
                answers: [200: "`seen`: where it is now, which another reader may have moved further."]
            ) { call throws(APIError) in
                let request = try AckRequest(call.body)
                let principal = call.principal
                call.withSession(in: context) { session in
                    context.acknowledge(request, in: session, by: principal) { call.reply($0) }
                }
            },
            Route(
                "GET", "/v1/sessions/{session}/ack", scope: .read,
                "Shows up to which offset the person has seen the events.",
                answers: [200: "`seen`; left out when no reader has told."]
            ) { call in
                let principal = call.principal
                call.withSession(in: context) { session in
                    context.seen.mark(of: session.id, for: principal) { result in
                        call.reply(result.map(AckRequest.answer).mapError(APIError.init))
                    }
                }
            },
        ]
    }
}

/// A reader's word that the person has seen something.
struct AckRequest: Sendable {
    enum Member {
        static let seen = Field(
            "seen", .count(), isRequired: true, "The offset up to which the person has seen everything.")
        static let all = [seen.declared]
    }

    var seen: Offset

    init(_ fields: Fields) throws(APIError) { seen = Offset(try fields.require(Member.seen)) }

    /// Says where the mark is.
    static func answer(_ seen: Offset?) -> Answer {
        var body = JSONObject()
        body["seen"] = seen.map { .int($0.value) }
        return Answer(status: 200, json: .object(body))
    }
}

extension ServerContext {
    /// Remembers what the person has seen; nobody can have seen what is not in the log yet.
    func acknowledge(
        _ request: AckRequest, in session: isolated Session, by principal: Principal,
        done: @escaping @Sendable (Result<Answer, APIError>) -> Void
    ) {
        guard request.seen.value <= session.head else {
            return done(.failure(.historyChanged(store.history, head: session.head)))
        }
        seen.raise(to: request.seen, of: session.id, for: principal) { result in
            done(result.map(AckRequest.answer).mapError(APIError.init))
        }
    }
}
