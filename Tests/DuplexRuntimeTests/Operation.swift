import DuplexAgents
import DuplexCore
import DuplexDemo
import DuplexLoop
import DuplexRuntime
import DuplexTesting
import Synchronization
import Testing

/// A long operation that people talk through: its agent, its tools and a script that knows a few words.
enum Operation {
    /// Works for ten seconds in five steps; fails in the second one when it is told to.
    struct Work: Tool {
        struct Arguments: ToolArguments { var fails: Bool? }
        let name = "work"
        let about = "Works for ten seconds."
        let traits = ToolTraits(duration: .long, feedback: "Working on it")

        func call(_ arguments: Arguments, _ call: ToolCall) async throws -> String {
            for step in 1...5 {
                try await call.pause(.seconds(2))
                if arguments.fails == true, step == 2 { throw ToolError("broken", "It broke.") }
                try await call.progress(step * 20, "step \(step)")
                if step == 1 { try await call.keep("first", .string("found")) }
            }
            return "worked"
        }
    }

    /// Collects a finding every two seconds; gives what it has when it is told to hurry, and goes on to another number of
    /// findings when that changes.
    struct Collect: Tool {
        struct Arguments: ToolArguments {
            var count: Int
            var code: String?
        }
        let name = "collect"
        let about = "Collects findings."
        let traits = ToolTraits(
            duration: .long, feedback: "Collecting", secretFields: ["code"], accepts: [.hurry, .amend, .answer])

        func call(_ arguments: Arguments, _ call: ToolCall) async throws -> String {
            var arguments = arguments
            var found: [String] = []
            while found.count < arguments.count {
                switch try await call.message(within: .seconds(2)) {
                case nil:
                    found.append("\(found.count + 1)")
                    try await call.progress(min(100, found.count * 100 / arguments.count))
                case .hurry?: return found.joined(separator: " ") + " so far"
                case .amend(let changes)?: arguments = try arguments.amended(by: changes)
                case .answer(let text)?: found.append(text)
                }
            }
            return found.joined(separator: " ")
        }
    }

    /// Reports after ten seconds, in the background.
    struct Report: Tool {
        struct Arguments: ToolArguments { var fails: Bool? }
        let name = "report"
        let about = "Reports later."
        let traits = ToolTraits(duration: .long, feedback: "Preparing", accepts: [.hurry])

        func call(_ arguments: Arguments, _ call: ToolCall) async throws -> String {
            try await call.pause(.seconds(1))
            try await call.progress(10, "begun")
            try await call.handOver()
            for step in 2...10 {
                if try await call.message(within: .seconds(1)) == .hurry { return "half of it" }
                if arguments.fails == true { throw ToolError("broken", "It broke.") }
                try await call.progress(step * 10, "part \(step)")
                try await call.keep("part", .int(step))
            }
            return "all of it"
        }
    }

    /// Pays: two seconds before its point of no return, four after it.
    struct Pay: Tool {
        let name = "pay"
        let about = "Pays."
        let traits = ToolTraits(duration: .long, effect: .write, interruptible: .untilCommit)

        func call(_ arguments: NoArguments, _ call: ToolCall) async throws -> String {
            try await call.pause(.seconds(2))
            try await call.commit()
            try await call.pause(.seconds(4))
            return "paid"
        }
    }

    /// Looks something up.
    struct Look: Tool {
        let name = "look"
        let about = "Looks something up."
        func call(_ arguments: NoArguments, _ call: ToolCall) async throws -> String { "5 GB" }
    }

    /// Buys something, and counts how often.
    struct Buy: Tool {
        let purchases: Purchases
        let name = "buy"
        let about = "Buys something."
        let traits = ToolTraits(effect: .write)

        func call(_ arguments: NoArguments, _ call: ToolCall) async throws -> String {
            try await call.commit()
            purchases.add()
            return "bought"
        }
    }

    final class Purchases: Sendable {
        private let state = Mutex(0)
        var count: Int { state.withLock { $0 } }
        func add() { state.withLock { $0 += 1 } }
    }

    static let joining: [ScriptedRule] = [
        .when(
            "synthesis request",
            then: .say("Joined: {synthesis.answer} {each synthesis.meanwhile|[{asked}: {answered}]}"))
    ]

    static let rules: [ScriptedRule] = [
        .when("work", then: .call("work", saying: "I begin."), .say("The work is done.")),
        .when("break", then: .call("work", ["fails": true]), .say("fine", onError: ["broken": "It broke."])),
        .when("pay", then: .call("pay"), .say("Paid.")),
        .when(
            "call it off", then: .call("cancel_operation"),
            .say("{cancel_operation.status}, found {cancel_operation.partials.first}", onError: ["committed": "Too late."])),
        .when("background has ended * finished", then: .say("The report is there.")),
        .when("background has ended", then: .say("The report failed.")),
        .when(
            "report badly", then: .call("report", ["fails": true]),
            .say("done", onError: ["handed_over": "It will come."])),
        .when("report", then: .call("report"), .say("done", onError: ["handed_over": "It will come."])),
        .when("collect", then: .call("collect", ["count": 5]), .say("Found: {collect}.")),
        .when("hurry", then: .call("hurry_operation"), .say("I have told it.", onError: ["not_accepted": "{error}"])),
        .when(
            "only {count#}", then: .call("amend_operation", ["changes": ["count": "{#count}"]]),
            .say("I have told it.", onError: ["*": "{error}"])),
        .when(
            "it is {word}", then: .call("answer_operation", ["text": "{word}"]),
            .say("I have told it.", onError: ["*": "{error}"])),
        .when("joke", then: .say("A joke.")),
        .when(
            "how far", then: .call("check_status"),
            .say("{check_status.status} {check_status.progress} {check_status.tool_name}")),
        .when("look", then: .call("look"), .say("The EU pass is complete with {look}.")),
        .when("buy", then: .call("buy"), .say("Bought.", onError: ["not_on_side_lane": "Not now."])),
        .when("slow", then: .say("A slow answer.", taking: .seconds(3))),
        .when("dawdle", then: .say("A very slow answer.", taking: .seconds(60))),
        .otherwise(.say("I do not know.")),
    ]

    static func agent(
        _ clock: any Clock<Duration>, joining: [ScriptedRule] = joining, purchases: Purchases = Purchases()
    ) -> ToolLoop {
        ToolLoop(
            name: "operation", model: ScriptedModel(clock: clock, rules: joining + rules), instructions: "Be kind.",
            tools: [Work(), Pay(), Collect(), Report(), Look(), Buy(purchases: purchases)], whenBusy: .auto)
    }
}

/// Holds a conversation with the operation's agent under several seeds, and checks each log.
func converse(
    seeds: Range<UInt64> = 0..<5, limits: Limits = Limits(), joining: [ScriptedRule] = Operation.joining,
    purchases: Operation.Purchases = Operation.Purchases(), beside others: [any Agent] = [],
    _ scenario: @escaping @Sendable @concurrent (Talk) async throws -> Void
) throws {
    for seed in seeds {
        let loop = SimulatedLoop(seed: seed)
        let agent = Operation.agent(LoopClock(loop), joining: joining, purchases: purchases)
        let world = try Simulation(seed: seed, loop: loop, agents: others + [agent], limits: limits)
        let isDone = try world.run { world in
            let talk = Talk(world: world, id: try await world.open())
            try await scenario(talk)
            try await world.rest(in: talk.id)
        }
        #expect(isDone, "seed \(seed) waits for ever")
        #expect(world.loop.foreignCount == 0, "seed \(seed): something escaped")
        for session in world.sessions.alive {
            var checker = LogChecker(sideTurnCountMax: limits.sideTurnCountMax)
            let faults = try world.log(of: session.id).flatMap { checker.check($0) }
            #expect(faults == [], "seed \(seed)")
        }
    }
}

/// One person in one session.
struct Talk: Sendable {
    let world: Simulation
    let id: SessionID

    /// Says something; answers with its turn and what was decided.
    @discardableResult
    func say(_ text: String, _ whenBusy: WhenBusy? = nil) async throws -> (turn: TurnID, action: Action?) {
        guard case .accepted(_, let turn?, let decision) = try await world.send(text, to: id, whenBusy: whenBusy)
        else { throw AgentError("the message was refused") }
        return (turn, decision?.action)
    }

    /// Says something on the side lane and waits for the end of its turn.
    @discardableResult
    func ask(_ text: String) async throws -> TurnID {
        let turn = try await say(text, .named(.side)).turn
        _ = try await outcome(of: turn)
        return turn
    }

    /// Begins the long operation; answers when its tool has started.
    func work() async throws -> TurnID {
        let turn = try await say("work").turn
        _ = try await event { $0.kind == .toolStarted && $0.turn == turn }
        return turn
    }

    func withdraw(_ event: Offset) async throws -> SessionAnswer {
        try await world.ask(id) { .withdraw(event: event, by: .local, $0) }
    }

    /// Gives a message another use; answers with its turn.
    func decide(_ event: Offset, _ action: Action) async throws -> TurnID {
        let answer = try await world.ask(id) { .decide(event: event, action, replaces: nil, by: .local, $0) }
        guard case .accepted(_, let turn?, _) = answer else { throw AgentError("\(answer)") }
        return turn
    }

    func outcome(of turn: TurnID) async throws -> Outcome? { try await world.outcome(of: turn, in: id) }
    func event(_ fits: @escaping @Sendable (Event) -> Bool) async throws -> Event { try await world.event(in: id, where: fits) }
    func pause(_ duration: Duration) async throws { try await LoopPause(world).sleep(duration) }
    var log: [Event] { get throws { try world.log(of: id) } }

    /// What was said in a turn.
    func answers(of turn: TurnID) throws -> [String] {
        try log.filter { $0.kind == .messageAgent && $0.turn == turn }.map { SessionFold.text(of: $0.payload) }
    }

    func first(_ kind: EventKind, of turn: TurnID) throws -> Event {
        try #require(try log.first { $0.kind == kind && $0.turn == turn })
    }

    /// Seconds from one event to another.
    func seconds(from first: Event, to last: Event) -> Double {
        Double(last.time.microseconds - first.time.microseconds) / 1_000_000
    }
}
