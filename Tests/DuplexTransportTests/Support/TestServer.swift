import DuplexLoop
import DuplexTransport
import Glibc
import RawClient
import Synchronization

/// A server for one test, on loops of its own.
struct TestServer: Sendable {
    let http: HTTPServer
    let loops: [UVLoop]
    let port: UInt16

    func connect(receiveBuffer: Int32? = nil) throws -> RawClient {
        try RawClient(port: port, receiveBuffer: receiveBuffer)
    }
}

/// Runs `body` on a helper thread against a server, and ends the server.
func withServer<Result: Sendable>(
    loops count: Int = 1, limits: TransportLimits = TransportLimits(),
    handler: @escaping HTTPServer.Handler = echo,
    _ body: @escaping @Sendable (TestServer) throws -> Result
) async throws -> Result {
    let loops = (0..<count).map { _ in UVLoop() }
    for loop in loops { try loop.start() }
    defer { for loop in loops { loop.stop() } }
    let server = HTTPServer(loops: loops, limits: limits, handler: handler)
    let test = TestServer(http: server, loops: loops, port: try server.listen(address: "127.0.0.1", port: 0))
    let result = await onThread { Swift.Result { try body(test) } }
    await server.close(grace: .zero)
    return try result.get()
}

/// Runs blocking work on a thread of its own, so that it holds none of the pool's.
func onThread<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
    await withCheckedContinuation { continuation in
        let work = Unmanaged.passRetained(ThreadWork { continuation.resume(returning: body()) })
        var id = pthread_t()
        let status = pthread_create(&id, nil, runThread, work.toOpaque())
        precondition(status == 0, "no thread: \(status)")
        pthread_detach(id)
    }
}

private final class ThreadWork: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

private func runThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let argument { Unmanaged<ThreadWork>.fromOpaque(argument).takeRetainedValue().run() }
    return nil
}

/// Answers with the request's method, target and body.
let echo: HTTPServer.Handler = { request, exchange in
    let body = Array("\(request.method) \(request.target) ".utf8) + request.body
    exchange.respond(status: 200, headers: ["Content-Type": "text/plain"], body: body)
}

/// A value that one thread waits for and another one sets.
final class Signal<Value: Sendable>: Sendable {
    private let values = Mutex<[Value]>([])
    private let semaphore = Semaphore()

    func send(_ value: Value) {
        values.withLock { $0.append(value) }
        semaphore.post()
    }

    /// Waits for the next value; used on a helper thread.
    func wait() -> Value {
        semaphore.wait()
        return values.withLock { $0.removeFirst() }
    }
}

/// A counting semaphore.
final class Semaphore: @unchecked Sendable {
    // SAFETY: the system's semaphores are made for use from several threads.
    private let raw = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() { sem_init(raw, 0, 0) }

    deinit {
        sem_destroy(raw)
        raw.deallocate()
    }

    func post() { sem_post(raw) }

    func wait() {
        while sem_wait(raw) != 0 {}
    }
}
