import DuplexAgents
import DuplexCore
import DuplexRuntime
import DuplexTesting
import Testing

/// Limits guard only, and only the agent's own signs of life move them.
@Suite struct TimeLimitTests {
    @Test func `a silent agent is timed out, and what it says later is nobody's - P24 P26`() throws {
        let agent = ClosureAgent { context in
            try await context.say("one moment")
            if context.input == ["be silent"] {
                // Deaf to every signal, as a library without cancellation is.
                let clock = context.clock
                await Deaf.sleep(.seconds(45), on: clock)
                try? await context.say("here I am again")
            }
        }
        try simulate([agent]) { world in
            let session = try await world.open()
            let first = try await world.turn("be silent", in: session)
            #expect(try await world.outcome(of: first, in: session) == .timedOut)
            let end = try await world.event(in: session) { $0.kind == .turnEnded }
            #expect(end.payload["complete"] == false)
            #expect(end.payload["cause"] == "deadline")
            let second = try await world.turn("and now", in: session)
            #expect(try await world.outcome(of: second, in: session) == .completed)
            try await LoopPause(world).sleep(.seconds(60))
            let texts = try world.log(of: session).filter { $0.kind == .messageAgent && $0.turn == second }
            #expect(texts.map { SessionFold.text(of: $0.payload) } == ["one moment"])
            #expect(!(try world.log(of: session).contains { SessionFold.text(of: $0.payload) == "here I am again" }))
        }
    }

    @Test func `progress keeps a turn alive beyond the limit on silence - P25`() throws {
        let tool = AnyTool(
            name: "report", about: "Works for 70 s.", traits: ToolTraits(duration: .long), parameters: [:]
        ) { _, call in
            for step in 1...14 {
                try await call.pause(.seconds(5))
                try await call.progress(step * 7, "step \(step)")
            }
            return "done"
        }
        let agent = ClosureAgent { context in
            let request = ToolRequest(modelCall: "1", name: "report", arguments: "", tool: tool)
            let outcomes = try await context.call([request])
            try await context.say(outcomes[0].value.string ?? "")
        }
        try simulate([agent]) { world in
            let session = try await world.open()
            let turn = try await world.turn("go", in: session)
            #expect(try await world.outcome(of: turn, in: session) == .completed)
            #expect(try world.log(of: session).filter { $0.kind == .toolProgress }.count == 14)
        }
    }

    @Test func `partial results and the starts of children are signs of life, silence is none - P25`() throws {
        let child = ClosureAgent("child") { try await $0.pause(.seconds(100)) }
        let agent = ClosureAgent { context in
            for number in 1...2 {
                try await context.pause(.seconds(100))
                try await context.keep("found", .int(number))
            }
            try await context.pause(.seconds(100))
            _ = try await context.run(child, input: "go")
            if context.input == ["go on"] { return }
            try await context.pause(.seconds(121))
        }
        try simulate([agent], seeds: 0..<3) { world in
            let id = try await world.open()
            #expect(try await world.outcome(of: try await world.turn("go on", in: id), in: id) == .completed)
            #expect(try await world.outcome(of: try await world.turn("be silent", in: id), in: id) == .timedOut)
        }
    }

    @Test func `an endless turn ends at its total limit - P31`() throws {
        let agent = ClosureAgent { context in
            let message = try await context.beginMessage()
            while true {
                try await context.pause(.seconds(10))
                try await message.write("and ")
            }
        }
        try simulate([agent], seeds: 0..<3) { world in
            let session = try await world.open()
            let turn = try await world.turn("go", in: session)
            #expect(try await world.outcome(of: turn, in: session) == .timedOut)
            let log = try world.log(of: session)
            let start = try #require(log.first { $0.kind == .turnStarted }).time.microseconds
            let end = try #require(log.first { $0.kind == .turnEnded }).time.microseconds
            #expect((600_000_000...601_000_000).contains(end - start))
        }
    }

    @Test func `an agent that says nothing ends its turn at once - P30`() throws {
        try simulate([ClosureAgent { _ in }]) { world in
            let session = try await world.open()
            let turn = try await world.turn("hello?", in: session)
            #expect(try await world.outcome(of: turn, in: session) == .completed)
            let log = try world.log(of: session)
            let start = try #require(log.first { $0.kind == .turnStarted }).time.microseconds
            let end = try #require(log.first { $0.kind == .turnEnded }).time.microseconds
            #expect(end - start < 1_000_000)
        }
    }

    @Test func `a tool past its deadline fails and its late result is discarded`() throws {
        let traits = ToolTraits(deadline: .seconds(5))
        let tool = AnyTool(name: "stuck", about: "Never answers in time.", traits: traits, parameters: [:]) { _, call in
            await Deaf.sleep(.seconds(20), on: call.clock)
            return "too late"
        }
        let agent = ClosureAgent { context in
            let request = ToolRequest(modelCall: "1", name: "stuck", arguments: "", tool: tool)
            let outcome = try await context.call([request])[0]
            try await context.say(outcome.status.rawValue)
        }
        try simulate([agent]) { world in
            let session = try await world.open()
            let turn = try await world.turn("go", in: session)
            #expect(try await world.outcome(of: turn, in: session) == .completed)
            _ = try await world.event(in: session) { $0.kind == .toolDiscarded }
            let failed = try #require(try world.log(of: session).first { $0.kind == .toolFailed })
            #expect(failed.payload["error"]?["code"] == "tool.timed_out")
        }
    }
}
