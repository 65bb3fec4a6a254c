import DuplexAgents
import DuplexCore
import DuplexDemo
import DuplexRuntime
import DuplexTesting
import Testing

/// The life of turns, over real sessions on a seeded loop; each test runs under many seeds.
@Suite struct TurnSimulationTests {
    static let seeds: Range<UInt64> = 0..<20

    @Test func `a message is answered and its turn ends as completed`() throws {
        try simulate { world in
            let session = try await world.open("echo")
            let turn = try await world.turn("hello there", in: session)
            #expect(try await world.outcome(of: turn, in: session) == .completed)
            let kinds = try world.log(of: session).map(\.kind)
            #expect(
                kinds.filter { $0 != .messageDelta } == [
                    .sessionOpened, .messageUser, .arbiterDecided, .turnStarted, .runStarted, .stepStarted,
                    .messageStarted, .messageAgent, .runEnded, .turnEnded,
                ])
            let answer = try world.log(of: session).first { $0.kind == .messageAgent }
            #expect(answer?.payload["parts"]?.array?.first?["text"] == "hello there")
        }
    }

    @Test func `a new message interrupts the running turn and starts after it has settled - I3 I4`() throws {
        try simulate { world in
            let session = try await world.open("echo")
            let first = try await world.turn("SLEEP:30 find flights", in: session)
            _ = try await world.event(in: session) { $0.kind == .messageDelta }
            let second = try await world.turn("hello", in: session)
            #expect(try await world.outcome(of: second, in: session) == .completed)
            let log = try world.log(of: session)
            let end = try #require(log.first { $0.kind == .turnEnded && $0.turn == first })
            #expect(end.payload["outcome"] == "interrupted")
            #expect(end.payload["successor"]?.string == second.value)
            let queued = try #require(log.first { $0.kind == .turnQueued && $0.turn == second })
            let started = try #require(log.first { $0.kind == .turnStarted && $0.turn == second })
            #expect(end.offset < queued.offset)
            #expect(queued.offset < started.offset)
        }
    }

    @Test func `five messages without a gap leave one answer and no turn without an end - I28 I29`() throws {
        try simulate { world in
            let session = try await world.open("echo")
            var turns: [TurnID] = []
            for number in 1...5 { turns.append(try await world.turn("slow \(number)", in: session)) }
            let last = try #require(turns.last)
            #expect(try await world.outcome(of: last, in: session) == .completed)
            let ends = try world.log(of: session).filter { $0.kind == .turnEnded }
            #expect(ends.count == 5)
            #expect(ends.filter { $0.payload["outcome"] == "completed" }.count == 1)
        }
    }

    @Test func `of five messages in one moment the first is interrupted, three never start, the last is answered - I29`() throws {
        try simulate { world in
            let id = try await world.open("echo")
            let session = try await world.session(id)
            // All in one turn of the loop: nothing can happen between two of them.
            session.perform { session in
                for number in 1...5 {
                    session.submit({ .message(Submission(text: "slow \(number)"), $0) }) { _ in }
                }
            }
            _ = try await world.event(in: id) { $0.kind == .turnEnded && $0.payload["outcome"] == "completed" }
            let log = try world.log(of: id)
            let turns = log.filter { $0.kind == .messageUser }.compactMap(\.turn)
            let ends = turns.map { turn in log.first { $0.kind == .turnEnded && $0.turn == turn }?.payload }
            #expect(ends.map { $0?["outcome"] } == ["interrupted", "superseded", "superseded", "superseded", "completed"])
            // Each names the one that directly replaced it, except the first, which the one that came to start has.
            #expect(ends[1...3].map { $0?["successor"]?.string } == turns[2...4].map(\.value))
            let started = log.filter { $0.kind == .turnStarted }.compactMap(\.turn)
            #expect(started == [turns[0], turns[4]])
        }
    }

    @Test func `a failure ends the turn as failed and the next message works - P13 I32`() throws {
        try simulate { world in
            let session = try await world.open("echo")
            let first = try await world.turn("boom", in: session)
            #expect(try await world.outcome(of: first, in: session) == .failed)
            let second = try await world.turn("hello", in: session)
            #expect(try await world.outcome(of: second, in: session) == .completed)
            let log = try world.log(of: session)
            let error = try #require(log.firstIndex { $0.kind == .error })
            let end = try #require(log.firstIndex { $0.kind == .turnEnded })
            #expect(error < end)
        }
    }

    @Test func `a cancel settles, and a second one joins it`() throws {
        try simulate { world in
            let session = try await world.open("echo")
            let turn = try await world.turn("SLEEP:60 tool", in: session)
            _ = try await world.event(in: session) { $0.kind == .toolStarted }
            async let first = world.cancel(turn, in: session)
            async let second = world.cancel(turn, in: session)
            #expect(try await first == .stopped(turn, .cancelled))
            #expect(try await second == .stopped(turn, .cancelled))
            #expect(try await world.cancel(turn, in: session) == .stopped(turn, .cancelled))
            let log = try world.log(of: session)
            for kind in [EventKind.cancelRequested, .cancelObserved, .cancelSettled] {
                #expect(log.filter { $0.kind == kind }.count == 1)
            }
        }
    }

    @Test func `queued turns run in order - P21`() throws {
        try simulate { world in
            let session = try await world.open("echo", whenBusy: .named(.enqueue))
            var turns: [TurnID] = []
            for number in 1...4 { turns.append(try await world.turn("slow \(number)", in: session)) }
            for turn in turns { #expect(try await world.outcome(of: turn, in: session) == .completed) }
            let answers = try world.log(of: session).filter { $0.kind == .messageAgent }
            #expect(answers.map { SessionFold.text(of: $0.payload) } == ["slow 1", "slow 2", "slow 3", "slow 4"])
        }
    }

    @Test func `a crash at any time ends open turns as failed on the next start`() throws {
        for seed in Self.seeds {
            let world = try Simulation(seed: seed, agents: [EchoAgent()])
            var random = SeededGenerator(seed: seed)
            let pauseTime = Duration.milliseconds(Int.random(in: 0...400, using: &random))
            let isDone = try world.run { world in
                let id = try await world.open("echo")
                let turn = try await world.turn("SLEEP:10 work", in: id)
                try await LoopPause(world).sleep(pauseTime)
                let before = try world.log(of: id)
                world.crash()
                _ = try await world.session(id)
                try await world.recover()
                #expect(try await world.outcome(of: turn, in: id) == .failed)
                let after = try world.log(of: id)
                #expect(Array(after.prefix(before.count)) == before)
                #expect(after.last { $0.kind == .turnEnded }?.payload["cause"] == "restart")
                #expect(LogChecker.check(after) == [])
                let next = try await world.turn("hello", in: id)
                #expect(try await world.outcome(of: next, in: id) == .completed)
            }
            #expect(isDone, "seed \(seed) waits for ever")
        }
    }
}
