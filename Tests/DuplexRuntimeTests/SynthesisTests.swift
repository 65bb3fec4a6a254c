import DuplexAgents
import DuplexCore
import DuplexRuntime
import DuplexTesting
import Testing

/// How a long operation ends when people have talked beside it.
@Suite struct SynthesisTests {
    @Test func `L14: an operation that is done waits for the answer that is being given beside it`() throws {
        try converse { talk in
            let main = try await talk.work()
            try await talk.pause(.seconds(9))
            let side = try await talk.say("slow", .named(.side)).turn
            #expect(try await talk.outcome(of: main) == .completed)
            #expect(try talk.answers(of: main).last == "Joined: The work is done. [slow: A slow answer.]")
            let finished = try talk.first(.toolFinished, of: main)
            let spoken = try talk.first(.turnEnded, of: side)
            let ended = try talk.first(.turnEnded, of: main)
            #expect(spoken.offset < ended.offset)
            #expect((1.9..<2.2).contains(talk.seconds(from: finished, to: ended)))
        }
    }

    @Test func `L14: an agent in code that has said everything waits as well`() throws {
        let agent = ClosureAgent { context in
            try await context.pause(.seconds(context.lane == .side ? 3 : 2))
            try await context.say("done")
        }
        try converse(beside: [agent]) { talk in
            let main = try await talk.say("go").turn
            try await talk.pause(.seconds(1))
            let side = try await talk.say("and?", .named(.side)).turn
            _ = try await talk.event { $0.kind == .runResponded }
            let snapshot = await (try talk.world.session(talk.id)).settings
            #expect(snapshot.openTurns.first { $0.id == main }?.state == .finalizing)
            let late = try await talk.say("more", .named(.side))
            #expect(late.action == .enqueue)
            #expect(try await talk.outcome(of: main) == .completed)
            #expect(try talk.first(.turnEnded, of: side).offset < (try talk.first(.turnEnded, of: main)).offset)
        }
    }

    @Test func `a message that interrupts an operation that only waits finds it completed`() throws {
        let agent = ClosureAgent { context in
            try await context.pause(.seconds(context.lane == .side ? 9 : 1))
            try await context.say("done")
        }
        try converse(beside: [agent]) { talk in
            let main = try await talk.say("go").turn
            try await talk.say("and?", .named(.side))
            _ = try await talk.event { $0.kind == .runResponded }
            let next = try await talk.say("something else", .named(.interrupt)).turn
            #expect(try await talk.outcome(of: main) == .completed)
            #expect(try await talk.outcome(of: next) == .completed)
            #expect(!(try talk.log.contains { $0.kind == .cancelRequested }))
        }
    }

    @Test func `L15 L22: a joke meanwhile is joined with the answer, which comes without being asked for`() throws {
        try converse { talk in
            let main = try await talk.work()
            let side = try await talk.ask("joke")
            #expect(try await talk.outcome(of: main) == .completed)
            #expect(try talk.answers(of: main) == ["I begin.", "Joined: The work is done. [joke: A joke.]"])
            let log = try talk.log
            let started = try talk.first(.synthesisStarted, of: main)
            #expect(started.payload["turns"] == [.string(side.value)])
            #expect(try talk.first(.synthesisEnded, of: main).payload["outcome"] == "completed")
            let answer = try #require(log.last { $0.kind == .messageAgent })
            #expect(log.last { $0.kind == .messageUser }.map { $0.offset < answer.offset } == true)
        }
    }

    @Test func `L15 L16: only talk that did nothing but ask for the status leaves the answer as it is`() throws {
        try converse { talk in
            let quiet = try await talk.work()
            try await talk.ask("how far is it?")
            #expect(try await talk.outcome(of: quiet) == .completed)
            #expect(try talk.answers(of: quiet) == ["I begin.", "The work is done."])
            #expect(!(try talk.log.contains { $0.kind == .synthesisStarted }))
            // The words sound like a status, the tools say that they are none.
            let main = try await talk.work()
            try await talk.ask("look")
            #expect(try await talk.outcome(of: main) == .completed)
            #expect(
                try talk.answers(of: main).last
                    == "Joined: The work is done. [look: The EU pass is complete with 5 GB.]")
        }
    }

    @Test(arguments: [
        [ScriptedRule.when("synthesis request", then: .fail(ModelError(.overloaded, "Too much to do.")))],
        [.when("synthesis request", then: .say(""))], [.when("synthesis request", then: .say(" \n"))],
        [.when("synthesis request", then: .say("half of", finish: .length))],
        [.when("synthesis request", then: .say("much too late", taking: .seconds(90)))],
    ])
    func `L17: when the joining fails, says nothing or takes too long, the plain answer is given`(
        joining: [ScriptedRule]
    ) throws {
        try converse(seeds: 0..<2, joining: joining) { talk in
            let main = try await talk.work()
            try await talk.ask("joke")
            #expect(try await talk.outcome(of: main) == .completed)
            #expect(try talk.answers(of: main) == ["I begin.", "The work is done."])
            let ended = try talk.first(.synthesisEnded, of: main)
            #expect(ended.payload["outcome"] == "failed")
            #expect(ended.payload["error"]?["code"]?.string != nil)
        }
    }

    @Test func `L18 L19: after fifteen seconds the answer beside is broken off, and only its end is recorded`() throws {
        try converse { talk in
            let main = try await talk.work()
            let side = try await talk.say("dawdle", .named(.side)).turn
            #expect(try await talk.outcome(of: main) == .completed)
            #expect(try talk.answers(of: main) == ["I begin.", "The work is done."])
            let finished = try talk.first(.toolFinished, of: main)
            let ended = try talk.first(.turnEnded, of: main)
            #expect((15.0..<15.2).contains(talk.seconds(from: finished, to: ended)))
            try await talk.pause(.seconds(90))
            let end = try talk.first(.turnEnded, of: side)
            #expect(end.payload["outcome"] == "cancelled")
            #expect(end.payload["cause"] == "lane")
            let rest = try talk.log.filter { $0.turn == side && $0.time >= end.time }.map(\.kind)
            #expect(rest == [.runEnded, .turnEnded])
            #expect(!(try talk.log.contains { $0.kind == .cancelRequested }))
        }
    }

    @Test func `L20 L21: an answer beside that hears no signal is lost for good, and the session is idle`() throws {
        let agent = ClosureAgent { context in
            guard context.lane == .side else {
                try await context.pause(.seconds(1))
                return try await context.say("done: \(try await context.finalize().count)")
            }
            try await context.say("one moment")
            await Deaf.sleep(.seconds(21), on: context.clock)
            try? await context.keep("late", "result")
            try await context.say("here I am again")
        }
        try converse(beside: [agent]) { talk in
            let main = try await talk.say("go").turn
            let side = try await talk.say("and?", .named(.side)).turn
            #expect(try await talk.outcome(of: main) == .completed)
            #expect(try await talk.outcome(of: side) == .cancelled)
            let fold = await (try talk.world.session(talk.id)).settings
            #expect(fold.openTurns.isEmpty && fold.runs.isEmpty && fold.calls.isEmpty)
            let next = try await talk.say("again")
            #expect(next.action == .start)
            #expect(try await talk.outcome(of: next.turn) == .completed)
            try await talk.pause(.seconds(30))
            #expect(try talk.answers(of: main) == ["done: 0"])
            #expect(try talk.answers(of: next.turn) == ["done: 0"])
            #expect(try talk.answers(of: side) == ["one moment"])
            #expect(!(try talk.log.contains { $0.kind == .partialUpdated }))
        }
    }

    @Test func `L19: a message that still waits when the time is over is answered on the main lane`() throws {
        try converse { talk in
            let main = try await talk.work()
            let side = try await talk.say("dawdle", .named(.side)).turn
            let waiting = try await talk.say("joke", .named(.side)).turn
            #expect(try await talk.outcome(of: main) == .completed)
            #expect(try await talk.outcome(of: side) == .cancelled)
            #expect(try await talk.outcome(of: waiting) == .completed)
            #expect(try talk.first(.turnStarted, of: waiting).entry.lane == .main)
            #expect(try talk.answers(of: waiting) == ["A joke."])
        }
    }

    @Test func `L29 L30: a new operation begins without the talk beside the one before`() throws {
        try converse { talk in
            for round in 1...2 {
                var parts = Submission(text: "work")
                parts.parts = ["work"]
                let bare = parts
                guard case .accepted(_, let main?, let decision?) = try await talk.world.ask(talk.id, { .message(bare, $0) })
                else { throw AgentError("the message was refused") }
                #expect(decision.action == .start)
                _ = try await talk.event { $0.kind == .toolStarted && $0.turn == main }
                let asked = round == 1 ? "joke one" : "joke two"
                try await talk.ask(asked)
                #expect(try await talk.outcome(of: main) == .completed)
                #expect(try talk.first(.turnStarted, of: main).entry.lane == .main)
                #expect(try talk.answers(of: main).last == "Joined: The work is done. [\(asked): A joke.]")
            }
        }
    }
}
