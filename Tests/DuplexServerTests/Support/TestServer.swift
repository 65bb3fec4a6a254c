import DuplexAgents
import DuplexCore
import DuplexDemo
import DuplexLoop
import DuplexRuntime
import DuplexServer
import DuplexTransport
import Glibc
import Synchronization

/// A whole server for one test: real sockets, a store in memory, loops of its own.
struct TestServer: Sendable {
    let context: ServerContext
    let gateway: Gateway
    let http: HTTPServer
    let port: UInt16
    let loops: [UVLoop]
    let wall: TestClock

    func connect(receiveBuffer: Int32? = nil) throws -> Client { try Client(port: port, receiveBuffer: receiveBuffer) }

    /// Creates a session and returns its id.
    func session(_ body: JSON = [:], token: String? = nil) throws -> String {
        let answer = try connect().ask("POST", "/v1/sessions", body, token: token)
        guard answer.status == 201, let id = answer.json["id"]?.string else {
            throw Client.Failure(description: "no session: \(answer.text)")
        }
        return id
    }

    /// Says something and waits until the turn has ended.
    @discardableResult
    func say(_ text: String, in session: String) throws -> Client.Answer {
        try connect().ask(
            "POST", "/v1/sessions/\(session)/messages", ["text": .string(text)], headers: ["Prefer": "wait=20"])
    }

    /// All events of a session.
    func events(of session: String, _ query: String = "limit=1000") throws -> [JSON] {
        try connect().ask("GET", "/v1/sessions/\(session)/events?\(query)").json["events"]?.array ?? []
    }

    /// How many documents the store has in a collection.
    func documentCount(in collection: String) throws -> Int {
        let count = Mutex<Swift.Result<Int, any Error>?>(nil)
        context.store.documents(collection) { answer in
            count.withLock { $0 = Swift.Result { try answer.get().count } }
        }
        // The memory store answers before it returns.
        guard let answer = count.withLock({ $0 }) else { throw Client.Failure(description: "the store has not answered") }
        return try answer.get()
    }
}

/// What a test wants of its server.
struct TestOptions: Sendable {
    var agents: [any Agent] = [EchoAgent()]
    var store: any EventStore = MemoryStore(history: "h-test")
    var tokens = ""
    var hosts: [String] = []
    var origins: [String] = []
    var isLoopback = true
    var limits = ServerLimits()
    var sessionLimits = Limits()
    var loopCount = 2
}

/// Runs `body` on a helper thread against a server, and ends the server.
func withServer<Result: Sendable>(
    _ options: TestOptions = TestOptions(), _ body: @escaping @Sendable (TestServer) throws -> Result
) async throws -> Result {
    let loops = (0..<options.loopCount).map { _ in UVLoop() }
    for loop in loops { try loop.start() }
    defer { for loop in loops { loop.stop() } }
    let wall = TestClock()
    let environment = RuntimeEnvironment(
        store: options.store, wall: wall, ids: TestNames(), limits: options.sessionLimits,
        threads: OwnThreads(spare: loops[0]))
    let sessions = Sessions(loops: loops, agents: try AgentCatalog(options.agents), environment: environment)
    let gatekeeper = Gatekeeper(
        tokens: try Tokens(parsing: options.tokens), hosts: options.hosts, origins: options.origins,
        isLoopback: options.isLoopback, wall: wall)
    let context = ServerContext(sessions: sessions, gatekeeper: gatekeeper, limits: options.limits)
    let gateway = Gateway(facades: context.facades, context: context)
    let http = HTTPServer(loops: loops, errorBody: Gateway.transportRefusal) { gateway.handle($0, $1) }
    let port = try http.listen(address: "127.0.0.1", port: 0)
    let test = TestServer(context: context, gateway: gateway, http: http, port: port, loops: loops, wall: wall)
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask(executorPreference: loops[0]) { await sessions.run() }
        let result = await onThread { Swift.Result { try body(test) } }
        await context.drain(http, grace: .zero)
        try await group.waitForAll()
        return try result.get()
    }
}

/// A wall clock that stands still unless a test moves it.
final class TestClock: WallClock {
    private let time = Mutex(Timestamp(microseconds: 1_700_000_000_000_000))

    var now: Timestamp { time.withLock { $0 } }

    func advance(seconds: Int64) {
        time.withLock { $0 = Timestamp(microseconds: $0.microseconds + seconds * 1_000_000) }
    }
}

/// Names that count up.
struct TestNames: IDSource {
    private let counter = Counter()

    func next() -> String { "n\(counter.next())" }
}

private final class Counter: Sendable {
    private let value = Atomic<Int>(0)
    func next() -> Int { value.add(1, ordering: .relaxed).newValue }
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
