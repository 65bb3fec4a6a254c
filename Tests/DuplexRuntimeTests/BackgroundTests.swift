import DuplexAgents
import DuplexCore
import DuplexDemo
import DuplexRuntime
import DuplexTesting
import Testing

/// Calls that outlive their turn: they go on in the background, and speak up when they have ended.
@Suite struct BackgroundTests {
    /// Begins a report; answers with its turn, the turn that owns it later, and the call there.
    private static func report(
        _ talk: Talk, _ text: String = "report"
    ) async throws -> (main: TurnID, background: TurnID, call: CallID) {
        let main = try await talk.say(text).turn
        let handed = try await talk.event { $0.kind == .toolHandedOver && $0.turn == main }
        let owner = try #require(handed.payload["turn"]?.string)
        return (main, TurnID(owner), CallID(try #require(handed.payload["to"]?.string)))
    }

    @Test func `a call that is handed over ends with its turn, and what comes of it is said later`() throws {
        try converse { talk in
            let (main, background, call) = try await Self.report(talk)
            #expect(try await talk.outcome(of: main) == .completed)
            #expect(try talk.answers(of: main) == ["It will come."])
            #expect(try await talk.outcome(of: background) == .completed)
            #expect(try talk.answers(of: background) == ["The report is there."])
            let log = try talk.log
            let started = try talk.first(.turnStarted, of: background)
            #expect(started.entry.lane == .background)
            #expect(started.payload["cause"] == "call")
            #expect(started.payload["from"]?.string == main.value)
            let ends = log.filter { [.toolFinished, .toolHandedOver].contains($0.kind) }
            #expect(ends.map(\.turn) == [main, background])
            #expect(ends.last?.payload["call"]?.string == call.value)
            #expect(ends.last?.payload["result"] == "all of it")
            let own = log.filter { $0.turn == background && $0.kind == .toolProgress }.compactMap { $0.payload["percent"]?.int }
            #expect(own == [10, 20, 30, 40, 50, 60, 70, 80, 90, 100])
            let said = try talk.first(.messageAgent, of: background)
            #expect(said.entry.lane == .background)
            #expect(said.offset > (try talk.first(.turnEnded, of: main)).offset)
            #expect(!log.contains { $0.payload["type"] == "tool.silent" })
        }
    }

    @Test func `people talk on meanwhile, and the model knows what is handed over and what came of it`() throws {
        try converse { talk in
            let (main, background, _) = try await Self.report(talk)
            _ = try await talk.outcome(of: main)
            let (joke, action) = try await talk.say("joke")
            #expect(action == .start)
            #expect(try await talk.outcome(of: joke) == .completed)
            #expect(try await talk.outcome(of: background) == .completed)
            var transcript = TranscriptFold()
            for event in try talk.log { transcript.apply(event) }
            let shown = transcript.transcript()
            #expect(shown.contains(.user("joke")))
            #expect(shown.contains { if case .tool(_, let text) = $0 { text.contains("handed_over") } else { false } })
            #expect(shown.contains { if case .user(let text) = $0 { text.contains("all of it") } else { false } })
        }
    }

    @Test func `how far it is can be asked, and it can be hurried and stopped, while nothing else runs`() throws {
        try converse(seeds: 0..<2) { talk in
            let (main, background, call) = try await Self.report(talk)
            _ = try await talk.outcome(of: main)
            try await talk.pause(.seconds(3))
            let asked = try await talk.say("how far").turn
            _ = try await talk.outcome(of: asked)
            #expect(try talk.answers(of: asked) == ["running 40 report"])
            let status = try talk.first(.toolFinished, of: asked).payload["result"]
            #expect(status?["partials"] == ["part": 4])
            let hurried = try await talk.say("hurry").turn
            _ = try await talk.outcome(of: hurried)
            #expect(try await talk.outcome(of: background) == .completed)
            #expect(try talk.first(.toolFinished, of: background).payload["result"] == "half of it")
            #expect(try talk.first(.toolMessaged, of: background).payload["call"]?.string == call.value)
            let second = try await Self.report(talk)
            _ = try await talk.outcome(of: second.main)
            let stopped = try await talk.say("call it off").turn
            _ = try await talk.outcome(of: stopped)
            #expect(try await talk.outcome(of: second.background) == .cancelled)
            #expect(try talk.answers(of: second.background) == [])
        }
    }

    @Test func `a call that fails in the background is told of, and one that is stopped is not`() throws {
        try converse { talk in
            let failing = try await Self.report(talk, "report badly")
            #expect(try await talk.outcome(of: failing.background) == .completed)
            #expect(try talk.answers(of: failing.background) == ["The report failed."])
            let stopped = try await Self.report(talk)
            #expect(
                try await talk.world.cancel(stopped.background, in: talk.id) == .stopped(stopped.background, .cancelled))
            #expect(try talk.answers(of: stopped.background) == [])
            #expect(try talk.first(.toolCancelled, of: stopped.background).payload["effect"] == "none")
            // Its agent was not even woken.
            #expect(try !talk.log.contains { $0.turn == stopped.background && $0.kind == .stepStarted })
        }
    }

    @Test func `a restart ends what goes on in the background as failed, and the next turn is told`() throws {
        try converse { talk in
            let (main, background, _) = try await Self.report(talk)
            _ = try await talk.outcome(of: main)
            try await talk.world.restart()
            #expect(try await talk.outcome(of: background) == .failed)
            #expect(try talk.first(.turnEnded, of: background).payload["cause"] == "restart")
            var transcript = TranscriptFold()
            for event in try talk.log { transcript.apply(event) }
            let told = transcript.transcript().contains {
                if case .user(let text) = $0 { text.contains("cancelled_before_effect") } else { false }
            }
            #expect(told)
            let next = try await talk.say("joke").turn
            #expect(try await talk.outcome(of: next) == .completed)
        }
    }

    @Test func `only so much goes on in the background; more stays in its turn`() throws {
        var limits = Limits()
        limits.backgroundTurnCountMax = 1
        try converse(seeds: 0..<2, limits: limits) { talk in
            let first = try await Self.report(talk)
            _ = try await talk.outcome(of: first.main)
            let second = try await talk.say("report").turn
            #expect(try await talk.outcome(of: second) == .completed)
            #expect(try talk.answers(of: second) == ["done"])
            #expect(try await talk.outcome(of: first.background) == .completed)
        }
    }

    @Test func `shutting down stops what goes on in the background`() throws {
        try converse(seeds: 0..<2) { talk in
            let (main, background, _) = try await Self.report(talk)
            _ = try await talk.outcome(of: main)
            let session = try await talk.world.session(talk.id)
            session.perform { $0.shutDown() }
            #expect(try await talk.outcome(of: background) == .cancelled)
            #expect(try talk.first(.turnEnded, of: background).payload["cause"] == "shutdown")
        }
    }

    @Test func `an operation with a background call can be disturbed anywhere`() throws {
        let report = try InterruptAnywhere("report") { [Operation.agent($0)] }.run()
        #expect(report.faults == [])
        #expect(report.runCount > 200)
    }

    @Test func `echo says what it did in the background when that is done`() throws {
        try simulate { world in
            let session = try await world.open("echo")
            let turn = try await world.turn("BACKGROUND:3 now", in: session)
            #expect(try await world.outcome(of: turn, in: session) == .completed)
            let started = try await world.event(in: session) { $0.kind == .turnStarted && $0.entry.lane == .background }
            let background = try #require(started.turn)
            #expect(try await world.outcome(of: background, in: session) == .completed)
            let said = try world.log(of: session).filter { $0.kind == .messageAgent }.map { SessionFold.text(of: $0.payload) }
            #expect(said.first == "BACKGROUND:3 now")
            #expect(said.last?.contains("Waited for 3.0 seconds.") == true)
        }
    }
}
