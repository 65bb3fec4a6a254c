import Glibc

/// A bounded queue between any number of threads that ask and the threads that do the work.
final class WorkQueue<Element: Sendable>: @unchecked Sendable {
    /// What waits, or may wait, in a queue.
    struct Load {
        var count: Int
        var byteCount: Int

        static func + (left: Load, right: Load) -> Load {
            Load(count: left.count + right.count, byteCount: left.byteCount + right.byteCount)
        }

        func fits(_ bound: Load) -> Bool { count <= bound.count && byteCount <= bound.byteCount }
    }

    enum Offered { case accepted, full, finished }

    enum Taken {
        case work([Element])

        /// Nothing came for the time that the taker was ready to wait.
        case idle

        /// The queue is finished and empty.
        case finished
    }

    // SAFETY: the members below are touched only while `mutex` is held; `mutex` and `changed` stay where they are
    // until `deinit`, which runs when no thread has the queue any more.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var waiting: [(element: Element, load: Load)] = []
    private var load = Load(count: 0, byteCount: 0)
    private var isFinished = false

    init() {
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    /// Puts `element` at the end unless the queue would then hold more than `bound`; an empty queue takes anything.
    func offer(_ element: Element, _ added: Load, bound: Load) -> Offered {
        pthread_mutex_lock(mutex)
        let total = load + added
        let offered: Offered =
            isFinished ? .finished : waiting.isEmpty || total.fits(bound) ? .accepted : .full
        if case .accepted = offered {
            waiting.append((element, added))
            load = total
        }
        pthread_mutex_unlock(mutex)
        if case .accepted = offered { pthread_cond_signal(changed) }
        return offered
    }

    /// Waits for work and takes what is there, up to `bound` but at least one element.
    func take(_ bound: Load, idleAfterMilliseconds: Int? = nil) -> Taken {
        let deadline = idleAfterMilliseconds.map(Self.deadline)
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while waiting.isEmpty {
            if isFinished { return .finished }
            if var deadline {
                if pthread_cond_timedwait(changed, mutex, &deadline) == ETIMEDOUT, waiting.isEmpty { return .idle }
            } else {
                pthread_cond_wait(changed, mutex)
            }
        }
        return .work(removeFirst(bound))
    }

    /// Takes no more work; what waits is still done.
    func finish() {
        pthread_mutex_lock(mutex)
        isFinished = true
        pthread_mutex_unlock(mutex)
        pthread_cond_broadcast(changed)
    }

    private func removeFirst(_ bound: Load) -> [Element] {
        var taken = waiting[0].load
        var count = 1
        while count < waiting.count, (taken + waiting[count].load).fits(bound) {
            taken = taken + waiting[count].load
            count += 1
        }
        let elements = waiting[..<count].map(\.element)
        waiting.removeFirst(count)
        load = Load(count: load.count - taken.count, byteCount: load.byteCount - taken.byteCount)
        return elements
    }

    private static func deadline(afterMilliseconds milliseconds: Int) -> timespec {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        let nanoseconds = time.tv_nsec + milliseconds % 1000 * 1_000_000
        time.tv_sec += milliseconds / 1000 + nanoseconds / 1_000_000_000
        time.tv_nsec = nanoseconds % 1_000_000_000
        return time
    }
}
