import DuplexAgents
import DuplexCore
import DuplexDemo
import DuplexRuntime
import DuplexTesting
import Testing

/// Runs a scenario under several seeds, and checks each log at each prefix.
func simulate(
    _ agents: [any Agent] = [EchoAgent()], seeds: Range<UInt64> = 0..<10, limits: Limits = Limits(),
    _ scenario: @escaping @Sendable @concurrent (Simulation) async throws -> Void
) throws {
    for seed in seeds {
        let world = try Simulation(seed: seed, agents: agents, limits: limits)
        let isDone = try world.run(scenario)
        #expect(isDone, "seed \(seed) waits for ever")
        #expect(world.loop.foreignCount == 0, "seed \(seed): something escaped")
        for session in world.sessions.alive {
            #expect(LogChecker.check(try world.log(of: session.id)) == [], "seed \(seed)")
        }
    }
}
