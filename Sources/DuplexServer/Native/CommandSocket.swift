import DuplexCore
import DuplexLoop
import DuplexRuntime
import DuplexTransport

/// Does what a client asks for over a session's WebSocket.
///
/// It lives on its connection's loop.
actor CommandSocket {
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        // SAFETY: the socket keeps its loop, and this keeps its socket.
        unsafe loop.asUnownedSerialExecutor()
    }

    private nonisolated let loop: any EventLoop
    private let socket: WebSocket
    private let session: SessionID
    private let caller: Caller
    private let context: ServerContext
    private var commands: TokenBucket
    private var refusedCommandCount = 0

    init(_ socket: WebSocket, session: SessionID, caller: Caller, context: ServerContext) {
        self.socket = socket
        self.session = session
        self.caller = caller
        self.context = context
        loop = socket.loop
        commands = TokenBucket(
            perSecond: context.limits.commandsPerSecond, burst: context.limits.commandBurst, now: socket.loop.now)
    }

    /// Says hello and begins to listen; called once.
    func open(head: Int) {
        let hello: JSON = [
            "type": "hello", "time": .string(context.wall.now.description), "history": .string(context.store.history),
            "head": .int(head),
        ]
        socket.sendText(hello.bytes)
        // The socket holds this until it closes.
        socket.onText { text in self.assumeIsolated { $0.take(text) } }
    }

    private func take(_ text: [UInt8]) {
        if let wait = commands.take(at: loop.now) {
            refusedCommandCount += 1
            let error = APIError.rateLimited(wait)
            if refusedCommandCount > context.limits.refusedCommandCountMax { return socket.close(error) }
            return send(error, ref: nil)
        }
        refusedCommandCount = 0
        var ref: JSON?
        do throws(APIError) {
            var members = try Fields.object(text)
            ref = try SocketCommand.ref(members)
            let command = try SocketCommand(&members)
            try perform(command, ref: ref)
        } catch {
            send(error, ref: ref)
        }
    }

    private func perform(_ command: SocketCommand, ref: JSON?) throws(APIError) {
        guard !context.isStopping else { throw .stopping }
        guard caller.may(.write) else { throw APIError(.scopeMissing, "This needs the scope write.") }
        let done: @Sendable (Result<Answer, APIError>) -> Void = { [weak self, loop] result in
            loop.run { self?.assumeIsolated { $0.send(result, ref: ref) } }
        }
        let principal = caller.principal
        switch command {
        case .message(let message):
            if !message.isDryRun { try context.messageLimiter.take(principal, at: loop.now) }
            onSession(done) { [context] session in
                context.send(message, to: session, by: principal) { result in
                    done(
                        result.map { sent in
                            switch sent {
                            case .accepted(let receipt): receipt.answer
                            case .decided(let decision): Answer(status: 200, json: ["decision": decision])
                            }
                        })
                }
            }
        case .cancel(let turn, let request):
            onSession(done) { [context] session in context.cancel(turn, request, in: session, done: done) }
        case .resume(let turn):
            onSession(done) { [context] session in context.resume(turn, in: session, done: done) }
        case .decide(let request):
            onSession(done) { [context] session in
                context.decide(request, in: session, by: principal, done: done)
            }
        case .withdraw(let offset):
            onSession(done) { [context] session in
                context.withdraw(offset, in: session, by: principal, done: done)
            }
        case .input(let request):
            onSession(done) { [context] session in
                context.reply(request, in: session, by: principal, done: done)
            }
        case .tell(let request):
            onSession(done) { [context] session in
                context.tell(request, in: session, by: principal, done: done)
            }
        case .ack(let request):
            onSession(done) { [context] session in
                context.acknowledge(request, in: session, by: principal, done: done)
            }
        }
    }

    /// Finds the session anew each time: it may have left memory since.
    private func onSession(
        _ done: @escaping @Sendable (Result<Answer, APIError>) -> Void,
        _ work: @escaping @Sendable (isolated Session) -> Void
    ) {
        context.withSession(
            session, of: caller.principal, refuse: { done(.failure($0)) }, work)
    }

    private func send(_ result: Result<Answer, APIError>, ref: JSON?) {
        switch result {
        case .failure(let error): send(error, ref: ref)
        case .success(let answer):
            var frame: JSONObject = ["type": "reply"]
            frame["ref"] = ref
            // The answer's members follow as they are, so that an event in it keeps its bytes.
            var bytes = JSON.object(frame).bytes
            bytes[bytes.count - 1] = UInt8(ascii: ",")
            bytes.append(contentsOf: answer.body.dropFirst())
            socket.sendText(bytes)
        }
    }

    private func send(_ error: APIError, ref: JSON?) {
        var frame: JSONObject = ["type": "error"]
        frame["ref"] = ref
        frame["error"] = error.json
        socket.sendText(JSON.object(frame).bytes)
    }
}
