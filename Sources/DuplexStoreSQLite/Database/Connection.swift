import CSQLite

/// A connection to a database file, closed when it goes out of scope.
///
/// It has no lock of its own: one thread uses it at a time.
package struct Connection: ~Copyable {
    /// What the connection may do with the file.
    enum Access { case read, write }

    private let handle: OpaquePointer
    private let wal: UnsafeMutablePointer<WriteAheadLog>

    /// How long a statement waits for another process that holds the file's lock, such as a person's `sqlite3`.
    private static let busyMilliseconds: Int32 = 5000

    /// How long cutting the write-ahead log waits for readers; appends wait as long.
    private static let cutMilliseconds: Int32 = 50

    init(path: String, _ access: Access) throws(SQLiteFailure) {
        let mode = access == .write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY
        let flags = mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(path, &opened, flags, nil)
        guard code == SQLITE_OK, let opened else {
            let failure = SQLiteFailure(code, opened)
            sqlite3_close_v2(opened)
            throw failure
        }
        handle = opened
        wal = .allocate(capacity: 1)
        wal.initialize(to: WriteAheadLog())
        sqlite3_busy_timeout(handle, Self.busyMilliseconds)
        // Closing would checkpoint once more, and sync a file again that a sync has failed for.
        _ = duplex_sqlite3_leave_wal_on_close(handle)
        // SQLite's own automatic checkpoint ignores errors, a failed sync among them; so the writer calls
        // `checkpoint` itself, and the hook only counts.
        // SAFETY: what it counts in lives until after the connection is closed, and is touched by one thread only.
        sqlite3_wal_hook(
            handle,
            { wal, _, _, frames in
                wal?.assumingMemoryBound(to: WriteAheadLog.self).pointee.frameCount = Int(frames)
                return SQLITE_OK
            }, wal)
    }

    deinit {
        // Statements that are still alive keep the connection until they are gone.
        sqlite3_close_v2(handle)
        wal.deallocate()
    }

    /// The write-ahead log as the connection's last commit or checkpoint left it.
    var writeAheadLog: WriteAheadLog { wal.pointee }

    /// The rows that the last statement changed.
    package var changeCount: Int { Int(sqlite3_changes64(handle)) }

    var lastInsertedRow: Int { Int(sqlite3_last_insert_rowid(handle)) }

    /// Whether a transaction is open; some errors end it unasked.
    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    /// Runs statements that answer nothing of interest.
    package func execute(_ sql: String) throws(SQLiteFailure) {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw SQLiteFailure(code, handle) }
    }

    /// Compiles a statement that is kept and run again and again.
    package func prepare(_ sql: String) throws(SQLiteFailure) -> Statement {
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard code == SQLITE_OK, let statement else { throw SQLiteFailure(code, handle) }
        return Statement(statement)
    }

    /// The one number that a query answers with.
    package func number(_ sql: String) throws(SQLiteFailure) -> Int {
        let statement = try prepare(sql)
        return try statement.step() ? statement.int(0) : 0
    }

    /// Copies what is committed from the write-ahead log into the database file, and syncs both.
    ///
    /// With `cutting`, waits for readers, not long, and cuts the log to nothing.
    func checkpoint(cutting: Bool = false) throws(SQLiteFailure) {
        var frames: Int32 = 0
        var copied: Int32 = 0
        let mode = cutting ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE
        sqlite3_busy_timeout(handle, Self.cutMilliseconds)
        let code = sqlite3_wal_checkpoint_v2(handle, nil, mode, &frames, &copied)
        sqlite3_busy_timeout(handle, Self.busyMilliseconds)
        guard code == SQLITE_OK else { throw SQLiteFailure(code, handle) }
        wal.pointee = WriteAheadLog(frameCount: Int(frames), copiedFrameCount: Int(copied))
    }

    /// Copies the whole database, as it is at one moment, into `target`.
    func copy(into target: borrowing Connection) throws(SQLiteFailure) {
        guard let backup = sqlite3_backup_init(target.handle, "main", handle, "main") else {
            throw SQLiteFailure(sqlite3_extended_errcode(target.handle), target.handle)
        }
        sqlite3_backup_step(backup, -1)
        let code = sqlite3_backup_finish(backup)
        guard code == SQLITE_OK else { throw SQLiteFailure(code, target.handle) }
    }
}

/// How long a database's write-ahead log is, in pages.
struct WriteAheadLog {
    var frameCount = 0

    /// Those that the last checkpoint found in the database file.
    var copiedFrameCount = 0

    /// Those that are not known to be in the database file; the log may have begun anew since the last checkpoint.
    var uncopiedFrameCount: Int { frameCount < copiedFrameCount ? frameCount : frameCount - copiedFrameCount }
}
