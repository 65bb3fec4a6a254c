import Synchronization

/// What the server counts.
package final class Metrics: Sendable {
    private struct Answered: Hashable {
        var route: String
        var status: Int
    }

    private let answered = Mutex<[Answered: Int]>([:])
    private let appended = Atomic<Int>(0)
    private let progressFailures = Atomic<Int>(0)
    private let connections = Mutex<@Sendable () -> Int>({ 0 })

    package init() {}

    /// Counts an answer. Routes are few and statuses are few, so the table stays small.
    package func count(_ route: String, status: Int) {
        answered.withLock { $0[Answered(route: route, status: status), default: 0] += 1 }
    }

    /// Counts events that have become durable.
    package func countEvents(_ count: Int) { appended.add(count, ordering: .relaxed) }

    /// Counts a view of progress that could not be saved.
    package func countProgressFailure() { progressFailures.add(1, ordering: .relaxed) }

    /// Asks `count` for the number of connections from now on.
    package func observeConnections(_ count: @escaping @Sendable () -> Int) { connections.withLock { $0 = count } }

    /// The connections of this moment.
    package func connectionCount() -> Int { connections.withLock { $0 }() }

    /// The numbers in Prometheus' text form, with gauges of the moment.
    package func text(_ gauges: [Gauge]) -> String {
        var lines: [String] = []
        for gauge in gauges {
            lines += [
                "# HELP \(gauge.name) \(gauge.about)", "# TYPE \(gauge.name) gauge", "\(gauge.name) \(gauge.value)",
            ]
        }
        lines += [
            "# HELP duplex_events_appended_total Events that have become durable since the start.",
            "# TYPE duplex_events_appended_total counter",
            "duplex_events_appended_total \(appended.load(ordering: .relaxed))",
            "# HELP duplex_progress_failures_total Views of progress that could not be saved.",
            "# TYPE duplex_progress_failures_total counter",
            "duplex_progress_failures_total \(progressFailures.load(ordering: .relaxed))",
            "# HELP duplex_http_requests_total Answers to HTTP requests, by route and status.",
            "# TYPE duplex_http_requests_total counter",
        ]
        let rows = answered.withLock { $0 }.sorted { ($0.key.route, $0.key.status) < ($1.key.route, $1.key.status) }
        for (key, count) in rows {
            lines.append(#"duplex_http_requests_total{route="\#(key.route)",status="\#(key.status)"} \#(count)"#)
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

/// A number of the moment.
package struct Gauge: Sendable {
    let name: String
    let about: String
    let value: Int
}
