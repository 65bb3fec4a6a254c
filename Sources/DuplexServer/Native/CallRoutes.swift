import DuplexCore
import DuplexRuntime

/// What people say to running tools.
extension NativeFacade {
    var callRoutes: [Route] {
        [
            Route(
                "POST", "/v1/sessions/{session}/calls/{call}/messages", scope: .write,
                "Says something to a running tool that takes it: `accepts` of its `tool.started` says what.",
                body: TellRequest.Member.all,
                answers: [202: "It was put before the tool: `call`, `kind`, `event` (the offset of `tool.messaged`)."]
            ) { call throws(APIError) in
                let request = try TellRequest(CallID(call.place("call")), call.body)
                let principal = call.principal
                call.withSession(in: context) { session in
                    context.tell(request, in: session, by: principal) { call.reply($0) }
                }
            }
        ]
    }
}

/// What a running tool is told.
struct TellRequest: Sendable {
    enum Member {
        static let kind = Field(
            "kind", .word(ToolMessage.Kind.allCases.map(\.rawValue), ToolMessage.Kind.init(rawValue:)), isRequired: true,
            "`amend` changes arguments, `hurry` asks for what there is, `answer` says what the tool wants to know.")
        static let arguments = Field("arguments", .object, "With `amend`: the arguments that change, with their new values.")
        static let text = Field("text", .text(), "With `answer`: the answer.")
        static let all = [kind.declared, arguments.declared, text.declared]
    }

    let call: CallID
    let message: ToolMessage

    init(_ call: CallID, _ fields: Fields) throws(APIError) {
        self.call = call
        let kind = try fields.require(Member.kind)
        let arguments = try fields.get(Member.arguments)
        let text = try fields.get(Member.text)
        if arguments != nil, kind != .amend { throw .invalid("arguments", "goes with amend only") }
        if text != nil, kind != .answer { throw .invalid("text", "goes with answer only") }
        switch kind {
        case .hurry: message = .hurry
        case .amend:
            guard let arguments else { throw .invalid("arguments", "is required") }
            message = .amend(arguments)
        case .answer:
            guard let text, !text.allSatisfy(\.isWhitespace) else {
                throw APIError(.empty, "An answer needs text.", details: ["field": "text"])
            }
            message = .answer(text)
        }
    }
}

extension ServerContext {
    func tell(
        _ request: TellRequest, in session: isolated Session, by principal: Principal,
        done: @escaping @Sendable (Result<Answer, APIError>) -> Void
    ) {
        session.post(request.message, to: request.call, by: principal) { [self, session] result in
            switch result {
            case .failure(let error): done(.failure(APIError(error)))
            case .success(.recorded(let offset)):
                let body: JSON = [
                    "call": .string(request.call.value), "kind": .string(request.message.kind.rawValue),
                    "event": .int(offset.value),
                ]
                done(.success(Answer(status: 202, json: body)))
            case .success(.inputWants): done(.failure(.undelivered(.notStarted)))
            case .success(.undelivered(.gone)): session.perform { self.findCall(request.call, in: $0, from: .zero, done) }
            case .success(.undelivered(.tooLong)):
                let field = request.message.kind == .answer ? "text" : "arguments"
                done(.failure(.invalid(field, "is longer than a message to a tool may be")))
            case .success(.undelivered(let reason)): done(.failure(.undelivered(reason)))
            case .success(let answer): done(.failure(Self.refusal(answer)))
            }
        }
    }

    /// Looks through the log whether the call has ended, or was never there.
    private func findCall(
        _ call: CallID, in session: isolated Session, from start: Offset,
        _ done: @escaping @Sendable (Result<Answer, APIError>) -> Void
    ) {
        let reader = LogReader(
            session: session, from: start, filter: EventFilter(kinds: [.toolSelected]), store: store)
        reader.assumeIsolated { reader in
            reader.next(limit: ServerLimits.pageEventCountMax, patience: .zero) { [self, session] page in
                // An unreadable event is as good as none here.
                if page.events.contains(where: { (try? $0.event())?.payload["call"]?.string == call.value }) {
                    return done(.failure(.undelivered(.gone)))
                }
                guard page.events.count == ServerLimits.pageEventCountMax else { return done(.failure(.callUnknown)) }
                session.perform { self.findCall(call, in: $0, from: page.next, done) }
            }
        }
    }
}

extension APIError {
    fileprivate static let callUnknown = APIError(.callUnknown, "This session has no call of that name.")

    /// Why a message does not reach a tool.
    fileprivate static func undelivered(_ reason: Undelivered) -> APIError {
        switch reason {
        case .gone, .notStarted, .stopping, .tooLong: APIError(.callNotRunning, reason.message)
        case .notAccepted(_, let kinds):
            APIError(.callNotAccepted, reason.message, details: ["accepts": .array(kinds.map { .string($0.rawValue) })])
        case .committed: APIError(.turnCommitted, reason.message)
        case .refused(let refusal): .invalid("arguments", refusal.message)
        case .full: APIError(.callInboxFull, reason.message, retryAfterSeconds: 1)
        }
    }
}
