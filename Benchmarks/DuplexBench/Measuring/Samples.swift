/// What was measured again and again, in one unit.
struct Samples: Sendable {
    private(set) var values: [Double]

    init(_ values: [Double] = []) { self.values = values }

    mutating func add(_ value: Double) { values.append(value) }
    mutating func add(_ others: Samples) { values += others.values }

    var count: Int { values.count }
    var median: Double { percentile(50) }
    var p99: Double { percentile(99) }

    /// The smallest value that at least `percent` of all values do not exceed.
    func percentile(_ percent: Double) -> Double {
        precondition(!values.isEmpty, "a percentile of nothing")
        let sorted = values.sorted()
        let rank = Int((percent / 100 * Double(sorted.count)).rounded(.up)) - 1
        return sorted[min(max(rank, 0), sorted.count - 1)]
    }
}

/// The same measurement in several rounds, between which the other measurements had their turn.
///
/// The median over rounds is what noise of other programs moves least.
struct Rounds: Sendable {
    private(set) var rounds: [Samples] = []

    mutating func add(_ samples: Samples) { rounds.append(samples) }

    var isEmpty: Bool { rounds.isEmpty }
    var count: Int { rounds.reduce(0) { $0 + $1.count } }
    var median: Double { Samples(rounds.map(\.median)).median }
    var p99: Double { Samples(rounds.map(\.p99)).median }
}
