import CUv
package import DuplexLoop
import Glibc
import Synchronization

/// An event loop on a thread of its own, over libuv: the executor and the clock of the server.
///
/// Jobs and closures from any thread go through one inbox, so what one caller hands over runs in its order. The inbox
/// is emptied before the loop waits and after it has waited: work that arrives from a socket's callback runs in the
/// same turn, before the loop sleeps.
package final class UVLoop: EventLoop, @unchecked Sendable {
    // SAFETY: what any thread may touch is behind the mutex or atomic; everything else is touched by the loop's own
    // thread, or before that thread is started.

    /// Enough for one turn of work that makes more work; what is left waits until sockets have had their turn.
    private static let roundsPerTurnMax = 16

    private struct Inbox {
        enum State { case fresh, open, closed }
        var work: [Work] = []
        var state = State.fresh
        /// Whether a wake-up is under way, so that a second one would be wasted.
        var isWaking = false
    }

    private enum Work {
        case job(UnownedJob)
        case closure(@Sendable () -> Void)
    }

    private let inbox = Mutex(Inbox())
    private let thread = Mutex<pthread_t?>(nil)
    private let threadID = Atomic<UInt>(0)
    private let cancelled = CancelCount()
    private let startTime = uv_hrtime()

    // The loop's own
    let raw = UnsafeMutablePointer<uv_loop_t>.allocate(capacity: 1)
    private let wakeUp = UnsafeMutablePointer<uv_async_t>.allocate(capacity: 1)
    private let beforeWait = UnsafeMutablePointer<uv_prepare_t>.allocate(capacity: 1)
    private let afterWait = UnsafeMutablePointer<uv_check_t>.allocate(capacity: 1)
    private let alarm = UnsafeMutablePointer<uv_timer_t>.allocate(capacity: 1)
    private var local: [Work] = []
    private var running: [Work] = []
    private var timers: TimerHeap
    private var alarmTime: Duration?
    private var tenants: [ObjectIdentifier: any LoopTenant] = [:]

    package init() {
        timers = TimerHeap(cancelled: cancelled)
    }

    deinit {
        raw.deallocate()
        wakeUp.deallocate()
        beforeWait.deallocate()
        afterWait.deallocate()
        alarm.deallocate()
    }

    // MARK: Life

    /// Starts the loop's thread; a loop is started once.
    ///
    /// - Throws: ``LoopError`` when the system has no descriptors or threads left.
    package func start() throws(LoopError) {
        precondition(inbox.withLock { $0.state } == .fresh, "a loop is started once")
        // A peer that has gone is told by the result of a write, not by a signal that ends the process.
        signal(SIGPIPE, SIG_IGN)
        let status = uv_loop_init(raw)
        guard status == 0 else { throw LoopError(status: status) }
        openHandles()
        inbox.withLock { $0.state = .open }

        var id = pthread_t()
        let me = Unmanaged.passRetained(self)
        let failure = pthread_create(&id, nil, runLoop, me.toOpaque())
        guard failure == 0 else {
            me.release()
            closeInbox()
            closeHandles()
            uv_run(raw, UV_RUN_DEFAULT)
            uv_loop_close(raw)
            throw LoopError(status: -failure)
        }
        thread.withLock { $0 = id }
    }

    /// Ends the loop and waits for its thread.
    ///
    /// Connections and listeners that still live on it are cut. Work that was handed over before runs; work that comes
    /// later never does. It must be called from another thread; further calls do nothing.
    package func stop() {
        precondition(!isCurrent, "a loop cannot wait for itself")
        let id = thread.withLock { held in
            defer { held = nil }
            return held
        }
        guard let id else { return }
        execute { self.closeEverything() }
        pthread_join(id, nil)
    }

    /// The thread's whole life.
    fileprivate func run() {
        threadID.store(UInt(pthread_self()), ordering: .relaxed)
        uv_run(raw, UV_RUN_DEFAULT)
        // What the closing of the last handles has started, such as a continuation that waits for it.
        runWork()
        closeInbox()
        // What never comes to its turn must not keep its owners alive, who may own the loop.
        local = []
        timers.removeAll()
        uv_loop_close(raw)
        threadID.store(0, ordering: .relaxed)
    }

    private func openHandles() {
        let me = Unmanaged.passUnretained(self).toOpaque()
        uv_async_init(raw, wakeUp) { handle in UVLoop.from(handle?.pointee.data)?.runWork() }
        uv_prepare_init(raw, beforeWait)
        uv_check_init(raw, afterWait)
        uv_timer_init(raw, alarm)
        wakeUp.pointee.data = me
        beforeWait.pointee.data = me
        afterWait.pointee.data = me
        alarm.pointee.data = me
        uv_prepare_start(beforeWait) { handle in UVLoop.from(handle?.pointee.data)?.runWork() }
        uv_check_start(afterWait) { handle in UVLoop.from(handle?.pointee.data)?.runWork() }
    }

    private func closeEverything() {
        let leaving = tenants.values
        tenants = [:]
        for tenant in leaving { tenant.loopWillStop() }
        closeHandles()
    }

    private func closeHandles() {
        for handle in [UnsafeMutableRawPointer(wakeUp), .init(beforeWait), .init(afterWait), .init(alarm)] {
            uv_close(handle.assumingMemoryBound(to: uv_handle_t.self), nil)
        }
    }

    private func closeInbox() {
        let late = inbox.withLock { inbox in
            inbox.state = .closed
            return exchange(&inbox.work, with: [])
        }
        _ = late  // released outside the lock: closures may own anything
    }

    private static func from(_ data: UnsafeMutableRawPointer?) -> UVLoop? {
        data.map { Unmanaged<UVLoop>.fromOpaque($0).takeUnretainedValue() }
    }

    // MARK: Tenants

    func add(_ tenant: any LoopTenant) { tenants[ObjectIdentifier(tenant)] = tenant }
    func remove(_ tenant: any LoopTenant) { tenants[ObjectIdentifier(tenant)] = nil }

    // MARK: Executor

    package var isCurrent: Bool { threadID.load(ordering: .relaxed) == UInt(pthread_self()) }

    package func checkIsolated() { precondition(isCurrent, "the code must run on its loop") }
    package func isIsolatingCurrentContext() -> Bool? { isCurrent }
    package func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }
    package func asUnownedTaskExecutor() -> UnownedTaskExecutor { UnownedTaskExecutor(ordinary: self) }

    package func enqueue(_ job: consuming ExecutorJob) { add(.job(UnownedJob(job))) }
    package func execute(_ work: @escaping @Sendable () -> Void) { add(.closure(work)) }

    private func add(_ work: Work) {
        if isCurrent {
            local.append(work)
            return
        }
        inbox.withLock { inbox in
            guard inbox.state != .closed else { return }
            inbox.work.append(work)
            guard inbox.state == .open, !inbox.isWaking else { return }
            inbox.isWaking = true
            // Under the lock, since the handle may be closed right after it; it is one write to an eventfd.
            uv_async_send(wakeUp)
        }
    }

    private func takeInbox() {
        let arrived = inbox.withLock { inbox in
            inbox.isWaking = false
            return exchange(&inbox.work, with: [])
        }
        if local.isEmpty { local = arrived } else { local.append(contentsOf: arrived) }
    }

    private func runWork() {
        for _ in 0..<Self.roundsPerTurnMax {
            takeInbox()
            guard !local.isEmpty else { return }
            swap(&local, &running)
            for work in running {
                switch work {
                case .job(let job):
                    job.runSynchronously(
                        isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
                case .closure(let closure):
                    closure()
                }
            }
            running.removeAll(keepingCapacity: true)
        }
        // More is waiting: sockets get their turn, but the loop must not sleep.
        if !local.isEmpty { uv_async_send(wakeUp) }
    }

    // MARK: Time

    package var now: Duration { .nanoseconds(uv_hrtime() - startTime) }

    @discardableResult
    package func schedule(after delay: Duration, _ work: @escaping @Sendable () -> Void) -> LoopTimer {
        let entry = TimerEntry(deadline: now + delay, work: work)
        if isCurrent {
            wait(for: entry)
        } else {
            execute { self.wait(for: entry) }
        }
        return LoopTimer { [cancelled] in
            if entry.take() != nil { cancelled.add() }
        }
    }

    private func wait(for entry: TimerEntry) {
        timers.insert(entry)
        setAlarm()
    }

    /// Makes the one libuv timer ring for the first entry.
    private func setAlarm() {
        guard let next = timers.nextDeadline, alarmTime.map({ next < $0 }) ?? true,
            uv_is_closing(UnsafeMutableRawPointer(alarm).assumingMemoryBound(to: uv_handle_t.self)) == 0
        else { return }
        alarmTime = next
        // libuv counts whole milliseconds from the turn's start: bring that up to date and round up.
        uv_update_time(raw)
        let wait = max(.zero, next - now)
        let milliseconds = UInt64((wait + .nanoseconds(999_999)) / .milliseconds(1))
        uv_timer_start(alarm, { handle in UVLoop.from(handle?.pointee.data)?.ring() }, milliseconds, 0)
    }

    private func ring() {
        alarmTime = nil
        let now = now
        while let entry = timers.popDue(at: now) {
            if let work = entry.take() { work() } else { timers.droppedCancelled() }
        }
        setAlarm()
    }
}

/// Something that lives on a loop and must leave before the loop ends.
protocol LoopTenant: AnyObject {
    /// Closes every handle of the tenant; called on the loop.
    func loopWillStop()
}

/// Why a loop could not start.
package struct LoopError: Error, Equatable, CustomStringConvertible {
    /// One sentence for a person.
    package let description: String

    init(status: Int32) {
        description = "The event loop cannot start: \(String(cString: uv_strerror(status)))."
    }
}

/// The loop thread's entry point; it gives back the reference that ``UVLoop/start()`` took for it.
private func runLoop(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    Unmanaged<UVLoop>.fromOpaque(argument).takeRetainedValue().run()
    return nil
}

extension Duration {
    /// The duration of so many nanoseconds.
    static func nanoseconds(_ count: UInt64) -> Duration { .nanoseconds(Int64(clamping: count)) }
}
