import DuplexAgents
import DuplexCore
import DuplexRuntime
import DuplexTesting
import Testing

/// Cancel is a transaction with one winner.
@Suite struct CancelTests {
    /// A purchase in two steps, with its point of no return between them.
    static func purchase(interruptible: ToolTraits.Interruptible = .untilCommit) -> AnyTool {
        let traits = ToolTraits(duration: .long, effect: .write, interruptible: interruptible)
        return AnyTool(name: "buy", about: "Buys.", traits: traits, parameters: [:]) { _, call in
            try await call.pause(.seconds(2))
            try await call.commit()
            await Deaf.sleep(.seconds(4), on: call.clock)
            return .string("bought under \(call.idempotencyKey)")
        }
    }

    static func agent(_ tool: AnyTool) -> ClosureAgent {
        ClosureAgent { context in
            guard context.input.first == "buy" else { return try await context.say("ok") }
            let request = ToolRequest(modelCall: "1", name: tool.name, arguments: "", tool: tool)
            let outcome = try await context.call([request])[0]
            try await context.say(outcome.value.string ?? outcome.status.rawValue)
        }
    }

    @Test func `an interruption before the commit stops the purchase`() throws {
        try simulate([Self.agent(Self.purchase())]) { world in
            let session = try await world.open()
            let first = try await world.turn("buy", in: session)
            _ = try await world.event(in: session) { $0.kind == .toolStarted }
            let second = try await world.turn("no, wait", in: session)
            #expect(try await world.outcome(of: second, in: session) == .completed)
            let log = try world.log(of: session)
            #expect(!log.contains { $0.kind == .toolCommitted })
            #expect(log.first { $0.kind == .toolCancelled }?.payload["effect"] == "none")
            #expect(log.first { $0.kind == .turnEnded && $0.turn == first }?.payload["outcome"] == "interrupted")
        }
    }

    @Test func `an interruption after the commit waits for the one purchase - I34`() throws {
        try simulate([Self.agent(Self.purchase())]) { world in
            let session = try await world.open()
            let first = try await world.turn("buy", in: session)
            _ = try await world.event(in: session) { $0.kind == .toolCommitted }
            let second = try await world.turn("no, wait", in: session)
            #expect(try await world.outcome(of: second, in: session) == .completed)
            let log = try world.log(of: session)
            #expect(log.filter { $0.kind == .toolFinished }.count == 1)
            #expect(!log.contains { [.toolCancelled, .toolDetached, .toolDiscarded].contains($0.kind) })
            let finished = try #require(log.first { $0.kind == .toolFinished }).offset
            let ended = try #require(log.first { $0.kind == .turnEnded && $0.turn == first })
            let started = try #require(log.first { $0.kind == .turnStarted && $0.turn == second }).offset
            #expect(finished < ended.offset)
            #expect(ended.offset < started)
            #expect(ended.payload["outcome"] == "interrupted")
        }
    }

    @Test func `a commit that comes after the stop is refused`() throws {
        let traits = ToolTraits(duration: .long, effect: .write, interruptible: .untilCommit)
        let tool = AnyTool(name: "buy", about: "Buys.", traits: traits, parameters: [:]) { _, call in
            await Deaf.sleep(.seconds(1), on: call.clock)
            try await call.commit()
            return "bought"
        }
        try simulate([Self.agent(tool)]) { world in
            let session = try await world.open()
            let first = try await world.turn("buy", in: session)
            _ = try await world.event(in: session) { $0.kind == .toolStarted }
            #expect(try await world.cancel(first, in: session) == .stopped(first, .cancelled))
            let log = try world.log(of: session)
            #expect(!log.contains { [.toolCommitted, .toolFinished].contains($0.kind) })
            #expect(log.first { $0.kind == .toolCancelled }?.payload["effect"] == "none")
        }
    }

    @Test func `what an agent says after it was told to stop is not recorded`() throws {
        let agent = ClosureAgent { context in
            try await context.say("before")
            await Deaf.sleep(.seconds(1), on: context.clock)
            try await context.say("after")
        }
        try simulate([agent]) { world in
            let session = try await world.open()
            let turn = try await world.turn("go", in: session)
            _ = try await world.event(in: session) { $0.kind == .messageAgent }
            #expect(try await world.cancel(turn, in: session) == .stopped(turn, .cancelled))
            let said = try world.log(of: session).filter { $0.kind == .messageAgent }
            #expect(said.map { SessionFold.text(of: $0.payload) } == ["before"])
        }
    }

    @Test func `a stop works at any age of a turn`() throws {
        let agent = ClosureAgent { context in
            let message = try await context.beginMessage()
            // Ends by itself in the end: where a stop is lost this must be seen, not waited for.
            for _ in 0..<120 {
                try await context.pause(.seconds(5))
                try await message.write(".")
            }
        }
        try simulate([agent], seeds: 0..<2) { world in
            let session = try await world.open()
            let turn = try await world.turn("go", in: session)
            try await LoopPause(world).sleep(.seconds(500))
            #expect(try await world.cancel(turn, in: session) == .stopped(turn, .cancelled))
            let settled = try #require(try world.log(of: session).first { $0.kind == .cancelSettled })
            #expect((settled.payload["ms"]?.int ?? 9_999) < 100)
        }
    }

    @Test func `a tool that ignores everything is detached and its result discarded - I33`() throws {
        let traits = ToolTraits(duration: .long)
        let tool = AnyTool(name: "deaf", about: "Hears nothing.", traits: traits, parameters: [:]) { _, call in
            await Deaf.sleep(.seconds(30), on: call.clock)
            try? await call.progress(50, "still here")
            return "found"
        }
        try simulate([Self.agent(tool)]) { world in
            let session = try await world.open()
            let first = try await world.turn("buy", in: session)
            _ = try await world.event(in: session) { $0.kind == .toolStarted }
            guard case .stopped(first, .cancelled) = try await world.cancel(first, in: session) else {
                Issue.record("the cancel did not settle")
                return
            }
            let second = try await world.turn("go on", in: session)
            #expect(try await world.outcome(of: second, in: session) == .completed)
            let discarded = try await world.event(in: session) { $0.kind == .toolDiscarded }
            #expect(discarded.payload["outcome"] == "finished")
            #expect(discarded.turn == first)
            // What it cost: thirty seconds, two of which the stop waited for.
            #expect((27_500...28_100).contains(discarded.payload["ms"]?.int ?? 0))
            let log = try world.log(of: session)
            #expect(!log.contains { $0.kind == .toolFinished || $0.kind == .toolProgress })
            let request = try #require(log.first { $0.kind == .cancelRequested }).time.microseconds
            let settled = try #require(log.first { $0.kind == .cancelSettled }).time.microseconds
            #expect((2_000_000...2_100_000).contains(settled - request))
        }
    }

    @Test func `a finished turn cannot be interrupted, and stays what it was - I12 I13`() throws {
        try simulate { world in
            let session = try await world.open()
            let first = try await world.turn("hello", in: session)
            #expect(try await world.outcome(of: first, in: session) == .completed)
            #expect(try await world.cancel(first, in: session) == .stopped(first, .completed))
            let second = try await world.turn("hello again", in: session)
            #expect(try await world.outcome(of: second, in: session) == .completed)
            let log = try world.log(of: session)
            #expect(log.filter { $0.kind == .turnEnded && $0.turn == first }.count == 1)
            #expect(!log.contains { $0.kind == .cancelRequested })
        }
    }

    @Test func `I13: what a turn that was left behind still does alters nothing of the turn after it`() throws {
        let agent = ClosureAgent { context in
            guard context.input == ["first"] else {
                try await context.keep("found", "by the second")
                try await context.pause(.seconds(20))
                return try await context.say("second")
            }
            try await context.keep("found", "by the first")
            await Deaf.sleep(.seconds(9), on: context.clock)
            await #expect(throws: RunEnded.self) { try await context.keep("found", "too late") }
            await #expect(throws: RunEnded.self) { try await context.say("too late") }
            await #expect(throws: RunEnded.self) { _ = try await context.beginStep() }
        }
        try simulate([agent], seeds: 0..<5) { world in
            let id = try await world.open()
            let first = try await world.turn("first", in: id)
            _ = try await world.event(in: id) { $0.kind == .partialUpdated }
            let second = try await world.turn("second", in: id)
            #expect(try await world.outcome(of: second, in: id) == .completed)
            #expect(try await world.outcome(of: first, in: id) == .interrupted)
            let log = try world.log(of: id)
            let end = try #require(log.firstIndex { $0.kind == .turnEnded && $0.turn == first })
            #expect(log[end...].dropFirst().allSatisfy { $0.turn == second })
            #expect(log.filter { $0.kind == .partialUpdated }.map { $0.payload["value"] } == ["by the first", "by the second"])
        }
    }

    @Test func `a queued turn that is cancelled never starts`() throws {
        try simulate { world in
            let session = try await world.open()
            let first = try await world.turn("SLEEP:2", in: session)
            let second = try await world.turn("later", in: session, whenBusy: .named(.enqueue))
            #expect(try await world.cancel(second, in: session) == .stopped(second, .cancelled))
            #expect(try await world.outcome(of: first, in: session) == .completed)
            let kinds = try world.log(of: session).filter { $0.turn == second }.map(\.kind)
            #expect(
                kinds == [
                    .messageUser, .arbiterDecided, .turnQueued, .cancelRequested, .cancelObserved, .cancelSettled,
                    .turnEnded,
                ])
        }
    }

    @Test func `each state is reached by one scenario - I11`() throws {
        try simulate(seeds: 0..<3) { world in
            var outcomes: Set<Outcome> = []
            let session = try await world.open()
            for text in ["hello", "boom"] {
                let turn = try await world.turn(text, in: session)
                if let outcome = try await world.outcome(of: turn, in: session) { outcomes.insert(outcome) }
            }
            func state(of turn: TurnID) async throws -> TurnState? {
                await (try world.session(session)).settings.turns.last { $0.id == turn }?.state
            }
            #expect(await (try world.session(session)).settings.openTurns.isEmpty)
            let first = try await world.turn("SLEEP:9", in: session)
            #expect(try await state(of: first) == .running)
            let later = try await world.turn("never", in: session, whenBusy: .named(.enqueue))
            #expect(try await state(of: later) == .queued)
            _ = try await world.cancel(later, in: session)
            #expect(try await state(of: later) == .ended(.cancelled))
            let second = try await world.turn("SLEEP:8", in: session)
            let third = try await world.turn("SLEEP:7", in: session)
            _ = try await world.event(in: session) { $0.kind == .turnStarted && $0.turn == third }
            _ = try await world.cancel(third, in: session)
            for turn in [first, second, third] {
                if let outcome = try await world.outcome(of: turn, in: session) { outcomes.insert(outcome) }
            }
            #expect(outcomes.isSuperset(of: [.completed, .failed, .interrupted, .cancelled]))
        }
    }

    @Test func `rollback takes the turn out of view, but not past a committed write`() throws {
        try simulate([Self.agent(Self.purchase())]) { world in
            let session = try await world.open()
            let first = try await world.turn("buy", in: session)
            _ = try await world.event(in: session) { $0.kind == .toolStarted }
            #expect(try await world.cancel(first, in: session, mode: .rollback) == .stopped(first, .rolledBack))
            let hidden = try await world.event(in: session) { $0.kind == .eventsHidden }
            let message = try #require(try world.log(of: session).first { $0.kind == .messageUser })
            #expect(hidden.payload["from"]?.int == message.offset.value)
            let second = try await world.turn("buy", in: session)
            _ = try await world.event(in: session) { $0.kind == .toolCommitted }
            #expect(try await world.cancel(second, in: session, mode: .rollback) == .committed)
            #expect(try await world.outcome(of: second, in: session) == .completed)
        }
    }
}
