import Synchronization

/// Names that count up behind a prefix.
final class NameSequence: Sendable {
    private let prefix: String
    private let count = Mutex(0)

    init(prefix: String) { self.prefix = prefix }

    func next() -> String {
        count.withLock { count in
            count += 1
            return prefix + String(count)
        }
    }
}
