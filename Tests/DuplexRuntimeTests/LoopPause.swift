import DuplexLoop
import DuplexRuntime
import DuplexTesting

/// Waits on a simulation's own time.
struct LoopPause {
    private let clock: LoopClock

    init(_ world: Simulation) { clock = LoopClock(world.loop) }

    func sleep(_ duration: Duration) async throws { try await clock.sleep(for: duration) }
}

extension Simulation {
    /// Ends what a crash left open.
    func recover() async throws {
        let result = await withCheckedContinuation { continuation in
            sessions.recover { continuation.resume(returning: $0) }
        }
        _ = try result.get()
    }
}
