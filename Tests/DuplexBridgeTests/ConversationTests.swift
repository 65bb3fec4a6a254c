import DuplexAgents
import DuplexBridge
import DuplexCore
import DuplexLoop
import DuplexRuntime
import DuplexTesting
import Testing

/// What an upstream says, and to which turn.
@Suite struct ConversationTests {
    @Test func `a preamble and all parts of an answer belong to one turn`() throws {
        try bridge(script: { _ in .turn("Got it", "Two parts.", "Second part.") }) { it in
            let session = try await it.world.open()
            let (turn, _) = try await it.say("hello", in: session)
            #expect(try it.answers(turn, in: session) == ["Got it", "Two parts.", "Second part."])
        }
    }

    @Test func `a server that never says completed ends a turn by ready and quiet time`() throws {
        let script: FakeParlant.Script = { text in
            [
                .status("acknowledged"), .message("Got it"), .status("ready"),
                .status("processing", "Thinking", after: .seconds(2)), .message("to \(text)"), .status("ready"),
            ]
        }
        try bridge(hasTraces: false, script: script) { it in
            let session = try await it.world.open()
            for text in ["one", "two"] {
                let (turn, outcome) = try await it.say(text, in: session)
                #expect(outcome == .completed)
                #expect(try it.answers(turn, in: session) == ["Got it", "to \(text)"])
                #expect(try it.duration(of: turn, in: session) < .seconds(6))
            }
        }
    }

    @Test func `P21: a new message interrupts as Parlant does it, and the answers are disjoint`() throws {
        for hasTraces in [true, false] {
            let script: FakeParlant.Script = {
                $0 == "A" ? .turn("A1", "A2", thinking: .seconds(4)) : .turn("B1", thinking: .seconds(1))
            }
            try bridge(hasTraces: hasTraces, script: script) { it in
                let session = try await it.world.open()
                let first = try await it.world.turn("A", in: session)
                _ = try await it.world.event(in: session) { $0.kind == .messageAgent }
                let (second, outcome) = try await it.say("B", in: session)
                #expect(try await it.world.outcome(of: first, in: session) == .interrupted)
                #expect(outcome == .completed)
                #expect(try it.answers(first, in: session) == ["A1"])
                #expect(try it.answers(second, in: session) == ["B1"])
                #expect(it.upstream.received == ["A", "B"])
            }
        }
    }

    @Test func `a streamed message is passed on word by word, and is whole at its end`() throws {
        let script: FakeParlant.Script = { _ in
            [.status("acknowledged"), .message("This", isOpen: true), .status("ready"), .status("ready", "completed")]
        }
        try bridge(script: script) { it in
            let session = try await it.world.open()
            let (turn, outcome) = try await it.say("hello", in: session)
            #expect(outcome == .completed)
            #expect(try it.answers(turn, in: session) == ["This and more"])
            #expect(try it.world.log(of: session).filter { $0.kind == .messageDelta }.count > 3)
        }
    }

    @Test func `what was streamed of an interrupted answer is kept as a partial result`() throws {
        let script: FakeParlant.Script = { text in
            guard text == "tell" else { return .turn("to \(text)") }
            return [.status("acknowledged"), .message("endless", isOpen: true), .status("typing", after: .seconds(60))]
        }
        try bridge(script: script) { it in
            let session = try await it.world.open()
            let first = try await it.world.turn("tell", in: session)
            _ = try await it.world.event(in: session) {
                $0.kind == .messageDelta && $0.payload["text"]?.string?.contains("d") == true
            }
            try await it.pause(.seconds(2))
            let (second, _) = try await it.say("stop that", in: session)
            #expect(try await it.world.outcome(of: first, in: session) == .interrupted)
            let partial = try #require(
                try it.world.log(of: session).last { $0.kind == .partialUpdated && $0.turn == first })
            #expect(partial.payload["value"] == "endless and more")
            #expect(try it.answers(second, in: session) == ["to stop that"])
        }
    }

    @Test func `a message that is never finished ends soon after its turn`() throws {
        let script: FakeParlant.Script = { _ in
            [.status("acknowledged"), .message("endless", isOpen: true), .status("ready", "completed")]
        }
        try bridge(script: script) { it in
            let session = try await it.world.open()
            let (turn, outcome) = try await it.say("hello", in: session)
            #expect(outcome == .completed)
            #expect(try it.answers(turn, in: session).first?.hasPrefix("endless") == true)
            #expect(try it.duration(of: turn, in: session) < .seconds(4))
        }
    }

    @Test func `a turn that is cancelled leaves nothing to the next one`() throws {
        let script: FakeParlant.Script = { .turn("to \($0)", thinking: .seconds(3)) }
        try bridge(interrupts: false, script: script) { it in
            let session = try await it.world.open()
            let first = try await it.world.turn("one", in: session)
            try await it.pause(.seconds(1))
            _ = try await it.world.cancel(first, in: session)
            #expect(try await it.world.outcome(of: first, in: session) == .cancelled)
            let (second, _) = try await it.say("two", in: session)
            #expect(try it.answers(second, in: session) == ["to two"])
            #expect(try it.notes("upstream.late", in: session).map { $0["text"] } == ["to one"])
        }
    }

    @Test func `somebody else who speaks in the upstream session interrupts honestly`() throws {
        let script: FakeParlant.Script = { text in
            [.status("acknowledged"), .status("cancelled", after: .seconds(1)), .status("ready", "completed")]
        }
        try bridge(seeds: 0..<2, script: script) { it in
            let session = try await it.world.open()
            let (turn, outcome) = try await it.say("hello", in: session)
            #expect(outcome == .failed)
            let end = try await it.world.event(in: session) { $0.kind == .turnEnded && $0.turn == turn }
            #expect(end.payload["error"]?["code"] == "upstream.interrupted")
        }
    }
}
