import DuplexCurl
import DuplexServer
import Synchronization

/// Hands spans to a collector of OpenTelemetry traces: OTLP over HTTP, in JSON.
///
/// A collector that is slow or away costs spans, which are counted, and nothing else.
final class TraceExporter: Sendable {
    /// Spans that wait to be sent, at most; further ones are dropped.
    private static let waitingCountMax = 8192

    /// Spans of one request.
    private static let batchCountMax = 512

    /// How long spans are gathered before they are sent.
    private static let gatherTime = Duration.milliseconds(200)

    /// How long one request may take, the last one too.
    private static let requestTimeMax = Duration.seconds(5)

    private struct State {
        var waiting: [Span] = []
        var isFinished = false

        /// Who waits for spans, or for the end.
        var sender: CheckedContinuation<Bool, Never>?
    }

    private let url: String
    private let client = CurlClient()
    private let metrics: Metrics
    private let clock: any Clock<Duration>
    private let state = Mutex(State())

    /// `endpoint` is the collector's address, as in `http://127.0.0.1:4318`.
    init(endpoint: String, metrics: Metrics, clock: any Clock<Duration>) {
        url = (endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint) + "/v1/traces"
        self.metrics = metrics
        self.clock = clock
    }

    /// Takes spans that have ended; from any thread.
    func take(_ spans: [Span]) {
        let (dropped, sender) = state.withLock { state in
            let room = max(0, Self.waitingCountMax - state.waiting.count)
            state.waiting += spans.prefix(room)
            return (spans.count - min(room, spans.count), state.waiting.isEmpty ? nil : state.sender.take())
        }
        if dropped > 0 { metrics.countDroppedSpans(dropped) }
        sender?.resume(returning: true)
    }

    /// Sends what waits once more, then lets ``run()`` return.
    func finish() {
        let sender = state.withLock { state in
            state.isFinished = true
            return state.sender.take()
        }
        sender?.resume(returning: false)
    }

    /// Sends spans until ``finish()``.
    ///
    /// On cancellation: goes on, so that the spans of what ends with the server are sent too; ``finish()`` comes then.
    func run() async {
        while await hasNews() {
            // Many spans make one request. A cancelled sleep is as good as one that is over.
            try? await clock.sleep(for: Self.gatherTime)
            await sendAll()
        }
        await sendAll()
        await client.close()
    }

    /// Waits for spans; false at the end. On cancellation: goes on waiting.
    private func hasNews() async -> Bool {
        await withCheckedContinuation { continuation in
            let answer: Bool? = state.withLock { state in
                if state.isFinished { return false }
                if !state.waiting.isEmpty { return true }
                state.sender = continuation
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }

    private func sendAll() async {
        while case let batch = next(), !batch.isEmpty {
            if await !send(batch) { metrics.countDroppedSpans(batch.count) }
        }
    }

    private func next() -> [Span] {
        state.withLock { state in
            let batch = Array(state.waiting.prefix(Self.batchCountMax))
            state.waiting.removeFirst(batch.count)
            return batch
        }
    }

    private func send(_ batch: [Span]) async -> Bool {
        var limits = CallLimits()
        limits.overall = Self.requestTimeMax
        let call = HTTPCall(
            "POST", url, headers: ["Content-Type": "application/json"], body: Span.request(batch).bytes, limits: limits)
        // Whatever goes wrong, these spans are lost and the server goes on.
        guard let status = try? await client.status(of: call) else { return false }
        return (200..<300).contains(status)
    }
}
