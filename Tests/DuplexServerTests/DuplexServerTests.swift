import Dispatch
import Duplex
import DuplexAgents
import DuplexDemo
import Glibc
import Synchronization
import Testing

@Suite(.serialized) struct DuplexServerTests {
    private static func configuration() -> ServerConfiguration {
        var configuration = ServerConfiguration(agents: [EchoAgent()])
        configuration.port = 0
        configuration.endsAtSignals = false
        return configuration
    }

    @Test func `an address that others can reach needs tokens`() throws {
        var configuration = Self.configuration()
        for address in ["0.0.0.0", "::", "192.0.2.1"] {
            configuration.address = address
            configuration.tokens = ""
            let error = #expect(throws: ServerError.self) { try DuplexServer(configuration) }
            #expect(error?.code == .tokensNeeded)
            #expect(error?.message.contains("\n") == false)
            configuration.tokens = "ann:admin:\(String(repeating: "0", count: 64))"
            _ = try DuplexServer(configuration)
        }
        for address in ["127.0.0.1", "::1", "localhost"] {
            configuration.address = address
            configuration.tokens = ""
            _ = try DuplexServer(configuration)
        }
    }

    @Test func `a configuration that cannot work is refused before anything is opened`() {
        var configuration = Self.configuration()
        configuration.tokens = "nonsense"
        #expect(throws: ServerError.self) { try DuplexServer(configuration) }
        configuration = Self.configuration()
        configuration.agents = []
        #expect(throws: ServerError.self) { try DuplexServer(configuration) }
        configuration.agents = [EchoAgent(), EchoAgent()]
        #expect(throws: ServerError.self) { try DuplexServer(configuration) }
    }

    @Test func `an address that this machine does not have is told in a sentence`() async throws {
        var configuration = Self.configuration()
        configuration.address = "192.0.2.1"
        configuration.tokens = "ann:admin:\(String(repeating: "0", count: 64))"
        let server = try DuplexServer(configuration)
        let error = await #expect(throws: ServerError.self) { try await server.run() }
        #expect(error?.code == .listenFailed)
    }

    @Test func `a login key is made when there are tokens`() async throws {
        var configuration = Self.configuration()
        configuration.tokens = "ann:admin:\(String(repeating: "0", count: 64))"
        try await run(configuration) { ready in
            let client = try Client(port: ready.port)
            let key = try #require(ready.loginKey)
            #expect(try client.ask("POST", "/v1/login", ["key": .string(key)]).json["principal"] == "ann")
        }
    }

    @Test(arguments: [true, false])
    func `P37 a server that is told to stop answers all who wait, and ends`(bySignal: Bool) async throws {
        var configuration = Self.configuration()
        configuration.endsAtSignals = bySignal
        try await run(configuration) { ready in
            func connect() throws -> Client { try Client(port: ready.port) }
            let id = try #require(try connect().ask("POST", "/v1/sessions", [:]).json["id"]?.string)
            let head = try connect().ask("POST", "/v1/sessions/\(id)/messages", ["text": "SLEEP:590"])
            #expect(head.status == 202)
            let polls = try (0..<60).map { _ in
                let client = try connect()
                try client.send("GET", "/v1/sessions/\(id)/events?from=3&kinds=custom&wait=60")
                return client
            }
            let streams = try (0..<20).map { _ in
                let client = try connect()
                try client.send("GET", "/v1/sessions/\(id)/events", headers: ["Accept": "text/event-stream"])
                return try EventSource(client)
            }
            let sockets = try (0..<20).map { _ in
                let client = try connect()
                #expect(try SocketClient.shakeHands(client, id).status == 101)
                return client
            }
            for _ in 0..<10_000 {
                let metrics = try connect().ask("GET", "/metrics").text
                if metrics.contains("duplex_readers 100\n") { break }
            }
            ready.stop(bySignal)
            for poll in polls {
                let answer = try poll.readAnswer()
                #expect(answer.status == 200)
                #expect(answer.json["events"] == [])
            }
            for stream in streams {
                let last = try stream.events(until: "never").last?.event
                #expect(last?["kind"] == "turn.ended")
                #expect(last?["payload"]?["cause"] == "shutdown")
            }
            for socket in sockets {
                let bytes = try socket.readToEnd()
                // A close frame with 1001 is the last thing that it says.
                #expect(bytes.contains(0x88) && bytes.firstRange(of: [0x03, 0xE9]) != nil)
            }
        }
    }

    @Test func `what was said outlives the process when a directory is given`() async throws {
        var template = Array("/tmp/duplex-test-XXXXXX".utf8CString)
        let directory = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) } ?? ""
        }
        var configuration = Self.configuration()
        configuration.store = .directory(directory)
        let id = Mutex("")
        try await run(configuration) { ready in
            let client = try Client(port: ready.port)
            let made = try #require(try client.ask("POST", "/v1/sessions", ["title": "kept"]).json["id"]?.string)
            id.withLock { $0 = made }
        }
        try await run(configuration) { ready in
            let answer = try Client(port: ready.port).ask("GET", "/v1/sessions/\(id.withLock { $0 })")
            #expect(answer.json["title"] == "kept")
        }
    }

    @Test func `I33: an agent that hears nothing does not keep the program from ending`() async throws {
        let deaf = DeafAgent()
        var configuration = ServerConfiguration(agents: [deaf])
        configuration.port = 0
        configuration.endsAtSignals = false
        configuration.overdueAfter = .milliseconds(1)
        let overdue = Mutex<[String]>([])
        configuration.onOverdue = { line in
            overdue.withLock { $0.append(line.message) }
            // Here a program would end itself; a test that does not get here hangs.
            deaf.wake()
        }
        try await run(configuration) { ready in
            let client = try Client(port: ready.port)
            let id = try #require(try client.ask("POST", "/v1/sessions", [:]).json["id"]?.string)
            #expect(try client.ask("POST", "/v1/sessions/\(id)/messages", ["text": "hello"]).status == 202)
            try deaf.waitUntilAsleep()
        }
        #expect(overdue.withLock { $0 } == ["work that ignores its cancellation still runs"])
    }

    /// A server that runs, for a test.
    struct Running: Sendable {
        let port: UInt16
        let loginKey: String?
        let task: AsyncStream<Void>.Continuation

        /// Tells the server to stop.
        func stop(_ bySignal: Bool) {
            if bySignal { kill(getpid(), SIGTERM) } else { task.finish() }
        }
    }

    /// Runs a server while `body` runs on a helper thread, and stops it.
    private func run(
        _ configuration: ServerConfiguration, _ body: @escaping @Sendable (Running) throws -> Void
    ) async throws {
        let server = try DuplexServer(configuration)
        let (readiness, feed) = AsyncStream<DuplexServer.Ready>.makeStream(bufferingPolicy: .bufferingOldest(1))
        let (stop, stopper) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingOldest(1))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await withThrowingTaskGroup(of: Void.self) { inner in
                    inner.addTask { try await server.run { feed.yield($0) } }
                    inner.addTask {
                        for await _ in stop {}
                    }
                    // Whichever ends first: the server by its signal, or the wait by the test.
                    try await inner.next()
                    inner.cancelAll()
                    try await inner.waitForAll()
                }
            }
            var iterator = readiness.makeAsyncIterator()
            let ready = try #require(await iterator.next())
            let running = Running(port: ready.port, loginKey: ready.loginKey, task: stopper)
            let result = await onThread { Result { try body(running) } }
            stopper.finish()
            try await group.waitForAll()
            try result.get()
        }
    }
}

/// Sleeps until somebody wakes it, whatever is asked of it.
private final class DeafAgent: Agent {
    let name = "deaf"
    let about = "Hears nothing."
    private let isAsleep = DispatchSemaphore(value: 0)
    private let waiting = Mutex<CheckedContinuation<Void, Never>?>(nil)

    /// On cancellation: nothing; a bare continuation hears of none.
    func run(_ context: RunContext) async throws {
        await withCheckedContinuation { continuation in
            waiting.withLock { $0 = continuation }
            isAsleep.signal()
        }
    }

    func waitUntilAsleep() throws {
        guard isAsleep.wait(timeout: .now() + 30) == .success else { throw CancellationError() }
    }

    func wake() { waiting.withLock { $0.take() }?.resume() }
}
