package import DuplexLoop
import Synchronization

/// A loop whose order is drawn from a seed and whose time is virtual.
///
/// Jobs that are ready at the same time run in an order that the seed decides; closures that were handed over keep
/// theirs, as on a real loop. Every job takes a little virtual time, so that a timer can fire between two steps of a
/// computation, which is where the interesting interleavings are.
///
/// It runs on the thread that calls ``runUntil(_:)``; what is enqueued from another thread is counted, because it means
/// that something escaped from the simulation.
package final class SimulatedLoop: EventLoop {
    private struct Timer {
        var due: Duration
        var serial: Int
        var work: Pending
    }

    private struct State {
        var random: SeededGenerator
        var now = Duration.zero
        var jobs: [UnownedJob] = []
        var closures: [@Sendable () -> Void] = []

        /// The one that is due last comes first, so that the next one is taken from the end.
        var timers: [Timer] = []
        var serial = 0
        var isRunning = false
        var foreignCount = 0
        var workCount = 0
        var trace = UInt64(0xCBF2_9CE4_8422_2325)
    }

    private let state: Mutex<State>
    private let thread: UInt

    /// The longest time that one job takes.
    private static var jobDurationMax: Int64 { 1_500 }

    package init(seed: UInt64) {
        state = Mutex(State(random: SeededGenerator(seed: seed)))
        thread = currentThread()
    }

    package var isCurrent: Bool { currentThread() == thread && state.withLock { $0.isRunning } }
    package var now: Duration { state.withLock { $0.now } }

    /// What was enqueued from other threads; anything but 0 is a defect of the code under test.
    package var foreignCount: Int { state.withLock { $0.foreignCount } }

    /// The jobs, closures and timers that have run; a timer that was cancelled runs nothing.
    package var workCount: Int { state.withLock { $0.workCount } }

    /// A digest of the order in which everything ran: equal for equal interleavings.
    package var trace: UInt64 { state.withLock { $0.trace } }

    package func enqueue(_ job: consuming ExecutorJob) {
        // SAFETY: the job is run exactly once, by `runUntil`.
        let job = UnownedJob(job)
        let isForeign = currentThread() != thread
        state.withLock { state in
            if isForeign { state.foreignCount += 1 }
            state.jobs.append(job)
        }
    }

    package func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        // SAFETY: whoever is pinned to the loop keeps it.
        unsafe UnownedSerialExecutor(ordinary: self)
    }

    package func checkIsolated() { precondition(isCurrent, "not on the simulated loop") }
    package func isIsolatingCurrentContext() -> Bool? { isCurrent }

    package func execute(_ work: @escaping @Sendable () -> Void) {
        let isForeign = currentThread() != thread
        state.withLock { state in
            if isForeign { state.foreignCount += 1 }
            state.closures.append(work)
        }
    }

    package func schedule(after delay: Duration, _ work: @escaping @Sendable () -> Void) -> LoopTimer {
        let pending = Pending(work)
        state.withLock { state in
            state.serial += 1
            Self.insert(Timer(due: state.now + max(delay, .zero), serial: state.serial, work: pending), &state.timers)
        }
        return LoopTimer { _ = pending.take() }
    }

    /// Runs until `isDone`, or until nothing is left that could ever run.
    ///
    /// - Returns: False in the second case: something waits for what will never happen.
    package func runUntil(_ isDone: () -> Bool) -> Bool {
        state.withLock { $0.isRunning = true }
        defer { state.withLock { $0.isRunning = false } }
        while !isDone() {
            guard let step = state.withLock({ Self.next(&$0) }) else { return false }
            switch step {
            case .job(let job):
                count()
                // SAFETY: taken from the queue, so it runs once; both executors are this loop.
                unsafe job.runSynchronously(
                    isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
            case .closure(let work):
                count()
                work()
            case .timer(let timer):
                guard let work = timer.take() else { continue }
                count()
                work()
            }
        }
        return true
    }

    private func count() { state.withLock { $0.workCount += 1 } }

    private enum Step {
        case job(UnownedJob)
        case closure(@Sendable () -> Void)
        case timer(Pending)
    }

    private static func next(_ state: inout State) -> Step? {
        state.now += .microseconds(Int64.random(in: 0...jobDurationMax, using: &state.random))
        if let due = state.timers.last?.due, due <= state.now { return .timer(note(&state, state.timers.removeLast())) }
        let count = state.jobs.count + (state.closures.isEmpty ? 0 : 1)
        guard count > 0 else {
            guard let timer = state.timers.popLast() else { return nil }
            state.now = max(state.now, timer.due)
            return .timer(note(&state, timer))
        }
        let pick = Int.random(in: 0..<count, using: &state.random)
        state.trace = (state.trace ^ UInt64(pick &* 31 &+ count)) &* 0x100_0000_01B3
        return pick < state.jobs.count
            ? .job(state.jobs.remove(at: pick)) : .closure(state.closures.removeFirst())
    }

    /// Puts a timer behind all that are due later; of those due at the same time the older one is the next.
    private static func insert(_ timer: Timer, _ timers: inout [Timer]) {
        var (low, high) = (0, timers.count)
        while low < high {
            let middle = (low + high) / 2
            if timers[middle].due > timer.due { low = middle + 1 } else { high = middle }
        }
        timers.insert(timer, at: low)
    }

    private static func note(_ state: inout State, _ timer: Timer) -> Pending {
        state.trace = (state.trace ^ 0x7A) &* 0x100_0000_01B3
        return timer.work
    }
}

/// SplitMix64: small, fast, and the same everywhere.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
