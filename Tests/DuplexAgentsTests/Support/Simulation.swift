import Synchronization

/// Runs a test's body on one thread and in virtual time: when nothing can run, the clock jumps to the next sleeper.
///
/// The same body takes the same course every time, and no test waits. Work itself takes no time here, so that times
/// are exact; the simulation of `DuplexTesting` is for what must hold in every order.
func simulate<Value: Sendable>(_ body: @escaping @Sendable (VirtualClock) async throws -> Value) throws -> Value {
    let clock = VirtualClock()
    let executor = QueueExecutor()
    let outcome = Mutex<Result<Value, any Error>?>(nil)
    Task(executorPreference: executor) {
        let result: Result<Value, any Error>
        do { result = .success(try await body(clock)) } catch { result = .failure(error) }
        outcome.withLock { $0 = result }
    }
    while true {
        if executor.runNext() { continue }
        if let result = outcome.withLock({ $0 }) { return try result.get() }
        precondition(clock.advanceToNextSleeper(), "the simulation is stuck: nothing can run and nobody sleeps")
    }
}

/// Keeps jobs in order until somebody runs them.
private final class QueueExecutor: TaskExecutor {
    private let jobs = Mutex<[UnownedJob]>([])

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
    }

    /// Runs the oldest job; false when there is none.
    func runNext() -> Bool {
        guard let job = jobs.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else { return false }
        job.runSynchronously(on: asUnownedTaskExecutor())
        return true
    }
}

/// A clock that only moves when it is told to.
final class VirtualClock: Clock {
    struct Instant: InstantProtocol {
        var sinceStart: Duration

        func advanced(by duration: Duration) -> Instant { Instant(sinceStart: sinceStart + duration) }
        func duration(to other: Instant) -> Duration { other.sinceStart - sinceStart }
        static func < (left: Instant, right: Instant) -> Bool { left.sinceStart < right.sinceStart }
    }

    private struct State {
        var now = Instant(sinceStart: .zero)
        var nextKey = 0
        var cancelled: Set<Int> = []
        var sleepers: [Int: (deadline: Instant, continuation: CheckedContinuation<Void, any Error>)] = [:]
    }

    private let state = Mutex(State())

    var now: Instant { state.withLock { $0.now } }
    var minimumResolution: Duration { .nanoseconds(1) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let key = state.withLock { state in
            state.nextKey += 1
            return state.nextKey
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let result: Result<Void, any Error>? = state.withLock { state in
                    if state.cancelled.remove(key) != nil { return .failure(CancellationError()) }
                    if deadline <= state.now { return .success(()) }
                    state.sleepers[key] = (deadline, continuation)
                    return nil
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                let sleeper = state.sleepers.removeValue(forKey: key)
                if sleeper == nil { state.cancelled.insert(key) }
                return sleeper
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Moves to the earliest deadline and wakes its sleeper; false when nobody sleeps.
    func advanceToNextSleeper() -> Bool {
        let sleeper = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            let next = state.sleepers.min { ($0.value.deadline, $0.key) < ($1.value.deadline, $1.key) }
            guard let next else { return nil }
            state.now = max(state.now, next.value.deadline)
            return state.sleepers.removeValue(forKey: next.key)?.continuation
        }
        sleeper?.resume()
        return sleeper != nil
    }
}
