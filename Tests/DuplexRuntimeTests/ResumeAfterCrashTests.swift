import DuplexAgents
import DuplexCore
import DuplexDemo
import DuplexLoop
import DuplexRuntime
import DuplexTesting
import Synchronization
import Testing

/// A turn that a crash has ended is gone on with: finished work is not done again.
@Suite struct ResumeAfterCrashTests {
    @Test func `a workflow goes on after a crash with its finished branch, its route and its batches`() throws {
        try TravelConversation.hold { talk in
            let first = try await talk.say("Flights and hotels in Oslo")
            _ = try await talk.world.event(in: talk.id) {
                $0.kind == .runEnded && $0.entry.parentRun != nil && $0.payload["outcome"] == "completed"
            }
            try await talk.wait(for: "flight", 2, of: first)
            try await talk.world.restart()
            let end = try await talk.world.event(in: talk.id) { $0.kind == .turnEnded && $0.turn == first }
            #expect(end.payload["outcome"] == "failed")
            #expect(end.payload["cause"] == "restart")
            let second = try await talk.resume(first)
            #expect(try await talk.outcome(of: second) == .completed)
            let its = try talk.log.filter { $0.turn == second }
            #expect(its.first { $0.kind == .turnStarted }?.payload["resumes"]?.string == first.value)
            // The route and the hotels are there at once, and of the flights only the last batch is missing.
            #expect(!its.contains { $0.kind == .modelRequested })
            #expect(its.filter { $0.payload["key"] == "hotel" }.map { $0.payload["complete"] } == [true])
            #expect(try talk.milliseconds(of: second) < 1_200)
            #expect(try talk.answer(of: second).contains("5 flights for Oslo"))
            #expect(try talk.answer(of: second).contains("3 hotels for Oslo"))
        }
    }

    @Test func `a workflow can be killed at every event of its turn, and goes on to the same answer`() throws {
        let calm = try Self.kill(at: nil)
        let answer = try #require(calm.answer)
        #expect(answer.contains("3 hotels for Oslo"))
        for offset in calm.offsets {
            let killed = try Self.kill(at: offset)
            #expect(killed.faults == [], "killed at \(offset)")
            #expect(killed.answer == answer, "killed at \(offset)")
            #expect(killed.batches <= calm.batches, "killed at \(offset): batches were searched again")
        }
    }

    @Test func `finished tools of a loop are not called again after a crash`() throws {
        let counter = Counter()
        let rules: [ScriptedRule] = [
            .when("go", then: .call("first"), .call("second"), .say("All done: {first.value} and {second.value}."))
        ]
        for seed: UInt64 in 0..<5 {
            let loop = SimulatedLoop(seed: seed)
            let agent = ToolLoop(
                name: "pair", model: ScriptedModel(clock: LoopClock(loop), pace: .zero, rules: rules), instructions: "",
                tools: [Slow(name: "first", counter: counter), Slow(name: "second", counter: counter)])
            let world = try Simulation(seed: seed, loop: loop, agents: [agent])
            let before = counter.all["first"] ?? 0
            let isDone = try world.run { world in
                let id = try await world.open()
                let first = try await world.turn("go", in: id)
                _ = try await world.event(in: id) { $0.kind == .toolStarted && $0.payload["name"] == "second" }
                try await world.restart()
                #expect(try await world.outcome(of: first, in: id) == .failed)
                guard case .accepted(_, let second?, _) = try await world.ask(id, { .resume(first, $0) }) else {
                    throw AgentError("the turn was not resumed")
                }
                #expect(try await world.outcome(of: second, in: id) == .completed)
                #expect(!(try world.log(of: id)).contains { $0.turn == second && $0.payload["name"] == "first" })
            }
            #expect(isDone, "seed \(seed) waits for ever")
            #expect(LogChecker.check(try world.log(of: "s1")) == [], "seed \(seed)")
            #expect(counter.all["first"] == before + 1)
        }
    }

    @Test func `past the grace nothing goes on, and neither does a turn that was not interrupted`() throws {
        try TravelConversation.hold(seeds: 0..<2) { talk in
            let whole = try await talk.say("Hotels in Oslo")
            #expect(try await talk.outcome(of: whole) == .completed)
            #expect(try await talk.world.ask(talk.id) { .resume(whole, $0) } == .notResumable)
            let running = try await talk.say("Flights to Oslo")
            try await talk.wait(for: "flight", of: running)
            #expect(try await talk.world.ask(talk.id) { .resume(running, $0) } == .notResumable)
            try await talk.world.restart()
            try await LoopPause(talk.world).sleep(.seconds(301))
            #expect(try await talk.world.ask(talk.id) { .resume(running, $0) } == .notResumable)
            #expect(try await talk.world.ask(talk.id) { .resume(TurnID("nobody"), $0) } == .unknownTurn)
        }
    }

    struct Slow: Tool {
        let name: String
        let counter: Counter
        var about: String { "Takes a second." }
        let traits = ToolTraits(duration: .long)

        func call(_ arguments: NoArguments, _ call: ToolCall) async throws -> [String: String] {
            counter.add(name)
            try await call.pause(.seconds(1))
            return ["value": name]
        }
    }

    private struct Killed: Sendable {
        var offsets: [Offset] = []
        var answer: String?
        var batches = 0
        var faults: [String] = []
    }

    /// Asks, kills the process at an event of the turn, and goes on; nil kills nothing.
    private static func kill(at offset: Offset?) throws -> Killed {
        let loop = SimulatedLoop(seed: 1)
        let world = try Simulation(seed: 1, loop: loop, agents: [TravelAgent.make(clock: LoopClock(loop))])
        let result = Mutex(Killed())
        let isDone = try world.run { world in
            let talk = TravelConversation(world: world, id: try await world.open())
            var turn = try await talk.say("Hotels in Oslo")
            if let offset {
                _ = try await world.event(in: talk.id) { $0.offset >= offset }
                try await world.restart()
                if try await talk.outcome(of: turn) == .failed { turn = try await talk.resume(turn) }
            }
            #expect(try await talk.outcome(of: turn) == .completed)
            let log = try talk.log
            let answer = try talk.answer(of: turn)
            result.withLock { result in
                result.offsets = log.filter { $0.turn == turn }.map(\.offset)
                result.answer = answer
                result.batches = log.count { $0.payload["key"] == "hotel" && $0.payload["complete"] == false }
            }
        }
        var killed = result.withLock { $0 }
        if !isDone { killed.faults.append("waits for ever") }
        killed.faults += LogChecker.check(try world.log(of: "s1"))
        return killed
    }
}
