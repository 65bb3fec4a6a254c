import DuplexCore

/// The one thread that changes the store: whatever waits is committed together, and then answered.
///
/// One sync serves all who wait for it, so the cost of durability falls as the load grows.
final class Writer {
    private let file: DatabaseFile
    private let limits: StoreLimits
    private let health: StoreHealth
    private var book = LogBook()

    /// The length of the write-ahead log at which it is cut next.
    private var cutFrameCount: Int

    /// Nil once the store can no longer promise durability.
    private var tables: LogTables?

    init(_ file: DatabaseFile, _ connection: consuming Connection, limits: StoreLimits, health: StoreHealth)
        throws(SQLiteFailure)
    {
        self.file = file
        self.limits = limits
        self.health = health
        cutFrameCount = limits.cutPageCount
        tables = try LogTables(connection)
    }

    /// Works until the queue is finished and empty, and leaves no write-ahead log then.
    func run(_ queue: WorkQueue<Command>) {
        let bound = WorkQueue<Command>.Load(count: limits.commitCountMax, byteCount: limits.commitByteCountMax)
        while true {
            let isBehind = (tables?.connection.writeAheadLog.uncopiedFrameCount ?? 0) > 0
            switch queue.take(bound, idleAfterMilliseconds: isBehind ? limits.idleMilliseconds : nil) {
            case .work(let commands):
                perform(commands)
                checkpoint(from: limits.checkpointPageCount)
            case .idle:
                checkpoint(from: 1)
            case .finished:
                return checkpoint(from: 0, cutting: true)
            }
        }
    }

    private func perform(_ commands: [Command]) {
        guard let tables else { return answer(commands, .closed) }
        var results: [StoreResult<Bool>] = []
        do {
            try tables.beginTransaction()
            for command in commands { results.append(try book.apply(command, tables)) }
        } catch {
            takeBack(after: error, tables)
            return answer(commands, error.storeError)
        }
        if file.faults.publishBeforeCommit { answer(commands, results) }
        do {
            try commit(tables)
        } catch {
            startAgain(after: error)
            let isLost = error.isDiskFull
            return answer(
                commands, isLost ? .diskFull : .failed("\(error.message); whether the events were kept is unknown"))
        }
        book.commit(countMax: limits.knownLogCountMax)
        if !file.faults.publishBeforeCommit { answer(commands, results) }
    }

    private func commit(_ tables: LogTables) throws(SQLiteFailure) {
        let fault = file.faults.commitFault()
        if fault != .lost { try tables.commit() }
        if fault != nil { throw SQLiteFailure.injected }
    }

    /// Nothing of the transaction is kept, and what is known of the logs stays true.
    private func takeBack(after failure: SQLiteFailure, _ tables: LogTables) {
        if failure.endsWriting { return stop(failure) }
        book.rollback()
        do {
            try tables.rollback()
        } catch {
            startAgain(after: error)
        }
    }

    /// A failed commit may have been kept or not: only the file knows, so it is opened and read afresh.
    private func startAgain(after failure: SQLiteFailure) {
        if failure.endsWriting { return stop(failure) }
        book.forget()
        // A transaction that the failure left open ends with its connection.
        tables = nil
        do {
            tables = try LogTables(file.connectForWriting())
        } catch {
            stop(error)
        }
    }

    /// Ends writing for good; what was committed can still be read.
    private func stop(_ failure: SQLiteFailure) {
        book.forget()
        tables = nil
        health.stop(failure.message)
    }

    /// Copies the write-ahead log into the database file when at least so many frames wait for that.
    private func checkpoint(from frameCount: Int, cutting: Bool = false) {
        guard let tables, tables.connection.writeAheadLog.uncopiedFrameCount >= frameCount else { return }
        let length = tables.connection.writeAheadLog.frameCount
        let isCutting = cutting || length >= cutFrameCount
        if isCutting { cutFrameCount = length + limits.cutPageCount }
        do {
            try tables.connection.checkpoint(cutting: isCutting)
            if isCutting { cutFrameCount = limits.cutPageCount }
        } catch {
            // A full disk or a reader in the way: nothing is lost, the write-ahead log has it all until the next time.
            if error.endsWriting { stop(error) }
        }
    }

    private func answer(_ commands: [Command], _ results: [StoreResult<Bool>]) {
        for (command, result) in zip(commands, results) { command.reply(result) }
    }

    private func answer(_ commands: [Command], _ error: StoreError) {
        for command in commands { command.reply(.failure(error)) }
    }
}
