import DuplexAgents
import DuplexBridge
import DuplexCore
import DuplexRuntime
import DuplexTesting
import Testing

/// One bridge, its upstream and the world that they are in.
struct Bridge: Sendable {
    let world: Simulation
    let upstream: FakeParlant
    let agent: UpstreamAgent

    /// Says something and waits for the end of its turn.
    func say(_ text: String, in session: SessionID) async throws -> (turn: TurnID, outcome: Outcome?) {
        let turn = try await world.turn(text, in: session)
        return (turn, try await world.outcome(of: turn, in: session))
    }

    /// What a turn was answered with.
    func answers(_ turn: TurnID, in session: SessionID) throws -> [String] {
        try world.log(of: session).filter { $0.kind == .messageAgent && $0.turn == turn }
            .map { SessionFold.text(of: $0.payload) }
    }

    /// The notes of a feed, by type.
    func notes(_ type: String, in session: SessionID) throws -> [JSON] {
        try world.log(of: session).filter { $0.kind == .custom && $0.payload["type"]?.string == type }.map(\.payload)
    }

    /// How long a turn took.
    func duration(of turn: TurnID, in session: SessionID) throws -> Duration {
        let log = try world.log(of: session)
        let start = try #require(log.first { $0.kind == .turnStarted && $0.turn == turn }).time.microseconds
        let end = try #require(log.first { $0.kind == .turnEnded && $0.turn == turn }).time.microseconds
        return .microseconds(end - start)
    }
}

/// Runs a scenario with a bridge under several seeds, and checks each log.
func bridge(
    seeds: Range<UInt64> = 0..<5, interrupts: Bool = true, hasTraces: Bool = true,
    customer: UpstreamCustomer = .guest, script: @escaping FakeParlant.Script,
    _ scenario: @escaping @Sendable @concurrent (Bridge) async throws -> Void
) throws {
    for seed in seeds {
        let loop = SimulatedLoop(seed: seed)
        let upstream = FakeParlant(loop, interrupts: interrupts, hasTraces: hasTraces, script: script)
        let agent = UpstreamAgent(
            name: "remote", url: "http://upstream.test", agent: "a1", customer: customer, port: upstream)
        let world = try Simulation(seed: seed, loop: loop, agents: [agent])
        let isDone = try world.run { try await scenario(Bridge(world: $0, upstream: upstream, agent: agent)) }
        #expect(isDone, "seed \(seed) waits for ever")
        #expect(loop.foreignCount == 0, "seed \(seed): something escaped")
        for session in world.sessions.alive {
            #expect(LogChecker.check(try world.log(of: session.id)) == [], "seed \(seed)")
        }
    }
}
