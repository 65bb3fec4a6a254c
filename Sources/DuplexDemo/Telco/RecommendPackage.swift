import DuplexAgents
import DuplexCore

/// Finds the packages that would have cost the customer least.
struct RecommendPackage: Tool {
    struct Arguments: ToolArguments {
        var budget: Double?
        var needs5G: Bool?
        var number: String?
        static let notes = [
            "budget": "The highest monthly fee in euros", "needs5G": "Whether only packages with 5G will do",
            "number": TelcoAccess.numberNote,
        ]
    }

    struct Output: Encodable, Sendable {
        var recommendations: [Recommendation]
    }

    struct Recommendation: Equatable, Sendable, Encodable {
        var package: String
        var fee: Euros

        /// What a month would have cost on average, with what goes beyond the package.
        var monthly: Euros
    }

    /// What it is worth that a package works abroad as at home.
    static let roamingBonus = Euros(cents: 500)

    /// What it is worth that unused data is kept.
    static let rolloverBonus = Euros(cents: 100)

    /// How many are recommended at most.
    static let countMax = 3

    let access: TelcoAccess
    let name = "recommend_package"
    let about = "The three packages that suit what the customer used in the last three months, the best first."
    let traits = ToolTraits(feedback: "Comparing packages")
    let filled = TelcoAccess.filled

    func call(_ arguments: Arguments, _ call: ToolCall) async throws -> Output {
        let customer = try await access.customer(arguments.number, call)
        let candidates = try await access.store.packages().filter { package in
            (package.has5G || arguments.needs5G != true)
                && (arguments.budget.map { Double(package.fee.cents) <= $0 * 100 } ?? true)
        }
        let priced = candidates.map { (package: $0, monthly: Self.monthly($0, customer.months)) }
        let ranked = priced.sorted { left, right in
            let (first, second) = (Self.rank(left.package, left.monthly), Self.rank(right.package, right.monthly))
            return (first, left.package.id) < (second, right.package.id)
        }
        return Output(
            recommendations: ranked.prefix(Self.countMax).map {
                Recommendation(package: $0.package.id, fee: $0.package.fee, monthly: $0.monthly)
            })
    }

    /// The fee and what goes beyond the package, for the average month.
    private static func monthly(_ package: TelcoPackage, _ months: [TelcoUsage]) -> Euros {
        func extra(_ included: Int?, _ used: KeyPath<TelcoUsage, Int>, _ price: Euros) -> Euros {
            guard let included, !months.isEmpty else { return Euros(cents: 0) }
            let sum = months.reduce(0) { $0 + $1[keyPath: used] }
            return Euros(cents: max(0, sum - included * months.count) * price.cents / months.count)
        }
        return package.fee + extra(package.gigabytes, \.gigabytes, package.extraGigabyte)
            + extra(package.minutes, \.minutes, package.extraMinute) + extra(package.texts, \.texts, package.extraText)
    }

    /// What packages are ordered by.
    private static func rank(_ package: TelcoPackage, _ monthly: Euros) -> Euros {
        var rank = monthly
        if !package.roaming.isEmpty { rank = rank - roamingBonus }
        if package.rollsOver { rank = rank - rolloverBonus }
        return rank
    }
}
