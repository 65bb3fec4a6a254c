import DuplexAgents
import DuplexCore
import DuplexRuntime
import DuplexTesting
import Synchronization
import Testing

/// Long operations that misbehave while people talk beside them.
@Suite struct BadOperationTests {
    /// Calls a long tool on the main lane, and talks on the side lane.
    private static func agent(
        _ traits: ToolTraits = ToolTraits(duration: .long), _ work: @escaping @Sendable (ToolCall) async throws -> JSON
    ) -> ClosureAgent {
        let tool = AnyTool(name: "work", about: "Works.", traits: traits, parameters: [:]) { _, call in try await work(call) }
        return ClosureAgent { context in
            guard context.lane == .main, context.input.first == "go" else { return try await context.say("heard") }
            let request = ToolRequest(modelCall: "1", name: "work", arguments: "", tool: tool)
            let outcome = try await context.call([request])[0]
            try await context.say(outcome.status.rawValue)
        }
    }

    /// Begins the operation of such an agent; answers when its tool has started.
    private static func go(_ talk: Talk) async throws -> TurnID {
        let turn = try await talk.say("go").turn
        _ = try await talk.event { $0.kind == .toolStarted && $0.turn == turn }
        return turn
    }

    private static func percents(_ talk: Talk) throws -> [Int] {
        try talk.log.filter { $0.kind == .toolProgress }.compactMap { $0.payload["percent"]?.int }
    }

    @Test func `L9: progress that jumps back, or beyond its bounds, is recorded as far as it can be true`() throws {
        let agent = Self.agent { call in
            for percent in [30, 10, -5, 40, 150, 60, Int.max, Int.min] {
                try await call.pause(.seconds(1))
                try await call.progress(percent, "at \(percent)")
            }
            return "done"
        }
        try converse(beside: [agent]) { talk in
            let main = try await Self.go(talk)
            try await talk.pause(.seconds(2) + .milliseconds(500))
            let early = await (try talk.world.session(talk.id)).operation()
            #expect(early.percent == 30)
            try await talk.pause(.seconds(3))
            let late = await (try talk.world.session(talk.id)).operation()
            #expect(late.percent == 100)
            #expect(try await talk.outcome(of: main) == .completed)
            // A word that is new is told, at the percentage that was reached.
            #expect(try Self.percents(talk) == [30, 30, 30, 40, 100, 100, 100, 100])
            #expect(try talk.answers(of: main) == ["finished"])
        }
    }

    @Test func `a tool that never reports is spoken for and asked about, and claims no progress`() throws {
        let agent = Self.agent { call in
            try await call.pause(.seconds(12))
            return "done"
        }
        try converse(beside: [agent]) { talk in
            let main = try await Self.go(talk)
            try await talk.pause(.seconds(7))
            let status = await (try talk.world.session(talk.id)).operation().json
            #expect(status["progress"] == 0)
            #expect(status["elapsed"] == 7)
            #expect(status["estimate"] == nil || status["estimate"]?.isNull == true)
            let side = try await talk.ask("still there?")
            #expect(try talk.answers(of: side) == ["heard"])
            #expect(try await talk.outcome(of: main) == .completed)
            #expect(try Self.percents(talk) == [])
            let notices = try talk.log.filter { $0.payload["type"]?.string == SessionMachine.silenceNoticeType }
            #expect(notices.map { $0.payload["silent"] } == [5, 10])
            #expect(try talk.first(.toolFinished, of: main).payload["result"] == "done")
        }
    }

    @Test func `a tool that never ends fails at its deadline, is answered beside until then, and blocks nobody after`() throws {
        let agent = Self.agent(ToolTraits(duration: .long, deadline: .seconds(20))) { call in
            while true { try await call.pause(.seconds(1)) }
        }
        try converse(beside: [agent]) { talk in
            let main = try await Self.go(talk)
            try await talk.pause(.seconds(15))
            let side = try await talk.ask("still there?")
            #expect(try talk.answers(of: side) == ["heard"])
            #expect(try await talk.outcome(of: main) == .completed)
            let started = try talk.first(.toolStarted, of: main)
            let failed = try talk.first(.toolFailed, of: main)
            #expect((20.0..<22.5).contains(talk.seconds(from: started, to: failed)))
            #expect(try talk.answers(of: main) == ["failed"])
            let next = try await talk.say("hello")
            #expect(next.action == .start)
            #expect(try await talk.outcome(of: next.turn) == .completed)
        }
    }

    @Test func `I34 L24: a cancel in the moment of the commit has one winner, and the log says which`() throws {
        let committed = Mutex<Set<Bool>>([])
        for delay in [1_980, 2_000, 2_020, 2_060] {
            let effects = Mutex(0)
            let traits = ToolTraits(duration: .long, effect: .write, interruptible: .untilCommit)
            let agent = Self.agent(traits) { call in
                try await call.pause(.seconds(2))
                try await call.commit()
                effects.withLock { $0 += 1 }
                try await call.pause(.seconds(1))
                return "paid"
            }
            try converse(seeds: 0..<20, beside: [agent]) { talk in
                effects.withLock { $0 = 0 }
                let main = try await Self.go(talk)
                try await talk.pause(.milliseconds(delay))
                _ = try await talk.world.cancel(main, in: talk.id)
                let outcome = try await talk.outcome(of: main)
                let kinds = Set(try talk.log.map(\.kind))
                let isCommitted = kinds.contains(.toolCommitted)
                #expect(effects.withLock { $0 } == (isCommitted ? 1 : 0))
                // Whoever is stopped before has no effect, whoever is stopped after has its outcome.
                #expect(kinds.contains(isCommitted ? .toolFinished : .toolCancelled))
                #expect(!kinds.contains(isCommitted ? .toolCancelled : .toolFinished))
                #expect(outcome == .cancelled)
                committed.withLock { _ = $0.insert(isCommitted) }
            }
        }
        #expect(committed.withLock { $0 } == [true, false], "both must have happened")
    }

    @Test func `two people in one session are both answered beside the operation, one after the other`() throws {
        try converse { talk in
            let main = try await talk.work()
            async let first = talk.say("look", .named(.side))
            async let second = talk.say("joke", .named(.side))
            let turns = try await [first.turn, second.turn]
            for turn in turns { #expect(try await talk.outcome(of: turn) == .completed) }
            #expect(try talk.answers(of: turns[0]) == ["The EU pass is complete with 5 GB."])
            #expect(try talk.answers(of: turns[1]) == ["A joke."])
            let starts = try turns.map { try talk.first(.turnStarted, of: $0).offset }
            let ends = try turns.map { try talk.first(.turnEnded, of: $0).offset }
            #expect(ends[0] < starts[1] || ends[1] < starts[0])
            #expect(try await talk.outcome(of: main) == .completed)
            let joined = try #require(try talk.answers(of: main).last)
            #expect(joined.contains("[look: The EU pass is complete with 5 GB.]") && joined.contains("[joke: A joke.]"))
        }
    }

    @Test func `two people who stop one operation stop it once`() throws {
        try converse { talk in
            let main = try await talk.work()
            async let first = talk.world.cancel(main, in: talk.id)
            async let second = talk.world.cancel(main, in: talk.id)
            #expect(try await [first, second] == [.stopped(main, .cancelled), .stopped(main, .cancelled)])
            #expect(try talk.log.filter { $0.kind == .cancelRequested }.count == 1)
            #expect(try talk.log.filter { $0.kind == .toolCancelled }.count == 1)
        }
    }

    @Test func `L28: two sessions with the same tool share no progress, no talk and no waiting`() throws {
        try converse { talk in
            let other = Talk(world: talk.world, id: try await talk.world.open())
            let first = try await talk.work()
            try await talk.pause(.seconds(5))
            let second = try await other.work()
            let status = await (try talk.world.session(talk.id)).operation()
            let fresh = await (try talk.world.session(other.id)).operation()
            #expect(status.percent == 40)
            #expect(fresh.percent == 0)
            let side = try await other.ask("joke")
            #expect(try other.answers(of: side) == ["A joke."])
            #expect(try await talk.outcome(of: first) == .completed)
            #expect(try talk.answers(of: first) == ["I begin.", "The work is done."])
            #expect(try await other.outcome(of: second) == .completed)
            #expect(try other.answers(of: second).last == "Joined: The work is done. [joke: A joke.]")
            try await talk.world.rest(in: other.id)
        }
    }

    @Test func `a second long request waits for the first, or is refused in words, by policy`() throws {
        try converse { talk in
            let first = try await talk.work()
            let (second, action) = try await talk.say("work", .named(.enqueue))
            #expect(action == .enqueue)
            #expect(try talk.first(.turnQueued, of: second).payload["position"] == 1)
            #expect(try await talk.world.send("work", to: talk.id, whenBusy: .named(.reject)) == .rejected(running: first))
            #expect(try await talk.outcome(of: second) == .completed)
            let ended = try talk.first(.turnEnded, of: first)
            #expect(ended.offset < (try talk.first(.turnStarted, of: second)).offset)
        }
    }
}
