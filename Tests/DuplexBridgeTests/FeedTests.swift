import DuplexAgents
import DuplexBridge
import DuplexCore
import DuplexLoop
import DuplexRuntime
import DuplexTesting
import Testing

/// One feed a session, whatever the turns do.
@Suite struct FeedTests {
    @Test func `P1 P2: three turns share one feed, and each has its own answer`() throws {
        try bridge(script: { .turn("to \($0)") }) { it in
            let session = try await it.world.open()
            for text in ["one", "two", "three"] {
                let (turn, outcome) = try await it.say(text, in: session)
                #expect(outcome == .completed)
                #expect(try it.answers(turn, in: session) == ["to \(text)"])
            }
            #expect(it.agent.startedFeedCount == 1)
            #expect(it.agent.openFeedCount == 1)
            #expect(it.upstream.sessionCount == 1)
            #expect(it.upstream.polls == it.upstream.polls.sorted())
        }
    }

    @Test func `P20: two sessions at once have two feeds, and no event crosses`() throws {
        try bridge(script: { .turn("to \($0)", thinking: .seconds(2)) }) { it in
            let sessions = [try await it.world.open(), try await it.world.open()]
            let turns = [
                try await it.world.turn("left", in: sessions[0]), try await it.world.turn("right", in: sessions[1]),
            ]
            for (turn, session) in zip(turns, sessions) {
                #expect(try await it.world.outcome(of: turn, in: session) == .completed)
            }
            #expect(try it.answers(turns[0], in: sessions[0]) == ["to left"])
            #expect(try it.answers(turns[1], in: sessions[1]) == ["to right"])
            #expect(it.agent.openFeedCount == 2)
        }
    }

    @Test func `P23: a session that is deleted ends its feed, and deleting it again changes nothing`() throws {
        try bridge(script: { .turn("to \($0)") }) { it in
            let session = try await it.world.open()
            _ = try await it.say("hello", in: session)
            #expect(it.agent.openFeedCount == 1)
            _ = try await it.world.ask(session) { .close($0) }
            try await it.pause(.seconds(1))
            #expect(it.agent.openFeedCount == 0)
            let polls = it.upstream.polls.count
            let log = try it.world.log(of: session)
            #expect(try await it.world.ask(session) { .close($0) } == .closed)
            #expect(try it.world.log(of: session) == log)
            try await it.pause(.seconds(300))
            #expect(it.upstream.polls.count == polls)
        }
    }

    @Test func `P28: ten empty windows are no failure, and the next message is answered at once`() throws {
        try bridge(script: { .turn("to \($0)") }) { it in
            let session = try await it.world.open()
            _ = try await it.say("hello", in: session)
            try await it.pause(.seconds(610))
            #expect(it.agent.openFeedCount == 1)
            #expect(it.upstream.polls.count >= 11)
            let (turn, outcome) = try await it.say("still there?", in: session)
            #expect(outcome == .completed)
            #expect(try it.duration(of: turn, in: session) < .seconds(1))
            #expect(it.agent.startedFeedCount == 1)
            #expect(try it.notes("upstream.retrying", in: session) == [])
        }
    }

    @Test func `a feed that nobody needs ends, and the next turn begins another where it stood`() throws {
        try bridge(script: { .turn("to \($0)") }) { it in
            let session = try await it.world.open()
            _ = try await it.say("hello", in: session)
            try await it.pause(.seconds(3700))
            #expect(it.agent.openFeedCount == 0)
            let polls = it.upstream.polls.count
            let (turn, outcome) = try await it.say("again", in: session)
            #expect(outcome == .completed)
            #expect(try it.answers(turn, in: session) == ["to again"])
            #expect(it.agent.startedFeedCount == 2)
            #expect(it.upstream.sessionCount == 1)
            #expect(it.upstream.polls[polls] == 7)
        }
    }

    @Test func `a process that was killed resumes the feed at the cursor in its log`() throws {
        try bridge(script: { .turn("to \($0)", thinking: $0 == "slow" ? .seconds(5) : .milliseconds(50)) }) { it in
            let session = try await it.world.open()
            _ = try await it.say("hello", in: session)
            let lost = try await it.world.turn("slow", in: session)
            try await it.pause(.seconds(2))
            let polls = it.upstream.polls.count
            try await it.world.restart()
            #expect(try await it.world.outcome(of: lost, in: session) == .failed)
            try await it.pause(.seconds(10))
            let (turn, outcome) = try await it.say("and now", in: session)
            #expect(outcome == .completed)
            #expect(try it.answers(turn, in: session) == ["to and now"])
            // The cursor stands behind the first turn; what the lost one was told in the meantime is no answer.
            #expect(it.upstream.polls[polls] == 7)
            #expect(try it.notes("upstream.late", in: session).map { $0["text"] } == ["to slow"])
            #expect(it.upstream.sessionCount == 1)
        }
    }

    @Test func `who speaks upstream is who the configuration says`() throws {
        try bridge(seeds: 0..<1, customer: .named("c7"), script: { .turn("to \($0)") }) { it in
            _ = try await it.say("hello", in: try await it.world.open())
            #expect(it.upstream.customers == [.known("c7")])
        }
        try bridge(seeds: 0..<1, customer: .session, script: { .turn("to \($0)") }) { it in
            _ = try await it.say("hello", in: try await it.world.open())
            #expect(it.upstream.customers == [.own(Principal.local.value)])
        }
    }
}

extension Bridge {
    /// Lets virtual time pass.
    func pause(_ duration: Duration) async throws { try await LoopClock(world.loop).sleep(for: duration) }
}
