/// A line of the result: what is measured, and what it must reach.
struct Row {
    let id: String
    let section: Section
    let what: String
    let unit: Unit
    let target: Target

    init(_ id: String, _ section: Section, _ what: String, _ unit: Unit, _ target: Target = .none) {
        self.id = id
        self.section = section
        self.what = what
        self.unit = unit
        self.target = target
    }
}

/// What a number must reach.
enum Target: Equatable {
    /// It is there to be compared with.
    case none
    case atMost(Double)
    case atLeast(Double)

    func isMet(by value: Double) -> Bool {
        switch self {
        case .none: true
        case .atMost(let bound): value <= bound
        case .atLeast(let bound): value >= bound
        }
    }
}

/// What a number counts.
enum Unit: String {
    case ratio, microseconds, milliseconds, perSecond, kibibytes, percent

    func text(_ value: Double) -> String {
        switch self {
        case .ratio: "\(value.shown(2))x"
        case .microseconds: "\(value.shown(value < 10 ? 2 : 0)) µs"
        case .milliseconds: "\(value.shown(value < 1 ? 3 : 2)) ms"
        case .perSecond: "\(value.shown(0))/s"
        case .kibibytes: "\(value.shown(2)) KiB"
        case .percent: "\(value.shown(2)) %"
        }
    }
}

/// What was found for a row.
struct Finding {
    var value: Double

    /// The numbers that the value was made of.
    var measured: String

    /// What it was compared with, in the same run.
    var against: String
}

/// All that was found, and what is missing.
struct Report {
    let rows: [Row]
    private(set) var findings: [String: Finding] = [:]

    /// Rows whose peer is not installed, with what would have to be.
    private(set) var unavailable: [String: String] = [:]
    private(set) var failures: [String: String] = [:]

    init(_ rows: [Row]) {
        precondition(Set(rows.map(\.id)).count == rows.count, "two rows have the same name")
        self.rows = rows
    }

    mutating func set(_ id: String, _ value: Double, _ measured: String, against: String = "") {
        check(id)
        guard value.isFinite else { return fail(id, "not a number") }
        findings[id] = Finding(value: value, measured: measured, against: against)
    }

    mutating func lack(_ id: String, of package: String) {
        check(id)
        unavailable[id] = package
    }

    mutating func fail(_ id: String, _ problem: String) {
        check(id)
        // Servers can be wordy; a table has little room.
        failures[id] = String(problem.prefix(200)).filter { $0 != "\n" && $0 != "|" }
    }

    /// Notes why a section's remaining rows have no result.
    mutating func fail(_ section: Section, _ problem: String) {
        for row in rows where row.section == section && findings[row.id] == nil && unavailable[row.id] == nil {
            fail(row.id, problem)
        }
    }

    /// The rows without a number.
    var missing: [Row] { rows.filter { findings[$0.id] == nil } }

    /// The rows whose target is missed.
    var missed: [Row] { rows.filter { row in findings[row.id].map { !row.target.isMet(by: $0.value) } ?? false } }

    private func check(_ id: String) { precondition(rows.contains { $0.id == id }, "there is no row \(id)") }
}

extension Double {
    /// The number with so many digits after the point, and commas between thousands.
    func shown(_ digitCount: Int) -> String {
        var scale = 1.0
        for _ in 0..<digitCount { scale *= 10 }
        let scaled = Int((magnitude * scale).rounded())
        var whole = String(scaled / Int(scale))
        var place = whole.count - 3
        while place > 0 {
            whole.insert(",", at: whole.index(whole.startIndex, offsetBy: place))
            place -= 3
        }
        let sign = self < 0 && scaled != 0 ? "-" : ""
        guard digitCount > 0 else { return sign + whole }
        let fraction = String(scaled % Int(scale))
        return sign + whole + "." + String(repeating: "0", count: digitCount - fraction.count) + fraction
    }

    /// Microseconds, as people read them.
    var time: String { self < 10_000 ? Unit.microseconds.text(self) : Unit.milliseconds.text(self / 1000) }
}
