import DuplexAgents
import DuplexStoreSQLite

/// What the tables hold, as values, inside a transaction.
enum TelcoRows {
    /// A one-time code that was sent and not used.
    struct PendingCode {
        var number: String

        /// Microseconds since 1970.
        var expires: Int
        var attemptsLeft: Int
    }

    static func packages(_ connection: borrowing Connection) throws -> [TelcoPackage] {
        let rows = try connection.prepare(
            """
            SELECT id, fee, gigabytes, minutes, texts, has_5g, rolls_over, roaming, extra_gigabyte, extra_minute,
                extra_text FROM package ORDER BY place
            """)
        var packages: [TelcoPackage] = []
        while try rows.step() {
            packages.append(
                TelcoPackage(
                    id: rows.text(0), fee: Euros(cents: rows.int(1)), gigabytes: rows.optionalInt(2),
                    minutes: rows.optionalInt(3), texts: rows.optionalInt(4), has5G: rows.int(5) == 1,
                    rollsOver: rows.int(6) == 1, roaming: rows.text(7).split(separator: ",").map(String.init),
                    extraGigabyte: Euros(cents: rows.int(8)), extraMinute: Euros(cents: rows.int(9)),
                    extraText: Euros(cents: rows.int(10))))
        }
        return packages
    }

    static func hasVisit(_ visit: String, _ connection: borrowing Connection) throws -> Bool {
        let row = try connection.prepare("SELECT 1 FROM visit WHERE session = ?")
        try row.bind(visit)
        return try row.step()
    }

    /// Makes a visit the one that changed last: a new one gets its own contracts and add-ons, and the place of the one
    /// that changed longest ago when there are `countMax`.
    static func beginChange(of visit: String, countMax: Int, _ connection: borrowing Connection) throws {
        let last = try connection.number("SELECT max(last_change) FROM visit")
        try connection.prepare("UPDATE visit SET last_change = ?2 WHERE session = ?1").run(visit, last + 1)
        guard connection.changeCount == 0 else { return }
        // One more is the visit without a name, which is the oldest and stays.
        if try connection.number("SELECT count(*) FROM visit") > countMax {
            try connection.execute(
                """
                DELETE FROM visit WHERE session =
                    (SELECT session FROM visit WHERE session <> '' ORDER BY last_change LIMIT 1)
                """)
        }
        try connection.prepare("INSERT INTO visit VALUES (?, ?)").run(visit, last + 1)
        try connection.prepare(
            """
            INSERT INTO contract SELECT ?, number, id, status, ends, early_fee, package, alert FROM contract
            WHERE visit = ''
            """
        ).run(visit)
        try connection.prepare(
            "INSERT INTO addon(visit, number, name) SELECT ?, number, name FROM addon WHERE visit = '' ORDER BY id"
        ).run(visit)
    }

    static func customer(
        _ number: String, visit: String, _ connection: borrowing Connection
    ) throws -> TelcoCustomer {
        let row = try connection.prepare(
            """
            SELECT name, contract.id, status, ends, early_fee, package, billing_day, alert
            FROM contract JOIN customer USING (number) WHERE visit = ? AND number = ?
            """)
        try row.bind(visit, number)
        guard try row.step() else { throw ToolError("not_found", "There is no customer with this number.") }
        var months = try usage(of: number, connection)
        let current = months.removeLast()
        return TelcoCustomer(
            name: row.text(0), number: number, contract: row.text(1),
            status: TelcoCustomer.Status(rawValue: row.text(2)) ?? .closed, contractEnds: row.text(3),
            earlyFee: Euros(cents: row.int(4)), package: row.text(5), usage: current, months: months,
            addons: try addons(of: number, visit: visit, connection),
            billingDay: row.int(6), bills: try bills(of: number, connection), alertPercent: row.optionalInt(7))
    }

    /// Writes what a change may have touched.
    static func save(
        _ customer: TelcoCustomer, before: TelcoCustomer, visit: String, _ connection: borrowing Connection
    ) throws {
        try connection.prepare(
            "UPDATE contract SET status = ?3, package = ?4, alert = ?5 WHERE visit = ?1 AND number = ?2"
        ).run(visit, customer.number, customer.status.rawValue, customer.package, customer.alertPercent)
        let addon = try connection.prepare("INSERT INTO addon(visit, number, name) VALUES (?, ?, ?)")
        for name in customer.addons.dropFirst(before.addons.count) { try addon.run(visit, customer.number, name) }
    }

    static func pendingCode(visit: String, _ connection: borrowing Connection) throws -> PendingCode? {
        let row = try connection.prepare("SELECT number, expires, attempts_left FROM one_time_code WHERE visit = ?")
        try row.bind(visit)
        guard try row.step() else { return nil }
        return PendingCode(number: row.text(0), expires: row.int(1), attemptsLeft: row.int(2))
    }

    static func receipt(key: String, visit: String, _ connection: borrowing Connection) throws -> Euros? {
        let row = try connection.prepare("SELECT cents FROM purchase WHERE visit = ? AND key = ?")
        try row.bind(visit, key)
        return try row.step() ? Euros(cents: row.int(0)) : nil
    }

    /// All months of a customer, the current one last.
    private static func usage(of number: String, _ connection: borrowing Connection) throws -> [TelcoUsage] {
        let rows = try connection.prepare(
            "SELECT month, gigabytes, minutes, texts FROM usage WHERE number = ? ORDER BY month")
        try rows.bind(number)
        var months: [TelcoUsage] = []
        while try rows.step() {
            months.append(
                TelcoUsage(month: rows.text(0), gigabytes: rows.int(1), minutes: rows.int(2), texts: rows.int(3)))
        }
        return months
    }

    private static func bills(of number: String, _ connection: borrowing Connection) throws -> [Euros] {
        let rows = try connection.prepare("SELECT cents FROM bill WHERE number = ? ORDER BY month")
        try rows.bind(number)
        var bills: [Euros] = []
        while try rows.step() { bills.append(Euros(cents: rows.int(0))) }
        return bills
    }

    private static func addons(
        of number: String, visit: String, _ connection: borrowing Connection
    ) throws -> [String] {
        let rows = try connection.prepare("SELECT name FROM addon WHERE visit = ? AND number = ? ORDER BY id")
        try rows.bind(visit, number)
        var names: [String] = []
        while try rows.step() { names.append(rows.text(0)) }
        return names
    }
}

extension Statement {
    fileprivate func optionalInt(_ column: Int32) -> Int? { isNull(column) ? nil : int(column) }
}
