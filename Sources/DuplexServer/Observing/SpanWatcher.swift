package import DuplexCore
import DuplexRuntime
import Synchronization

/// Makes spans of what happens in all sessions, and hands them on when they end: to the metrics, the log and a tracer.
/// Measures how soon people see something, too.
package final class SpanWatcher: EventWatcher {
    private static let kinds = SpanFold.kinds.union(ResponsivenessFold.kinds).union([.cancelSettled])

    /// What is under way in one session.
    private struct Folds {
        var spans = SpanFold()
        var responsiveness = ResponsivenessFold()
        var isEmpty: Bool { spans.isEmpty && responsiveness.isEmpty }
    }

    private let metrics: Metrics
    private let log: SpanLog?
    private let export: (@Sendable ([Span]) -> Void)?

    /// Sessions in which something is under way.
    private let folds = Mutex<[SessionID: Folds]>([:])

    /// `log` and `export` take spans that have ended; called on the loops of the sessions.
    package init(metrics: Metrics, log: SpanLog? = nil, export: (@Sendable ([Span]) -> Void)? = nil) {
        self.metrics = metrics
        self.log = log
        self.export = export
    }

    package func take(_ events: [Event]) {
        let telling = events.filter { Self.kinds.contains($0.kind) }
        guard let session = telling.first?.session else { return }
        let (ended, measures) = folds.withLock { folds in
            var fold = folds.removeValue(forKey: session) ?? Folds()
            let ended = telling.flatMap { fold.spans.apply($0) }
            let measures = telling.flatMap { fold.responsiveness.apply($0) }
            if !fold.isEmpty { folds[session] = fold }
            return (ended, measures)
        }
        metrics.count(telling, ended, measures)
        guard !ended.isEmpty else { return }
        log?.write(ended)
        export?(ended)
    }
}
