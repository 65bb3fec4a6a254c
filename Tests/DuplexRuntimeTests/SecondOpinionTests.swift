import DuplexAgents
import DuplexCore
import DuplexTesting
import Synchronization
import Testing

/// A policy that may take a moment, over the offline one that answers at once.
@Suite struct SecondOpinionTests {
    /// Works in four steps of five seconds, so that nothing merges in the second one, and says what it was steered to.
    private static let searcher = ClosureAgent { context in
        var steered: [String] = []
        for _ in 1...4 {
            steered += try await context.beginStep().steered
            try await context.pause(.seconds(5))
        }
        steered += try await context.beginStep().steered
        try await context.say("found, with \(steered.joined(separator: " and "))")
    }

    /// A remark of which the offline arbiter is unsure.
    private static let remark = "a balcony would have been nice"

    private func decisions(_ arbiter: any Arbiter, _ message: String = SecondOpinionTests.remark, seeds: Range<UInt64> = 0..<6) throws
        -> [[Event]]
    {
        var logs: [[Event]] = []
        for seed in seeds {
            let world = try Simulation(
                seed: seed, agents: [Self.searcher], policies: ["test": .auto], arbiter: arbiter)
            let log = Mutex<[Event]>([])
            let isDone = try world.run { world in
                let id = try await world.open()
                let first = try await world.turn("find a flat", in: id)
                _ = try await world.event(in: id) { $0.entry.step == 2 }
                let second = try await world.turn(message, in: id)
                _ = try await world.outcome(of: first, in: id)
                if second != first { _ = try await world.outcome(of: second, in: id) }
                let found = try world.log(of: id)
                log.withLock { $0 = found }
            }
            #expect(isDone)
            let found = log.withLock { $0 }
            #expect(LogChecker.check(found) == [])
            logs.append(found)
        }
        return logs
    }

    private func actions(_ log: [Event]) -> [String] {
        log.filter { $0.kind == .arbiterDecided }.compactMap { $0.payload["action"]?.string }
    }

    @Test func `an opinion in time replaces the decision on a message that still waits`() throws {
        let arbiter = TimedArbiter(.steer, after: .milliseconds(200))
        for log in try decisions(arbiter) {
            #expect(actions(log) == ["start", "enqueue", "steer"])
            let last = try #require(log.last { $0.kind == .arbiterDecided })
            #expect(last.payload["overrides"]?.int != nil)
            #expect(last.payload["reason"] == "asked again")
            let answer = log.last { $0.kind == .messageAgent }.map { SessionFold.text(of: $0.payload) }
            #expect(answer == "found, with \(Self.remark)")
        }
    }

    @Test func `the situation that is judged again is the one that the message met`() throws {
        let arbiter = TimedArbiter(.steer, after: .milliseconds(200))
        _ = try decisions(arbiter, seeds: 0..<1)
        let asked = try #require(arbiter.asked.first)
        #expect(asked.message == Self.remark)
        #expect(asked.running?.goal == "find a flat")
        #expect(asked.history.map(\.text) == ["find a flat"])
    }

    @Test func `without an answer in time the offline decision counts`() throws {
        for arbiter in [TimedArbiter(.cancel, after: .seconds(5)), TimedArbiter(nil, after: .milliseconds(10))] {
            // The offline arbiter takes a remark for a detail.
            for log in try decisions(arbiter) { #expect(actions(log) == ["start", "enqueue", "steer"]) }
        }
    }

    @Test func `an opinion about a turn that is over changes nothing`() throws {
        var slow = Limits()
        slow.secondOpinion = .seconds(30)
        let arbiter = TimedArbiter(.cancel, after: .seconds(18))
        let world = try Simulation(
            seed: 1, agents: [Self.searcher], policies: ["test": .auto], arbiter: arbiter, limits: slow)
        let log = Mutex<[Event]>([])
        let isDone = try world.run { world in
            let id = try await world.open()
            _ = try await world.turn("find a flat", in: id)
            _ = try await world.event(in: id) { $0.entry.step == 2 }
            let second = try await world.turn(Self.remark, in: id)
            #expect(try await world.outcome(of: second, in: id) == .completed)
            let found = try world.log(of: id)
            log.withLock { $0 = found }
        }
        #expect(isDone)
        #expect(actions(log.withLock { $0 }) == ["start", "enqueue"])
    }

    @Test func `an opinion from before a commit says nothing about what is committed`() throws {
        let traits = ToolTraits(duration: .long, effect: .write, interruptible: .anyTime)
        let tool = AnyTool(name: "clean", about: "Cleans.", traits: traits, parameters: [:]) { _, call in
            try await call.pause(.seconds(10))
            try await call.commit()
            try await call.pause(.seconds(10))
            return "clean"
        }
        for (delay, expected) in [(1, ["start", "enqueue", "cancel"]), (9, ["start", "enqueue"])] {
            var limits = Limits()
            limits.secondOpinion = .seconds(30)
            // What the side lane answers at once needs no second opinion any more.
            limits.sideTurnCountMax = 0
            let arbiter = TimedArbiter(.cancel, after: .seconds(delay))
            let world = try Simulation(
                seed: 1, agents: [CancelTests.agent(tool)], policies: ["test": .auto], arbiter: arbiter, limits: limits)
            let found = Mutex<[String]>([])
            let isDone = try world.run { world in
                let id = try await world.open()
                let first = try await world.turn("buy", in: id)
                _ = try await world.event(in: id) { $0.kind == .toolStarted }
                try await LoopPause(world).sleep(.seconds(5))
                _ = try await world.turn("the other room has a lamp", in: id, whenBusy: .auto)
                _ = try await world.outcome(of: first, in: id)
                let log = try world.log(of: id)
                found.withLock { $0 = log.filter { $0.kind == .arbiterDecided }.compactMap { $0.payload["action"]?.string } }
            }
            #expect(isDone)
            #expect(found.withLock { $0 } == expected)
        }
    }

    @Test func `a plain stop is not asked about`() throws {
        let arbiter = TimedArbiter(.side, after: .zero)
        let log = try #require(try decisions(arbiter, "stop", seeds: 0..<1).first)
        #expect(actions(log) == ["start", "cancel"])
        #expect(arbiter.asked.isEmpty)
    }

    @Test func `the sender's own change is not overruled`() throws {
        let arbiter = TimedArbiter(.cancel, after: .milliseconds(300))
        let world = try Simulation(seed: 3, agents: [Self.searcher], policies: ["test": .auto], arbiter: arbiter)
        let isDone = try world.run { world in
            let id = try await world.open()
            let first = try await world.turn("find a flat", in: id)
            _ = try await world.event(in: id) { $0.entry.step == 2 }
            guard case .accepted(let event, _, _) = try await world.send(Self.remark, to: id) else {
                throw AgentError("the message was refused")
            }
            _ = try await world.ask(id) { .decide(event: event, .steer, replaces: nil, by: .local, $0) }
            #expect(try await world.outcome(of: first, in: id) == .completed)
        }
        #expect(isDone)
    }
}

/// Answers with one action after a time, or fails when it has none.
private final class TimedArbiter: Arbiter {
    private let action: Action?
    private let delay: Duration
    private let situations = Mutex<[Situation]>([])

    init(_ action: Action?, after delay: Duration) {
        self.action = action
        self.delay = delay
    }

    var asked: [Situation] { situations.withLock { $0 } }

    func decide(
        _ situation: Situation, within patience: Duration, on clock: any Clock<Duration>
    ) async throws -> Decision {
        situations.withLock { $0.append(situation) }
        try await clock.sleep(for: min(delay, patience))
        guard let action, delay <= patience else { throw CancellationError() }
        return Decision(action, "asked again", confidence: 0.9)
    }
}
