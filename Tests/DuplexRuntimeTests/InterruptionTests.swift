import DuplexAgents
import DuplexCore
import DuplexRuntime
import DuplexTesting
import Synchronization
import Testing

/// What a message does to work that goes on, and what is kept of it.
@Suite struct InterruptionTests {
    /// Finds flights in batches, then says what it knows; remembers what it was given to start with.
    static func searcher(_ given: Given) -> ClosureAgent {
        ClosureAgent { context in
            given.note(context)
            guard context.input.first?.hasPrefix("find") == true else { return try await context.say("ok") }
            for batch in 1...5 {
                let steered = try await context.beginStep().steered
                given.heard(steered)
                try await context.keep("flights", .int(batch), isComplete: batch == 5)
                try await context.pause(.seconds(1))
            }
            try await context.say("five flights")
        }
    }

    @Test func `an interrupted turn hands its work to the next one, once - I8 I9 I10`() throws {
        let given = Given()
        try simulate([Self.searcher(given)], seeds: 0..<1) { world in
            let session = try await world.open()
            _ = try await world.turn("find flights", in: session)
            _ = try await world.event(in: session) { $0.payload["key"] == "flights" && $0.payload["revision"] == 2 }
            let second = try await world.turn("hotels rather", in: session)
            #expect(try await world.outcome(of: second, in: session) == .completed)
            let third = try await world.turn("thanks", in: session)
            #expect(try await world.outcome(of: third, in: session) == .completed)
        }
        let transfers = given.transfers
        #expect(transfers.count == 3)
        #expect(transfers[0] == nil)
        let transfer = try #require(transfers[1])
        #expect(transfer.query == "find flights")
        #expect(transfer.reason == .successor)
        #expect(transfer.findings.map(\.key) == ["flights"])
        #expect(transfer.findings.first?.value == 2)
        #expect(transfers[2] == nil)
        #expect(given.openings[1].contains("Found so far under flights (incomplete): 2"))
    }

    @Test func `a third turn is told of the first two when the second was interrupted before it could use the first - I8 I9`() throws {
        let given = Given()
        try simulate([Self.searcher(given)], seeds: 0..<3) { world in
            let session = try await world.open()
            for text in ["find flights", "find hotels"] {
                let turn = try await world.turn(text, in: session)
                _ = try await world.event(in: session) { $0.turn == turn && $0.payload["revision"] == 2 }
            }
            try await world.restart()
            let third = try await world.turn("what is there?", in: session)
            #expect(try await world.outcome(of: third, in: session) == .completed)
            let fourth = try await world.turn("thanks", in: session)
            #expect(try await world.outcome(of: fourth, in: session) == .completed)
            let transfers = try world.log(of: session).filter { $0.kind == .contextTransferred }
            #expect(transfers.count == 2)
            let told = try #require(transfers.last.flatMap { ContextTransfer(payload: $0.payload) })
            #expect(told.query == "find hotels")
            #expect(told.reason == .restart)
            #expect(told.earlier.map(\.query) == ["find flights"])
            #expect(told.earlier.first?.findings.map(\.value) == [2])
        }
        let opening = given.openings[2]
        #expect(opening.contains("It had been asked: find hotels"))
        #expect(opening.contains("It had been asked: find flights"))
    }

    @Test func `eight interruptions in a row hand on the newest five, and no log repeats itself - I9`() throws {
        let agent = ClosureAgent { context in
            try await context.keep("found", .string(context.input[0]))
            try await context.pause(.seconds(60))
        }
        try simulate([agent], seeds: 0..<2) { world in
            let id = try await world.open()
            for number in 1...8 {
                let turn = try await world.turn("number \(number)", in: id)
                _ = try await world.event(in: id) { $0.kind == .partialUpdated && $0.turn == turn }
            }
            let last = try #require(try world.log(of: id).last { $0.kind == .contextTransferred })
            let told = try #require(ContextTransfer(payload: last.payload)).all
            #expect(told.map(\.query) == (3...7).reversed().map { "number \($0)" })
            #expect(told.allSatisfy { $0.findings.map(\.value) == [.string($0.query)] })
        }
    }

    @Test func `partials merge by key and the last value counts - I6 I7`() throws {
        let agent = ClosureAgent { context in
            try await context.keep("flight", "v1")
            try await context.keep("flight", "v2")
            try await context.keep("hotel", "v1")
            try await context.pause(.seconds(60))
        }
        try simulate([agent]) { world in
            let id = try await world.open()
            let turn = try await world.turn("go", in: id)
            _ = try await world.event(in: id) { $0.payload["key"] == "hotel" }
            let running = await (try world.session(id)).settings.partials
            #expect(running.map(\.key) == ["flight", "hotel"])
            #expect(running.map(\.value) == ["v2", "v1"])
            _ = try await world.cancel(turn, in: id)
            let kept = await (try world.session(id)).settings.partials
            #expect(kept == running)
        }
    }

    @Test func `seven interruptions leave the newest five - I9`() throws {
        let agent = ClosureAgent { try await $0.pause(.seconds(60)) }
        try simulate([agent], seeds: 0..<2) { world in
            let id = try await world.open()
            for number in 1...8 {
                let turn = try await world.turn("number \(number)", in: id)
                _ = try await world.event(in: id) { $0.kind == .turnStarted && $0.turn == turn }
            }
            let interrupted = await (try world.session(id)).settings.interrupted
            #expect(interrupted.map(\.transfer.query) == (3...7).map { "number \($0)" })
        }
    }

    @Test func `a steered message is read by the next step, with a receipt`() throws {
        let given = Given()
        try simulate([Self.searcher(given)], seeds: 0..<1) { world in
            let id = try await world.open()
            let turn = try await world.turn("find flights", in: id)
            _ = try await world.event(in: id) { $0.kind == .partialUpdated }
            let steered = try await world.turn("only direct ones", in: id, whenBusy: .named(.steer))
            #expect(steered == turn)
            #expect(try await world.outcome(of: turn, in: id) == .completed)
            let receipts = try world.log(of: id).filter { $0.kind == .messageSteered }
            #expect(receipts.map { $0.payload["state"]?.string } == ["accepted", "consumed"])
            #expect((receipts.last?.payload["step"]?.int ?? 0) > 1)
        }
        #expect(given.steered == ["only direct ones"])
    }

    @Test func `a steer that comes too late becomes the next turn`() throws {
        let agent = ClosureAgent { context in
            try await context.pause(.seconds(1))
            try await context.say("heard: " + context.input.joined(separator: " "))
        }
        try simulate([agent]) { world in
            let id = try await world.open()
            let first = try await world.turn("one", in: id)
            _ = try await world.turn("two", in: id, whenBusy: .named(.steer))
            let late = try await world.event(in: id) { $0.payload["state"] == "too_late" }
            let second = try #require(late.turn)
            #expect(second != first)
            #expect(try await world.outcome(of: second, in: id) == .completed)
            let answers = try world.log(of: id).filter { $0.kind == .messageAgent }
            #expect(answers.map { SessionFold.text(of: $0.payload) } == ["heard: one", "heard: two"])
        }
    }

    @Test func `a turn that has shown nothing restarts with both messages when they are merged`() throws {
        let agent = ClosureAgent { context in
            try await context.pause(.seconds(1))
            try await context.say(context.input.joined(separator: " "))
        }
        try simulate([agent]) { world in
            let id = try await world.open()
            let first = try await world.turn("my number is 555", in: id)
            let second = try await world.turn("0199", in: id, whenBusy: .named(.merge))
            #expect(try await world.outcome(of: second, in: id) == .completed)
            #expect(try await world.outcome(of: first, in: id) == .interrupted)
            let answer = try #require(try world.log(of: id).first { $0.kind == .messageAgent })
            #expect(SessionFold.text(of: answer.payload) == "my number is 555 0199")
        }
    }

    @Test func `a turn that has shown a partial result is not silently begun again by a merge`() throws {
        let given = Given()
        try simulate([Self.searcher(given)], seeds: 0..<3) { world in
            let id = try await world.open()
            let turn = try await world.turn("find flights", in: id)
            _ = try await world.event(in: id) { $0.kind == .partialUpdated }
            guard case .accepted(_, let second, let decision?) = try await world.send(
                "to Oslo", to: id, whenBusy: .named(.merge))
            else { throw AgentError("the message was refused") }
            #expect(decision.action == .steer)
            #expect(decision.reason.hasSuffix("the turn has shown something already"))
            #expect(second == turn)
            #expect(try await world.outcome(of: turn, in: id) == .completed)
        }
        #expect(given.steered.allSatisfy { $0 == "to Oslo" })
        #expect(!given.steered.isEmpty)
    }

    @Test func `a message that only stops leaves nothing running - I14`() throws {
        try simulate { world in
            let id = try await world.open()
            let turn = try await world.turn("SLEEP:30", in: id)
            let stop = try await world.turn("stop that", in: id, whenBusy: .named(.cancel))
            #expect(stop == turn)
            #expect(try await world.outcome(of: turn, in: id) == .cancelled)
            #expect(try world.log(of: id).filter { $0.kind == .turnStarted }.count == 1)
        }
    }

    @Test func `a queued message can be promoted, steered or withdrawn until it is used`() throws {
        try simulate { world in
            let id = try await world.open()
            let first = try await world.turn("SLEEP:30", in: id)
            let later = WhenBusy.named(.enqueue)
            guard case .accepted(let promoted, let second?, _) = try await world.send("now", to: id, whenBusy: later),
                case .accepted(let withdrawn, let third?, _) = try await world.send("never", to: id, whenBusy: later)
            else { throw AgentError("a message was refused") }
            #expect(try await world.ask(id) { .withdraw(event: withdrawn, by: .local, $0) } == .updated)
            #expect(try await world.ask(id) { .withdraw(event: withdrawn, by: .local, $0) } == .notPending)
            let stale = try await world.ask(id) {
                .decide(event: promoted, .interrupt, replaces: .zero, by: .local, $0)
            }
            #expect(stale == .decided(promoted.next))
            _ = try await world.ask(id) {
                .decide(event: promoted, .interrupt, replaces: promoted.next, by: .local, $0)
            }
            #expect(try await world.outcome(of: second, in: id) == .completed)
            #expect(try await world.outcome(of: first, in: id) == .interrupted)
            #expect(try await world.outcome(of: third, in: id) == .cancelled)
            #expect(
                try await world.ask(id) { .decide(event: promoted, .steer, replaces: nil, by: .local, $0) }
                    == .notPending)
        }
    }

    @Test func `an interrupted turn can be resumed within the grace, once`() throws {
        let agent = ClosureAgent { context in
            let known = context.transfer?.findings.first?.value.int ?? 0
            for number in known + 1...5 {
                try await context.keep("count", .int(number))
                try await context.pause(.seconds(1))
            }
            try await context.say("counted on from \(known)")
        }
        try simulate([agent]) { world in
            let id = try await world.open()
            let first = try await world.turn("count", in: id)
            _ = try await world.event(in: id) { $0.payload["value"] == 3 }
            _ = try await world.cancel(first, in: id)
            guard case .accepted(_, let second?, _) = try await world.ask(id, { .resume(first, $0) }) else {
                throw AgentError("the turn was not resumed")
            }
            #expect(try await world.ask(id) { .resume(first, $0) } == .notResumable)
            #expect(try await world.outcome(of: second, in: id) == .completed)
            let answer = try #require(try world.log(of: id).last { $0.kind == .messageAgent })
            #expect(SessionFold.text(of: answer.payload) == "counted on from 3")
            #expect(try await world.ask(id) { .resume(second, $0) } == .notResumable)
            let third = try await world.turn("again", in: id)
            _ = try await world.event(in: id) { $0.kind == .partialUpdated && $0.turn == third }
            _ = try await world.cancel(third, in: id)
            try await LoopPause(world).sleep(.seconds(301))
            #expect(try await world.ask(id) { .resume(third, $0) } == .notResumable)
        }
    }
}

/// What an agent was given.
final class Given: Sendable {
    private struct State {
        var transfers: [ContextTransfer?] = []
        var openings: [String] = []
        var steered: [String] = []
    }

    private let state = Mutex(State())

    var transfers: [ContextTransfer?] { state.withLock { $0.transfers } }

    /// The first message of what a model would be shown.
    var openings: [String] { state.withLock { $0.openings } }
    var steered: [String] { state.withLock { $0.steered } }

    func note(_ context: RunContext) {
        state.withLock { state in
            state.transfers.append(context.transfer)
            if case .system(let text)? = context.transcript.first {
                state.openings.append(text)
            } else {
                state.openings.append("")
            }
        }
    }

    func heard(_ texts: [String]) { state.withLock { $0.steered += texts } }
}
