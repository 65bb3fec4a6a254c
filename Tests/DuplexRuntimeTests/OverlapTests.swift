import DuplexAgents
import DuplexCore
import DuplexRuntime
import DuplexTesting
import Synchronization
import Testing

/// Calls of one tool that come while another one runs.
@Suite struct OverlapTests {
    /// Orders something in two seconds; the same thing at the same time is one order.
    struct Order: Tool {
        struct Arguments: ToolArguments { var thing: String }
        let purchases: Operation.Purchases
        var overlap = ToolTraits.Overlap.allowed
        var isLater = false
        let name = "order"
        let about = "Orders."
        var traits: ToolTraits {
            ToolTraits(duration: .long, effect: .write, interruptible: .untilCommit, accepts: [.hurry], overlap: overlap)
        }

        func traits(for arguments: Arguments) -> ToolTraits {
            var traits = traits
            traits.deed = arguments.thing
            return traits
        }

        func call(_ arguments: Arguments, _ call: ToolCall) async throws -> String {
            if isLater { try await call.handOver() }
            try await call.pause(.seconds(1))
            if arguments.thing == "nothing" { throw ToolError("empty", "There is nothing to order.") }
            try await call.commit()
            purchases.add()
            try await call.pause(.seconds(1))
            return "\(arguments.thing) ordered"
        }
    }

    /// Calls the tool for all things at once, and says how the calls ended.
    private static func agent(_ things: [String], _ tool: Order) -> ClosureAgent {
        ClosureAgent { context in
            guard context.lane == .main else { return try await context.say("there") }
            let requests = things.enumerated().map { place, thing in
                ToolRequest(
                    modelCall: "m\(place)", name: tool.name, arguments: #"{"thing":"\#(thing)"}"#, tool: AnyTool(tool))
            }
            let outcomes = try await context.call(requests)
            for outcome in outcomes { try await context.say("\(outcome.status.rawValue) \(outcome.value.text)") }
        }
    }

    private static func kinds(_ talk: Talk) throws -> [String] {
        try talk.log.filter { $0.kind.description.hasPrefix("tool.") && $0.kind != .toolSelected }.map(\.kind.description)
    }

    @Test func `the same deed at the same time is done once, and both calls get its result - I34`() throws {
        let purchases = Operation.Purchases()
        let agent = Self.agent(["pass", "pass"], Order(purchases: purchases, overlap: .refused))
        try converse(seeds: 0..<1, beside: [agent]) { talk in
            let turn = try await talk.say("go").turn
            #expect(try await talk.outcome(of: turn) == .completed)
            #expect(try talk.answers(of: turn) == Array(repeating: #"finished "pass ordered""#, count: 2))
            #expect(
                try Self.kinds(talk) == [
                    "tool.started", "tool.started", "tool.committed", "tool.finished", "tool.finished",
                ])
            let starts = try talk.log.filter { $0.kind == .toolStarted }
            #expect(starts[1].payload["joins"] == starts[0].payload["call"])
            #expect(starts[1].payload["key"] == starts[0].payload["key"])
            #expect(starts[1].payload["accepts"] == nil)
        }
        #expect(purchases.count == 1)
    }

    @Test func `a failure is shared as well`() throws {
        let agent = Self.agent(["nothing", "nothing"], Order(purchases: Operation.Purchases()))
        try converse(seeds: 0..<2, beside: [agent]) { talk in
            let turn = try await talk.say("go").turn
            #expect(try await talk.outcome(of: turn) == .completed)
            #expect(try Self.kinds(talk) == ["tool.started", "tool.started", "tool.failed", "tool.failed"])
        }
    }

    @Test func `a second long request is refused in words where the tool says so`() throws {
        let purchases = Operation.Purchases()
        let agent = Self.agent(["pass", "phone"], Order(purchases: purchases, overlap: .refused))
        try converse(seeds: 0..<1, beside: [agent]) { talk in
            let turn = try await talk.say("go").turn
            #expect(try await talk.outcome(of: turn) == .completed)
            let answers = try talk.answers(of: turn)
            #expect(answers[0] == #"finished "pass ordered""#)
            #expect(answers[1].hasPrefix("refused") && answers[1].contains("already_running"))
        }
        #expect(purchases.count == 1)
    }

    @Test func `a second long request waits its turn where the tool says so, and that is said`() throws {
        let purchases = Operation.Purchases()
        let agent = Self.agent(["pass", "phone", "hat"], Order(purchases: purchases, overlap: .queued))
        try converse(seeds: 0..<1, beside: [agent]) { talk in
            let turn = try await talk.say("go").turn
            #expect(try await talk.outcome(of: turn) == .completed)
            #expect(
                try Self.kinds(talk) == ["tool.started", "tool.queued", "tool.queued"]
                    + ["tool.committed", "tool.finished", "tool.started", "tool.committed", "tool.finished", "tool.started"]
                    + ["tool.committed", "tool.finished"])
            let queued = try talk.first(.toolQueued, of: turn)
            #expect(queued.payload["behind"] == (try talk.first(.toolStarted, of: turn)).payload["call"])
            #expect(queued.payload["text"]?.string?.isEmpty == false)
        }
        #expect(purchases.count == 3)
    }

    @Test func `the same tool for different things runs side by side where nothing speaks against it - L31`() throws {
        let purchases = Operation.Purchases()
        try converse(seeds: 0..<1, beside: [Self.agent(["pass", "phone"], Order(purchases: purchases))]) { talk in
            let turn = try await talk.say("go").turn
            #expect(try await talk.outcome(of: turn) == .completed)
            let started = try talk.first(.toolStarted, of: turn)
            #expect(try talk.seconds(from: started, to: talk.first(.turnEnded, of: turn)) < 2.5)
        }
        #expect(purchases.count == 2)
    }

    @Test func `calls that wait or have joined another one stop at once with their turn`() throws {
        let purchases = Operation.Purchases()
        let agent = Self.agent(["pass", "pass", "phone"], Order(purchases: purchases, overlap: .queued))
        try converse(seeds: 0..<3, beside: [agent]) { talk in
            let turn = try await talk.say("go").turn
            _ = try await talk.event { $0.kind == .toolQueued }
            #expect(try await talk.world.cancel(turn, in: talk.id) == .stopped(turn, .cancelled))
            let ends = try talk.log.filter { $0.kind == .toolCancelled }
            #expect(ends.map { $0.payload["effect"] } == ["none", "none", "none"])
        }
        #expect(purchases.count == 0)
    }

    @Test func `a deed that goes on in the background is not done again`() throws {
        let purchases = Operation.Purchases()
        let agent = Self.agent(["pass", "pass"], Order(purchases: purchases, isLater: true))
        try converse(seeds: 0..<3, beside: [agent]) { talk in
            let before = purchases.count
            let first = try await talk.say("go").turn
            #expect(try await talk.outcome(of: first) == .completed)
            let second = try await talk.say("go").turn
            #expect(try await talk.outcome(of: second) == .completed)
            #expect(try talk.answers(of: first) + talk.answers(of: second) == Array(repeating: "handed_over null", count: 4))
            try await talk.world.rest(in: talk.id)
            #expect(purchases.count == before + 1)
            let owners = Set(try talk.log.filter { $0.kind == .toolHandedOver }.map { $0.payload["turn"]?.string })
            #expect(owners.count == 1)
        }
    }

    @Test(arguments: [ToolTraits.Overlap.refused, .queued])
    func `calls that come together can be disturbed anywhere`(overlap: ToolTraits.Overlap) throws {
        for isLater in [false, true] {
            let tool = Order(purchases: Operation.Purchases(), overlap: overlap, isLater: isLater)
            let report = try InterruptAnywhere("go") { _ in [Self.agent(["pass", "pass", "phone"], tool)] }.run()
            #expect(report.faults == [])
        }
    }
}
