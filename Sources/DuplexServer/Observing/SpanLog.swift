import DuplexCore
package import DuplexRuntime

/// Writes a log line for each span that ends: what went wrong in a model, a run or a turn as a warning, the rest for
/// debugging. A tool that fails is told to its model, and nothing for an operator to worry about.
package struct SpanLog: Sendable {
    private let log: any LogSink

    package init(_ log: any LogSink) { self.log = log }

    package func write(_ spans: [Span]) {
        for span in spans {
            let level: LogLevel = span.failure == nil || span.kind == .tool ? .debug : .warning
            log.write(level, Self.messages[span.kind] ?? "", Self.fields(of: span))
        }
    }

    private static let messages: [Span.Kind: String] = [
        .turn: "turn ended", .run: "run ended", .step: "step ended", .model: "model call ended", .tool: "tool call ended",
    ]

    /// What a line tells, by the names of the log: never what people or models said.
    private static let names = [
        (SpanFold.sessionName, "session"), (SpanFold.laneName, "lane"), (SpanFold.runName, "run"), ("duplex.step", "step"),
        ("gen_ai.agent.name", "agent"), ("gen_ai.request.model", "model"), ("gen_ai.tool.name", "tool"),
        ("gen_ai.tool.call.id", "call"), ("duplex.outcome", "outcome"),
    ]

    private static func fields(of span: Span) -> [(String, String)] {
        var fields = [("turn", span.turn.value)]
        for (attribute, name) in names {
            guard let value = span.attributes[attribute] else { continue }
            fields.append((name, value.string ?? value.text))
        }
        fields.append(("ms", String(Int(span.seconds * 1000))))
        if let failure = span.failure { fields.append(("error", failure)) }
        return fields
    }
}
