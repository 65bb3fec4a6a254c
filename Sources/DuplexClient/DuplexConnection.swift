public import DuplexCore
public import DuplexCurl

/// A client's way to one Duplex server.
///
/// ```swift
/// let server = DuplexConnection(url: "http://127.0.0.1:7171", clock: ContinuousClock(), random: { .random(in: .min ... .max) })
/// let session = try await server.createSession(agent: "echo")
/// let receipt = try await server.send("Hello", to: session.id)
/// for try await event in server.events(of: session.id, turn: receipt.turn) where event.kind == .messageDelta {
///     // …
/// }
/// ```
public struct DuplexConnection: Sendable {
    /// How often ``send(_:to:whenBusy:target:progress:)`` tries in all: about half a minute.
    public static let sendAttemptCountMax = 8

    /// The time that any answer but a stream of events may take.
    private static let answerTimeMax = Duration.seconds(30)

    let http: CurlClient
    let clock: any Clock<Duration>
    let random: @Sendable () -> UInt64
    private let base: String
    private let token: String?

    /// Creates a connection; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - url: the server's address, as in `http://127.0.0.1:7171`.
    ///   - token: what the server knows the caller by; nil where it wants none.
    ///   - http: the HTTP client, which several connections may share.
    ///   - clock: measures the waits between attempts.
    ///   - random: random bits, for the names of messages and for the jitter of waits.
    public init(
        url: String, token: String? = nil, http: CurlClient = CurlClient(), clock: any Clock<Duration>,
        random: @escaping @Sendable () -> UInt64
    ) {
        var url = url[...]
        while url.last == "/" { url.removeLast() }
        base = String(url)
        self.token = token
        self.http = http
        self.clock = clock
        self.random = random
    }

    /// The agents that the server offers; the first one answers sessions that name none.
    ///
    /// On cancellation: throws `CancellationError`; nothing has changed.
    ///
    /// - Throws: ``ClientError``.
    public func agents() async throws -> [AgentSummary] {
        try AgentSummary.list(try await json(call("GET", "/v1/agents")))
    }

    /// Opens a session with an agent; nil takes the server's first one.
    ///
    /// On cancellation: throws `CancellationError`; the server may have opened the session.
    ///
    /// - Throws: ``ClientError``. It tries once, since a second attempt could open a second session.
    public func createSession(agent: String? = nil) async throws -> SessionSummary {
        var body = JSONObject()
        body["agent"] = agent.map(JSON.string)
        return try SessionSummary(try await json(call("POST", "/v1/sessions", body: .object(body))))
    }

    /// A session as it is now.
    ///
    /// On cancellation: throws `CancellationError`; nothing has changed.
    ///
    /// - Throws: ``ClientError``.
    public func snapshot(of session: SessionID) async throws -> SessionSummary {
        try SessionSummary(try await json(call("GET", Self.path(session))))
    }

    /// Sends a message and waits until the server has written it down.
    ///
    /// The message has a name of its own, by which the server knows it again: it is tried up to
    /// ``sendAttemptCountMax`` times while the server cannot be reached or has trouble, and is never said twice.
    ///
    /// On cancellation: throws `CancellationError`; the server may have the message.
    ///
    /// - Parameters:
    ///   - text: what is said; not only white space.
    ///   - session: the session's name.
    ///   - whenBusy: what it does while work runs: `auto`, `interrupt`, `enqueue` and so on; nil leaves that to the
    ///     session.
    ///   - target: the branch of the running turn that it is for, by its agent's name or its run's id; goes with
    ///     `steer` only. Nil for the whole turn.
    ///   - progress: the id of a saved view that shows the turn, and begins anew with it; nil for none.
    /// - Throws: ``ClientError``.
    public func send(
        _ text: String, to session: SessionID, whenBusy: String? = nil, target: String? = nil, progress: String? = nil
    ) async throws -> Receipt {
        var body: JSONObject = ["text": .string(text), "client_message_id": .string(messageName())]
        body["when_busy"] = whenBusy.map(JSON.string)
        body["target"] = target.map(JSON.string)
        body["progress"] = progress.map { ["id": .string($0)] }
        let call = call("POST", "\(Self.path(session))/messages", body: .object(body))
        var backoff = Backoff(random: random)
        for _ in 1..<Self.sendAttemptCountMax {
            do {
                return try Receipt(try await json(call))
            } catch let error as ClientError where error.isPassing {
                try await clock.sleep(for: backoff.wait())
            }
        }
        return try Receipt(try await json(call))
    }

    /// Asks the server to stop a turn; the log says when it has stopped. Of a turn that has ended nothing changes.
    ///
    /// On cancellation: throws `CancellationError`; the server may have the request.
    ///
    /// - Throws: ``ClientError``.
    public func cancel(_ turn: TurnID, of session: SessionID) async throws {
        let path = "\(Self.path(session))/turns/\(Self.encoded(turn.value))/cancel"
        _ = try await json(call("POST", path, body: [:]))
    }

    /// Answers a question that a turn waits with; the first answer counts.
    ///
    /// On cancellation: throws `CancellationError`; the server may have the answer.
    ///
    /// - Parameters:
    ///   - call: the `call` of `input.requested`.
    ///   - session: the session's name.
    ///   - text: the answer; not only white space.
    /// - Throws: ``ClientError``.
    public func answer(_ call: CallID, of session: SessionID, _ text: String) async throws {
        try await reply(to: call, of: session, ["answer": .string(text)])
    }

    /// Allows a call that a turn waits with, or refuses it; the first answer counts.
    ///
    /// On cancellation: throws `CancellationError`; the server may have the answer.
    ///
    /// - Parameters:
    ///   - call: the `call` of `input.requested`.
    ///   - session: the session's name.
    ///   - isApproved: whether the call may run.
    /// - Throws: ``ClientError``.
    public func decide(_ call: CallID, of session: SessionID, isApproved: Bool) async throws {
        try await reply(to: call, of: session, ["approved": .bool(isApproved)])
    }

    /// Says something to a running tool that takes it; the log says whether the tool has read it.
    ///
    /// On cancellation: throws `CancellationError`; the server may have the message.
    ///
    /// - Parameters:
    ///   - call: the `call` of a `tool.started` whose `accepts` has the message's kind.
    ///   - session: the session's name.
    ///   - message: what is said.
    /// - Throws: ``ClientError``; it tries once, since a second attempt could say it twice.
    public func tell(_ call: CallID, of session: SessionID, _ message: ToolMessage) async throws {
        var body: JSONObject = ["kind": .string(message.kind.rawValue)]
        for member in message.members.members { body[member.key] = member.value }
        let path = "\(Self.path(session))/calls/\(Self.encoded(call.value))/messages"
        _ = try await json(self.call("POST", path, body: .object(body)))
    }

    private func reply(to call: CallID, of session: SessionID, _ body: JSON) async throws {
        let path = "\(Self.path(session))/inputs/\(Self.encoded(call.value))"
        _ = try await json(self.call("POST", path, body: body))
    }

    /// Asks the server to go on with a turn that was stopped, in a new turn; the log shows it.
    ///
    /// On cancellation: throws `CancellationError`; the server may have the request.
    ///
    /// - Throws: ``ClientError``.
    public func resume(_ turn: TurnID, of session: SessionID) async throws {
        let path = "\(Self.path(session))/turns/\(Self.encoded(turn.value))/resume"
        _ = try await json(call("POST", path, body: [:]))
    }

    /// Tells the server up to which event the person has seen the session, so that another device can go on there.
    ///
    /// The mark never goes back; telling the same again changes nothing.
    ///
    /// On cancellation: throws `CancellationError`; the server may have the mark.
    ///
    /// - Parameters:
    ///   - offset: the last event that was shown.
    ///   - session: the session's name.
    /// - Returns: where the mark is now, which another device may have moved further.
    /// - Throws: ``ClientError``; `historyChanged` for an offset that the session does not have.
    @discardableResult
    public func markSeen(_ offset: Offset, of session: SessionID) async throws -> Offset {
        let answer = try await json(call("POST", "\(Self.path(session))/ack", body: ["seen": .int(offset.value)]))
        guard let seen = answer["seen"]?.int else { throw ClientError.incomprehensible("it is no mark") }
        return Offset(seen)
    }

    /// Up to which event the person has seen the session, on any device; nil when none has told.
    ///
    /// On cancellation: throws `CancellationError`; nothing has changed.
    ///
    /// - Throws: ``ClientError``.
    public func seen(of session: SessionID) async throws -> Offset? {
        try await json(call("GET", "\(Self.path(session))/ack"))["seen"]?.int.map { Offset($0) }
    }

    // MARK: Calls

    static func path(_ session: SessionID) -> String { "/v1/sessions/\(encoded(session.value))" }

    func call(_ method: String, _ path: String, body: JSON? = nil) -> HTTPCall {
        var headers: HTTPHeaders = ["Accept": "application/json"]
        if let token { headers.append("Authorization", "Bearer \(token)") }
        if body != nil { headers.append("Content-Type", "application/json") }
        var limits = CallLimits()
        limits.overall = Self.answerTimeMax
        return HTTPCall(method, base + path, headers: headers, body: body.map { Array($0.text.utf8) }, limits: limits)
    }

    func json(_ call: HTTPCall) async throws -> JSON {
        let answer = try await answer(to: call)
        guard (200..<300).contains(answer.status) else { throw ClientError(status: answer.status, body: answer.body) }
        do {
            return try JSON(parsing: answer.body)
        } catch {
            throw ClientError.incomprehensible("it is not JSON")
        }
    }

    func answer(to call: HTTPCall) async throws -> HTTPAnswer {
        do {
            return try await http.send(call, bodyByteCountMax: 16 << 20)
        } catch let error as CurlError {
            throw ClientError.unreachable(error.message)
        }
    }

    private func messageName() -> String { "m-" + String(random(), radix: 36) + String(random(), radix: 36) }

    /// A name as it stands in a path or in a query.
    static func encoded(_ text: String) -> String {
        text.utf8.reduce(into: "") { result, byte in
            let scalar = Unicode.Scalar(byte)
            if scalar.isASCII, Character(scalar).isLetter || Character(scalar).isNumber || "-._~,".unicodeScalars.contains(scalar) {
                result.unicodeScalars.append(scalar)
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                result += "%" + (digits.count < 2 ? "0" : "") + digits
            }
        }
    }
}
