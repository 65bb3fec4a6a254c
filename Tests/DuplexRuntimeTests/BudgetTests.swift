import DuplexAgents
import DuplexCore
import DuplexDemo
import DuplexLoop
import DuplexRuntime
import DuplexTesting
import Synchronization
import Testing

/// The budgets of the originals, in virtual time and in counts: what the runtime itself adds to model, disk and network.
///
/// The simulated disk takes up to 6 ms for a commit and every job up to 1.5 ms, which is a thousand times what jobs
/// really take; the bounds are generous for that, and `make bench` measures the real times.
@Suite struct BudgetTests {
    @Test func `I37: a stop is decided, heard, handed over and shown within its budgets`() throws {
        for seed: UInt64 in 0..<20 {
            let loop = SimulatedLoop(seed: seed)
            let heard = Mutex<Duration?>(nil)
            let tool = AnyTool(name: "wait", about: "Waits.", traits: ToolTraits(duration: .long), parameters: [:]) {
                _, call in
                do {
                    try await call.pause(.seconds(60))
                } catch {
                    heard.withLock { $0 = loop.now }
                    throw error
                }
                return .null
            }
            let world = try Simulation(seed: seed, loop: loop, agents: [BadToolTests.agent(tool)])
            let isDone = try world.run { world in
                let id = try await world.open()
                _ = try await world.turn("go", in: id)
                let started = try await world.event(in: id) { $0.kind == .toolStarted }
                async let shown: Duration = {
                    _ = try await world.event(in: id, from: started.offset) { $0.kind == .cancelRequested }
                    return loop.now
                }()
                let second = try await world.turn("no, wait", in: id)
                let seen = try await shown
                _ = try await world.outcome(of: second, in: id)
                let log = try world.log(of: id)
                func time(_ kind: EventKind) throws -> Duration {
                    let event = try #require(log.last { $0.kind == kind && $0.offset > started.offset })
                    return .microseconds(event.time.microseconds - world.wall.start.microseconds)
                }
                let message = try time(.messageUser)
                let requested = try time(.cancelRequested)
                #expect(requested - message <= .milliseconds(1), "detect, seed \(seed)")
                let noticed = try #require(heard.withLock { $0 })
                #expect(noticed - requested <= .milliseconds(75), "propagation, seed \(seed)")
                #expect(try time(.contextTransferred) - time(.cancelSettled) <= .milliseconds(1), "context, seed \(seed)")
                #expect(seen - requested <= .milliseconds(40), "a reader's next event, seed \(seed)")
            }
            #expect(isDone)
        }
    }

    @Test func `P38: first and later words come within the budget, and idle sessions do nothing at all`() throws {
        for seed: UInt64 in 0..<3 {
            let loop = SimulatedLoop(seed: seed)
            let world = try Simulation(seed: seed, loop: loop, agents: [TelcoAgent.make(clock: LoopClock(loop))])
            let isDone = try world.run { world in
                for _ in 0..<40 {
                    let id = try await world.open()
                    for (text, budget) in [("hello", Duration.seconds(3)), ("which packages are there?", .seconds(2))] {
                        let turn = try await world.turn(text, in: id)
                        _ = try await world.outcome(of: turn, in: id)
                        let its = try world.log(of: id).filter { $0.turn == turn }
                        let said = try #require(its.first { [.messageDelta, .messageAgent].contains($0.kind) })
                        let waited = said.time.microseconds - its[0].time.microseconds
                        #expect(Duration.microseconds(waited) <= budget)
                    }
                }
                // Whatever the turns have left to be cleared up comes to its end.
                try await LoopPause(world).sleep(.seconds(3600))
                let before = loop.workCount
                try await LoopPause(world).sleep(.seconds(24 * 3600))
                // The pause itself takes a few; a session that looked at anything once an hour would take a thousand.
                #expect(loop.workCount - before < 20)
            }
            #expect(isDone)
        }
    }

    @Test func `P38: a session keeps two megabytes of its events in memory at most, however large they are`() throws {
        try simulate([EchoAgent()], seeds: 0..<1) { world in
            let id = try await world.open()
            let session = try await world.session(id)
            let limit = 2 * Limits().tailByteCountMax
            for size in [1_000, 400_000, 20, 300_000] {
                for _ in 0..<2 {
                    let turn = try await world.turn("NOSLEEP " + String(repeating: "x", count: size), in: id)
                    #expect(try await world.outcome(of: turn, in: id) == .completed)
                    #expect(await session.keptByteCount <= limit)
                }
            }
            #expect(world.stored(of: id).map(\.bytes.count).reduce(0, +) > limit)
        }
    }
}
