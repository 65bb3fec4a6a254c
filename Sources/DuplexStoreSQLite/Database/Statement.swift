import CSQLite

/// A compiled statement, finalized when it goes out of scope.
package struct Statement: ~Copyable {
    private let handle: OpaquePointer

    init(_ handle: OpaquePointer) { self.handle = handle }

    deinit { sqlite3_finalize(handle) }

    /// Sets all parameters, in order.
    package func bind<each Value: Bindable>(_ value: repeat each Value) throws(SQLiteFailure) {
        var index: Int32 = 0
        for value in repeat each value {
            index += 1
            let code = value.bind(to: handle, index)
            guard code == SQLITE_OK else { throw failure(code) }
        }
    }

    /// Goes to the next row; false after the last one, and the statement is then ready to be run again.
    package func step() throws(SQLiteFailure) -> Bool {
        let code = sqlite3_step(handle)
        if code == SQLITE_ROW { return true }
        if code == SQLITE_DONE {
            sqlite3_reset(handle)
            return false
        }
        let failure = failure(code)
        sqlite3_reset(handle)
        throw failure
    }

    /// Ends a query whose last row was not reached.
    func reset() { sqlite3_reset(handle) }

    /// Runs a statement that answers no rows.
    package func run<each Value: Bindable>(_ value: repeat each Value) throws(SQLiteFailure) {
        try bind(repeat each value)
        if try step() { reset() }
    }

    package func int(_ column: Int32) -> Int { Int(sqlite3_column_int64(handle, column)) }

    package func text(_ column: Int32) -> String { optionalText(column) ?? "" }

    func optionalText(_ column: Int32) -> String? {
        // SAFETY: SQLite's bytes stay until the next step; they are copied at once.
        guard let start = sqlite3_column_text(handle, column) else { return nil }
        let bytes = UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
        return String(decoding: bytes, as: UTF8.self)
    }

    func bytes(_ column: Int32) -> [UInt8] {
        // SAFETY: as above.
        guard let start = sqlite3_column_blob(handle, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
    }

    package func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

    /// How many steps of SQLite's virtual machine the statement took since the last call.
    func takeStepCount() -> Int { Int(sqlite3_stmt_status(handle, SQLITE_STMTSTATUS_VM_STEP, 1)) }

    private func failure(_ code: Int32) -> SQLiteFailure { SQLiteFailure(code, sqlite3_db_handle(handle)) }
}

/// A value that a statement's parameter can take.
package protocol Bindable {
    /// Copies the value into the statement and answers SQLite's code.
    func bind(to statement: OpaquePointer, _ index: Int32) -> Int32
}

extension Int: Bindable {
    package func bind(to statement: OpaquePointer, _ index: Int32) -> Int32 {
        sqlite3_bind_int64(statement, index, Int64(self))
    }
}

extension String: Bindable {
    package func bind(to statement: OpaquePointer, _ index: Int32) -> Int32 {
        var text = self
        return text.withUTF8 { duplex_sqlite3_bind_text(statement, index, $0.baseAddress, UInt64($0.count)) }
    }
}

extension [UInt8]: Bindable {
    package func bind(to statement: OpaquePointer, _ index: Int32) -> Int32 {
        withUnsafeBytes { duplex_sqlite3_bind_blob(statement, index, $0.baseAddress, UInt64($0.count)) }
    }
}

extension Optional: Bindable where Wrapped: Bindable {
    package func bind(to statement: OpaquePointer, _ index: Int32) -> Int32 {
        map { $0.bind(to: statement, index) } ?? sqlite3_bind_null(statement, index)
    }
}
