import Duplex

/// The server's log on standard error: readable on a terminal, one JSON object a line elsewhere.
struct ServerLog: Sendable {
    let level: LogLine.Level
    let output: Output

    func write(_ line: LogLine) {
        let order = LogLine.Level.allCases
        guard let place = order.firstIndex(of: line.level), let least = order.firstIndex(of: level), place >= least else {
            return
        }
        output.note(output.errorStyle.isTerminal ? text(line) : json(line))
    }

    private func text(_ line: LogLine) -> String {
        let fields = line.fields.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
        return "\(SystemClock().now) \(line.level.rawValue) \(line.message)\(fields.isEmpty ? "" : "  \(fields)")"
    }

    private func json(_ line: LogLine) -> String {
        var object: JSONObject = [
            "time": .string(SystemClock().now.description), "level": .string(line.level.rawValue),
            "message": .string(line.message),
        ]
        for field in line.fields { object[field.name] = .string(field.value) }
        return JSON.object(object).text
    }
}
