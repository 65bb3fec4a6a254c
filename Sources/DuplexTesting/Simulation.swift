package import DuplexAgents
package import DuplexCore
package import DuplexRuntime
import Synchronization

/// The real sessions, agents and tools on a seeded loop, over a store whose disk can be cut off.
///
/// Everything that happens is a function of the seed: the order in which ready jobs run, how long the disk takes, and
/// the time itself, which is virtual. A failing seed is therefore a test of its own.
package final class Simulation: Sendable {
    package let loop: SimulatedLoop
    package let store: SimulatedStore
    package let wall: VirtualWallClock
    private let disk: any EventStore
    private let agents: AgentCatalog
    private let limits: Limits
    private let current: Mutex<Sessions>
    private let lives: AsyncStream<Sessions>
    private let feed: AsyncStream<Sessions>.Continuation

    /// Creates a world; with a loop of the same seed where agents need its clock before there is a world.
    package init(
        seed: UInt64, loop: SimulatedLoop? = nil, agents: [any Agent], policies: [String: WhenBusy] = [:],
        arbiter: (any Arbiter)? = nil, limits: Limits = Limits(),
        answersBeforeCommit: Bool = false
    ) throws {
        let loop = loop ?? SimulatedLoop(seed: seed)
        self.loop = loop
        disk = MemoryStore(history: "simulated")
        store = SimulatedStore(
            disk: disk, loop: loop, seed: seed ^ 0xD15C, answersBeforeCommit: answersBeforeCommit)
        wall = VirtualWallClock(loop: loop)
        self.agents = try AgentCatalog(agents, policies: policies, arbiter: arbiter)
        self.limits = limits
        let environment = RuntimeEnvironment(
            store: store, wall: wall, ids: SequentialIDs(), limits: limits)
        let first = Sessions(loops: [loop], agents: self.agents, environment: environment)
        current = Mutex(first)
        (lives, feed) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
        feed.yield(first)
    }

    /// The sessions of this life of the process.
    package var sessions: Sessions { current.withLock { $0 } }

    /// Kills the process: what was not committed is gone, and so is everything in memory.
    package func crash() {
        store.crash()
        sessions.abandon()
        let environment = sessions.environment
        let fresh = Sessions(loops: [loop], agents: agents, environment: environment)
        current.withLock { $0 = fresh }
        feed.yield(fresh)
    }

    /// Kills the process, starts it again and ends what that left open.
    package func restart() async throws {
        crash()
        let result = await withCheckedContinuation { continuation in
            sessions.recover { continuation.resume(returning: $0) }
        }
        _ = try result.get()
    }

    /// The log as the disk has it.
    package func log(of session: SessionID) throws -> [Event] { try stored(of: session).map { try $0.event() } }

    /// The log as the disk has it, in its wire form.
    package func stored(of session: SessionID) -> [StoredEvent] {
        let found = Mutex<[StoredEvent]>([])
        disk.page(session, from: .offset(.zero), limit: .max, byteCountMax: .max) { result in
            if case .success(let events) = result { found.withLock { $0 = events } }
        }
        return found.withLock { $0 }
    }

    /// Runs a scenario to its end; false when something waits for what will never happen.
    ///
    /// - Throws: What the scenario throws.
    package func run(_ scenario: @escaping @Sendable @concurrent (Simulation) async throws -> Void) throws -> Bool {
        let end = Ending()
        // The one unstructured task: the simulation's own root, which runs on the seeded loop and nowhere else.
        let root = Task(executorPreference: loop) { [self] in
            await withDiscardingTaskGroup { group in
                group.addTask { [self] in
                    do {
                        try await scenario(self)
                        end.set(.success(()))
                    } catch {
                        end.set(.failure(error))
                    }
                }
                for await sessions in lives { group.addTask { await sessions.run() } }
            }
        }
        let isDone = loop.runUntil { end.result != nil }
        root.cancel()
        try end.result?.get()
        return isDone
    }
}

/// The time of day of a simulation: its loop's time after a fixed date.
package struct VirtualWallClock: WallClock {
    private let loop: SimulatedLoop

    /// The time of day at which the loop begins.
    package let start = Timestamp(microseconds: 1_800_000_000_000_000)

    package init(loop: SimulatedLoop) { self.loop = loop }

    package var now: Timestamp { start + loop.now }
}

/// Names that count up: readable, and the same in every run.
package final class SequentialIDs: IDSource {
    private let count = Mutex(0)

    package init() {}

    package func next() -> String {
        count.withLock { count in
            count += 1
            return "s\(count)"
        }
    }
}

/// How a scenario ended.
private final class Ending: Sendable {
    private let state = Mutex<Result<Void, any Error>?>(nil)

    var result: Result<Void, any Error>? { state.withLock { $0 } }

    func set(_ result: Result<Void, any Error>) { state.withLock { $0 = result } }
}
