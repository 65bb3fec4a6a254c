import Synchronization

/// Whether a store still accepts writes.
final class StoreHealth: Sendable {
    private let reason = Mutex<String?>(nil)

    /// Why writing ended, in words for an operator; nil as long as it goes on.
    var stopReason: String? { reason.withLock { $0 } }

    /// Keeps the first reason.
    func stop(_ message: String) {
        reason.withLock { reason in reason = reason ?? message }
    }
}
