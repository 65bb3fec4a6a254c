import DuplexAgents
import DuplexCore
import DuplexLoop
import Glibc

/// The agents that the measurements talk to: each does as little as its measurement allows.
enum BenchAgents {
    static var all: [any Agent] { [NoopAgent(), scripted, lookup, StreamAgent(), HoldAgent(), worker, ChatterAgent()] }

    /// The tool loop with a script in the place of its model: everything of an agent but the thinking.
    private static var scripted: any Agent {
        ToolLoop(
            name: "scripted",
            model: ScriptedModel(clock: ContinuousClock(), rules: [.otherwise(.say("Yes, of course."))]),
            instructions: "Agree.")
    }

    /// The tool loop with tools: five lookups side by side, then an answer of several words.
    private static var lookup: any Agent {
        let calls = Array(repeating: ("price", ["of": "tea"] as JSON), count: 5)
        return ToolLoop(
            name: "lookup",
            model: ScriptedModel(
                clock: ContinuousClock(),
                rules: [
                    .otherwise(
                        .calls(calls[0], calls[1], calls[2], calls[3], calls[4], saying: "Let me see."),
                        .say("Tea costs {price} at each of the five."))
                ]),
            instructions: "Look prices up.", tools: [PriceTool()])
    }

    /// The tool loop with work that lasts until it is stopped, and that people can talk beside.
    private static var worker: any Agent {
        let rules: [ScriptedRule] = [
            .when("work", then: .call("hold"), .say("Done.")), .otherwise(.say("Yes, of course.")),
        ]
        return ToolLoop(
            name: "worker", model: ScriptedModel(clock: ContinuousClock(), rules: rules), instructions: "Agree.",
            tools: [HoldTool()])
    }
}

/// Ends its turn at once.
private struct NoopAgent: Agent {
    let name = "noop"
    let about = "Says nothing."

    func run(_ context: RunContext) async throws {}
}

/// Streams as many deltas as it is told to, as far apart as the runtime lets them through.
private struct StreamAgent: Agent {
    let name = "stream"
    let about = "Streams a number of pieces."

    func run(_ context: RunContext) async throws {
        let count = context.input.last.flatMap { Int($0) } ?? 1
        let message = try await context.beginMessage()
        var text = ""
        for number in 0..<count {
            let piece = "word\(number) "
            try await message.write(piece)
            text += piece
            // A little more than the interval at which deltas are joined, so that each write is an event.
            try await context.clock.sleep(for: .milliseconds(42))
        }
        try await message.end(text: text)
    }
}

/// Calls one tool, which runs until it is stopped and then tells when that was.
private struct HoldAgent: Agent {
    let name = "hold"
    let about = "Works until it is stopped."

    private static let tool = AnyTool(HoldTool())

    func run(_ context: RunContext) async throws {
        let request = ToolRequest(modelCall: "hold", name: "hold", arguments: "{}", tool: Self.tool)
        _ = try await context.call([request])
    }
}

/// Cooperates: it stops as soon as it is told to.
private struct HoldTool: Tool {
    let name = "hold"
    let about = "Waits."
    let traits = ToolTraits(duration: .long, deadline: .seconds(3600))

    func call(_ arguments: NoArguments, _ call: ToolCall) async throws -> String {
        do { try await call.pause(.seconds(3600)) } catch {
            let line = Array("\(Moment.now.nanoseconds) \(call.session)\n".utf8)
            // One short write to a pipe is whole or not at all.
            _ = write(1, line, line.count)
            throw error
        }
        return "Waited."
    }
}

/// Knows one price.
private struct PriceTool: Tool {
    struct Arguments: ToolArguments { var of: String }
    let name = "price"
    let about = "Looks a price up."

    func call(_ arguments: Arguments, _ call: ToolCall) async throws -> String {
        try await call.progress(50, "Asking")
        return "2 EUR"
    }
}

/// Records as many events as it is told to.
private struct ChatterAgent: Agent {
    let name = "chatter"
    let about = "Fills a log."

    func run(_ context: RunContext) async throws {
        let count = context.input.last.flatMap { Int($0) } ?? 1
        let payload = JSON.string(String(repeating: "x", count: 60))
        // Side by side, so that they share commits.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<count { group.addTask { try await context.note(.custom, payload) } }
            try await group.waitForAll()
        }
        try await context.say("Done.")
    }
}
