import DuplexCore

/// A connection for writing, with the statements that change the tables; all of them belong into transactions.
final class LogTables {
    /// A session's row, and where its log ends.
    struct Log {
        var row: Int
        var end: LogEnd
    }

    let connection: Connection
    private let begin: Statement
    private let commitAll: Statement
    private let insertSession: Statement
    private let updateSession: Statement
    private let updateBusy: Statement
    private let findLog: Statement
    private let insertEvent: Statement
    private let insertKey: Statement
    private let replaceCache: Statement
    private let eraseEvents: Statement
    private let eraseKeys: Statement
    private let eraseCache: Statement
    private let eraseSession: Statement
    private let putDocument: Statement
    private let eraseDocument: Statement

    init(_ connection: consuming Connection) throws(SQLiteFailure) {
        begin = try connection.prepare("BEGIN IMMEDIATE")
        commitAll = try connection.prepare("COMMIT")
        insertSession = try connection.prepare(
            """
            INSERT INTO session(ext, owner, agent, customer, created, busy, crc, document)
            VALUES (?, ?, ?, ?, ?, 0, ?, ?) ON CONFLICT(ext) DO NOTHING
            """)
        updateSession = try connection.prepare(
            """
            UPDATE session SET owner = ?2, agent = ?3, customer = ?4, created = ?5, crc = ?6, document = ?7
            WHERE id = ?1
            """)
        updateBusy = try connection.prepare("UPDATE session SET busy = ?2 WHERE id = ?1 AND busy <> ?2")
        findLog = try connection.prepare(
            """
            SELECT id, (SELECT max(o) FROM ev WHERE s = session.id),
                (SELECT v + n FROM ev WHERE s = session.id AND n > 0 ORDER BY v DESC LIMIT 1)
            FROM session WHERE ext = ?
            """)
        insertEvent = try connection.prepare(
            "INSERT INTO ev(s, o, kind, source, turn, lane, v, n, crc, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        insertKey = try connection.prepare(
            "INSERT INTO client_key(s, key, o, digest) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")
        replaceCache = try connection.prepare("REPLACE INTO cache(s, version, o, crc, state) VALUES (?, ?, ?, ?, ?)")
        eraseEvents = try connection.prepare("DELETE FROM ev WHERE s = ?")
        eraseKeys = try connection.prepare("DELETE FROM client_key WHERE s = ?")
        eraseCache = try connection.prepare("DELETE FROM cache WHERE s = ?")
        eraseSession = try connection.prepare("DELETE FROM session WHERE id = ?")
        putDocument = try connection.prepare(
            """
            INSERT INTO document(collection, id, crc, body) VALUES (?, ?, ?, ?)
            ON CONFLICT(collection, id) DO UPDATE SET crc = excluded.crc, body = excluded.body
            """)
        eraseDocument = try connection.prepare("DELETE FROM document WHERE collection = ? AND id = ?")
        self.connection = connection
    }

    func beginTransaction() throws(SQLiteFailure) { try begin.run() }

    func commit() throws(SQLiteFailure) { try commitAll.run() }

    /// Takes back what was done since ``beginTransaction()``, as far as SQLite has not done so itself.
    func rollback() throws(SQLiteFailure) {
        if connection.isInTransaction { try connection.execute("ROLLBACK") }
    }

    /// The session's log; nil when there is none of that name.
    func log(_ session: SessionID) throws(SQLiteFailure) -> Log? {
        try findLog.bind(session.value)
        guard try findLog.step() else { return nil }
        defer { findLog.reset() }
        let count = findLog.isNull(1) ? 0 : findLog.int(1) + 1
        return Log(row: findLog.int(0), end: LogEnd(count: count, nextViewOffset: findLog.int(2)))
    }

    /// Answers the new session's row; nil when the name is taken.
    func insert(_ record: SessionRecord) throws(SQLiteFailure) -> Int? {
        try insertSession.run(
            record.id.value, record.owner.value, record.agent, record.customer, Int(record.created.microseconds),
            Checksum.of(record), record.document)
        return connection.changeCount == 0 ? nil : connection.lastInsertedRow
    }

    func update(_ record: SessionRecord, row: Int) throws(SQLiteFailure) {
        try updateSession.run(
            row, record.owner.value, record.agent, record.customer, Int(record.created.microseconds),
            Checksum.of(record), record.document)
    }

    func setBusy(_ isBusy: Bool, row: Int) throws(SQLiteFailure) {
        try updateBusy.run(row, isBusy ? 1 : 0)
    }

    func insert(_ events: [StoredEvent], row: Int) throws(SQLiteFailure) {
        for event in events {
            try insertEvent.run(
                row, event.offset.value, event.kind.description, event.source.rawValue, event.turn?.value,
                event.lane?.rawValue, event.viewOffset, event.viewCount, Checksum.of(event), event.bytes)
        }
    }

    /// Answers false when the key was used before.
    func insert(_ key: ClientKey, row: Int) throws(SQLiteFailure) -> Bool {
        try insertKey.run(row, key.key, key.offset.value, Int(bitPattern: UInt(key.bodyDigest)))
        return connection.changeCount > 0
    }

    func replace(_ cache: FoldCache, row: Int) throws(SQLiteFailure) {
        try replaceCache.run(row, cache.version, cache.offset.value, Checksum.of(cache), cache.state)
    }

    /// Erases all that belongs to a session.
    func erase(row: Int) throws(SQLiteFailure) {
        try eraseEvents.run(row)
        try eraseKeys.run(row)
        try eraseCache.run(row)
        try eraseSession.run(row)
    }

    func put(_ document: StoredDocument, in collection: String) throws(SQLiteFailure) {
        try putDocument.run(collection, document.id, Checksum.of(document), document.bytes)
    }

    /// Answers false when there was none.
    func eraseDocument(_ id: String, in collection: String) throws(SQLiteFailure) -> Bool {
        try eraseDocument.run(collection, id)
        return connection.changeCount > 0
    }

    /// The steps of SQLite's virtual machine that appends took since the last call.
    func takeAppendStepCount() -> Int { findLog.takeStepCount() + insertEvent.takeStepCount() }
}
