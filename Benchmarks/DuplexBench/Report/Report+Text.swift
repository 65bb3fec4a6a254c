import DuplexCore

/// Where and when a report was made.
struct Origin {
    var machine: String
    var date: String
    var commit: String
    var mode: String
    var seconds: Double

    /// Describes this machine.
    static func machine() throws -> String {
        let info = try TextFile.read("/proc/cpuinfo").split(separator: "\n")
        let processors = info.filter { $0.hasPrefix("processor") }.count
        let model = info.first { $0.hasPrefix("model name") }.map { $0.drop { $0 != ":" }.dropFirst(2) } ?? "unknown"
        let kernel = try TextFile.read("/proc/sys/kernel/osrelease").split(separator: "\n")
        let load = try TextFile.read("/proc/loadavg").split(separator: " ").prefix(1)
        return "\(processors) x \(model), Linux \(kernel.joined()), load \(load.joined()) at the start"
    }
}

extension Report {
    /// The page for people.
    func markdown(_ origin: Origin) -> String {
        var text = """
            # Benchmarks

            Made by `make bench`, which fails when a row has no number. Absolute times depend on the machine; what counts
            is the ratio to a peer or a floor that was measured in the same run. Rows without a target are there to be
            compared with.

            | | |
            |---|---|
            | machine | \(origin.machine) |
            | date, commit | \(origin.date), \(origin.commit) |
            | mode | \(origin.mode), \(origin.seconds.shown(0)) s |
            | targets | \(metCount) met, \(missed.count) missed |

            """
        if !missed.isEmpty { text += "\nMissed: " + missed.map(\.what).joined(separator: "; ") + ".\n" }
        for section in Section.allCases {
            let rows = rows.filter { $0.section == section }
            guard !rows.isEmpty else { continue }
            text += "\n## \(section.title)\n\n\(section.about)\n\n"
            text += "| what | result | target | | measured | peer or floor |\n|---|---|---|---|---|---|\n"
            for row in rows { text += line(row) + "\n" }
        }
        return text
    }

    /// The same for programs.
    func json(_ origin: Origin) -> JSON {
        [
            "machine": .string(origin.machine), "date": .string(origin.date), "commit": .string(origin.commit),
            "mode": .string(origin.mode), "seconds": .double(origin.seconds), "rows": .array(rows.map(json)),
        ]
    }

    private var metCount: Int {
        rows.filter { row in row.target != .none && findings[row.id].map { row.target.isMet(by: $0.value) } ?? false }
            .count
    }

    private func line(_ row: Row) -> String {
        let target =
            switch row.target {
            case .none: ""
            case .atMost(let bound): "≤ \(row.unit.text(bound))"
            case .atLeast(let bound): "≥ \(row.unit.text(bound))"
            }
        guard let finding = findings[row.id] else {
            let why =
                unavailable[row.id].map { "not available: \($0) is not installed" }
                ?? "**no result**: \(failures[row.id] ?? "not measured")"
            return "| \(row.what) | \(why) | \(target) | | | |"
        }
        let verdict = row.target == .none ? "" : row.target.isMet(by: finding.value) ? "met" : "**missed**"
        return
            "| \(row.what) | \(row.unit.text(finding.value)) | \(target) | \(verdict) | \(finding.measured) | \(finding.against) |"
    }

    private func json(_ row: Row) -> JSON {
        var object: JSONObject = [
            "id": .string(row.id), "section": .string(row.section.rawValue), "unit": .string(row.unit.rawValue),
        ]
        switch row.target {
        case .none: break
        case .atMost(let bound): object["at_most"] = .double(bound)
        case .atLeast(let bound): object["at_least"] = .double(bound)
        }
        if let finding = findings[row.id] {
            object["value"] = .double(finding.value)
            object["met"] = row.target == .none ? nil : .bool(row.target.isMet(by: finding.value))
            object["measured"] = .string(finding.measured)
            object["against"] = .string(finding.against)
        } else if let package = unavailable[row.id] {
            object["unavailable"] = .string(package)
        } else {
            object["failure"] = .string(failures[row.id] ?? "not measured")
        }
        return .object(object)
    }
}
