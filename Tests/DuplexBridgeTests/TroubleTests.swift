import DuplexAgents
import DuplexBridge
import DuplexCore
import DuplexLoop
import DuplexRuntime
import DuplexTesting
import Testing

/// What an upstream does wrong, and what becomes of the turn and of the next one.
@Suite struct TroubleTests {
    @Test func `P24 P26: a turn without a word times out as incomplete, and its late answer stays its own`() throws {
        let script: FakeParlant.Script = {
            $0 == "slow" ? .turn("old answer", thinking: .seconds(45)) : .turn("to \($0)")
        }
        try bridge(interrupts: false, script: script) { it in
            let session = try await it.world.open()
            let (first, outcome) = try await it.say("slow", in: session)
            #expect(outcome == .timedOut)
            let end = try await it.world.event(in: session) { $0.kind == .turnEnded && $0.turn == first }
            #expect(end.payload["complete"] == false)
            let silence = try it.duration(of: first, in: session)
            #expect(silence > .seconds(29) && silence < .seconds(33))
            try await it.pause(.seconds(20))
            let (second, _) = try await it.say("next", in: session)
            #expect(try it.answers(second, in: session) == ["to next"])
            #expect(try it.answers(first, in: session) == [])
            let late = try it.notes("upstream.late", in: session)
            #expect(late.map { $0["text"] } == ["old answer"])
            #expect(late.map { $0["turn"] } == [.string(first.value)])
        }
    }

    @Test func `P26: a late answer that comes while the next turn runs stays its own, traces or not`() throws {
        for hasTraces in [true, false] {
            let script: FakeParlant.Script = {
                $0 == "slow" ? .turn("old answer", thinking: .seconds(40)) : .turn("to \($0)", thinking: .seconds(15))
            }
            try bridge(seeds: 0..<3, interrupts: true, hasTraces: hasTraces, script: script) { it in
                let session = try await it.world.open()
                #expect(try await it.say("slow", in: session).outcome == .timedOut)
                let (second, outcome) = try await it.say("next", in: session)
                #expect(outcome == .completed)
                #expect(try it.answers(second, in: session) == ["to next"])
            }
        }
    }

    @Test func `P25: signs of life from the upstream keep a turn going`() throws {
        let steps =
            [FakeParlant.Line.status("acknowledged")]
            + (1...14).map { .status("processing", "step \($0)", after: .seconds(5)) }
            + [.message("done"), .status("ready", "completed")]
        try bridge(script: { _ in steps }) { it in
            let session = try await it.world.open()
            let (turn, outcome) = try await it.say("go", in: session)
            #expect(outcome == .completed)
            #expect(try it.answers(turn, in: session) == ["done"])
            #expect(try it.duration(of: turn, in: session) > .seconds(70))
        }
    }

    @Test func `P27: two failures are backed off from, and each later request has its own answer`() throws {
        try bridge(script: { .turn("to \($0)") }) { it in
            let session = try await it.world.open()
            _ = try await it.say("zero", in: session)
            // One poll is in flight; the two after it fail.
            it.upstream.failPolls(.failed(.broken), .failed(.failing))
            for text in ["one", "two", "three"] {
                let (turn, outcome) = try await it.say(text, in: session)
                #expect(outcome == .completed)
                #expect(try it.answers(turn, in: session) == ["to \(text)"])
            }
            #expect(it.agent.startedFeedCount == 1)
            let notes = try it.notes("upstream.retrying", in: session)
            #expect(notes.map { $0["code"] }.contains("upstream.broken"))
            for note in notes {
                let wait = try #require(note["wait_ms"]?.int)
                #expect((3_750...5_000).contains(wait))
            }
        }
    }

    @Test func `P27: polls that go on failing time the turn out, and the feed survives`() throws {
        try bridge(seeds: 0..<3, script: { .turn("to \($0)") }) { it in
            let session = try await it.world.open()
            _ = try await it.say("zero", in: session)
            for _ in 0..<9 { it.upstream.failPolls(.failed(.unreadable)) }
            let (_, outcome) = try await it.say("one", in: session)
            // The poll that was in flight may have brought the answer.
            #expect(outcome == .timedOut || outcome == .completed)
            try await it.pause(.seconds(200))
            let (turn, last) = try await it.say("two", in: session)
            #expect(last == .completed)
            #expect(try it.answers(turn, in: session) == ["to two"])
            #expect(it.agent.startedFeedCount == 1)
        }
    }

    @Test func `P29: a session that the upstream has forgotten is replaced, and the answer still arrives`() throws {
        try bridge(script: { .turn("to \($0)") }) { it in
            let session = try await it.world.open()
            _ = try await it.say("hello", in: session)
            it.upstream.forget()
            let (turn, outcome) = try await it.say("and now", in: session)
            #expect(outcome == .completed)
            #expect(try it.answers(turn, in: session) == ["to and now"])
            let rebound = try #require(try it.world.log(of: session).first { $0.kind == .sessionRebound })
            #expect(rebound.payload["from"] == "u1")
            #expect(rebound.payload["to"] == "u2")
            #expect(it.upstream.sessionCount == 2)
            #expect(it.agent.openFeedCount == 1)
        }
    }

    @Test func `P29: an upstream that is replaced in the middle of a turn is asked again`() throws {
        try bridge(script: { .turn("to \($0)", thinking: .seconds(5)) }) { it in
            let session = try await it.world.open()
            let turn = try await it.world.turn("hello", in: session)
            try await it.pause(.seconds(2))
            it.upstream.forget()
            #expect(try await it.world.outcome(of: turn, in: session) == .completed)
            #expect(try it.answers(turn, in: session) == ["to hello"])
            #expect(it.upstream.received == ["hello"])
        }
    }

    @Test func `P30: ready without any message ends the turn at once`() throws {
        let script: FakeParlant.Script = { _ in [.status("acknowledged"), .status("ready", "completed")] }
        try bridge(script: script) { it in
            let session = try await it.world.open()
            let (turn, outcome) = try await it.say("hello", in: session)
            #expect(outcome == .completed)
            #expect(try it.answers(turn, in: session) == [])
            #expect(try it.duration(of: turn, in: session) < .seconds(1))
        }
    }

    @Test func `an upstream that is not there is said so, and is used as soon as it is`() throws {
        try bridge(script: { .turn("to \($0)") }) { it in
            it.upstream.failCreating(.failed(.unreachable), .failed(.unreachable), .failed(.unreachable))
            let session = try await it.world.open()
            let (first, outcome) = try await it.say("anybody?", in: session)
            #expect(outcome == .failed)
            let end = try await it.world.event(in: session) { $0.kind == .turnEnded && $0.turn == first }
            #expect(end.payload["error"]?["code"] == "upstream.unreachable")
            #expect(try it.duration(of: first, in: session) < .seconds(5))
            let (second, _) = try await it.say("and now?", in: session)
            #expect(try it.answers(second, in: session) == ["to and now?"])
        }
    }

    @Test func `an agent that the upstream does not have is named as the reason`() throws {
        let refusal = UpstreamFailure("upstream.agent_unknown", "There is no such agent.")
        try bridge(seeds: 0..<2, script: { .turn("to \($0)") }) { it in
            it.upstream.failCreating(.refused(refusal))
            let session = try await it.world.open()
            let (turn, outcome) = try await it.say("hello", in: session)
            #expect(outcome == .failed)
            let end = try await it.world.event(in: session) { $0.kind == .turnEnded && $0.turn == turn }
            #expect(end.payload["error"]?["code"] == "upstream.agent_unknown")
        }
    }

    @Test(arguments: [true, false]) func `a message whose fate is unknown arrives once`(_ arrives: Bool) throws {
        try bridge(script: { .turn("to \($0)") }) { it in
            let session = try await it.world.open()
            _ = try await it.say("first", in: session)
            it.upstream.failPost(.unsure(.broken), arrives: arrives)
            let (turn, outcome) = try await it.say("second", in: session)
            #expect(outcome == .completed)
            #expect(try it.answers(turn, in: session) == ["to second"])
            #expect(it.upstream.received == ["first", "second"])
        }
    }

    @Test func `an upstream whose offsets go back is read anew from there`() throws {
        try bridge(script: { .turn("to \($0)") }) { it in
            let session = try await it.world.open()
            _ = try await it.say("first", in: session)
            it.upstream.putBack(to: 2)
            let (turn, outcome) = try await it.say("second", in: session)
            #expect(outcome == .completed)
            #expect(try it.answers(turn, in: session) == ["to second"])
            #expect(try it.world.log(of: session).contains { $0.kind == .sessionRebound })
        }
    }

    @Test func `events that are repeated, out of order or unknown are read once or passed over`() throws {
        let script: FakeParlant.Script = { text in
            [
                .status("acknowledged"), .init(after: .zero, content: .other("hologram")), .status("dreaming"),
                .message("to \(text)"), .status("ready"), .status("ready", "completed"),
            ]
        }
        try bridge(script: script) { it in
            let session = try await it.world.open()
            it.upstream.repeatEvents(20)
            for text in ["one", "two"] {
                let (turn, outcome) = try await it.say(text, in: session)
                #expect(outcome == .completed)
                #expect(try it.answers(turn, in: session) == ["to \(text)"])
            }
        }
    }

    @Test func `an error of the upstream fails the turn without its traceback, also behind the end`() throws {
        let before: [FakeParlant.Line] = [.status("acknowledged"), .status("error"), .status("ready", "completed")]
        let after: [FakeParlant.Line] = [.status("acknowledged"), .status("ready", "completed"), .status("error")]
        for lines in [before, after] {
            try bridge(seeds: 0..<3, script: { $0 == "fail" ? lines : .turn("to \($0)") }) { it in
                let session = try await it.world.open()
                let (turn, outcome) = try await it.say("fail", in: session)
                #expect(outcome == .failed)
                let end = try await it.world.event(in: session) { $0.kind == .turnEnded && $0.turn == turn }
                #expect(end.payload["error"]?["code"] == "upstream.failed")
                let (next, _) = try await it.say("go on", in: session)
                #expect(try it.answers(next, in: session) == ["to go on"])
            }
        }
    }

    @Test func `a preamble that no answer follows is no answer, and an error behind the end is still heard`() throws {
        let silent =
            [.status("acknowledged")] + FakeParlant.Line.preamble("One moment.") + [.status("ready", "completed")]
        for (lines, code) in [(silent, "upstream.empty"), (silent + [.status("error")], "upstream.failed")] {
            try bridge(seeds: 0..<3, script: { $0 == "fail" ? lines : .turn("to \($0)") }) { it in
                let session = try await it.world.open()
                let (turn, outcome) = try await it.say("fail", in: session)
                #expect(outcome == .failed)
                #expect(try it.answers(turn, in: session) == ["One moment."])
                let end = try await it.world.event(in: session) { $0.kind == .turnEnded && $0.turn == turn }
                #expect(end.payload["error"]?["code"]?.string == code)
                let (next, _) = try await it.say("go on", in: session)
                #expect(try it.answers(next, in: session) == ["to go on"])
            }
        }
    }

    @Test func `a flood of answers without waiting is read at a walking pace`() throws {
        try bridge(seeds: 0..<2, script: { .turn("to \($0)") }) { it in
            let session = try await it.world.open()
            _ = try await it.say("hello", in: session)
            let polls = it.upstream.polls.count
            for _ in 0..<100 { it.upstream.failPolls(.nothing) }
            try await it.pause(.seconds(90))
            #expect(it.upstream.polls.count - polls <= 31)
        }
    }
}
