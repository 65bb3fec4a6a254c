import DuplexCore
import DuplexLoop
import DuplexStoreSQLite
import DuplexTransport
import Glibc
import Synchronization

/// How many appends become durable a second, beside a log file with the same group commit.
struct DurableAppends {
    private let bench: Bench

    init(_ bench: Bench) { self.bench = bench }

    func run() async throws {
        let loops = [UVLoop(), UVLoop()]
        for loop in loops { try loop.start() }
        defer { for loop in loops { loop.stop() } }
        for count in Catalogue.writerCounts(bench.options) { try await measure(count, on: loops) }
    }

    private func measure(_ writerCount: Int, on loops: [UVLoop]) async throws {
        let rounds = bench.options.isShort ? 2 : 3
        let time = Duration.seconds(bench.options.isShort ? 0.7 : 2)
        var ratios = Samples()
        var store = Samples()
        var raw = Samples()
        let database = try SQLiteTarget(directory: bench.newDirectory("appends"))
        let log = try RawLog(path: bench.newDirectory("raw"))
        let storeWriters = try await Self.writers(writerCount, of: database, on: loops)
        let rawWriters = try await Self.writers(writerCount, of: log, on: loops)
        for _ in 0..<rounds {
            raw.add(try await Self.rate(of: rawWriters, for: time))
            store.add(try await Self.rate(of: storeWriters, for: time))
            ratios.add(store.values[store.count - 1] / raw.values[raw.count - 1])
        }
        try await database.check(storeWriters)
        await database.close()
        log.stop()
        bench.report.set(
            "appends.\(writerCount)", ratios.median, Unit.perSecond.text(store.median),
            against: "raw \(Unit.perSecond.text(raw.median))")
    }

    private static func writers(_ count: Int, of target: any AppendTarget, on loops: [UVLoop]) async throws -> [Writer]
    {
        let writers = (0..<count).map { Writer(number: $0, target: target, loop: loops[$0 % loops.count]) }
        for writer in writers { try await target.open(writer.session) }
        return writers
    }

    /// Lets all writers append for a time; answers with the appends a second.
    private static func rate(of writers: [Writer], for time: Duration) async throws -> Double {
        let start = Moment.now
        let end = writers[0].loop.now + time
        let first = writers[0].loop
        let counts = await withTaskGroup { group in
            for writer in writers {
                // Loops have clocks of their own; the writers all look at one.
                group.addTask { await writer.append(while: { first.now < end }) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        guard !counts.contains(nil) else { throw BenchError("an append failed") }
        return Double(counts.compactMap(\.self).reduce(0, +)) / Moment.seconds(since: start)
    }
}

/// What appends can be made to.
protocol AppendTarget: Sendable {
    func open(_ session: SessionID) async throws

    /// Appends one event; `done` is called on any thread once it is durable, with false when it never will be.
    func append(_ event: StoredEvent, to session: SessionID, done: @escaping @Sendable (Bool) -> Void)
}

/// Appends one event after the other to a session of its own, as a session's shell does: on a loop, without tasks.
final class Writer: Sendable {
    let session: SessionID
    let loop: UVLoop
    private let target: any AppendTarget
    private let state = Mutex(State())

    private struct State {
        /// The session's log begins with the event that opened it.
        var next = 1
        var count = 0
    }

    init(number: Int, target: any AppendTarget, loop: UVLoop) {
        session = SessionID("session\(number)")
        self.target = target
        self.loop = loop
    }

    /// The number of events of the session's log.
    var eventCount: Int { state.withLock { $0.next } }

    /// Appends as long as it shall; answers with the number of appends, or nil when one failed.
    func append(while goesOn: @escaping @Sendable () -> Bool) async -> Int? {
        await withCheckedContinuation { continuation in
            state.withLock { $0.count = 0 }
            loop.execute { self.step(goesOn) { continuation.resume(returning: $0) } }
        }
    }

    private func step(_ goesOn: @escaping @Sendable () -> Bool, done: @escaping @Sendable (Int?) -> Void) {
        let (offset, count) = state.withLock { ($0.next, $0.count) }
        guard goesOn() else { return done(count) }
        target.append(Self.event(session, offset), to: session) { [self] isDurable in
            guard isDurable else { return done(nil) }
            state.withLock { state in
                state.next += 1
                state.count += 1
            }
            loop.execute { self.step(goesOn, done: done) }
        }
    }

    /// An event as a stream of words makes them.
    static func event(_ session: SessionID, _ offset: Int) -> StoredEvent {
        let entry = Entry(
            .messageDelta, source: .agent, turn: "4bf92f3577b34da6a3ce929d0e0e4736", run: "r12", lane: .main,
            payload: ["message": "r12m1", "text": "a few more words "])
        let time = Timestamp(microseconds: 1_750_000_000_000_000 + Int64(offset))
        return StoredEvent(
            Event(session: session, offset: Offset(offset), time: time, entry: entry), viewOffset: 0, viewCount: 0)
    }
}

/// Our embedded store.
struct SQLiteTarget: AppendTarget {
    let store: SQLiteStore

    init(directory: String) throws { store = try SQLiteStore(directory: directory) { "history" } }

    func open(_ session: SessionID) async throws {
        let record = SessionRecord(
            id: session, owner: .local, agent: "bench", customer: nil, created: Timestamp(microseconds: 0), document: []
        )
        try await withCheckedContinuation { continuation in
            store.create(record, [Writer.event(session, 0)]) { continuation.resume(returning: $0) }
        }.get()
    }

    func append(_ event: StoredEvent, to session: SessionID, done: @escaping @Sendable (Bool) -> Void) {
        store.append(AppendBatch(session: session, events: [event])) { result in
            if case .success = result { done(true) } else { done(false) }
        }
    }

    /// Every event that was answered must be there.
    func check(_ writers: [Writer]) async throws {
        for writer in writers {
            let image = try await withCheckedContinuation { continuation in
                store.load(writer.session) { continuation.resume(returning: $0) }
            }.get()
            guard image?.head.value == writer.eventCount - 1 else { throw BenchError("the store has lost an append") }
        }
    }

    func close() async { await withCheckedContinuation { continuation in store.close { continuation.resume() } } }
}

/// The floor: a log file, one write and one `fdatasync` for all who wait.
final class RawLog: AppendTarget {
    private let file: Int32

    /// Its thread is the only one that writes.
    private let loop = UVLoop()
    private let waiting = Mutex(Waiting())

    private struct Waiting {
        var bytes: [UInt8] = []
        var done: [@Sendable (Bool) -> Void] = []
    }

    init(path: String) throws {
        file = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        guard file >= 0 else { throw BenchError.system(path) }
        try loop.start()
    }

    func open(_ session: SessionID) async {}

    func append(_ event: StoredEvent, to session: SessionID, done: @escaping @Sendable (Bool) -> Void) {
        let isFirst = waiting.withLock { waiting in
            waiting.bytes += event.bytes
            waiting.done.append(done)
            return waiting.done.count == 1
        }
        if isFirst { loop.execute { self.commit() } }
    }

    func stop() {
        loop.stop()
        close(file)
    }

    private func commit() {
        let batch = waiting.withLock { exchange(&$0, with: Waiting()) }
        let isDurable = write(file, batch.bytes, batch.bytes.count) == batch.bytes.count && fdatasync(file) == 0
        for done in batch.done { done(isDurable) }
    }
}
