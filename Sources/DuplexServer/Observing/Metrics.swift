package import DuplexCore
import Synchronization

/// What the server counts.
///
/// Names of OpenTelemetry's conventions for generative AI where there is one, in Prometheus' spelling.
package final class Metrics: Sendable {
    private struct Answered: Hashable {
        var route: String
        var status: Int
    }

    /// What is made of the events of all sessions.
    private struct Work: Sendable {
        /// From half a blink to the longest turn, in seconds.
        private static let turnBounds = [
            0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600,
        ]

        /// The bounds that OpenTelemetry's conventions give.
        private static let callBounds = [
            0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
        ]
        private static let tokenBounds: [Double] = [
            1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864,
        ]

        var turns = Histogram(
            "duplex_turn_duration_seconds", "Turns from their start to their end.", bounds: turnBounds)
        var firstWords = Histogram(
            "duplex_turn_time_to_first_token_seconds", "Turns from their start to their first words.",
            bounds: turnBounds)
        var cancels = Histogram(
            "duplex_cancel_duration_seconds", "Stops from the request until everything had settled.",
            bounds: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10])
        var calls = Histogram(
            "gen_ai_client_operation_duration_seconds", "Calls of models and tools.", bounds: callBounds)
        var tokens = Histogram(
            "gen_ai_client_token_usage", "Tokens that model calls took in and gave.", bounds: tokenBounds)
        var responsiveness = ResponsivenessHistograms()
        var droppedObservationCount = 0

        mutating func count(_ event: Event) {
            switch event.kind {
            case .cancelSettled:
                let milliseconds = event.payload["ms"]?.double ?? 0
                cancels.observe(milliseconds / 1000, ["cause": event.payload["cause"]?.string ?? ""])
            case .turnEnded: droppedObservationCount += event.payload["observations_dropped"]?.int ?? 0
            default: break
            }
        }

        mutating func count(_ span: Span) {
            func text(_ name: String) -> String { span.attributes[name]?.string ?? "" }
            switch span.kind {
            case .turn:
                let lane = text("duplex.lane")
                turns.observe(span.seconds, ["lane": lane, "outcome": text("duplex.outcome")])
                if let waited = span.attributes[SpanFold.firstWordsName]?.double {
                    firstWords.observe(waited, ["lane": lane])
                }
            case .model:
                let model = text("gen_ai.request.model")
                let provider = text("gen_ai.provider.name")
                calls.observe(
                    span.seconds,
                    [
                        "gen_ai_operation_name": "chat", "gen_ai_provider_name": provider, "gen_ai_request_model": model,
                        "gen_ai_tool_name": "", "error_type": span.failure ?? "",
                    ])
                for direction in ["input", "output"] {
                    guard let count = span.attributes["gen_ai.usage.\(direction)_tokens"]?.double else { continue }
                    tokens.observe(
                        count,
                        [
                            "gen_ai_token_type": direction, "gen_ai_provider_name": provider,
                            "gen_ai_request_model": model,
                        ])
                }
            case .tool:
                calls.observe(
                    span.seconds,
                    [
                        "gen_ai_operation_name": "execute_tool", "gen_ai_provider_name": "", "gen_ai_request_model": "",
                        "gen_ai_tool_name": text("gen_ai.tool.name"), "error_type": span.failure ?? "",
                    ])
            case .run, .step: break
            }
        }
    }

    private let answered = Mutex<[Answered: Int]>([:])
    private let appended = Atomic<Int>(0)
    private let progressFailures = Atomic<Int>(0)
    private let droppedSpans = Atomic<Int>(0)
    private let work = Mutex(Work())
    private let appends = Mutex(
        Histogram(
            "duplex_append_duration_seconds", "Appends from the request until they were durable.",
            bounds: [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]))
    private let connections = Mutex<@Sendable () -> Int>({ 0 })

    package init() {}

    /// Counts an answer. Routes are few and statuses are few, so the table stays small.
    package func count(_ route: String, status: Int) {
        answered.withLock { $0[Answered(route: route, status: status), default: 0] += 1 }
    }

    /// Counts events that have become durable, and how long that took.
    package func countEvents(_ count: Int, within time: Duration) {
        appended.add(count, ordering: .relaxed)
        appends.withLock { $0.observe(time / .seconds(1), [:]) }
    }

    /// Counts what happened, and the work that has ended with it.
    package func count(_ events: [Event], _ spans: [Span], _ measures: [ResponsivenessFold.Measure]) {
        work.withLock { work in
            for event in events { work.count(event) }
            for span in spans { work.count(span) }
            for measure in measures { work.responsiveness.count(measure) }
        }
    }

    /// Counts a view of progress that could not be saved.
    package func countProgressFailure() { progressFailures.add(1, ordering: .relaxed) }

    /// Counts spans that nobody could be told of.
    package func countDroppedSpans(_ count: Int) { droppedSpans.add(count, ordering: .relaxed) }

    /// Asks `count` for the number of connections from now on.
    package func observeConnections(_ count: @escaping @Sendable () -> Int) { connections.withLock { $0 = count } }

    /// The connections of this moment.
    package func connectionCount() -> Int { connections.withLock { $0 }() }

    /// The numbers in Prometheus' text form, with gauges of the moment.
    package func text(_ gauges: [Gauge]) -> String {
        let work = work.withLock { $0 }
        var lines = gauges.flatMap { Self.lines($0.name, "gauge", $0.about, $0.value) }
        lines += Self.lines(
            "duplex_events_appended_total", "counter", "Events that have become durable since the start.",
            appended.load(ordering: .relaxed))
        lines += Self.lines(
            "duplex_observations_dropped_total", "counter", "Observations that were not recorded under pressure.",
            work.droppedObservationCount)
        lines += Self.lines(
            "duplex_progress_failures_total", "counter", "Views of progress that could not be saved.",
            progressFailures.load(ordering: .relaxed))
        lines += Self.lines(
            "duplex_spans_dropped_total", "counter", "Spans that the tracer's collector did not take.",
            droppedSpans.load(ordering: .relaxed))
        lines += appends.withLock { $0.lines }
        lines += [work.turns, work.firstWords, work.cancels, work.calls, work.tokens].flatMap(\.lines)
        lines += work.responsiveness.histograms.flatMap(\.lines)
        lines += Self.lines(
            "duplex_silence_notices_total", "counter", "Times that a session spoke for a silent tool.",
            work.responsiveness.noticeCount)
        lines += [
            "# HELP duplex_http_requests_total Answers to HTTP requests, by route and status.",
            "# TYPE duplex_http_requests_total counter",
        ]
        let rows = answered.withLock { $0 }.sorted { ($0.key.route, $0.key.status) < ($1.key.route, $1.key.status) }
        for (key, count) in rows {
            lines.append(#"duplex_http_requests_total{route="\#(key.route)",status="\#(key.status)"} \#(count)"#)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func lines(_ name: String, _ type: String, _ about: String, _ value: Int) -> [String] {
        ["# HELP \(name) \(about)", "# TYPE \(name) \(type)", "\(name) \(value)"]
    }
}

/// A number of the moment.
package struct Gauge: Sendable {
    let name: String
    let about: String
    let value: Int
}
