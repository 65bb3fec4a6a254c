/// The tables, and the way from each version of them to the next.
enum Schema {
    /// Marks a file as ours: "DUPX".
    static let applicationID = 0x4455_5058

    /// The step at index `n` takes a store from version `n` to `n + 1`.
    ///
    /// A step that has been released never changes.
    static let steps = [version1]

    /// Takes the steps that the store has not taken, all of them or none.
    static func upgrade(_ connection: borrowing Connection, from version: Int, _ steps: [String] = steps)
        throws(SQLiteFailure)
    {
        guard version < steps.count else { return }
        try connection.execute("BEGIN IMMEDIATE")
        do {
            for step in steps[version...] { try connection.execute(step) }
            let meta = try connection.prepare("REPLACE INTO meta(key, value) VALUES ('schema', ?)")
            try meta.run(String(steps.count))
            try connection.execute("PRAGMA application_id = \(applicationID)")
            try connection.execute("COMMIT")
        } catch {
            if connection.isInTransaction { try connection.execute("ROLLBACK") }
            throw error
        }
    }

    /// Events lie in the order of their commits, and an index finds them by session.
    ///
    /// So a commit over many sessions writes few pages. No row holds a session's head: it would be written with
    /// every append.
    private static let version1 = """
        CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

        CREATE TABLE session(
            id INTEGER PRIMARY KEY, ext TEXT NOT NULL UNIQUE, owner TEXT NOT NULL, agent TEXT NOT NULL, customer TEXT,
            created INTEGER NOT NULL, busy INTEGER NOT NULL, crc INTEGER NOT NULL, document BLOB NOT NULL
        ) STRICT;
        CREATE INDEX session_created ON session(created, ext);
        CREATE INDEX session_owner ON session(owner, created, ext);
        CREATE INDEX session_agent ON session(agent, created, ext);
        CREATE INDEX session_customer ON session(customer, created, ext) WHERE customer IS NOT NULL;
        CREATE INDEX session_busy ON session(id) WHERE busy = 1;

        CREATE TABLE ev(
            id INTEGER PRIMARY KEY, s INTEGER NOT NULL, o INTEGER NOT NULL, kind TEXT NOT NULL, source TEXT NOT NULL,
            turn TEXT, lane TEXT, v INTEGER NOT NULL, n INTEGER NOT NULL, crc INTEGER NOT NULL, body BLOB NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX ev_offset ON ev(s, o);
        CREATE UNIQUE INDEX ev_view ON ev(s, v) WHERE n > 0;

        CREATE TABLE cache(
            s INTEGER PRIMARY KEY, version INTEGER NOT NULL, o INTEGER NOT NULL, crc INTEGER NOT NULL,
            state BLOB NOT NULL
        ) STRICT;

        CREATE TABLE client_key(
            s INTEGER NOT NULL, key TEXT NOT NULL, o INTEGER NOT NULL, digest INTEGER NOT NULL, PRIMARY KEY (s, key)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE document(
            seq INTEGER PRIMARY KEY, collection TEXT NOT NULL, id TEXT NOT NULL, crc INTEGER NOT NULL,
            body BLOB NOT NULL, UNIQUE (collection, id)
        ) STRICT;
        """
}
