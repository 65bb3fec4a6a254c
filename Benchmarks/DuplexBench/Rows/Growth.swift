import DuplexAgents
import DuplexCore
import DuplexRuntime
import DuplexStoreSQLite
import DuplexTransport

/// What a session's length changes: nothing, if all goes well.
struct Growth {
    private let bench: Bench
    private let sizes: [Int]
    private let directory: String

    /// The events of a turn that fills a log, those of the turn itself included.
    private static let turnEventCount = 100

    /// The events of a turn of the chatter agent beside those that it was told to record.
    private static let ownEventCount = 9

    init(_ bench: Bench) {
        self.bench = bench
        sizes = Catalogue.logSizes(bench.options)
        directory = bench.newDirectory("growth")
    }

    func run() async throws {
        let sessions = try measureAppends()
        try await measureActivations(of: sessions)
    }

    // MARK: Appends

    /// Fills one session for each size, and appends to them in turns; answers with the sessions.
    private func measureAppends() throws -> [String] {
        let server = try DuplexProcess(.directory(directory))
        let sessions = try sizes.map { size in
            let session = try server.makeSession(agent: "chatter")
            try fill(session, to: size, at: server)
            return session
        }
        let lines = try zip(sessions, sizes).map { session, size in
            let head = try head(of: session, at: server)
            guard head >= size - 1 else { throw BenchError("the log has \(head + 1) events, not \(size)") }
            let reader = try server.reader(session, after: head, over: .webSocket)
            return try DeliveryLine(server, reader, server.publisher(session), payloadByteCount: 200)
        }
        for _ in 0..<(bench.options.isShort ? 3 : 7) {
            for _ in 0..<(bench.options.isShort ? 40 : 80) { for line in lines { try line.measureOnce() } }
            for line in lines { line.endRound() }
        }
        for (size, line) in zip(sizes, lines).dropFirst() {
            bench.report.set(
                "growth.append.\(size)", line.rounds.median / lines[0].rounds.median, line.summary,
                against: "1,000: \(lines[0].summary)")
            bench.report.set(
                "growth.cpu.\(size)", line.cpu.median / lines[0].cpu.median, line.cpu.median.time,
                against: "1,000: \(lines[0].cpu.median.time)")
        }
        server.stop()
        return sessions
    }

    private func fill(_ session: String, to size: Int, at server: DuplexProcess) throws {
        let path = "/v1/sessions/\(session)/messages"
        let text = #"{"text":"\#(Self.turnEventCount - Self.ownEventCount)"}"#
        for _ in 0..<(size / Self.turnEventCount) {
            let answer = try server.post(path, text, [("Prefer", "wait=20")]).expecting(200)
            guard answer.text.contains(#""outcome":"completed""#) else { throw BenchError(answer.text) }
        }
    }

    private func head(of session: String, at server: DuplexProcess) throws -> Int {
        let snapshot = try JSON(parsing: Array(server.get("/v1/sessions/\(session)").expecting(200).body))
        guard let head = snapshot["head"]?.int else { throw BenchError("a snapshot without a head") }
        return head
    }

    // MARK: Activations

    /// Loads each session again and again into a runtime that does not have it.
    private func measureActivations(of sessions: [String]) async throws {
        let store = try SQLiteStore(directory: directory) { "history" }
        let loop = UVLoop()
        try loop.start()
        var times = sessions.map { _ in Samples() }
        for round in 0..<(bench.options.isShort ? 20 : 50) {
            for (index, session) in sessions.enumerated() {
                let time = try await activate(session, from: store, on: loop)
                // The first time reads pages from the disk.
                if round > 0 { times[index].add(time) }
            }
        }
        loop.stop()
        await withCheckedContinuation { continuation in store.close { continuation.resume() } }
        for (size, samples) in zip(sizes, times).dropFirst() {
            bench.report.set(
                "growth.activation.\(size)", samples.median / times[0].median, "p50 \(samples.median.time)",
                against: "1,000: p50 \(times[0].median.time)")
        }
    }

    private func activate(_ session: String, from store: SQLiteStore, on loop: UVLoop) async throws -> Double {
        let environment = RuntimeEnvironment(store: store, wall: BenchClock(), ids: BenchNames())
        let runtime = Sessions(loops: [loop], agents: try AgentCatalog(BenchAgents.all), environment: environment)
        let start = Moment.now
        let found = try await withCheckedContinuation { continuation in
            runtime.find(SessionID(session)) { continuation.resume(returning: $0) }
        }.get()
        let time = Moment.now.microseconds(since: start)
        guard let found, await found.end.value > 900 else { throw BenchError("a session was not found as it was") }
        return time
    }
}

private struct BenchClock: WallClock { var now: Timestamp { Timestamp(microseconds: Int64(Moment.wallMicroseconds)) } }

private struct BenchNames: IDSource { func next() -> String { "bench" } }
