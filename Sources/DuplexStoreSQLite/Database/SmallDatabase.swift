import Synchronization

/// A database of an application's own, beside the store of the sessions: in a file, or in memory.
///
/// Transactions run one after another. Those of a file may have to wait for the disk, so they have a thread; those of a
/// database in memory are done at once, where they are asked for.
package final class SmallDatabase: Sendable {
    /// Transactions that may wait for the thread; a caller beyond them is refused.
    private static let waitingCountMax = 10_000

    private let connection: Mutex<Connection>

    /// What waits for the thread; nil in memory.
    private let queue: WorkQueue<@Sendable () -> Void>?

    /// Opens the file, which is created with its directory when it does not exist; nil is a database in memory.
    ///
    /// - Throws: ``OpenError`` when the file cannot be used.
    package init(path: String?) throws(OpenError) {
        if let end = path?.lastIndex(of: "/"), let directory = path?[..<end] {
            try DataDirectory.make(String(directory))
        }
        do {
            let connection = try Connection(path: path ?? ":memory:", .write)
            // What is committed stays, also when the power fails while the journal is removed.
            try connection.execute("PRAGMA synchronous = EXTRA; PRAGMA foreign_keys = ON")
            self.connection = Mutex(connection)
        } catch {
            throw OpenError(path: path ?? "memory", error)
        }
        guard path != nil else {
            queue = nil
            return
        }
        let queue = WorkQueue<@Sendable () -> Void>()
        let all = WorkQueue<@Sendable () -> Void>.Load(count: Self.waitingCountMax, byteCount: 0)
        let isStarted = WorkThread.start({
            while case .work(let jobs) = queue.take(all) { for job in jobs { job() } }
        }, then: {})
        guard isStarted else { throw .failed(path: path ?? "", detail: "the system has no thread left") }
        self.queue = queue
    }

    deinit { queue?.finish() }

    /// Runs `body` in a transaction: all of it counts and is on the disk, or, when it throws, nothing of it.
    ///
    /// On cancellation: is done all the same.
    package func perform<Value: Sendable>(
        _ body: @escaping @Sendable (borrowing Connection) throws -> Value
    ) async throws -> Value {
        guard let queue else { return try performNow(body) }
        return try await withCheckedThrowingContinuation { continuation in
            let bound = WorkQueue<@Sendable () -> Void>.Load(count: Self.waitingCountMax, byteCount: 0)
            let offered = queue.offer(
                { continuation.resume(with: Result { try self.performNow(body) }) },
                WorkQueue.Load(count: 1, byteCount: 0), bound: bound)
            if offered != .accepted { continuation.resume(throwing: SQLiteFailure.busy) }
        }
    }

    /// The same on the caller's thread, which waits: for what is done before anybody else is there.
    package func performNow<Value: Sendable>(_ body: (borrowing Connection) throws -> Value) throws -> Value {
        try connection.withLock { connection in
            try connection.execute("BEGIN IMMEDIATE")
            do {
                let value = try body(connection)
                try connection.execute("COMMIT")
                return value
            } catch {
                if connection.isInTransaction { try connection.execute("ROLLBACK") }
                throw error
            }
        }
    }
}
