import DuplexAgents
package import DuplexCore
import DuplexStoreSQLite

/// The demo's back end: an SQLite database, in a file or in memory.
///
/// Each session has contracts, add-ons and purchases of its own, so that one visitor's closed contract is open for the
/// next one. The sessions that changed something longest ago are forgotten beyond a bound, and begin anew.
package final class TelcoStore: Sendable {
    /// The most sessions whose data is kept.
    package static let sessionCountMax = 1_000

    /// How long a one-time code is good for.
    package static let codeLifetime = Duration.seconds(300)

    /// How often a code may be guessed.
    package static let attemptCountMax = 3

    private let database: SmallDatabase
    private let codes: [String: String]
    private let now: @Sendable () -> Timestamp

    /// Opens the database in a file, which is made and filled at the first start; `codes` are the one-time codes of the
    /// numbers.
    ///
    /// - Throws: ``TelcoStoreError`` when the file cannot be used.
    package init(
        path: String, codes: [String: String] = TelcoData.codes, now: @escaping @Sendable () -> Timestamp
    ) throws(TelcoStoreError) {
        do {
            database = try SmallDatabase(path: path)
            try database.performNow(TelcoSchema.prepare)
        } catch {
            throw TelcoStoreError(error, path: path)
        }
        self.codes = codes
        self.now = now
    }

    /// Makes a database in memory.
    package init(codes: [String: String] = TelcoData.codes, now: @escaping @Sendable () -> Timestamp) {
        do {
            database = try SmallDatabase(path: nil)
            try database.performNow(TelcoSchema.prepare)
        } catch {
            preconditionFailure("the demo's own tables cannot be made: \(error)")
        }
        self.codes = codes
        self.now = now
    }

    /// All packages.
    ///
    /// On cancellation: answers all the same, as every method here.
    package func packages() async throws -> [TelcoPackage] {
        try await database.perform { try TelcoRows.packages($0) }
    }

    /// The customer with a number.
    ///
    /// - Throws: ``DuplexAgents/ToolError`` with the code `not_found`.
    package func customer(_ number: String, in session: SessionID) async throws -> TelcoCustomer {
        try await database.perform { connection in
            let isKnown = try TelcoRows.hasVisit(session.value, connection)
            return try TelcoRows.customer(number, visit: isKnown ? session.value : "", connection)
        }
    }

    /// Sends a one-time code to a number; the one before is no longer good.
    ///
    /// - Throws: ``DuplexAgents/ToolError`` with the code `not_found`.
    package func sendCode(to number: String, in session: SessionID) async throws {
        let expires = now().microseconds + Int64(Self.codeLifetime / .microseconds(1))
        try await database.perform { connection in
            try TelcoRows.beginChange(of: session.value, countMax: Self.sessionCountMax, connection)
            _ = try TelcoRows.customer(number, visit: session.value, connection)
            let statement = try connection.prepare("REPLACE INTO one_time_code VALUES (?, ?, ?, ?)")
            try statement.run(session.value, number, Int(expires), Self.attemptCountMax)
        }
    }

    /// Checks a code against the one that was sent in this session, and uses it up.
    ///
    /// - Throws: ``DuplexAgents/ToolError`` with the codes `no_code`, `code_expired`, `wrong_code` and
    ///   `too_many_attempts`.
    package func verify(_ code: String, in session: SessionID) async throws -> TelcoCustomer {
        let now = now().microseconds
        let codes = codes
        // A wrong guess is an answer here, not an error: thrown, it would take its own count back.
        let checked: Result<TelcoCustomer, ToolError> = try await database.perform { connection in
            let visit = session.value
            guard let pending = try TelcoRows.pendingCode(visit: visit, connection) else {
                return .failure(ToolError("no_code", "No code was sent in this conversation. Send one first."))
            }
            try TelcoRows.beginChange(of: visit, countMax: Self.sessionCountMax, connection)
            try connection.prepare("DELETE FROM one_time_code WHERE visit = ?").run(visit)
            guard now < pending.expires else {
                return .failure(ToolError("code_expired", "The code is no longer good. Send a new one."))
            }
            guard let expected = codes[pending.number], code == expected else {
                let left = pending.attemptsLeft - 1
                guard left > 0 else {
                    return .failure(ToolError("too_many_attempts", "The code was wrong too often. Send a new one."))
                }
                try connection.prepare("INSERT INTO one_time_code VALUES (?, ?, ?, ?)")
                    .run(visit, pending.number, pending.expires, left)
                return .failure(ToolError("wrong_code", "The code is wrong. \(left) more may be tried."))
            }
            return .success(try TelcoRows.customer(pending.number, visit: visit, connection))
        }
        return try checked.get()
    }

    /// Changes a customer once for each idempotency key; answers what it cost, the first time and every later time.
    ///
    /// - Throws: what `change` throws; nothing is changed then.
    package func change(
        _ number: String, key: String, in session: SessionID,
        _ change: @escaping @Sendable (inout TelcoCustomer) throws -> Euros
    ) async throws -> Euros {
        try await database.perform { connection in
            let visit = session.value
            if let receipt = try TelcoRows.receipt(key: key, visit: visit, connection) { return receipt }
            try TelcoRows.beginChange(of: visit, countMax: Self.sessionCountMax, connection)
            let before = try TelcoRows.customer(number, visit: visit, connection)
            var customer = before
            let cost = try change(&customer)
            try TelcoRows.save(customer, before: before, visit: visit, connection)
            try connection.prepare("INSERT INTO purchase VALUES (?, ?, ?, ?)").run(visit, key, number, cost.cents)
            return cost
        }
    }

    /// What a change with this key came to; nil when there was none.
    package func receipt(key: String, in session: SessionID) async throws -> Euros? {
        try await database.perform { try TelcoRows.receipt(key: key, visit: session.value, $0) }
    }
}

/// Why the demo's database cannot be used: one line that says what to do.
package struct TelcoStoreError: Error, Equatable, Sendable, CustomStringConvertible {
    package let description: String

    /// The file is something else.
    static let otherVersion = TelcoStoreError(description: "it is no database of this version's demo")

    private init(description: String) { self.description = description }

    init(_ error: any Error, path: String) {
        switch error {
        case let error as OpenError: description = error.description
        case let error as SQLiteFailure: description = "Cannot use \(path): \(error.message)."
        default: description = "Cannot use \(path): \(error). Move the file away; the demo begins a new one."
        }
    }
}
