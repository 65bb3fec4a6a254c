import Synchronization

/// The clock of an ``EventLoop``: what tools, agents and limits measure time with.
package struct LoopClock: Clock {
    package typealias Duration = Swift.Duration

    /// A point on the loop's own time line.
    package struct Instant: InstantProtocol {
        /// The time since the loop's start.
        package var sinceStart: Duration

        package init(sinceStart: Duration) { self.sinceStart = sinceStart }

        package func advanced(by duration: Duration) -> Instant { Instant(sinceStart: sinceStart + duration) }
        package func duration(to other: Instant) -> Duration { other.sinceStart - sinceStart }
        package static func < (left: Instant, right: Instant) -> Bool { left.sinceStart < right.sinceStart }
    }

    private let loop: any EventLoop

    package init(_ loop: any EventLoop) { self.loop = loop }

    package var now: Instant { Instant(sinceStart: loop.now) }
    package var minimumResolution: Duration { .milliseconds(1) }

    /// Waits until `deadline`.
    ///
    /// On cancellation: throws `CancellationError` at once.
    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let waiter = Waiter()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                guard waiter.park(continuation) else { return }
                let timer = loop.schedule(after: deadline.sinceStart - loop.now) { waiter.finish(.success(())) }
                waiter.hold(timer)
            }
        } onCancel: {
            waiter.finish(.failure(CancellationError()))
        }
    }
}

/// One sleeper: resumed once, by its timer or by its cancellation, whichever comes first.
private final class Waiter: Sendable {
    private enum State {
        case fresh
        case parked(CheckedContinuation<Void, any Error>, LoopTimer?)
        case done(Result<Void, any Error>)
    }

    private let state = Mutex(State.fresh)

    /// False when the sleeper was finished before it lay down; the continuation has then been resumed.
    func park(_ continuation: CheckedContinuation<Void, any Error>) -> Bool {
        let early: Result<Void, any Error>? = state.withLock { state in
            if case .done(let result) = state { return result }
            state = .parked(continuation, nil)
            return nil
        }
        if let early { continuation.resume(with: early) }
        return early == nil
    }

    func hold(_ timer: LoopTimer) {
        let late = state.withLock { state in
            guard case .parked(let continuation, _) = state else { return true }
            state = .parked(continuation, timer)
            return false
        }
        if late { timer.cancel() }
    }

    func finish(_ result: Result<Void, any Error>) {
        let parked: (CheckedContinuation<Void, any Error>, LoopTimer?)? = state.withLock { state in
            switch state {
            case .done:
                return nil
            case .fresh:
                state = .done(result)
                return nil
            case .parked(let continuation, let timer):
                state = .done(result)
                return (continuation, timer)
            }
        }
        parked?.1?.cancel()
        parked?.0.resume(with: result)
    }
}
