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
    }

    private let url: String
    private let client = CurlClient()
    private let metrics: Metrics
    private let clock: any Clock<Duration>
    private let state = Mutex(State())
    private let news: AsyncStream<Void>
    private let feed: AsyncStream<Void>.Continuation

    /// `endpoint` is the collector's address, as in `http://127.0.0.1:4318`.
    init(endpoint: String, metrics: Metrics, clock: any Clock<Duration>) {
        url = (endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint) + "/v1/traces"
        self.metrics = metrics
        self.clock = clock
        // One sign that there is something is enough.
        (news, feed) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1))
    }

    /// Takes spans that have ended; from any thread.
    func take(_ spans: [Span]) {
        let dropped = state.withLock { state in
            let room = max(0, Self.waitingCountMax - state.waiting.count)
            state.waiting += spans.prefix(room)
            return spans.count - min(room, spans.count)
        }
        if dropped > 0 { metrics.countDroppedSpans(dropped) }
        feed.yield()
    }

    /// Sends what waits once more, then lets ``run()`` return.
    func finish() {
        state.withLock { $0.isFinished = true }
        feed.finish()
    }

    /// Sends spans until ``finish()``.
    ///
    /// On cancellation: returns soon; what waits is not sent.
    func run() async {
        for await _ in news {
            // Many spans make one request; at the end nobody waits for more.
            // A cancelled sleep is as good as one that is over.
            if !state.withLock({ $0.isFinished }) { try? await clock.sleep(for: Self.gatherTime) }
            await sendAll()
        }
        await sendAll()
        await client.close()
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
        guard let answer = try? await client.send(call, bodyByteCountMax: 1 << 20) else { return false }
        return (200..<300).contains(answer.status)
    }
}
