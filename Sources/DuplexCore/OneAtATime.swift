import Synchronization

/// Lets work on the same thing follow each other: the next one enters when the one before leaves.
package final class OneAtATime<Key: Hashable & Sendable>: Sendable {
    /// The work that waits for a key; a key that nobody has entered is missing here.
    private let waiting = Mutex<[Key: [@Sendable () -> Void]]>([:])

    package init() {}

    /// Does `work` when its key is free: at once, or when the one before leaves, on whatever thread that does.
    package func enter(_ key: Key, _ work: @escaping @Sendable () -> Void) {
        let isFree = waiting.withLock { waiting in
            let isFree = waiting[key] == nil
            if isFree { waiting[key] = [] } else { waiting[key]?.append(work) }
            return isFree
        }
        if isFree { work() }
    }

    /// Frees a key; every ``enter(_:_:)`` has exactly one of these.
    package func leave(_ key: Key) {
        let next: (@Sendable () -> Void)? = waiting.withLock { waiting in
            guard let others = waiting[key], let first = others.first else {
                waiting[key] = nil
                return nil
            }
            waiting[key] = Array(others.dropFirst())
            return first
        }
        next?()
    }
}
