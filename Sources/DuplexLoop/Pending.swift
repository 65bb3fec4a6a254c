import Synchronization

/// A closure that is taken at most once.
package final class Pending: Sendable {
    private let work: Mutex<(@Sendable () -> Void)?>

    package init(_ work: @escaping @Sendable () -> Void) {
        self.work = Mutex(work)
    }

    /// The closure, the first time; nil ever after.
    package func take() -> (@Sendable () -> Void)? {
        work.withLock { held in
            defer { held = nil }
            return held
        }
    }
}
