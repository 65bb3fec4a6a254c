import DuplexClient
import DuplexCore
import DuplexCurl
import ServerInProcess
import StubServer
import Testing

/// Readers that stop, fall behind, or whose server becomes another one.
@Suite(.timeLimit(.minutes(1))) struct ReaderTests {
    /// How many readers a server has.
    private func readerCount(at url: String, _ client: CurlClient) async throws -> Int? {
        let answer = try await client.send(HTTPCall("GET", url + "/metrics"))
        return String(decoding: answer.body, as: UTF8.self).firstMatch(of: /duplex_readers (\d+)\n/).flatMap {
            Int($0.1)
        }
    }

    @Test func `a task that is cancelled leaves no reader behind, and stops nothing at the server`() async throws {
        try await withServer { url, _ in
            let server = connection(to: url)
            let session = try await server.createSession(agent: "echo")
            let client = CurlClient()
            let turn = try await server.say("SLEEP:30", in: session)
            let (begun, beginning) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingOldest(1))
            await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for try await _ in turn.updates() { beginning.yield() }
                }
                for await _ in begun { break }
                group.cancelAll()
                let result = await group.nextResult()
                #expect(throws: CancellationError.self) { try result?.get() }
            }
            while try await readerCount(at: url, client) != 0 {}
            #expect(try await server.snapshot(of: session.id).json["status"] == "running")
            try await turn.cancel()
            #expect(try await turn.end().outcome == .cancelled)
            await client.close()
        }
    }

    @Test func `a reader notices that its server has become another one`() async throws {
        try await withDirectory { old in
            try await withDirectory { new in
                let (session, port) = try await withServer(directory: old) { url, port in
                    (try await connection(to: url).createSession(agent: "echo"), port)
                }
                let (begun, beginning) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingOldest(1))
                let (ended, ending) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingOldest(1))
                async let reading = Self.problem(of: session, port: port) {
                    beginning.yield()
                } onEnd: {
                    ending.yield()
                }
                try await withServer(directory: old, port: port) { _, _ in for await _ in begun { return } }
                try await withServer(directory: new, port: port) { url, _ in
                    for await _ in ended { break }
                    // The same name may mean another session there: the history tells.
                    let server = connection(to: url)
                    let other = try await server.createSession(agent: "echo")
                    await #expect(throws: ClientError.historyChanged) {
                        for try await _ in server.events(of: other.id, history: session.history) {}
                    }
                }
                guard case .notFound = try await reading else {
                    Issue.record("a session that is gone is read on")
                    return
                }
            }
        }
    }

    /// Reads a session until that fails; tells of its events, and of the end.
    private static func problem(
        of session: SessionSummary,
        port: UInt16,
        onEvent: @Sendable () -> Void,
        onEnd: @Sendable () -> Void
    ) async throws -> ClientError? {
        defer { onEnd() }
        do {
            for try await _ in connection(to: port).events(of: session.id, history: session.history) { onEvent() }
        } catch let error as ClientError {
            return error
        }
        return nil
    }

    @Test func `what is not read is not taken: the server has to wait`() async throws {
        let (stalls, stalling) = AsyncStream<Int>.makeStream(bufferingPolicy: .bufferingOldest(1))
        let event =
            #"{"offset":0,"id":"s-0","time":"2026-01-01T00:00:00.000000Z","kind":"custom","source":"client","payload":1}"#
        let stub = try StubServer { exchange in
            exchange.startEvents()
            exchange.event(event)
            exchange.flood(64 << 20) { stalling.yield($0) }
        }
        defer { stub.stop() }
        var events = connection(to: stub.baseURL).events(of: "s").makeAsyncIterator()
        let first = try await events.next()
        #expect(first?.offset == .zero)
        for await byteCount in stalls {
            // What the sockets hold, and a little of ours.
            #expect(byteCount < 16 << 20)
            break
        }
        // The connection is open until here.
        withExtendedLifetime(events) {}
    }

    @Test func `what the person has seen is told, and asked for on another device`() async throws {
        try await withServer { url, _ in
            let (phone, tablet) = (connection(to: url), connection(to: url))
            let session = try await phone.createSession(agent: "echo")
            _ = try await phone.say("hello", in: session).end()
            #expect(try await tablet.seen(of: session.id) == nil)
            #expect(try await phone.markSeen(Offset(3), of: session.id) == Offset(3))
            #expect(try await tablet.seen(of: session.id) == Offset(3))
            #expect(try await tablet.markSeen(Offset(1), of: session.id) == Offset(3))
            await #expect(throws: ClientError.historyChanged) { try await tablet.markSeen(Offset(500), of: session.id) }
        }
    }
}
