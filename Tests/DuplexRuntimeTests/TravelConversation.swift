import DuplexAgents
import DuplexCore
import DuplexDemo
import DuplexLoop
import DuplexRuntime
import DuplexTesting
import Testing

/// A conversation with the travel demo in a simulated world.
struct TravelConversation {
    let world: Simulation
    let id: SessionID

    /// Holds conversations under several seeds; each log must keep all promises.
    static func hold(
        seeds: Range<UInt64> = 0..<5,
        _ talk: @escaping @Sendable @concurrent (TravelConversation) async throws -> Void
    ) throws {
        for seed in seeds {
            let loop = SimulatedLoop(seed: seed)
            let agent = TravelAgent.make(clock: LoopClock(loop))
            let world = try Simulation(seed: seed, loop: loop, agents: [agent])
            let isDone = try world.run { world in
                try await talk(TravelConversation(world: world, id: try await world.open()))
            }
            #expect(isDone, "seed \(seed) waits for ever")
            #expect(loop.foreignCount == 0, "seed \(seed): something escaped")
            #expect(LogChecker.check(try world.log(of: "s1")) == [], "seed \(seed)")
        }
    }

    var log: [Event] { get throws { try world.log(of: id) } }

    /// Says something that interrupts, unless told otherwise; answers with the turn.
    func say(_ text: String, _ whenBusy: WhenBusy = .named(.interrupt)) async throws -> TurnID {
        try await world.turn(text, in: id, whenBusy: whenBusy)
    }

    /// Says something as who types it: what it does is for the arbiter to decide.
    func type(_ text: String) async throws -> (turn: TurnID, action: Action) {
        guard case .accepted(_, let turn?, let decision?) = try await world.send(text, to: id) else {
            throw AgentError("\(text) was refused")
        }
        return (turn, decision.action)
    }

    /// Waits until a search has kept this many batches in a turn.
    func wait(for key: String, _ revision: Int = 1, of turn: TurnID) async throws {
        _ = try await world.event(in: id) {
            $0.turn == turn && $0.payload["key"]?.string == key && $0.payload["revision"]?.int == revision
        }
    }

    func outcome(of turn: TurnID) async throws -> Outcome? { try await world.outcome(of: turn, in: id) }

    /// Goes on with a turn that was stopped; answers with the new one.
    func resume(_ turn: TurnID) async throws -> TurnID {
        guard case .accepted(_, let next?, _) = try await world.ask(id, { .resume(turn, $0) }) else {
            throw AgentError("the turn was not resumed")
        }
        return next
    }

    /// What was said to the person in a turn.
    func answer(of turn: TurnID) throws -> String {
        try log.filter { $0.kind == .messageAgent && $0.turn == turn && $0.entry.parentRun == nil }
            .map { SessionFold.text(of: $0.payload) }.joined(separator: "\n")
    }

    /// The agents whose runs began in a turn, below the workflow's own.
    func agents(in turn: TurnID) throws -> Set<String> {
        Set(try log.filter { $0.kind == .runStarted && $0.turn == turn && $0.entry.parentRun != nil }
            .compactMap { $0.payload["agent"]?.string })
    }

    /// The last value that was kept under a key in a turn.
    func kept(_ key: String, in turn: TurnID) throws -> (value: JSON, isComplete: Bool)? {
        try log.last { $0.kind == .partialUpdated && $0.turn == turn && $0.payload["key"]?.string == key }
            .map { ($0.payload["value"] ?? .null, $0.payload["complete"]?.bool ?? false) }
    }

    /// What was handed over to a turn.
    func transfer(to turn: TurnID) throws -> ContextTransfer? {
        try log.first { $0.kind == .contextTransferred && $0.turn == turn }.flatMap { ContextTransfer(payload: $0.payload) }
    }

    /// How long a turn took, in milliseconds.
    func milliseconds(of turn: TurnID) throws -> Int64 {
        let its = try log.filter { $0.turn == turn }
        let start = try #require(its.first { $0.kind == .turnStarted })
        let end = try #require(its.last { $0.kind == .turnEnded })
        return (end.time.microseconds - start.time.microseconds) / 1000
    }
}
