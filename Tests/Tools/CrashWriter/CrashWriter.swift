import DuplexCore
import DuplexStoreSQLite
import Glibc
import Synchronization

/// Appends to a store from many sessions, and says what was acknowledged, until it is killed.
///
///     DuplexCrashWriter append <directory> <sessions> [<appends of each session>]
///     DuplexCrashWriter verify <directory> <sessions>
///
/// A line on the standard output is one write: `A <session> <offset>` after an acknowledgement, `E <session> <error>`
/// after a refusal, `R <session> <events>` after a session was read to its end. `DUPLEX_CRASH_FAULT` breaks one of the
/// store's promises, `DUPLEX_CRASH_CHECKPOINT_PAGES` makes checkpoints frequent.
@main struct CrashWriter {
    static func main() async {
        let arguments = CommandLine.arguments
        guard arguments.count >= 4, let sessionCount = Int(arguments[3]) else {
            return fail("usage: DuplexCrashWriter append|verify <directory> <sessions> [<appends>]")
        }
        do {
            let store = try SQLiteStore(
                directory: arguments[2], limits: limits(), faults: faults(), newHistory: { "\(getpid())" })
            say("H", store.history)
            let writer = CrashWriter(store: store, appendCount: arguments.count > 4 ? Int(arguments[4]) : nil)
            await withTaskGroup { group in
                for number in 0..<sessionCount {
                    group.addTask {
                        if arguments[1] == "append" { await writer.append(SessionID("s\(number)")) }
                        await writer.read(SessionID("s\(number)"))
                    }
                }
            }
            if let reason = store.stopReason { say("S", reason) }
            await withCheckedContinuation { continuation in store.close { continuation.resume() } }
        } catch {
            fail("\(error)")
        }
    }

    private let store: SQLiteStore

    /// Nil for ever.
    private let appendCount: Int?

    /// Goes on where the session's log ends. Each event says where its batch begins and ends, and each batch leaves a
    /// cache at its last event, so that a batch that was torn apart shows.
    private func append(_ session: SessionID) async {
        do {
            var next = try await ask { store.load(session, $0) }.map { $0.head.value + 1 } ?? 0
            var appended = 0
            while appendCount.map({ appended < $0 }) ?? true {
                let last = next + next % 3
                let events = (next...last).map { offset in
                    StoredEvent(
                        offset: Offset(offset), kind: .custom, source: .agent, turn: nil, lane: .main,
                        viewOffset: offset, viewCount: 1, bytes: Array(#"{"first":\#(next),"last":\#(last)}"#.utf8))
                }
                if next == 0 {
                    let record = SessionRecord(
                        id: session, owner: .local, agent: "crash", customer: nil, created: Timestamp(microseconds: 0),
                        document: [])
                    try await ask { store.create(record, events, $0) }
                } else {
                    let batch = AppendBatch(
                        session: session, events: events,
                        clientKey: ClientKey(key: "k\(next)", offset: Offset(next), bodyDigest: UInt64(last)),
                        cache: FoldCache(version: 1, offset: Offset(last), state: []), isBusy: next % 2 == 0)
                    try await ask { store.append(batch, $0) }
                }
                Self.say("A", "\(session) \(last)")
                next = last + 1
                appended += 1
            }
        } catch {
            Self.say("E", "\(session) \(error)")
        }
    }

    private func read(_ session: SessionID) async {
        do {
            var count = 0
            while true {
                let page = try await ask {
                    store.page(session, from: .offset(Offset(count)), limit: 1000, byteCountMax: .max, $0)
                }
                if page.isEmpty { break }
                count += page.count
            }
            Self.say("R", "\(session) \(count)")
        } catch {
            Self.say("E", "\(session) \(error)")
        }
    }

    private func ask<Value: Sendable>(
        _ call: (@escaping @Sendable (StoreResult<Value>) -> Void) -> Void
    ) async throws(StoreError) -> Value {
        try await withCheckedContinuation { continuation in call { continuation.resume(returning: $0) } }.get()
    }

    private static func limits() -> StoreLimits {
        var limits = StoreLimits()
        if let pages = environment("DUPLEX_CRASH_CHECKPOINT_PAGES").flatMap({ Int($0) }) {
            limits.checkpointPageCount = pages
        }
        return limits
    }

    private static func faults() -> StoreFaults {
        switch environment("DUPLEX_CRASH_FAULT") {
        case "publish-before-commit":
            // A kill finds the moment before the commit's bytes are handed to the kernel only when that lasts.
            StoreFaults(
                publishBeforeCommit: true,
                commitFault: {
                    usleep(5000)
                    return nil
                })
        case "synchronous-normal": StoreFaults(synchronous: .normal)
        case "synchronous-off": StoreFaults(synchronous: .off)
        default: StoreFaults()
        }
    }

    private static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    private static func say(_ letter: String, _ text: String) {
        let line = Array("\(letter) \(text)\n".utf8)
        _ = line.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    }

    private static func fail(_ message: String) {
        let line = Array("\(message)\n".utf8)
        _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
        exit(2)
    }
}
