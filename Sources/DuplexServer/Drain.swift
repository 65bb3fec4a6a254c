import DuplexCore
import DuplexLoop
import DuplexRuntime
package import DuplexTransport
import Synchronization

/// The end of a server in good order.
extension ServerContext {
    /// Ends everything: no new work, then the turns, then those who wait, then the connections, then what is left.
    ///
    /// Readers see how their turns end. Half of `grace` is for the turns, a quarter for the readers and the rest for the
    /// connections; what has not ended by then is cut. On cancellation: nothing changes; it returns when everything has ended.
    package func drain(_ http: HTTPServer, grace: Duration) async {
        let loop = sessions.loops[0]
        let end = loop.now + grace
        stopTakingWork()
        http.stopListening()
        sessions.shutdown()
        await turnsEnd(within: grace / 2, on: loop)
        await readers.endAll(within: grace / 4, on: loop)
        await http.close(grace: max(.zero, end - loop.now))
        sessions.abandon()
    }

    /// Waits until no turn is open, or the time is over.
    private func turnsEnd(within patience: Duration, on loop: any EventLoop) async {
        let alive = sessions.alive
        guard !alive.isEmpty else { return }
        await withCheckedContinuation { continuation in
            let countdown = Countdown(alive.count) { continuation.resume() }
            let timer = loop.schedule(after: patience) { countdown.finish() }
            for session in alive {
                session.perform { session in
                    Self.whenQuiet(session) {
                        if countdown.step() { timer.cancel() }
                    }
                }
            }
        }
    }

    /// Calls `done` once the session has no open turn, or can have no more events.
    private static func whenQuiet(_ session: isolated Session, done: @escaping @Sendable () -> Void) {
        if session.settings.openTurns.isEmpty { return session.answerWhenDurable { _ in done() } }
        switch session.peek(from: session.end) {
        case .closed, .failed: return done()
        case .events, .nothingYet, .older, .beyondEnd: break
        }
        _ = session.wait { [session] in session.assumeIsolated { whenQuiet($0, done: done) } }
    }
}

/// Calls a closure once: after a number of steps, or before.
private final class Countdown: Sendable {
    private let left: Mutex<Int>
    private let pending: Pending

    init(_ count: Int, done: @escaping @Sendable () -> Void) {
        left = Mutex(count)
        pending = Pending(done)
    }

    /// Takes a step; true for the last one.
    func step() -> Bool {
        let isLast = left.withLock { left in
            left -= 1
            return left == 0
        }
        if isLast { finish() }
        return isLast
    }

    func finish() { pending.take()?() }
}
