import Duplex

/// The server's log on standard error: readable on a terminal, one JSON object a line elsewhere, unless told otherwise.
struct ServerLog: Sendable {
    enum Format: String, CaseIterable {
        case text, json
    }

    private let level: LogLine.Level
    private let format: Format
    private let output: Output

    init(level: LogLine.Level, format: Format?, output: Output) {
        self.level = level
        self.format = format ?? (output.errorStyle.isTerminal ? .text : .json)
        self.output = output
    }

    func write(_ line: LogLine) {
        let order = LogLine.Level.allCases
        guard let place = order.firstIndex(of: line.level), let least = order.firstIndex(of: level), place >= least else {
            return
        }
        output.note(row(line, at: SystemClock().now))
    }

    /// A line in the log's form.
    func row(_ line: LogLine, at time: Timestamp) -> String {
        format == .text ? text(line, time) : json(line, time)
    }

    private func text(_ line: LogLine, _ time: Timestamp) -> String {
        let fields = line.fields.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
        return "\(time) \(line.level.rawValue) \(line.message)\(fields.isEmpty ? "" : "  \(fields)")"
    }

    private func json(_ line: LogLine, _ time: Timestamp) -> String {
        var object: JSONObject = [
            "time": .string(time.description), "level": .string(line.level.rawValue),
            "message": .string(line.message),
        ]
        for field in line.fields { object[field.name] = .string(field.value) }
        return JSON.object(object).text
    }
}
