import DuplexAgents
import DuplexCore
import DuplexLoop
import DuplexRuntime
import DuplexTesting
import Synchronization
import Testing

/// What people say while a long operation runs is answered beside it.
@Suite struct SideLaneTests {
    @Test func `L1: a quick lookup is one run on the main lane and nothing more`() throws {
        try converse { talk in
            let turn = try await talk.say("look").turn
            #expect(try await talk.outcome(of: turn) == .completed)
            let log = try talk.log
            #expect(log.filter { $0.kind == .runStarted }.count == 1)
            #expect(log.allSatisfy { $0.entry.lane != .side })
            #expect(!log.contains { [.runResponded, .synthesisStarted].contains($0.kind) })
        }
    }

    @Test func `L2 G14: a long tool says what it is about to do before its first step, a tool without words says none`() throws {
        try converse(seeds: 0..<1) { talk in
            let main = try await talk.work()
            _ = try await talk.outcome(of: main)
            let notice = try talk.first(.toolStarted, of: main)
            #expect(notice.payload["feedback"] == "Working on it")
            #expect(notice.offset < (try talk.first(.toolProgress, of: main)).offset)
            #expect(try talk.first(.messageAgent, of: main).offset < notice.offset)
            let quick = try await talk.say("look").turn
            #expect(try await talk.outcome(of: quick) == .completed)
            #expect(try talk.first(.toolStarted, of: quick).payload["feedback"] == "")
        }
    }

    @Test func `L3 L4 L8: a question ten milliseconds after the tool's start is answered while the tool goes on`() throws {
        try converse { talk in
            let main = try await talk.work()
            try await talk.pause(.milliseconds(10))
            let (side, action) = try await talk.say("how are you?")
            let reason = try talk.first(.arbiterDecided, of: side).payload["reason"]?.string
            #expect(action == .side, "\(reason ?? "")")
            #expect(try await talk.outcome(of: side) == .completed)
            #expect(try talk.answers(of: side) == ["I do not know."])
            let answered = try talk.first(.turnEnded, of: side)
            #expect(answered.entry.lane == .side)
            #expect(!(try talk.log.contains { $0.kind == .toolProgress }))
            #expect(try await talk.outcome(of: main) == .completed)
            let log = try talk.log
            #expect(
                log.filter { $0.kind == .toolProgress }.compactMap { $0.payload["percent"]?.int }
                    == [20, 40, 60, 80, 100])
            #expect(!log.contains { $0.kind == .cancelRequested })
            #expect(log.filter { $0.kind == .toolFinished }.map(\.turn) == [main])
            let started = try talk.first(.toolStarted, of: main)
            let finished = try talk.first(.toolFinished, of: main)
            #expect((10.0..<10.3).contains(talk.seconds(from: started, to: finished)))
        }
    }

    @Test func `L4: a remark right after the tool's start does not stop the tool`() throws {
        try converse { talk in
            let main = try await talk.work()
            try await talk.pause(.milliseconds(10))
            #expect(try await talk.say("the weather is lovely").action == .side)
            #expect(try await talk.outcome(of: main) == .completed)
            #expect(!(try talk.log.contains { $0.kind == .cancelRequested }))
        }
    }

    @Test func `L5: a side model that asks for a write is refused, and nothing is bought`() throws {
        let purchases = Operation.Purchases()
        try converse(purchases: purchases) { talk in
            _ = try await talk.work()
            let side = try await talk.ask("buy one")
            #expect(try talk.answers(of: side) == ["Not now."])
            let failed = try talk.first(.toolFailed, of: side)
            #expect(failed.payload["refused"] == true)
            #expect(failed.payload["error"]?["code"] == "not_on_side_lane")
            #expect(!(try talk.log.contains { $0.kind == .toolStarted && $0.turn == side }))
        }
        #expect(purchases.count == 0)
    }

    @Test func `L5: an agent in code cannot write or take long on the side lane either`() throws {
        let purchases = Operation.Purchases()
        let agent = ClosureAgent { context in
            guard context.lane == .side else { return try await context.pause(.seconds(5)) }
            for tool in [AnyTool(Operation.Buy(purchases: purchases)), AnyTool(Operation.Work())] {
                let request = ToolRequest(modelCall: tool.name, name: tool.name, arguments: "{}", tool: tool)
                try await context.say(try await context.call([request])[0].status.rawValue)
            }
        }
        try converse(beside: [agent]) { talk in
            try await talk.say("go")
            let side = try await talk.ask("now")
            #expect(try talk.answers(of: side) == ["refused", "refused"])
        }
        #expect(purchases.count == 0)
    }

    @Test func `L6: each lane asks its own model, with its own instructions and temperature`() throws {
        let asked = Mutex<[(model: String, ModelRequest)]>([])
        struct Listening: Model {
            let name: String
            let provider = "test"
            let base: ScriptedModel
            let hear: @Sendable (String, ModelRequest) -> Void
            func respond(
                to request: ModelRequest, part: @Sendable (ModelPart) async throws -> Void
            ) async throws -> ModelResponse {
                hear(name, request)
                return try await base.respond(to: request, part: part)
            }
        }
        for seed in UInt64(0)..<2 {
            asked.withLock { $0 = [] }
            let loop = SimulatedLoop(seed: seed)
            let script = ScriptedModel(clock: LoopClock(loop), rules: Operation.joining + Operation.rules)
            func model(_ name: String) -> Listening {
                Listening(name: name, base: script) { model, request in asked.withLock { $0.append((model, request)) } }
            }
            let agent = ToolLoop(
                name: "operation", model: model("large"), instructions: "Be kind.", tools: [Operation.Work()],
                sideModel: model("small"), sideInstructions: "Be short.", whenBusy: .auto)
            let world = try Simulation(seed: seed, loop: loop, agents: [agent])
            let isDone = try world.run { world in
                let talk = Talk(world: world, id: try await world.open())
                let main = try await talk.work()
                let side = try await talk.ask("joke")
                #expect(try await talk.outcome(of: main) == .completed)
                let models = try talk.log.filter { $0.kind == .modelRequested }
                #expect(models.filter { $0.turn == side }.map { $0.payload["model"] } == ["small"])
                #expect(Set(models.filter { $0.turn == main }.map { $0.payload["model"]?.string }) == ["large"])
            }
            #expect(isDone)
            for (model, request) in asked.withLock({ $0 }) {
                let isSide = model == "small"
                #expect(request.temperature == (isSide ? 0.7 : 0.3))
                guard case .system(let text)? = request.messages.first else { throw AgentError("no instructions") }
                #expect(text.contains(isSide ? "Be short." : "Be kind."))
            }
        }
    }

    @Test func `L7: check_status tells how far the operation is, and that there is none afterwards`() throws {
        try converse(seeds: 0..<2) { talk in
            let main = try await talk.work()
            try await talk.pause(.seconds(5))
            let side = try await talk.ask("how far is it?")
            #expect(try talk.answers(of: side) == ["running 40 work"])
            let result = try talk.first(.toolFinished, of: side).payload["result"]
            #expect(result?["text"] == "step 2")
            #expect(result?["elapsed"] == 5)
            #expect((5...6).contains(result?["estimate"]?.int ?? 0))
            #expect(result?["partials"] == ["first": "found"])
            #expect(result?["queued"] == 0)
            _ = try await talk.outcome(of: main)
            let idle = await (try talk.world.session(talk.id)).operation().json
            #expect(idle["status"] == "idle")
            #expect(idle["progress"] == JSON.null)
            #expect(idle["tool_name"] == JSON.null)
        }
    }

    @Test func `L8 L9: progress begins at nothing, ends with a failure, and the next message is for the main lane`() throws {
        try converse { talk in
            let main = try await talk.say("break").turn
            _ = try await talk.event { $0.kind == .toolStarted }
            try await talk.pause(.seconds(1))
            let fresh = await (try talk.world.session(talk.id)).operation()
            #expect(fresh.percent == 0)
            #expect(try await talk.outcome(of: main) == .completed)
            let calls = try talk.log.filter { $0.kind.description.hasPrefix("tool.") }.map(\.kind)
            #expect(calls == [.toolSelected, .toolStarted, .toolProgress, .toolFailed])
            let next = try await talk.say("look")
            #expect(next.action == .start)
            #expect(try await talk.outcome(of: next.turn) == .completed)
            #expect(try talk.first(.turnStarted, of: next.turn).entry.lane == .main)
        }
    }

    @Test func `L12 L13: side turns see the main conversation and the side talk before them`() throws {
        let seen = Mutex<[[ModelMessage]]>([])
        let agent = ClosureAgent { context in
            guard context.lane == .side else {
                if context.input == ["my number is 555"] { return try await context.say("Noted.") }
                return try await context.pause(.seconds(9))
            }
            seen.withLock { $0.append(context.transcript) }
            try await context.pause(.seconds(1))
            try await context.say("answer to \(context.input[0])")
        }
        try converse(seeds: 0..<1, beside: [agent]) { talk in
            _ = try await talk.outcome(of: talk.say("my number is 555").turn)
            try await talk.say("go")
            // Both arrive before the first is answered: they are answered in order.
            let first = try await talk.say("first", .named(.side)).turn
            let second = try await talk.say("second", .named(.side)).turn
            #expect(try await talk.outcome(of: second) == .completed)
            let ended = try talk.first(.turnEnded, of: first)
            #expect(ended.offset < (try talk.first(.turnStarted, of: second)).offset)
            #expect(try talk.first(.turnQueued, of: second).entry.lane == .side)
        }
        let transcripts = seen.withLock { $0 }
        try #require(transcripts.count == 2)
        let before: [ModelMessage] = [.user("my number is 555"), .assistant("Noted."), .user("go")]
        #expect(transcripts[0] == before + [.user("first")])
        #expect(transcripts[1] == before + [.user("first"), .assistant("answer to first"), .user("second")])
    }

    @Test func `more turns run on the side lane at once where the limits allow it`() throws {
        var limits = Limits()
        limits.sideTurnCountMax = 2
        try converse(limits: limits) { talk in
            _ = try await talk.work()
            let sides = [
                try await talk.say("slow", .named(.side)).turn, try await talk.say("slow", .named(.side)).turn,
                try await talk.say("joke", .named(.side)).turn,
            ]
            for side in sides { #expect(try await talk.outcome(of: side) == .completed) }
            let second = try talk.first(.turnStarted, of: sides[1])
            #expect(second.offset < (try talk.first(.turnEnded, of: sides[0])).offset)
            let third = try talk.first(.turnStarted, of: sides[2])
            #expect(third.offset > (try talk.first(.turnEnded, of: sides[0])).offset)
        }
    }

    @Test func `L23: speaking over a long operation keeps it alive, and over anything else makes the turn give way`() throws {
        #expect(WhenBusy(name: WhenBusy.bargeIn.name) == .bargeIn)
        try converse { talk in
            let main = try await talk.work()
            let (side, beside) = try await talk.say("joke", .bargeIn)
            #expect(beside == .side)
            #expect(try await talk.outcome(of: side) == .completed)
            #expect(try talk.answers(of: side) == ["A joke."])
            #expect(try await talk.outcome(of: main) == .completed)
            #expect(!(try talk.log.contains { $0.kind == .cancelRequested }))
            let spoken = try await talk.say("slow").turn
            _ = try await talk.event { $0.kind == .messageStarted && $0.turn == spoken }
            let (next, over) = try await talk.say("joke", .bargeIn)
            #expect(over == .interrupt)
            #expect(try await talk.outcome(of: spoken) == .interrupted)
            #expect(try talk.first(.turnEnded, of: spoken).payload["successor"]?.string == next.value)
            #expect(try await talk.outcome(of: next) == .completed)
            #expect(try talk.answers(of: next) == ["A joke."])
        }
    }

    @Test func `L23: without a side lane the operation lives on too, and what was said over it is answered next`() throws {
        try converse(seeds: 0..<1) { talk in
            let settings = SessionSettings(agent: "operation", whenBusy: .bargeIn, hasSideLane: false)
            let world = talk.world
            let id = try await withCheckedContinuation { continuation in
                world.sessions.create(settings, owner: .local) { continuation.resume(returning: $0) }
            }.get().id
            let quiet = Talk(world: world, id: id)
            let main = try await quiet.work()
            let (next, action) = try await quiet.say("joke")
            #expect(action == .enqueue)
            #expect(try await quiet.outcome(of: main) == .completed)
            #expect(try await quiet.outcome(of: next) == .completed)
        }
    }

    @Test func `L24: the operation is called off from the side lane, and what it had found is told`() throws {
        try converse { talk in
            let main = try await talk.work()
            try await talk.pause(.seconds(5))
            let side = try await talk.ask("call it off")
            #expect(try await talk.outcome(of: main) == .cancelled)
            #expect(try await talk.outcome(of: side) == .completed)
            #expect(try talk.first(.toolCancelled, of: main).payload["effect"] == "none")
            #expect(try talk.answers(of: side) == ["cancelled, found found"])
        }
    }

    @Test func `L24: past its point of no return the operation is not called off`() throws {
        try converse { talk in
            let main = try await talk.say("pay").turn
            _ = try await talk.event { $0.kind == .toolCommitted }
            let side = try await talk.ask("call it off")
            #expect(try talk.answers(of: side) == ["Too late."])
            #expect(try await talk.outcome(of: main) == .completed)
            #expect(!(try talk.log.contains { $0.kind == .cancelRequested }))
        }
    }

    @Test func `a side turn can be stopped, and the operation goes on`() throws {
        try converse { talk in
            let main = try await talk.work()
            let side = try await talk.say("dawdle", .named(.side)).turn
            let waiting = try await talk.say("joke", .named(.side)).turn
            try await talk.pause(.seconds(1))
            #expect(try await talk.world.cancel(waiting, in: talk.id) == .stopped(waiting, .cancelled))
            #expect(try await talk.world.cancel(side, in: talk.id) == .stopped(side, .cancelled))
            #expect(try await talk.outcome(of: main) == .completed)
            #expect(try talk.answers(of: main) == ["I begin.", "The work is done."])
        }
    }

    @Test func `a message that waits for the side lane can be withdrawn or put to another use`() throws {
        try converse { talk in
            let main = try await talk.work()
            try await talk.say("slow", .named(.side))
            let side = WhenBusy.named(.side)
            guard case .accepted(let first, let gone?, _) = try await talk.world.send("joke", to: talk.id, whenBusy: side),
                case .accepted(let second, let before?, _) = try await talk.world.send("look", to: talk.id, whenBusy: side)
            else { throw AgentError("a message was refused") }
            #expect(try await talk.withdraw(first) == .updated)
            #expect(try await talk.outcome(of: gone) == .cancelled)
            let moved = try await talk.decide(second, .enqueue)
            #expect(try await talk.outcome(of: before) == .superseded)
            #expect(try await talk.outcome(of: moved) == .completed)
            let started = try talk.first(.turnStarted, of: moved)
            #expect(started.entry.lane == .main)
            #expect(started.offset > (try talk.first(.turnEnded, of: main)).offset)
        }
    }

    @Test func `side talk outlives an operation that is stopped, and is no part of the next one`() throws {
        try converse { talk in
            let main = try await talk.work()
            let side = try await talk.say("slow", .named(.side)).turn
            let waiting = try await talk.say("joke", .named(.side)).turn
            #expect(try await talk.world.cancel(main, in: talk.id) == .stopped(main, .cancelled))
            // With nothing left to be beside, what waited is answered on the main lane.
            #expect(try await talk.outcome(of: waiting) == .completed)
            #expect(try talk.first(.turnStarted, of: waiting).entry.lane == .main)
            #expect(try await talk.outcome(of: side) == .completed)
            let next = try await talk.work()
            #expect(try await talk.outcome(of: next) == .completed)
            #expect(try talk.answers(of: next) == ["I begin.", "The work is done."])
        }
    }

    @Test func `a session without a side lane answers next`() throws {
        try converse(seeds: 0..<1) { talk in
            let settings = SessionSettings(agent: "operation", hasSideLane: false)
            let world = talk.world
            let id = try await withCheckedContinuation { continuation in
                world.sessions.create(settings, owner: .local) { continuation.resume(returning: $0) }
            }.get().id
            let quiet = Talk(world: world, id: id)
            let main = try await quiet.work()
            let (next, action) = try await quiet.say("joke", .named(.side))
            #expect(action == .enqueue)
            #expect(try await quiet.outcome(of: next) == .completed)
            let ended = try quiet.first(.turnEnded, of: main)
            #expect(ended.offset < (try quiet.first(.turnStarted, of: next)).offset)
        }
    }

    @Test func `after a crash both lanes are ended and the session answers again`() throws {
        try converse { talk in
            let main = try await talk.work()
            let side = try await talk.say("dawdle", .named(.side)).turn
            _ = try await talk.event { $0.kind == .messageStarted && $0.turn == side }
            try await talk.world.restart()
            #expect(try await talk.outcome(of: main) == .failed)
            #expect(try await talk.outcome(of: side) == .failed)
            let next = try await talk.say("look")
            #expect(next.action == .start)
            #expect(try await talk.outcome(of: next.turn) == .completed)
        }
    }
}
