import DuplexAgents
import DuplexCore
import DuplexRuntime
import DuplexTesting
import Synchronization
import Testing

/// Tools that do what they must not do.
@Suite struct BadToolTests {
    /// Calls a tool once, and says what came of it.
    static func agent(_ tool: AnyTool) -> ClosureAgent {
        ClosureAgent { context in
            guard context.input.first == "go" else { return try await context.say("ok") }
            let request = ToolRequest(modelCall: "1", name: tool.name, arguments: "", tool: tool)
            let outcome = try await context.call([request])[0]
            try await context.pause(.seconds(1))
            try await context.say(outcome.status.rawValue)
        }
    }

    static func tool(
        _ traits: ToolTraits = ToolTraits(duration: .long),
        _ work: @escaping @Sendable (ToolCall) async throws -> JSON
    ) -> AnyTool {
        AnyTool(name: "bad", about: "Does wrong.", traits: traits, parameters: [:]) { _, call in try await work(call) }
    }

    @Test func `what a tool reports, keeps or commits after its end is refused and leaves no trace`() throws {
        let left = Mutex<ToolCall?>(nil)
        let tool = Self.tool { call in
            left.withLock { $0 = call }
            try await call.progress(40, "working")
            return "done"
        }
        try simulate([Self.agent(tool)]) { world in
            let id = try await world.open()
            let turn = try await world.turn("go", in: id)
            _ = try await world.event(in: id) { $0.kind == .toolFinished }
            let call = try #require(left.withLock { $0 })
            await #expect(throws: RunEnded.self) { try await call.progress(99, "still here") }
            await #expect(throws: RunEnded.self) { try await call.keep("late", 1) }
            await #expect(throws: RunEnded.self) { try await call.commit() }
            await #expect(throws: RunEnded.self) { _ = try await call.ask("Who is there?") }
            #expect(try await world.outcome(of: turn, in: id) == .completed)
            let kinds = try world.log(of: id).filter { $0.entry.source == .tool }.map(\.kind)
            #expect(kinds == [.toolStarted, .toolProgress, .toolFinished] || kinds == [.toolProgress, .toolFinished])
            #expect(!(try world.log(of: id)).contains { [.partialUpdated, .inputRequested].contains($0.kind) })
        }
    }

    @Test func `a tool that throws while it clears up has one end, and its turn is cancelled all the same`() throws {
        let tool = Self.tool { call in
            do { try await call.pause(.seconds(60)) } catch { throw ToolError("no_mop", "It could not clear up.") }
            return .null
        }
        try simulate([Self.agent(tool)]) { world in
            let id = try await world.open()
            let turn = try await world.turn("go", in: id)
            _ = try await world.event(in: id) { $0.kind == .toolStarted }
            #expect(try await world.cancel(turn, in: id) == .stopped(turn, .cancelled))
            let ends = try world.log(of: id).filter {
                [.toolFinished, .toolFailed, .toolCancelled, .toolDetached].contains($0.kind)
            }
            #expect(ends.map(\.kind) == [.toolFailed])
            #expect(ends.first?.payload["error"]?["code"] == "no_mop")
            #expect(try await world.outcome(of: try await world.turn("hello", in: id), in: id) == .completed)
        }
    }

    @Test func `a tool that ignores its stop and then writes for ever holds up nobody, and nothing of it is kept`() throws {
        let tool = Self.tool { call in
            for round in 0..<50 {
                await Deaf.sleep(.seconds(1), on: call.clock)
                // It ignores what it is told here too: that is the tool that this test is about.
                try? await call.keep("found", .int(round))
            }
            return "at last"
        }
        try simulate([Self.agent(tool)], seeds: 0..<3) { world in
            let id = try await world.open()
            let turn = try await world.turn("go", in: id)
            _ = try await world.event(in: id) { $0.payload["key"] == "found" && $0.payload["value"] == 2 }
            #expect(try await world.cancel(turn, in: id) == .stopped(turn, .cancelled))
            let end = try world.log(of: id).count
            let next = try await world.turn("hello", in: id)
            #expect(try await world.outcome(of: next, in: id) == .completed)
            let discarded = try await world.event(in: id) { $0.kind == .toolDiscarded }
            #expect(discarded.payload["outcome"] == "finished")
            #expect(!(try world.log(of: id)[end...]).contains { $0.kind == .partialUpdated })
        }
    }

    @Test func `a thousand turns may wait, and one more message is refused`() throws {
        try simulate(seeds: 0..<1) { world in
            let id = try await world.open(whenBusy: .named(.enqueue))
            let first = try await world.turn("SLEEP:3000", in: id)
            let answers = Mutex<[SessionAnswer]>([])
            let session = try await world.session(id)
            await withCheckedContinuation { done in
                session.perform { session in
                    for number in 1...1_001 {
                        session.submit({ .message(Submission(text: "number \(number)"), $0) }) { result in
                            guard case .success(let answer) = result else { return }
                            answers.withLock { $0.append(answer) }
                            if number == 1_000 { done.resume() }
                        }
                    }
                }
            }
            let refused = answers.withLock { $0.filter { $0 == .queueFull } }
            #expect(refused.count == 1)
            #expect(answers.withLock { $0.count } == 1_001)
            #expect(try world.log(of: id).filter { $0.kind == .turnQueued }.count == 1_000)
            #expect(try await world.cancel(first, in: id) == .stopped(first, .cancelled))
        }
    }
}
