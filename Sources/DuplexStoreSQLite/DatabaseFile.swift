import CSQLite
import DuplexCore
import Glibc

/// The database file of a data directory, and how connections to it are set up.
struct DatabaseFile: Sendable {
    let path: String
    let faults: StoreFaults

    /// Strict tables and upserts are used; Debian 12 has this version.
    private static let oldestSQLite: Int32 = 3_040_000

    func connectForWriting() throws(SQLiteFailure) -> Connection {
        let connection = try Connection(path: path, .write)
        try configure(connection)
        return connection
    }

    func connectForReading() throws(SQLiteFailure) -> Connection {
        let connection = try Connection(path: path, .read)
        try connection.execute("PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY; PRAGMA query_only = ON")
        return connection
    }

    /// Makes the file a database of this version, and answers its history.
    ///
    /// A file that is something else is not touched.
    func prepare(newHistory: () -> String) throws(OpenError) -> String {
        guard sqlite3_libversion_number() >= Self.oldestSQLite else {
            throw .failed(path: path, detail: "SQLite 3.40 or newer is needed")
        }
        try make()
        do {
            let connection = try Connection(path: path, .write)
            let version = try schemaVersion(connection)
            try configure(connection)
            try Schema.upgrade(connection, from: version)
            let history = try settleHistory(connection, newHistory: newHistory)
            try syncLeftovers(connection)
            return history
        } catch let error as OpenError {
            throw error
        } catch {
            throw OpenError(path: path, error as? SQLiteFailure)
        }
    }

    /// Creates the file, readable by its owner only, unless it exists; and makes sure that it stays created.
    private func make() throws(OpenError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw OpenError(path: path, errno: errno) }
        close(descriptor)
        let directory = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        for path in [directory, directory + "/.."] { try DataDirectory.sync(path) }
    }

    private func configure(_ connection: borrowing Connection) throws(SQLiteFailure) {
        // Erased content is overwritten, not only forgotten. A write-ahead log that a backup let grow gives its room
        // back, down to what it needs from one checkpoint to the next.
        try connection.execute(
            """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = \(faults.synchronous.rawValue);
            PRAGMA secure_delete = ON;
            PRAGMA journal_size_limit = 16777216;
            PRAGMA cache_size = -65536;
            PRAGMA temp_store = MEMORY;
            """)
    }

    /// Syncs what a crash left behind in the write-ahead log before anyone sees it: seen means stored.
    private func syncLeftovers(_ connection: borrowing Connection) throws(SQLiteFailure) {
        do {
            try connection.checkpoint(cutting: true)
        } catch {
            // A checkpoint syncs the log before it copies. When the copy finds no room, all can still be read.
            guard error.isDiskFull else { throw error }
        }
    }

    /// The version of a database that is ours; 0 for an empty file.
    private func schemaVersion(_ connection: borrowing Connection) throws -> Int {
        let application: Int
        do {
            application = try connection.number("PRAGMA application_id")
        } catch where error.primaryCode == SQLITE_NOTADB {
            throw OpenError.notOurs(path: path)
        }
        if application == 0, try connection.number("SELECT count(*) FROM sqlite_schema") == 0 { return 0 }
        guard application == Schema.applicationID else { throw OpenError.notOurs(path: path) }
        let version = try connection.number("SELECT value FROM meta WHERE key = 'schema'")
        guard version > 0 else { throw OpenError.corrupt(path: path, detail: "it names no schema version") }
        guard version <= Schema.steps.count else {
            throw OpenError.newerSchema(path: path, found: version, supported: Schema.steps.count)
        }
        return version
    }

    /// The name of the store's life; a new one when the file is not the one that the name was given to.
    ///
    /// A backup that is put in place is another file and so has another number in its file system. Offsets that
    /// readers remember may then mean other events, and the new name tells them.
    private func settleHistory(_ connection: borrowing Connection, newHistory: () -> String) throws -> String {
        var status = stat()
        guard stat(path, &status) == 0 else { throw OpenError(path: path, errno: errno) }
        let inode = String(status.st_ino)
        if try connection.meta("inode") == inode, let history = try connection.meta("history") { return history }
        let history = newHistory()
        try connection.setHistory(history, inode: inode)
        return history
    }
}

extension Connection {
    func meta(_ key: String) throws(SQLiteFailure) -> String? {
        let statement = try prepare("SELECT value FROM meta WHERE key = ?")
        try statement.bind(key)
        return try statement.step() ? statement.text(0) : nil
    }

    /// Names the store's life and the file that it is about; nil when that is to be found out by whoever opens it.
    func setHistory(_ history: String, inode: String?) throws(SQLiteFailure) {
        let statement = try prepare("REPLACE INTO meta(key, value) VALUES ('history', ?1), ('inode', ?2)")
        try statement.run(history, inode ?? "")
    }
}

extension OpenError {
    init(path: String, _ failure: SQLiteFailure?) {
        switch failure?.primaryCode {
        case SQLITE_CORRUPT, SQLITE_NOTADB: self = .corrupt(path: path, detail: failure?.message ?? "")
        case SQLITE_PERM, SQLITE_READONLY, SQLITE_CANTOPEN: self = .noPermission(path: path)
        default: self = .failed(path: path, detail: failure?.message ?? "unknown error")
        }
    }
}
