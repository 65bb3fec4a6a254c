/// An HTTP client with one thread and one pool of connections.
///
/// A program needs one. It follows no redirects, speaks http and https only, checks certificates, and takes a proxy
/// from the environment except for addresses of this machine.
public final class CurlClient: Sendable {
    private let inbox: Inbox
    private let thread: OwnThread

    /// Starts the client's thread.
    public init() {
        let multi = MultiHandle()
        let inbox = Inbox(multi)
        self.inbox = inbox
        thread = OwnThread(name: "duplex-curl") { CurlLoop(multi, inbox: inbox).run() }
    }

    /// A client that is dropped without being closed ends its thread on its own.
    deinit { inbox.post(.close) }

    /// Ends all calls with ``CurlError/closed``, closes all connections and waits for the thread's end.
    ///
    /// It may be called more than once. On cancellation: waits all the same, which takes milliseconds.
    public func close() async {
        inbox.post(.close)
        await thread.join()
    }

    /// Makes a call and waits for the head of the reply.
    ///
    /// Any status is a reply, not an error. The body must be read or dropped; while it is neither, its connection
    /// stays open within the call's limits. The client bounds each call's memory, its callers the number of calls.
    ///
    /// On cancellation: the connection is closed within milliseconds and `CancellationError` is thrown.
    ///
    /// - Throws: ``CurlError``.
    package func stream(_ call: HTTPCall) async throws -> HTTPReply {
        let (transfer, body) = try start(call)
        let head = try await transfer.head()
        return HTTPReply(status: head.status, headers: head.headers, body: body)
    }

    /// Makes a call and waits for the reply's status; what it says is not read.
    ///
    /// On cancellation: goes on, within the call's limits. So something can still be sent by a task that ends.
    ///
    /// - Throws: ``CurlError``.
    package func status(of call: HTTPCall) async throws -> Int {
        let (transfer, body) = try start(call)
        let head = try await transfer.headHeedless()
        body.release()
        return head.status
    }

    private func start(_ call: HTTPCall) throws -> (Transfer, HTTPBody) {
        try call.check()
        let target = try TargetAddress(parsing: call.url)
        let transfer = Transfer(inbox: inbox)
        let body = HTTPBody(transfer, client: self)
        guard inbox.post(.start(transfer, call, target)) else { throw CurlError.closed }
        return (transfer, body)
    }

    /// Makes a call and waits for the whole reply.
    ///
    /// On cancellation: the connection is closed within milliseconds and `CancellationError` is thrown.
    ///
    /// - Throws: ``CurlError``; ``CurlError/tooLarge`` when the body has more than `bodyByteCountMax` bytes.
    package func send(_ call: HTTPCall, bodyByteCountMax: Int = 4 << 20) async throws -> HTTPAnswer {
        let reply = try await stream(call)
        let body = try await reply.body.collect(byteCountMax: bodyByteCountMax)
        return HTTPAnswer(status: reply.status, headers: reply.headers, body: body)
    }
}

extension HTTPBody {
    /// Reads the body to its end.
    ///
    /// On cancellation: the connection is closed and `CancellationError` is thrown.
    ///
    /// - Throws: ``CurlError``; ``CurlError/tooLarge`` when there are more than `byteCountMax` bytes.
    package func collect(byteCountMax: Int) async throws -> [UInt8] {
        var whole: [UInt8] = []
        for try await bytes in self {
            guard whole.count + bytes.count <= byteCountMax else { throw CurlError.tooLarge }
            whole.append(contentsOf: bytes)
        }
        return whole
    }
}
