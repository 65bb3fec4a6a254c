/// An amount of money; shown as in `19.99 EUR`.
package struct Euros: Hashable, Comparable, Sendable, Encodable, CustomStringConvertible {
    package var cents: Int

    package init(cents: Int) { self.cents = cents }

    package var description: String {
        let rest = abs(cents % 100)
        return "\(cents < 0 && cents > -100 ? "-" : "")\(cents / 100).\(rest < 10 ? "0" : "")\(rest) EUR"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    package static func < (left: Euros, right: Euros) -> Bool { left.cents < right.cents }
    static func + (left: Euros, right: Euros) -> Euros { Euros(cents: left.cents + right.cents) }
    static func - (left: Euros, right: Euros) -> Euros { Euros(cents: left.cents - right.cents) }
    static func * (count: Int, price: Euros) -> Euros { Euros(cents: count * price.cents) }
}

/// What a customer pays for each month.
package struct TelcoPackage: Equatable, Sendable, Encodable {
    package var id: String
    package var fee: Euros

    /// The data that is included; nil without a limit.
    package var gigabytes: Int?

    /// The minutes and texts that are included; nil without a limit.
    package var minutes: Int?
    package var texts: Int?
    package var has5G: Bool

    /// Whether unused data goes over to the next month.
    package var rollsOver: Bool

    /// The countries where it works as at home.
    package var roaming: [String]

    /// What each gigabyte, minute and text beyond costs.
    package var extraGigabyte: Euros
    package var extraMinute: Euros
    package var extraText: Euros
}

/// What was used in one month.
package struct TelcoUsage: Equatable, Sendable, Encodable {
    package var month: String
    package var gigabytes: Int
    package var minutes: Int
    package var texts: Int
}

/// One customer: a number with its contract.
package struct TelcoCustomer: Equatable, Sendable {
    package enum Status: String, Sendable, Encodable { case active, closed }

    package var name: String
    package var number: String
    package var contract: String
    package var status = Status.active
    package var contractEnds: String

    /// What closing the contract before its end costs.
    package var earlyFee: Euros
    package var package: String
    package var usage: TelcoUsage

    /// The last three months, oldest first.
    package var months: [TelcoUsage]
    package var addons: [String]
    package var billingDay: Int

    /// What was paid in the months of `months`.
    package var bills: [Euros]

    /// The share of the data, in percent, at which the customer is warned; nil for never.
    package var alertPercent: Int?
}

/// Using the phone abroad.
package struct TelcoCountry: Equatable, Sendable, Encodable {
    /// Data and calls for some days.
    package struct Pass: Equatable, Sendable, Encodable {
        package var id: String
        package var days: Int
        package var gigabytes: Int
        package var price: Euros
    }

    package var country: String

    /// What a megabyte and a minute cost without a pass.
    package var megabyte: Euros
    package var minute: Euros
    package var passes: [Pass]
}

/// The demo's made-up company: what every session begins with.
///
/// The numbers are of the range that is reserved for fiction.
package enum TelcoData {
    /// The one-time codes of the customers' numbers, in the place of text messages.
    package static let codes = ["+12025550101": "481516", "+12025550142": "234208"]

    package static let packages: [TelcoPackage] = [
        TelcoPackage(
            id: "start", fee: Euros(cents: 999), gigabytes: 2, minutes: 100, texts: 50, has5G: false, rollsOver: false,
            roaming: [], extraGigabyte: Euros(cents: 500), extraMinute: Euros(cents: 12), extraText: Euros(cents: 9)),
        TelcoPackage(
            id: "plus", fee: Euros(cents: 1_999), gigabytes: 10, minutes: 400, texts: 200, has5G: false,
            rollsOver: true, roaming: [], extraGigabyte: Euros(cents: 350), extraMinute: Euros(cents: 9),
            extraText: Euros(cents: 7)),
        TelcoPackage(
            id: "max", fee: Euros(cents: 2_999), gigabytes: 30, minutes: nil, texts: nil, has5G: true, rollsOver: true,
            roaming: [], extraGigabyte: Euros(cents: 250), extraMinute: Euros(cents: 0), extraText: Euros(cents: 0)),
        TelcoPackage(
            id: "globe", fee: Euros(cents: 3_499), gigabytes: 20, minutes: nil, texts: nil, has5G: true,
            rollsOver: false, roaming: ["Japan", "Canada"], extraGigabyte: Euros(cents: 300),
            extraMinute: Euros(cents: 0), extraText: Euros(cents: 0)),
        TelcoPackage(
            id: "endless", fee: Euros(cents: 4_499), gigabytes: nil, minutes: nil, texts: nil, has5G: true,
            rollsOver: false, roaming: ["Japan", "Canada", "Morocco"], extraGigabyte: Euros(cents: 0),
            extraMinute: Euros(cents: 0), extraText: Euros(cents: 0)),
    ]

    package static let countries: [TelcoCountry] = [
        country("Japan", "JP", megabyte: 20, minute: 99, dayPass: 690, weekPass: 2_490),
        country("Canada", "CA", megabyte: 15, minute: 79, dayPass: 590, weekPass: 1_990),
        country("Morocco", "MA", megabyte: 30, minute: 129, dayPass: 790, weekPass: 2_990),
    ]

    package static let customers: [TelcoCustomer] = [
        TelcoCustomer(
            name: "Robin Vale", number: "+12025550101", contract: "C-1042", contractEnds: "2027-03-31",
            earlyFee: Euros(cents: 12_000), package: "plus",
            usage: TelcoUsage(month: "2026-06", gigabytes: 7, minutes: 212, texts: 31),
            months: [
                TelcoUsage(month: "2026-03", gigabytes: 11, minutes: 380, texts: 40),
                TelcoUsage(month: "2026-04", gigabytes: 14, minutes: 420, texts: 35),
                TelcoUsage(month: "2026-05", gigabytes: 17, minutes: 460, texts: 60),
            ],
            addons: ["Voicemail to text"], billingDay: 5,
            bills: [Euros(cents: 2_349), Euros(cents: 3_579), Euros(cents: 4_989)], alertPercent: 80),
        TelcoCustomer(
            name: "Kim Sato", number: "+12025550142", contract: "C-2077", contractEnds: "2026-12-31",
            earlyFee: Euros(cents: 4_500), package: "endless",
            usage: TelcoUsage(month: "2026-06", gigabytes: 3, minutes: 60, texts: 4),
            months: [
                TelcoUsage(month: "2026-03", gigabytes: 4, minutes: 90, texts: 10),
                TelcoUsage(month: "2026-04", gigabytes: 6, minutes: 75, texts: 8),
                TelcoUsage(month: "2026-05", gigabytes: 5, minutes: 80, texts: 6),
            ],
            addons: ["Second SIM", "Device insurance"], billingDay: 17,
            bills: [Euros(cents: 5_299), Euros(cents: 5_299), Euros(cents: 5_299)], alertPercent: nil),
    ]

    private static func country(
        _ name: String, _ code: String, megabyte: Int, minute: Int, dayPass: Int, weekPass: Int
    ) -> TelcoCountry {
        TelcoCountry(
            country: name, megabyte: Euros(cents: megabyte), minute: Euros(cents: minute),
            passes: [
                .init(id: "\(code)-DAY", days: 1, gigabytes: 1, price: Euros(cents: dayPass)),
                .init(id: "\(code)-WEEK", days: 7, gigabytes: 5, price: Euros(cents: weekPass)),
            ])
    }
}
