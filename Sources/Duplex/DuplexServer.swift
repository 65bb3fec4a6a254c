import DuplexCore
import DuplexLoop
import DuplexRuntime
import DuplexServer
import DuplexStoreSQLite
import DuplexTransport

/// A server of agents, over HTTP, event streams and WebSockets.
///
/// ```swift
/// let server = try DuplexServer(ServerConfiguration(agents: [EchoAgent()]))
/// try await server.run()
/// ```
public struct DuplexServer: Sendable {
    /// What is known once the server listens.
    public struct Ready: Sendable {
        /// The address that is listened at, in the notation of URLs.
        public let host: String

        /// The port: the one that the system chose if 0 was asked for.
        public let port: UInt16

        /// The key of a login link for a browser, `/#key=…`: good once, for ten minutes. Nil without tokens.
        public let loginKey: String?

        /// Sessions whose turns a crash had left open; they have been ended.
        public let recoveredSessionCount: Int
    }

    /// How often sessions that nobody uses are looked for.
    private static let sweepInterval = Duration.seconds(60)

    /// Idle sessions leave memory after this time; they are loaded again when somebody asks for them.
    private static let idleAge = Duration.seconds(300)

    private let configuration: ServerConfiguration
    private let agents: AgentCatalog
    private let tokens: Tokens
    private let address: String
    private let isLoopback: Bool

    /// Checks a configuration; nothing is opened yet.
    ///
    /// - Throws: ``ServerError`` with `agents.invalid`, `tokens.invalid` or `tokens.needed`.
    public init(_ configuration: ServerConfiguration) throws(ServerError) {
        self.configuration = configuration
        do {
            agents = try AgentCatalog(
                configuration.agents, policies: configuration.whenBusy, arbiter: configuration.arbiter)
        } catch {
            throw ServerError(.agentsInvalid, (error as? CatalogError)?.message ?? "The agents cannot be served.")
        }
        do throws(TokensError) {
            tokens = try Tokens(parsing: configuration.tokens)
        } catch {
            throw ServerError(.tokensInvalid, error.message)
        }
        address = configuration.address == "localhost" ? "127.0.0.1" : configuration.address
        isLoopback = address.hasPrefix("127.") || address == "::1" || address == "[::1]"
        guard isLoopback || !tokens.isEmpty else {
            throw ServerError(
                .tokensNeeded, "Others can reach \(address): give the server tokens, or listen at 127.0.0.1.")
        }
    }

    /// Serves until SIGTERM or SIGINT arrives or the task is cancelled, then ends in good order.
    ///
    /// `onReady` is called once, when clients can connect.
    ///
    /// On cancellation: stops all turns and readers, waits for them at most the configured grace, and returns; tools that
    /// ignore their cancellation keep it from returning, see ``ServerConfiguration/onOverdue``.
    ///
    /// - Throws: ``ServerError`` with `store.unusable`, `listen.failed` or `system.exhausted`.
    public func run(onReady: @escaping @Sendable (Ready) -> Void = { _ in }) async throws {
        DescriptorLimit.raise()
        // Reads the lexicon and the model now, and not on a session's loop when the first message arrives during work.
        _ = OfflineArbiter()
        let loops = try startLoops()
        defer { for loop in loops { loop.stop() } }
        let store = try openStore()
        let served: Result<Void, any Error>
        do {
            served = .success(try await serve(store, on: loops, onReady: onReady))
        } catch {
            served = .failure(error)
        }
        await withCheckedContinuation { continuation in store.close { continuation.resume() } }
        try served.get()
    }

    private func serve(
        _ store: any EventStore, on loops: [UVLoop], onReady: @escaping @Sendable (Ready) -> Void
    ) async throws {
        let metrics = Metrics()
        let clock = ContinuousClock()
        let exporter = configuration.traceEndpoint.map { TraceExporter(endpoint: $0, metrics: metrics, clock: clock) }
        let start = clock.now
        let elapsed: @Sendable () -> Duration = { clock.now - start }
        var export: (@Sendable ([Span]) -> Void)?
        if let exporter { export = { exporter.take($0) } }
        let log = ClosureLog(write: configuration.log)
        let environment = RuntimeEnvironment(
            store: MeteredStore(store, metrics: metrics, now: elapsed), wall: SystemClock(), ids: SystemNames(),
            limits: configuration.limits, log: log,
            watcher: SpanWatcher(metrics: metrics, log: SpanLog(log), export: export), threads: OwnThreads(spare: loops[0]))
        let sessions = Sessions(loops: loops, agents: agents, environment: environment)
        let gatekeeper = Gatekeeper(
            tokens: tokens, hosts: configuration.hostNames, origins: configuration.corsOrigins, isLoopback: isLoopback,
            wall: environment.wall)
        var limits = ServerLimits()
        limits.chatTotal = configuration.chatTotal
        limits.chatIdle = configuration.chatIdle
        let context = ServerContext(sessions: sessions, gatekeeper: gatekeeper, limits: limits, metrics: metrics)
        let gateway = Gateway(facades: context.facades, context: context)
        let http = HTTPServer(loops: loops, errorBody: Gateway.transportRefusal) { gateway.handle($0, $1) }
        metrics.observeConnections { http.connectionCount }
        try await withThrowingTaskGroup(of: Void.self) { group in
            var overdue: LoopTimer?
            group.addTask(executorPreference: loops[0]) { await sessions.run() }
            if let exporter { group.addTask { await exporter.run() } }
            do {
                let recovered = try await recover(sessions)
                let port = try listen(http)
                let stop = StopSignal(on: loops[0], listensToSignals: configuration.endsAtSignals)
                let sweeper = Sweeper(
                    sessions, gateway, on: loops[0], every: Self.sweepInterval, idleAge: Self.idleAge)
                onReady(ready(context, port: port, recovered: recovered))
                await stop.wait()
                // From now on a second signal ends the process at once.
                stop.close()
                sweeper.stop()
                await context.drain(http, grace: configuration.grace)
                overdue = watchOverdue(store, on: loops[0])
            } catch {
                sessions.abandon()
                exporter?.finish()
                throw error
            }
            // The spans of what has ended with the server are sent too.
            exporter?.finish()
            try await group.waitForAll()
            overdue?.cancel()
        }
    }

    /// Watches that what was cancelled ends in time.
    ///
    /// A task that ignores its cancellation cannot be ended from outside, only with its process. The store is closed
    /// first, so that its last bytes are where they belong.
    private func watchOverdue(_ store: any EventStore, on loop: UVLoop) -> LoopTimer {
        loop.schedule(after: configuration.overdueAfter) { [configuration] in
            let line = LogLine(
                level: .warning, message: "work that ignores its cancellation still runs",
                fields: [("waited", "\(configuration.overdueAfter)")])
            configuration.log(line)
            store.close { configuration.onOverdue(line) }
        }
    }

    private func ready(_ context: ServerContext, port: UInt16, recovered: Int) -> Ready {
        var key: String?
        if let caller = tokens.firstCaller {
            let made = context.ids.next()
            context.gatekeeper.logins.allow(made, for: caller, at: context.wall.now)
            key = made
        }
        let host = address.contains(":") && !address.hasPrefix("[") ? "[\(address)]" : address
        return Ready(host: host, port: port, loginKey: key, recoveredSessionCount: recovered)
    }

    // MARK: What has to be opened first

    private func startLoops() throws(ServerError) -> [UVLoop] {
        var loops: [UVLoop] = []
        for _ in 0..<max(1, configuration.loopCount ?? processorCount() / 2) {
            let loop = UVLoop()
            do throws(LoopError) {
                try loop.start()
            } catch {
                for loop in loops { loop.stop() }
                throw ServerError(.systemExhausted, "The system has no threads or descriptors left.")
            }
            loops.append(loop)
        }
        return loops
    }

    private func openStore() throws(ServerError) -> any EventStore {
        let names = SystemNames()
        switch configuration.store {
        case .memory: return MemoryStore(history: names.next())
        case .directory(let directory):
            do throws(OpenError) {
                return try SQLiteStore(directory: directory) { names.next() }
            } catch {
                throw ServerError(.storeUnusable, error.description)
            }
        }
    }

    private func listen(_ http: HTTPServer) throws(ServerError) -> UInt16 {
        do throws(ListenError) {
            return try http.listen(address: address, port: configuration.port)
        } catch {
            throw ServerError(.listenFailed, error.description)
        }
    }

    /// Begins to end what a crash has left open, and tells how many sessions that concerns.
    private func recover(_ sessions: Sessions) async throws(ServerError) -> Int {
        let result = await withCheckedContinuation { continuation in
            sessions.recover { continuation.resume(returning: $0) }
        }
        switch result {
        case .success(let count): return count
        case .failure: throw ServerError(.storeUnusable, "The store cannot be read.")
        }
    }
}
