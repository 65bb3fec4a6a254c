import DuplexAgents
import DuplexCore
import DuplexRuntime
import DuplexTesting
import Testing

/// A turn that waits for a person.
@Suite struct InputTests {
    static func agent(_ tool: AnyTool) -> ClosureAgent {
        ClosureAgent { context in
            guard context.input.first == "go" else { return try await context.say("ok") }
            let request = ToolRequest(modelCall: "1", name: tool.name, arguments: "", tool: tool)
            let outcome = try await context.call([request])[0]
            try await context.say(outcome.value.string ?? outcome.value["code"]?.string ?? outcome.status.rawValue)
        }
    }

    /// A tool that asks one question.
    static func asking(_ traits: ToolTraits = ToolTraits(), within patience: Duration? = nil) -> AnyTool {
        AnyTool(name: "ask", about: "Asks.", traits: traits, parameters: [:]) { _, call in
            .string("heard " + (try await call.ask("Which one?", within: patience)))
        }
    }

    /// A tool that must be allowed, and counts how often it ran.
    static func guarded(_ runs: Counter) -> AnyTool {
        let traits = ToolTraits(effect: .write, needsApproval: true)
        return AnyTool(name: "pay", about: "Pays.", traits: traits, parameters: [:]) { _, _ in
            runs.add("pay")
            return "paid"
        }
    }

    @Test func `a question waits for its answer, and a message meanwhile is queued as ever`() throws {
        try simulate([Self.agent(Self.asking())]) { world in
            let id = try await world.open()
            let turn = try await world.turn("go", in: id)
            let asked = try await world.event(in: id) { $0.kind == .inputRequested }
            #expect(asked.payload["kind"] == "question")
            #expect(asked.payload["prompt"] == "Which one?")
            let waiting = await (try world.session(id)).settings
            #expect(waiting.turns.map(\.state) == [.waitingForInput])
            #expect(waiting.inputs.map(\.call) == [try asked.call])
            let other = try await world.turn("and this", in: id, whenBusy: .named(.enqueue))
            guard case .recorded(let offset) = try await world.reply(.answer("the blue one"), to: asked, in: id) else {
                throw AgentError("the answer was refused")
            }
            #expect(try await world.outcome(of: turn, in: id) == .completed)
            #expect(try await world.outcome(of: other, in: id) == .completed)
            let resolved = try #require(try world.log(of: id).first { $0.kind == .inputResolved })
            #expect(resolved.offset == offset)
            #expect(resolved.payload["answer"] == "the blue one")
            #expect(resolved.payload["by"] == "ann")
            #expect(try world.said(in: turn, id) == ["heard the blue one"])
        }
    }

    @Test(arguments: [true, false])
    func `a call that needs approval starts only when it was allowed`(isApproved: Bool) throws {
        for seed in 0..<5 as Range<UInt64> {
            let runs = Counter()
            try simulate([Self.agent(Self.guarded(runs))], seeds: seed..<seed + 1) { world in
                let id = try await world.open()
                let turn = try await world.turn("go", in: id)
                let asked = try await world.event(in: id) { $0.kind == .inputRequested }
                #expect(asked.payload["kind"] == "approval")
                #expect(asked.payload["effect"] == "write")
                #expect(!(try world.log(of: id).contains { $0.kind == .toolStarted }))
                _ = try await world.reply(.approval(isApproved, text: isApproved ? nil : "too dear"), to: asked, in: id)
                #expect(try await world.outcome(of: turn, in: id) == .completed)
                #expect(try world.said(in: turn, id) == [isApproved ? "paid" : "not_approved"])
                let failed = try world.log(of: id).first { $0.kind == .toolFailed }
                #expect(failed?.payload["refused"] == (isApproved ? nil : true))
                #expect(failed?.payload["error"]?["message"] == (isApproved ? nil : "too dear"))
            }
            #expect(runs.all == (isApproved ? ["pay": 1] : [:]))
        }
    }

    @Test func `the first answer counts, and another kind of answer is none`() throws {
        try simulate([Self.agent(Self.asking())]) { world in
            let id = try await world.open()
            let turn = try await world.turn("go", in: id)
            let asked = try await world.event(in: id) { $0.kind == .inputRequested }
            #expect(try await world.reply(.approval(true, text: nil), to: asked, in: id) == .inputWants(.question))
            async let first = world.reply(.answer("one"), to: asked, in: id)
            async let second = world.reply(.answer("two"), to: asked, in: id, by: "bob")
            let answers = try await [first, second]
            #expect(answers.filter { $0 == .inputNotOpen }.count == 1)
            #expect(try await world.outcome(of: turn, in: id) == .completed)
            #expect(try world.log(of: id).filter { $0.kind == .inputResolved }.count == 1)
        }
    }

    @Test func `a request that expires is a refusal, and neither deadline nor turn limit runs meanwhile`() throws {
        let traits = ToolTraits(deadline: .seconds(5))
        try simulate([Self.agent(Self.asking(traits, within: .seconds(3600)))]) { world in
            let id = try await world.open()
            let turn = try await world.turn("go", in: id)
            #expect(try await world.outcome(of: turn, in: id) == .completed)
            let log = try world.log(of: id)
            let asked = try #require(log.first { $0.kind == .inputRequested })
            let resolved = try #require(log.first { $0.kind == .inputResolved })
            #expect(resolved.payload["reason"] == "expired")
            #expect(resolved.payload["by"] == "system")
            #expect(resolved.time.description == asked.payload["expires"]?.string)
            #expect(try world.said(in: turn, id) == ["no_answer"])
        }
    }

    @Test func `the time of a tool goes on once it was answered`() throws {
        let tool = AnyTool(name: "ask", about: "Asks.", traits: ToolTraits(deadline: .seconds(5)), parameters: [:]) {
            _, call in
            try await call.pause(.seconds(2))
            _ = try await call.ask("Well?")
            try await call.pause(.seconds(60))
            return "done"
        }
        try simulate([Self.agent(tool)], seeds: 0..<3) { world in
            let id = try await world.open()
            let turn = try await world.turn("go", in: id)
            let asked = try await world.event(in: id) { $0.kind == .inputRequested }
            try await LoopPause(world).sleep(.seconds(1000))
            _ = try await world.reply(.answer("yes"), to: asked, in: id)
            #expect(try await world.outcome(of: turn, in: id) == .completed)
            let log = try world.log(of: id)
            let failed = try #require(log.first { $0.kind == .toolFailed })
            #expect(failed.payload["error"]?["code"] == "tool.timed_out")
            let worked = [
                try world.milliseconds(from: .toolStarted, to: .inputRequested, in: id),
                try world.milliseconds(from: .inputResolved, to: .toolFailed, in: id),
            ]
            // Each is rounded down.
            #expect((4998...5000).contains(worked.reduce(0, +)))
        }
    }

    @Test func `a stop closes what is waited for`() throws {
        let runs = Counter()
        try simulate([Self.agent(Self.guarded(runs))]) { world in
            let id = try await world.open()
            let first = try await world.turn("go", in: id)
            let asked = try await world.event(in: id) { $0.kind == .inputRequested }
            #expect(try await world.cancel(first, in: id) == .stopped(first, .cancelled))
            let second = try await world.turn("go", in: id)
            let again = try await world.event(in: id, from: asked.offset.next) { $0.kind == .inputRequested }
            let third = try await world.turn("rather not", in: id, whenBusy: .named(.interrupt))
            #expect(try await world.outcome(of: third, in: id) == .completed)
            #expect(try await world.outcome(of: second, in: id) == .interrupted)
            let log = try world.log(of: id)
            #expect(log.filter { $0.kind == .inputResolved }.map { $0.payload["reason"] } == ["cancelled", "cancelled"])
            #expect(log.filter { $0.kind == .toolCancelled }.map { $0.payload["effect"] } == ["none", "none"])
            #expect(try await world.reply(.approval(true, text: nil), to: again, in: id) == .inputNotOpen)
        }
        #expect(runs.all == [:])
    }

    @Test func `a committed call that asks is not held up by a stop`() throws {
        let traits = ToolTraits(effect: .write, interruptible: .untilCommit)
        let tool = AnyTool(name: "pay", about: "Pays.", traits: traits, parameters: [:]) { _, call in
            try await call.commit()
            do {
                return .string(try await call.ask("A receipt?"))
            } catch let error as ToolError {
                return .string("paid, \(error.code)")
            }
        }
        try simulate([Self.agent(tool)]) { world in
            let id = try await world.open()
            let first = try await world.turn("go", in: id)
            _ = try await world.event(in: id) { $0.kind == .inputRequested }
            #expect(try await world.cancel(first, in: id) == .stopped(first, .cancelled))
            let finished = try #require(try world.log(of: id).first { $0.kind == .toolFinished })
            #expect(finished.payload["result"] == "paid, no_answer")
        }
    }

    @Test func `a tool that returns without its answer closes its question`() throws {
        let tool = AnyTool(name: "ask", about: "Asks.", traits: ToolTraits(), parameters: [:]) { _, call in
            try await withThrowingTaskGroup(of: String.self) { group in
                group.addTask { try await call.ask("Well?") }
                group.addTask {
                    try await call.pause(.seconds(1))
                    return "never mind"
                }
                let first = try await group.next() ?? ""
                // The question does not hear the task's cancellation; the end of the call closes it.
                return .string(first)
            }
        }
        try simulate([Self.agent(tool)], seeds: 0..<2) { world in
            let id = try await world.open()
            let turn = try await world.turn("go", in: id)
            _ = try await world.cancel(turn, in: id)
            #expect(try world.log(of: id).contains { $0.kind == .turnEnded })
        }
    }
}

extension Simulation {
    /// Answers what a turn waits for.
    func reply(
        _ reply: InputReply, to asked: Event, in id: SessionID, by principal: Principal = "ann"
    ) async throws -> SessionAnswer {
        let call = try asked.call
        return try await ask(id) { .reply(call, reply, by: principal, $0) }
    }

    /// The time between the first events of two kinds.
    func milliseconds(from start: EventKind, to end: EventKind, in id: SessionID) throws -> Int64 {
        let log = try log(of: id)
        let times = try [start, end].map { kind in try #require(log.first { $0.kind == kind }).time.microseconds }
        return (times[1] - times[0]) / 1000
    }

    /// What was said to the person in a turn.
    func said(in turn: TurnID, _ id: SessionID) throws -> [String] {
        try log(of: id).filter { $0.kind == .messageAgent && $0.turn == turn }.map { SessionFold.text(of: $0.payload) }
    }
}

extension Event {
    /// The call that the event is about.
    var call: CallID {
        get throws { CallID(try #require(payload["call"]?.string)) }
    }
}
