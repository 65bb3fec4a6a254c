import Synchronization

/// Work that waits for its time, shared between the heap and the handle that can cancel it.
final class TimerEntry: Sendable {
    let deadline: Duration
    private let work: Mutex<(@Sendable () -> Void)?>

    init(deadline: Duration, work: @escaping @Sendable () -> Void) {
        self.deadline = deadline
        self.work = Mutex(work)
    }

    /// Whether the work has been run or cancelled.
    var isSpent: Bool { work.withLock { $0 == nil } }

    /// The work, the first time; nil ever after.
    func take() -> (@Sendable () -> Void)? {
        work.withLock { held in
            defer { held = nil }
            return held
        }
    }
}

/// Waiting work in the order of its deadlines; of equal deadlines, the one that was added first comes first.
///
/// A cancelled entry stays until it comes to the top or until the cancelled are the majority. So cancelling costs
/// nothing on the heap and can be done from any thread, and the heap is never more than twice as large as its use.
struct TimerHeap: ~Copyable {
    private struct Node {
        let deadline: Duration
        let order: UInt64
        let entry: TimerEntry
    }

    /// Below this size a sweep is not worth its while.
    private static let sweepCountMin = 64

    private var nodes: [Node] = []
    private var nextOrder: UInt64 = 0
    private let cancelled: CancelCount

    init(cancelled: CancelCount) { self.cancelled = cancelled }

    var count: Int { nodes.count }
    var nextDeadline: Duration? { nodes.first?.deadline }

    mutating func insert(_ entry: TimerEntry) {
        if nodes.count >= Self.sweepCountMin, cancelled.value * 2 > nodes.count { sweep() }
        nodes.append(Node(deadline: entry.deadline, order: nextOrder, entry: entry))
        nextOrder += 1
        siftUp(nodes.count - 1)
    }

    /// Removes and returns the first entry unless its time is after `now`.
    mutating func popDue(at now: Duration) -> TimerEntry? {
        guard let first = nodes.first, first.deadline <= now else { return nil }
        let last = nodes.removeLast()
        if !nodes.isEmpty {
            nodes[0] = last
            siftDown(0)
        }
        return first.entry
    }

    /// Tells the heap that an entry that it had popped turned out to be cancelled.
    func droppedCancelled() { cancelled.subtract(1) }

    /// Lets all entries go.
    mutating func removeAll() { nodes = [] }

    private mutating func sweep() {
        let before = nodes.count
        nodes.removeAll { $0.entry.isSpent }
        cancelled.subtract(before - nodes.count)
        for index in stride(from: nodes.count / 2 - 1, through: 0, by: -1) { siftDown(index) }
    }

    private func isBefore(_ left: Int, _ right: Int) -> Bool {
        let (left, right) = (nodes[left], nodes[right])
        return left.deadline == right.deadline ? left.order < right.order : left.deadline < right.deadline
    }

    private mutating func siftUp(_ start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard isBefore(child, parent) else { return }
            nodes.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func siftDown(_ start: Int) {
        var parent = start
        while true {
            let left = 2 * parent + 1
            guard left < nodes.count else { return }
            let right = left + 1
            let child = right < nodes.count && isBefore(right, left) ? right : left
            guard isBefore(child, parent) else { return }
            nodes.swapAt(child, parent)
            parent = child
        }
    }
}

/// How many entries of a heap have been cancelled; any thread may add to it.
final class CancelCount: Sendable {
    private let count = Atomic<Int>(0)

    var value: Int { count.load(ordering: .relaxed) }
    func add() { count.add(1, ordering: .relaxed) }
    func subtract(_ number: Int) { count.subtract(number, ordering: .relaxed) }
}
