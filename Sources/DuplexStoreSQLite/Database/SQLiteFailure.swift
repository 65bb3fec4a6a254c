import CSQLite
import DuplexCore

/// What SQLite answered instead of doing what it was asked.
package struct SQLiteFailure: Error, Equatable {
    /// The extended result code.
    let code: Int32
    package let message: String

    /// Reads the connection's last error.
    init(_ code: Int32, _ database: OpaquePointer?) {
        self.code = code
        let meaning = sqlite3_errstr(code).map { String(cString: $0) } ?? "error"
        let detail = database.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) } ?? meaning
        let text = detail == meaning ? meaning : "\(meaning): \(detail)"
        message = "\(text) (SQLite \(code))"
    }

    private init(code: Int32, message: String) {
        self.code = code
        self.message = message
    }

    /// What a commit reports that was made to fail.
    static let injected = SQLiteFailure(code: SQLITE_ERROR, message: "a fault was injected")

    /// What a caller is told when more waits for a database than it takes.
    static let busy = SQLiteFailure(code: SQLITE_BUSY, message: "too much waits for the database")

    /// The code without its extension.
    var primaryCode: Int32 { code & 0xFF }

    var isDiskFull: Bool { primaryCode == SQLITE_FULL }

    /// Whether what was written, and what is written from now on, may be lost or wrong.
    ///
    /// After a failed sync the kernel may drop the pages and report success the next time, so trying again proves
    /// nothing. A disk that is full and a query that ran out of memory are no such failures.
    var endsWriting: Bool {
        switch primaryCode {
        case SQLITE_IOERR: code != SQLITE_IOERR | (12 << 8)  // SQLITE_IOERR_NOMEM, a macro that Swift does not import
        case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_READONLY, SQLITE_CANTOPEN: true
        default: false
        }
    }

    /// What a caller is told when the failure ended its transaction.
    var storeError: StoreError { isDiskFull ? .diskFull : .failed(message) }
}
