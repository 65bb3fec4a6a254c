package import DuplexCore

/// The embedded store: one SQLite database in a data directory that one process uses at a time.
///
/// Appends are answered on the writer's thread after their commit has been synced to the disk, reads on the readers'
/// threads. A read sees every change that was answered before it was asked for.
package final class SQLiteStore: EventStore {
    package let history: String
    private let commands: WorkQueue<Command>
    private let reads: WorkQueue<ReadJob>
    private let limits: StoreLimits
    private let health: StoreHealth
    private let shutdown: StoreShutdown
    private let newHistory: @Sendable () -> String

    typealias ReadJob = @Sendable (Reader) -> Void

    /// Opens the store of a data directory, which is created when it does not exist.
    ///
    /// `newHistory` gives a random name each time it is called: for a store that is new or was restored, and for
    /// backups. `faults` are for tests of the promises.
    package init(
        directory: String, limits: StoreLimits = StoreLimits(), faults: StoreFaults = StoreFaults(),
        newHistory: @escaping @Sendable () -> String
    ) throws(OpenError) {
        try DataDirectory.make(directory)
        let lock = try DirectoryLock(directory)
        let file = DatabaseFile(path: directory + "/duplex.db", faults: faults)
        history = try file.prepare(newHistory: newHistory)
        self.limits = limits
        self.newHistory = newHistory
        health = StoreHealth()
        commands = WorkQueue()
        reads = WorkQueue()
        shutdown = StoreShutdown(lock, threadCount: 1 + limits.readerCount)
        try startThreads(file)
    }

    deinit {
        // The threads hold what they need; they end when the queues are empty.
        commands.finish()
        reads.finish()
    }

    /// Why the store ended writing for good, in words for an operator; nil as long as it accepts writes.
    package var stopReason: String? { health.stopReason }

    package func create(
        _ record: SessionRecord, _ events: [StoredEvent], _ done: @escaping @Sendable (StoreResult<Void>) -> Void
    ) {
        precondition(!events.isEmpty, "session \(record.id) would have an empty log")
        submit(.create(record, events, done))
    }

    package func append(_ batch: AppendBatch, _ done: @escaping @Sendable (StoreResult<Void>) -> Void) {
        precondition(!batch.events.isEmpty, "an empty batch for session \(batch.session)")
        submit(.append(batch, done))
    }

    package func delete(_ session: SessionID, _ done: @escaping @Sendable (StoreResult<Bool>) -> Void) {
        submit(.delete(session, done))
    }

    package func setDocument(
        _ collection: String, _ id: String, _ bytes: [UInt8]?,
        _ done: @escaping @Sendable (StoreResult<Void>) -> Void
    ) {
        submit(.setDocument(collection: collection, id: id, bytes, done))
    }

    package func load(_ session: SessionID, _ done: @escaping @Sendable (StoreResult<SessionImage?>) -> Void) {
        read(done) { try $0.load(session) }
    }

    package func page(
        _ session: SessionID, from: LogPosition, limit: Int, byteCountMax: Int,
        _ done: @escaping @Sendable (StoreResult<[StoredEvent]>) -> Void
    ) {
        read(done) { try $0.page(session, from: from, limit: limit, byteCountMax: byteCountMax) }
    }

    package func clientKey(
        _ session: SessionID, _ key: String, _ done: @escaping @Sendable (StoreResult<ClientKey?>) -> Void
    ) {
        read(done) { try $0.clientKey(session, key) }
    }

    package func sessions(
        _ query: SessionQuery, _ done: @escaping @Sendable (StoreResult<[SessionRecord]>) -> Void
    ) {
        read(done) { try $0.sessions(query) }
    }

    package func busySessions(_ done: @escaping @Sendable (StoreResult<[SessionID]>) -> Void) {
        read(done) { try $0.busySessions() }
    }

    package func document(
        _ collection: String, _ id: String, _ done: @escaping @Sendable (StoreResult<StoredDocument?>) -> Void
    ) {
        read(done) { try $0.document(collection, id) }
    }

    package func documents(
        _ collection: String, _ done: @escaping @Sendable (StoreResult<[StoredDocument]>) -> Void
    ) {
        read(done) { try $0.documents(collection) }
    }

    package func close(_ done: @escaping @Sendable () -> Void) {
        commands.finish()
        reads.finish()
        shutdown.whenComplete(done)
    }

    /// Writes a copy of the store, as it is at one moment, into a new file; it has a history of its own.
    ///
    /// Put into an empty data directory as `duplex.db`, the file is the restored store. Other reads wait the longer
    /// for a reader, appends do not wait.
    package func backup(to path: String, _ done: @escaping @Sendable (StoreResult<Void>) -> Void) {
        read(done) { [newHistory] in try $0.backup(to: path, history: newHistory()) }
    }

    private func submit(_ command: Command) {
        let bound = WorkQueue<Command>.Load(count: limits.queuedCountMax, byteCount: limits.queuedByteCountMax)
        let load = command.load
        guard load.byteCount <= limits.batchByteCountMax else {
            return refuse(
                command, .failed("\(load.byteCount) bytes at once are more than \(limits.batchByteCountMax)"))
        }
        switch commands.offer(command, load, bound: bound) {
        case .accepted: break
        case .full: refuse(command, .overloaded)
        case .finished: command.reply(.failure(.closed))
        }
    }

    /// Lets the refusal wait behind what was asked for earlier, so that a session hears its answers in order.
    private func refuse(_ command: Command, _ error: StoreError) {
        let refused = Command.refused(command.reply, error)
        let bound = WorkQueue<Command>.Load(count: 2 * limits.queuedCountMax, byteCount: .max)
        guard case .accepted = commands.offer(refused, refused.load, bound: bound) else {
            // Refusals have a bound too. Beyond it somebody asks and asks without waiting for answers.
            return command.reply(.failure(error))
        }
    }

    private func read<Value: Sendable>(
        _ done: @escaping @Sendable (StoreResult<Value>) -> Void, _ body: @escaping @Sendable (Reader) throws -> Value
    ) {
        let bound = WorkQueue<ReadJob>.Load(count: limits.queuedReadCountMax, byteCount: 0)
        let offered = reads.offer(
            { reader in done(StoreResult(reading: { try body(reader) })) }, .init(count: 1, byteCount: 0), bound: bound)
        switch offered {
        case .accepted: break
        case .full: done(.failure(.overloaded))
        case .finished: done(.failure(.closed))
        }
    }

    private func startThreads(_ file: DatabaseFile) throws(OpenError) {
        do {
            let writer = try Writer(file, file.connectForWriting(), limits: limits, health: health)
            try startThread { [commands] in writer.run(commands) }
            for _ in 0..<limits.readerCount {
                let reader = try Reader(file.connectForReading())
                try startThread { [reads] in reader.run(reads) }
            }
        } catch let error as OpenError {
            throw error
        } catch {
            throw OpenError(path: file.path, error as? SQLiteFailure)
        }
    }

    private func startThread(_ body: sending @escaping () -> Void) throws(OpenError) {
        guard WorkThread.start(body, then: shutdown.threadEnded) else {
            throw .failed(path: "the store", detail: "the system starts no more threads")
        }
    }
}
