import DuplexCore

/// A connection for reading, with its statements; every method sees one moment of the store.
final class Reader {
    let connection: Connection
    private let findSession: Statement
    private let findHead: Statement
    private let findViewed: Statement
    private let findPage: Statement
    private let findKey: Statement
    private let findBusy: Statement
    private let findDocument: Statement
    private let findDocuments: Statement

    init(_ connection: consuming Connection) throws(SQLiteFailure) {
        findSession = try connection.prepare(
            """
            SELECT ext, owner, agent, customer, created, session.crc, document,
                (SELECT max(o) FROM ev WHERE s = session.id),
                (SELECT v + n FROM ev WHERE s = session.id AND n > 0 ORDER BY v DESC LIMIT 1),
                cache.version, cache.o, cache.crc, cache.state
            FROM session LEFT JOIN cache ON cache.s = session.id WHERE ext = ?
            """)
        findHead = try connection.prepare(
            "SELECT (SELECT max(o) FROM ev WHERE s = session.id) FROM session WHERE ext = ?")
        findViewed = try connection.prepare(
            """
            SELECT o FROM ev WHERE s = (SELECT id FROM session WHERE ext = ?1) AND n > 0 AND v >= ?2 - 1
                AND v + n > ?2 ORDER BY v LIMIT 1
            """)
        findPage = try connection.prepare(
            """
            SELECT o, kind, source, turn, lane, v, n, crc, body FROM ev
            WHERE s = (SELECT id FROM session WHERE ext = ?) AND o >= ? ORDER BY o LIMIT ?
            """)
        findKey = try connection.prepare(
            """
            SELECT o, digest FROM session LEFT JOIN client_key ON s = session.id AND key = ?2 WHERE ext = ?1
            """)
        findBusy = try connection.prepare("SELECT ext FROM session WHERE busy = 1")
        findDocument = try connection.prepare(
            "SELECT id, crc, body FROM document WHERE collection = ? AND id = ?")
        findDocuments = try connection.prepare(
            "SELECT id, crc, body FROM document WHERE collection = ? ORDER BY seq")
        self.connection = connection
    }

    /// Works until the queue is finished and empty.
    func run(_ queue: WorkQueue<SQLiteStore.ReadJob>) {
        while case .work(let jobs) = queue.take(.init(count: 1, byteCount: 0)) {
            for job in jobs { job(self) }
        }
    }

    func load(_ session: SessionID) throws -> SessionImage? {
        try findSession.bind(session.value)
        defer { findSession.reset() }
        guard try findSession.step() else { return nil }
        let record = try findSession.record(session)
        guard !findSession.isNull(7) else { throw StoreError.damaged("session \(session) has no events") }
        return SessionImage(
            record: record, cache: findSession.cache, head: Offset(findSession.int(7)),
            nextViewOffset: findSession.int(8))
    }

    func page(_ session: SessionID, from: LogPosition, limit: Int, byteCountMax: Int) throws -> [StoredEvent] {
        guard let start = try start(session, from) else {
            guard try head(session) != nil else { throw StoreError.unknownSession }
            return []
        }
        var page: [StoredEvent] = []
        var byteCount = 0
        try findPage.bind(session.value, start, max(0, limit))
        defer { findPage.reset() }
        while try findPage.step() {
            let event = try findPage.event(session, expected: start + page.count)
            byteCount += event.bytes.count
            guard page.isEmpty || byteCount <= byteCountMax else { break }
            page.append(event)
        }
        if page.isEmpty, limit > 0 {
            guard let head = try head(session) else { throw StoreError.unknownSession }
            guard head < start else { throw StoreError.damaged("event \(start) of session \(session) is missing") }
        }
        return page
    }

    func clientKey(_ session: SessionID, _ key: String) throws -> ClientKey? {
        try findKey.bind(session.value, key)
        defer { findKey.reset() }
        guard try findKey.step() else { throw StoreError.unknownSession }
        guard !findKey.isNull(0) else { return nil }
        return ClientKey(
            key: key, offset: Offset(findKey.int(0)), bodyDigest: UInt64(UInt(bitPattern: findKey.int(1))))
    }

    func sessions(_ query: SessionQuery) throws -> [SessionRecord] {
        let statement = try listing(query)
        var records: [SessionRecord] = []
        while try statement.step() { records.append(try statement.record(SessionID(statement.text(0)))) }
        return records
    }

    /// How SQLite would find a listing's rows.
    func listingPlan(_ query: SessionQuery) throws -> String {
        let statement = try listing(query, prefix: "EXPLAIN QUERY PLAN ")
        var steps: [String] = []
        while try statement.step() { steps.append(statement.text(3)) }
        return steps.joined(separator: "; ")
    }

    func busySessions() throws -> [SessionID] {
        defer { findBusy.reset() }
        var sessions: [SessionID] = []
        while try findBusy.step() { sessions.append(SessionID(findBusy.text(0))) }
        return sessions
    }

    func document(_ collection: String, _ id: String) throws -> StoredDocument? {
        try findDocument.bind(collection, id)
        defer { findDocument.reset() }
        return try findDocument.step() ? try findDocument.document(collection) : nil
    }

    func documents(_ collection: String) throws -> [StoredDocument] {
        try findDocuments.bind(collection)
        defer { findDocuments.reset() }
        var documents: [StoredDocument] = []
        while try findDocuments.step() { documents.append(try findDocuments.document(collection)) }
        return documents
    }

    /// The steps of SQLite's virtual machine that the reads took since the last call.
    func takeStepCount() -> Int {
        findSession.takeStepCount() + findHead.takeStepCount() + findViewed.takeStepCount() + findPage.takeStepCount()
    }

    /// Prepared for each listing: the filters decide which index serves it.
    private func listing(_ query: SessionQuery, prefix: String = "") throws -> Statement {
        var conditions: [String] = []
        if query.owner != nil { conditions.append("owner = ?1") }
        if query.agent != nil { conditions.append("agent = ?2") }
        if query.customer != nil { conditions.append("customer = ?3") }
        if query.after != nil { conditions.append("(created, ext) < (?4, ?5)") }
        let statement = try connection.prepare(
            """
            \(prefix)SELECT ext, owner, agent, customer, created, crc, document FROM session
            \(conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND "))
            ORDER BY created DESC, ext DESC LIMIT ?6
            """)
        try statement.bind(
            query.owner?.value, query.agent, query.customer, query.after.map { Int($0.created.microseconds) },
            query.after?.id.value, max(0, query.limit))
        return statement
    }

    /// The offset that a page begins with; nil when no event yields the view offset yet.
    private func start(_ session: SessionID, _ position: LogPosition) throws -> Int? {
        switch position {
        case .offset(let offset):
            return offset.value
        case .view(let offset):
            try findViewed.bind(session.value, offset)
            defer { findViewed.reset() }
            return try findViewed.step() ? findViewed.int(0) : nil
        }
    }

    /// The last event's offset; nil for an unknown session.
    private func head(_ session: SessionID) throws -> Int? {
        try findHead.bind(session.value)
        defer { findHead.reset() }
        return try findHead.step() ? findHead.int(0) : nil
    }
}
