/// How values are spread, as Prometheus counts it: how many were at most each bound, their number and their sum, for
/// each set of labels.
struct Histogram: Sendable {
    private struct Series {
        /// How many values fell between one bound and the one before; the last is for those above all bounds.
        var counts: [Int]
        var sum = 0.0
    }

    /// Sets of labels that are told apart; with more, values are counted under `other`, so that names which clients or
    /// models choose cannot fill the memory.
    static let seriesCountMax = 200

    let name: String
    let about: String
    private let bounds: [Double]
    private var series: [String: Series] = [:]

    init(_ name: String, _ about: String, bounds: [Double]) {
        self.name = name
        self.about = about
        self.bounds = bounds
    }

    /// Counts a value.
    mutating func observe(_ value: Double, _ labels: KeyValuePairs<String, String>) {
        var key = Self.text(labels.map { ($0.key, $0.value) })
        if series[key] == nil, series.count >= Self.seriesCountMax {
            key = Self.text(labels.map { ($0.key, "other") })
        }
        let place = bounds.firstIndex { value <= $0 } ?? bounds.count
        series[key, default: Series(counts: Array(repeating: 0, count: bounds.count + 1))].counts[place] += 1
        series[key]?.sum += value
    }

    /// The lines of Prometheus' text form.
    var lines: [String] {
        var lines = ["# HELP \(name) \(about)", "# TYPE \(name) histogram"]
        for (labels, series) in series.sorted(by: { $0.key < $1.key }) {
            let prefix = labels.isEmpty ? "" : "\(labels),"
            var count = 0
            for (bound, added) in zip(bounds, series.counts) {
                count += added
                lines.append("\(name)_bucket{\(prefix)le=\"\(bound)\"} \(count)")
            }
            count += series.counts.last ?? 0
            let all = labels.isEmpty ? "" : "{\(labels)}"
            lines.append("\(name)_bucket{\(prefix)le=\"+Inf\"} \(count)")
            lines.append("\(name)_sum\(all) \(series.sum)")
            lines.append("\(name)_count\(all) \(count)")
        }
        return lines
    }

    private static func text(_ labels: [(String, String)]) -> String {
        labels.map { "\($0)=\"\(escaped($1))\"" }.joined(separator: ",")
    }

    /// Source: Prometheus' text form, version 0.0.4.
    private static func escaped(_ value: String) -> String {
        value.reduce(into: "") { text, character in
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case _ where character.isNewline: text += "\\n"
            default: text.append(character)
            }
        }
    }
}
