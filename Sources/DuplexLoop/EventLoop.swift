import Synchronization

/// A single thread of work that sessions, runs and connections share.
///
/// A loop is three things at once: the executor of the actors pinned to it, the executor that tasks prefer, and a
/// source of timers. The server's loop is libuv's; the simulator's is a seeded queue with a virtual clock. Code that
/// is given a loop uses no other clock, queue or thread, and so runs the same under both.
package protocol EventLoop: SerialExecutor, TaskExecutor {
    /// Whether the caller runs on this loop.
    var isCurrent: Bool { get }

    /// The time since the loop's start.
    ///
    /// It never goes back. It may be read from any thread; between two turns of the loop it may stand still.
    var now: Duration { get }

    /// Runs `work` on the loop, after everything handed over before by the same caller.
    ///
    /// It may be called from any thread. It never runs `work` before it returns.
    func execute(_ work: @escaping @Sendable () -> Void)

    /// Runs `work` on the loop once `delay` has passed, at most 2 ms late on an idle loop.
    ///
    /// It may be called from any thread. A delay of zero or less means the loop's next turn.
    @discardableResult
    func schedule(after delay: Duration, _ work: @escaping @Sendable () -> Void) -> LoopTimer
}

/// A handle on work that waits for its time.
package final class LoopTimer: Sendable {
    private let work: Mutex<(@Sendable () -> Void)?>

    /// Creates a handle that calls `cancel` the first time it is cancelled.
    package init(cancel: @escaping @Sendable () -> Void) {
        work = Mutex(cancel)
    }

    /// Forgets the work unless it has run; further calls do nothing.
    package func cancel() {
        let cancel = work.withLock { exchange(&$0, with: nil) }
        cancel?()
    }
}
