import DuplexCore
import DuplexRuntime

/// Answers to what a turn waits for.
extension NativeFacade {
    var inputRoutes: [Route] {
        [
            Route(
                "POST", "/v1/sessions/{session}/inputs/{call}", scope: .write,
                "Answers what a turn waits for; the first answer counts.", body: InputRequest.Member.all,
                answers: [200: "It was taken: `call`, `kind`, `by`, `event` (the offset of `input.resolved`)."]
            ) { call throws(APIError) in
                let request = try InputRequest(CallID(call.place("call")), call.body)
                let principal = call.principal
                call.withSession(in: context) { session in
                    context.reply(request, in: session, by: principal) { call.reply($0) }
                }
            }
        ]
    }
}

/// What a person answers.
struct InputRequest: Sendable {
    enum Member {
        static let answer = Field("answer", .text(), "The answer to a question.")
        static let approved = Field("approved", .truth, "Whether the call may run, for an approval.")
        static let text = Field("text", .text(), "With `approved`: why, for the agent to read.")
        static let all = [answer.declared, approved.declared, text.declared]
    }

    let call: CallID
    let reply: InputReply

    init(_ call: CallID, _ fields: Fields) throws(APIError) {
        self.call = call
        let answer = try fields.get(Member.answer)
        let approved = try fields.get(Member.approved)
        let text = try fields.get(Member.text)
        switch (answer, approved) {
        case (let answer?, nil):
            guard text == nil else { throw .invalid("text", "goes with approved only") }
            guard !answer.allSatisfy(\.isWhitespace) else {
                throw APIError(.empty, "An answer needs text.", details: ["field": "answer"])
            }
            reply = .answer(answer)
        case (nil, let approved?): reply = .approval(approved, text: text)
        case (nil, nil): throw .invalid("answer", "either answer or approved is required")
        case (.some, .some): throw .invalid("approved", "either answer or approved, not both")
        }
    }
}

extension ServerContext {
    func reply(
        _ request: InputRequest, in session: isolated Session, by principal: Principal,
        done: @escaping @Sendable (Result<Answer, APIError>) -> Void
    ) {
        session.submit({ .reply(request.call, request.reply, by: principal, $0) }) { [self, session] result in
            switch result {
            case .failure(let error): done(.failure(APIError(error)))
            case .success(.recorded(let offset)):
                let body: JSON = [
                    "call": .string(request.call.value), "kind": .string(request.reply.kind.rawValue),
                    "by": .string(principal.value), "event": .int(offset.value),
                ]
                done(.success(Answer(status: 200, json: body)))
            case .success(.inputWants(let kind)):
                let given = request.reply.kind == .question ? "answer" : "approved"
                let wanted = kind == .question ? "a question: give `answer`" : "an approval: give `approved`"
                done(.failure(.invalid(given, "this is \(wanted)")))
            case .success(.inputNotOpen): session.perform { self.findReply(to: request.call, in: $0, from: .zero, nil, done) }
            case .success(let answer): done(.failure(Self.refusal(answer)))
            }
        }
    }

    /// Looks through the log for the answer that came first.
    private func findReply(
        to call: CallID, in session: isolated Session, from start: Offset, _ found: Event?,
        _ done: @escaping @Sendable (Result<Answer, APIError>) -> Void
    ) {
        let reader = LogReader(
            session: session, from: start, filter: EventFilter(kinds: [.inputResolved]), store: store)
        reader.assumeIsolated { reader in
            reader.next(limit: ServerLimits.pageEventCountMax, patience: .zero) { [self, session] page in
                // An unreadable event is as good as none here.
                let events = page.events.compactMap { try? $0.event() }
                let found = events.last { $0.payload["call"]?.string == call.value } ?? found
                guard page.events.count < ServerLimits.pageEventCountMax else {
                    return session.perform { self.findReply(to: call, in: $0, from: page.next, found, done) }
                }
                done(.failure(found.map(APIError.inputResolved) ?? .inputUnknown))
            }
        }
    }
}

extension APIError {
    static let inputUnknown = APIError(.inputUnknown, "No turn of this session waits for anything under that name.")

    /// Somebody or something was first; the details say who, when and what.
    fileprivate static func inputResolved(_ event: Event) -> APIError {
        var details: JSONObject = ["at": .string(event.time.description), "event": .int(event.offset.value)]
        for name in ["by", "reason", "approved", "answer", "text"] { details[name] = event.payload[name] }
        let by = event.payload["by"]?.string ?? "system"
        return APIError(.inputResolved, "This was resolved before, by \(by).", details: details)
    }
}
