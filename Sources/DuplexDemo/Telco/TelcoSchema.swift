import DuplexStoreSQLite

/// The tables of the demo's back end, and the made-up company that they begin with.
enum TelcoSchema {
    /// The version that a file says it has.
    private static let version = 1

    /// Makes the tables and fills them, unless that was done before.
    ///
    /// - Throws: ``TelcoStoreError`` when the file has tables of another version.
    static func prepare(_ connection: borrowing Connection) throws {
        let found = try connection.number("PRAGMA user_version")
        guard found != version else { return }
        let isEmpty = try connection.number("SELECT count(*) FROM sqlite_schema") == 0
        guard found == 0, isEmpty else { throw TelcoStoreError.otherVersion }
        try connection.execute(tables)
        try seed(connection)
        try connection.execute("PRAGMA user_version = \(version)")
    }

    /// What a visit changes has a row for each visit; the visit without a name has what others begin with.
    ///
    /// The key of a purchase is its idempotency key. One-time codes are not in the database: a row only says which one
    /// would be accepted now, and how long.
    private static let tables = """
        CREATE TABLE package(
            id TEXT PRIMARY KEY, place INTEGER NOT NULL, fee INTEGER NOT NULL, gigabytes INTEGER, minutes INTEGER,
            texts INTEGER, has_5g INTEGER NOT NULL, rolls_over INTEGER NOT NULL, roaming TEXT NOT NULL,
            extra_gigabyte INTEGER NOT NULL, extra_minute INTEGER NOT NULL, extra_text INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE customer(number TEXT PRIMARY KEY, name TEXT NOT NULL, billing_day INTEGER NOT NULL) STRICT;
        CREATE TABLE usage(
            number TEXT NOT NULL REFERENCES customer, month TEXT NOT NULL, gigabytes INTEGER NOT NULL,
            minutes INTEGER NOT NULL, texts INTEGER NOT NULL, PRIMARY KEY (number, month)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE bill(
            number TEXT NOT NULL REFERENCES customer, month TEXT NOT NULL, cents INTEGER NOT NULL,
            PRIMARY KEY (number, month)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE visit(session TEXT PRIMARY KEY, last_change INTEGER NOT NULL) STRICT;
        CREATE INDEX visit_last_change ON visit(last_change);
        CREATE TABLE contract(
            visit TEXT NOT NULL REFERENCES visit ON DELETE CASCADE, number TEXT NOT NULL REFERENCES customer,
            id TEXT NOT NULL, status TEXT NOT NULL, ends TEXT NOT NULL, early_fee INTEGER NOT NULL,
            package TEXT NOT NULL REFERENCES package, alert INTEGER, PRIMARY KEY (visit, number)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE addon(
            id INTEGER PRIMARY KEY, visit TEXT NOT NULL REFERENCES visit ON DELETE CASCADE,
            number TEXT NOT NULL REFERENCES customer, name TEXT NOT NULL
        ) STRICT;
        CREATE INDEX addon_visit ON addon(visit, number);
        CREATE TABLE one_time_code(
            visit TEXT PRIMARY KEY REFERENCES visit ON DELETE CASCADE, number TEXT NOT NULL REFERENCES customer,
            expires INTEGER NOT NULL, attempts_left INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE purchase(
            visit TEXT NOT NULL REFERENCES visit ON DELETE CASCADE, key TEXT NOT NULL,
            number TEXT NOT NULL REFERENCES customer, cents INTEGER NOT NULL, PRIMARY KEY (visit, key)
        ) STRICT, WITHOUT ROWID;
        """

    private static func seed(_ connection: borrowing Connection) throws {
        let package = try connection.prepare("INSERT INTO package VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        for (place, each) in TelcoData.packages.enumerated() {
            try package.run(
                each.id, place, each.fee.cents, each.gigabytes, each.minutes, each.texts, each.has5G ? 1 : 0,
                each.rollsOver ? 1 : 0, each.roaming.joined(separator: ","), each.extraGigabyte.cents,
                each.extraMinute.cents, each.extraText.cents)
        }
        try connection.execute("INSERT INTO visit VALUES ('', 0)")
        for customer in TelcoData.customers { try seed(customer, connection) }
    }

    private static func seed(_ customer: TelcoCustomer, _ connection: borrowing Connection) throws {
        let number = customer.number
        try connection.prepare("INSERT INTO customer VALUES (?, ?, ?)").run(number, customer.name, customer.billingDay)
        let usage = try connection.prepare("INSERT INTO usage VALUES (?, ?, ?, ?, ?)")
        for each in customer.months + [customer.usage] {
            try usage.run(number, each.month, each.gigabytes, each.minutes, each.texts)
        }
        let bill = try connection.prepare("INSERT INTO bill VALUES (?, ?, ?)")
        for (month, paid) in zip(customer.months, customer.bills) { try bill.run(number, month.month, paid.cents) }
        try connection.prepare("INSERT INTO contract VALUES ('', ?, ?, ?, ?, ?, ?, ?)").run(
            number, customer.contract, customer.status.rawValue, customer.contractEnds, customer.earlyFee.cents,
            customer.package, customer.alertPercent)
        let addon = try connection.prepare("INSERT INTO addon(visit, number, name) VALUES ('', ?, ?)")
        for name in customer.addons { try addon.run(number, name) }
    }
}
