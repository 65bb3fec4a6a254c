import DuplexAgents
import DuplexCore
import DuplexLoop
import DuplexRuntime
import DuplexTesting
import Testing

/// When a tool says nothing for a while, the session says that it still works.
@Suite struct SilenceNoticeTests {
    /// A long tool in an agent that does nothing else.
    private static func agent(
        deadline: Duration = .seconds(600), _ work: @escaping @Sendable (ToolCall) async throws -> JSON
    ) -> ClosureAgent {
        let traits = ToolTraits(duration: .long, deadline: deadline)
        return InputTests.agent(
            AnyTool(name: "work", about: "Works.", traits: traits, parameters: [:]) { _, call in try await work(call) })
    }

    private static func notices(_ world: Simulation, _ id: SessionID) throws -> [Event] {
        try world.log(of: id).filter { $0.payload["type"]?.string == "tool.silent" }
    }

    @Test func `the session speaks for a silent tool every five seconds, and repeats what is known`() throws {
        let agent = Self.agent { call in
            try await call.pause(.seconds(2))
            try await call.progress(25, "a quarter")
            try await call.pause(.seconds(11))
            try await call.progress(60, "more")
            try await call.pause(.seconds(4))
            return "done"
        }
        try simulate([agent]) { world in
            let id = try await world.open()
            let turn = try await world.turn("go", in: id)
            #expect(try await world.outcome(of: turn, in: id) == .completed)
            try await LoopPause(world).sleep(.seconds(20))
            let log = try world.log(of: id)
            let notices = try Self.notices(world, id)
            #expect(notices.map { $0.payload["percent"] } == [25, 25])
            #expect(notices.map { $0.payload["silent"] } == [5, 10])
            #expect(notices.map { $0.payload["elapsed"] } == [7, 12])
            #expect((1...2).contains(notices.first?.payload["estimate"]?.int ?? 0))
            #expect(notices.last?.payload["estimate"] == 0)
            #expect(notices.allSatisfy { $0.payload["text"] == "a quarter" && $0.payload["name"] == "work" })
            #expect(notices.allSatisfy { $0.kind == .custom && $0.entry.source == .system && $0.turn == turn })
            let started = try #require(log.first { $0.kind == .toolStarted })
            #expect(notices.allSatisfy { $0.entry.run == started.entry.run && $0.entry.lane == .main })
            // It claims no progress of its own, so the tool's progress is what it was.
            #expect(log.filter { $0.kind == .toolProgress }.compactMap { $0.payload["percent"]?.int } == [25, 60])
        }
    }

    @Test func `whoever says something now and then is not spoken for`() throws {
        let agent = Self.agent { call in
            for number in 1...3 {
                try await call.pause(.seconds(4))
                try await call.keep("found", .int(number))
            }
            return "done"
        }
        try simulate([agent]) { world in
            let id = try await world.open()
            let turn = try await world.turn("go", in: id)
            #expect(try await world.outcome(of: turn, in: id) == .completed)
            #expect(try Self.notices(world, id) == [])
        }
        try converse { talk in
            let main = try await talk.work()
            #expect(try await talk.outcome(of: main) == .completed)
            #expect(!(try talk.log.contains { $0.payload["type"]?.string == "tool.silent" }))
        }
    }

    @Test func `a notice moves no time limit, neither the tool's nor the turn's`() throws {
        let deaf: @Sendable (ToolCall) async throws -> JSON = { call in
            await Deaf.sleep(.seconds(2000), on: call.clock)
            return "too late"
        }
        for (deadline, limit, notice) in [(12, 12, 2), (1800, 600, 120)] {
            try simulate([Self.agent(deadline: .seconds(deadline), deaf)], seeds: 0..<2) { world in
                let id = try await world.open()
                let turn = try await world.turn("go", in: id)
                let outcome = try await world.outcome(of: turn, in: id)
                #expect(outcome == (limit == deadline ? .completed : .timedOut))
                let log = try world.log(of: id)
                let started = try #require(log.first { $0.kind == .toolStarted }).time.microseconds
                let end = try #require(log.first { [.toolFailed, .toolDetached].contains($0.kind) })
                let seconds = Double(end.time.microseconds - started) / 1_000_000
                #expect((Double(limit)..<Double(limit) + 3).contains(seconds), "\(seconds)")
                #expect((notice - 1...notice).contains(try Self.notices(world, id).count))
                #expect(try Self.notices(world, id).allSatisfy { $0.offset < end.offset })
            }
        }
    }

    @Test func `a tool that waits for a person is not silent`() throws {
        let agent = Self.agent { call in
            try await call.pause(.seconds(6))
            let answer = try await call.ask("Which one?")
            try await call.pause(.seconds(6))
            return .string("heard \(answer)")
        }
        try simulate([agent]) { world in
            let id = try await world.open()
            let turn = try await world.turn("go", in: id)
            let asked = try await world.event(in: id) { $0.kind == .inputRequested }
            try await LoopPause(world).sleep(.seconds(60))
            #expect(try Self.notices(world, id).count == 1)
            _ = try await world.reply(.answer("the blue one"), to: asked, in: id)
            #expect(try await world.outcome(of: turn, in: id) == .completed)
            #expect(try Self.notices(world, id).map { $0.payload["silent"] } == [5, 5])
        }
    }

    /// Asks, then works in silence for eleven seconds.
    private struct AskThenWork: Tool {
        let name = "work"
        let about = "Works."
        let traits = ToolTraits(duration: .long)
        func call(_ arguments: NoArguments, _ call: ToolCall) async throws -> String {
            let answer = try await call.ask("Which one?")
            try await call.pause(.seconds(11))
            return "heard \(answer)"
        }
    }

    @Test(arguments: 0..<3 as Range<UInt64>)
    func `a tool that goes on after a restart is spoken for again`(seed: UInt64) throws {
        let loop = SimulatedLoop(seed: seed)
        let model = ScriptedModel(
            clock: LoopClock(loop), rules: [.when("go", then: .call("work"), .say("{work}"))])
        let agent = ToolLoop(name: "worker", model: model, instructions: "", tools: [AskThenWork()])
        let world = try Simulation(seed: seed, loop: loop, agents: [agent])
        let isDone = try world.run { world in
            let id = try await world.open()
            let turn = try await world.turn("go", in: id)
            let asked = try await world.event(in: id) { $0.kind == .inputRequested }
            try await world.restart()
            try await LoopPause(world).sleep(.seconds(60))
            #expect(try Self.notices(world, id) == [])
            _ = try await world.reply(.answer("the blue one"), to: asked, in: id)
            #expect(try await world.outcome(of: turn, in: id) == .completed)
            #expect(try Self.notices(world, id).map { $0.payload["silent"] } == [5, 10])
            #expect(LogChecker.check(try world.log(of: id)) == [])
        }
        #expect(isDone)
    }

    @Test func `check_status says the same after a notice as before it`() throws {
        let agent = Self.agent { call in
            try await call.progress(10, "begun")
            try await call.pause(.seconds(9))
            return "done"
        }
        try simulate([agent]) { world in
            let id = try await world.open()
            _ = try await world.turn("go", in: id)
            _ = try await world.event(in: id) { $0.payload["type"]?.string == "tool.silent" }
            let status = await (try world.session(id)).operation()
            #expect(status.percent == 10)
            #expect(status.text == "begun")
            #expect(status.toolName == "work")
        }
    }
}
