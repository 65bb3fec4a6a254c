import DuplexLoop
import DuplexRuntime
import DuplexServer
import DuplexTransport
import Synchronization

/// What a server waits for while it serves.
struct StopSignal: Sendable {
    private let arrivals: AsyncStream<Void>
    private let source: SignalSource?

    /// Waits for SIGTERM and SIGINT, or for the task's cancellation only.
    init(on loop: UVLoop, listensToSignals: Bool) {
        // One arrival is enough to stop, so further ones may be dropped.
        let (arrivals, feed) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingOldest(1))
        self.arrivals = arrivals
        source = listensToSignals ? SignalSource(on: loop) { _ in feed.yield() } : nil
    }

    /// Returns at the first signal. On cancellation: returns at once.
    func wait() async {
        for await _ in arrivals { return }
    }

    /// Gives the signals their usual effect back.
    func close() { source?.close() }
}

/// Puts sessions away that nobody uses, and lets the facades tidy up.
final class Sweeper: Sendable {
    private let sessions: Sessions
    private let gateway: Gateway
    private let loop: UVLoop
    private let interval: Duration
    private let idleAge: Duration
    private let timer = Mutex<LoopTimer?>(nil)

    /// Starts sweeping.
    init(_ sessions: Sessions, _ gateway: Gateway, on loop: UVLoop, every interval: Duration, idleAge: Duration) {
        self.sessions = sessions
        self.gateway = gateway
        self.loop = loop
        self.interval = interval
        self.idleAge = idleAge
        schedule()
    }

    func stop() { timer.withLock { $0?.cancel() } }

    private func schedule() {
        let next = loop.schedule(after: interval) { [weak self] in
            guard let self else { return }
            sessions.putAway(idleFor: idleAge)
            gateway.tidy()
            schedule()
        }
        timer.withLock { $0 = next }
    }
}
