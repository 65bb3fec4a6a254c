public import DuplexAgents
import DuplexCore

/// An agent for smoke tests and acceptance: it repeats what it is told, and obeys a few words.
///
/// The answer is one message whose text is exactly what was said. The words are matched as whole words, in any case,
/// anywhere in the text, and combine:
///
/// | word | does |
/// |---|---|
/// | `SLEEP:<seconds>` | a turn of that length: a delta at least every 100 ms, and a long tool with progress |
/// | `BACKGROUND:<seconds>` | a tool that goes on after the answer; its end is said when it comes |
/// | `slow` | more than three seconds of deltas |
/// | `NOSLEEP` | no waiting, whatever else is said |
/// | `tool` | one quick tool call before the answer |
/// | `ask` | one question to the person before the answer; what they say is repeated as a second message |
/// | `ask:approval` | the same with a call that the person has to allow |
/// | `boom` | fails once everything else is done, before the message ends |
///
/// Anything else, as in `hello`, is answered at once.
public struct EchoAgent: Agent {
    /// The name by which sessions ask for it.
    public let name = "echo"

    /// One sentence for people.
    public let about = "Repeats what it is told; for smoke tests."

    private static let lookup = AnyTool(EchoLookup())
    private static let sleep = AnyTool(EchoSleep())
    private static let later = AnyTool(EchoLater())
    private static let ask = AnyTool(EchoAsk())
    private static let approved = AnyTool(EchoApproved())

    /// Creates the agent.
    public init() {}

    /// Answers one turn.
    ///
    /// On cancellation: stops at once; the message stays unfinished.
    ///
    /// - Throws: ``DuplexAgents/AgentError`` with the code `echo.boom` when it was told to fail.
    public func run(_ context: RunContext) async throws {
        let step = try await context.beginStep()
        let text = (context.input + step.steered).joined(separator: "\n")
        // Asked to speak first, it has nothing to repeat.
        guard !text.isEmpty else { return }
        let script = EchoScript(text)
        if script.callsTool {
            try await call(Self.lookup, #"{"text":\#(JSON.string(text).text)}"#, "lookup", context)
        }
        if let seconds = script.backgroundSeconds {
            try await call(Self.later, #"{"seconds":\#(seconds)}"#, "later", context)
        }
        var reply: String?
        switch script.asks {
        case .question:
            let outcome = try await call(Self.ask, #"{"question":"What shall I repeat?"}"#, "ask", context)
            reply = outcome.map(Self.reply)
        case .approval: reply = try await call(Self.approved, "{}", "approved", context).map(Self.reply)
        case nil: break
        }
        try await answer(text, script, reply, context)
    }

    private func answer(_ text: String, _ script: EchoScript, _ reply: String?, _ context: RunContext) async throws {
        let message = try await context.beginMessage()
        try await withThrowingTaskGroup(of: Void.self) { group in
            if let seconds = script.sleepSeconds {
                group.addTask { try await call(Self.sleep, #"{"seconds":\#(seconds)}"#, "sleep", context) }
            }
            group.addTask { try await speak(text, for: script.duration, message, context) }
            try await group.waitForAll()
        }
        if script.fails { throw AgentError(code: "echo.boom", "The agent was told to fail, and did.") }
        try await message.end(text: text)
        if let reply { try await context.say(reply) }
    }

    /// What the person said, in the words that are repeated.
    private static func reply(_ outcome: ToolOutcome) -> String {
        outcome.value.string ?? outcome.value["message"]?.string ?? outcome.status.rawValue
    }

    /// Calls one tool.
    ///
    /// How it ends does not matter: on a lane that refuses it the answer is the same.
    @discardableResult
    private func call(
        _ tool: AnyTool, _ arguments: String, _ id: String, _ context: RunContext
    ) async throws -> ToolOutcome? {
        let request = ToolRequest(modelCall: "echo-\(id)", name: tool.name, arguments: arguments, tool: tool)
        return try await context.call([request]).first
    }

    /// Writes the text, spread evenly over a time; where there are fewer characters than ticks, some pieces are empty.
    private func speak(
        _ text: String, for duration: Duration, _ message: MessageWriter, _ context: RunContext
    ) async throws {
        guard duration > .zero else { return try await message.write(text) }
        let characters = Array(text)
        let tickCount = max(1, Int((duration / EchoScript.tick).rounded(.up)))
        let elapsed = stopwatch(context.clock)
        for tick in 0..<tickCount {
            let piece = characters[characters.count * tick / tickCount..<characters.count * (tick + 1) / tickCount]
            try await message.write(String(piece))
            let due = min(duration, EchoScript.tick * (tick + 1))
            try await context.pause(max(.zero, due - elapsed()))
        }
    }
}

extension EchoAgent: ResumableAgent {
    package var tools: [AnyTool] { [Self.lookup, Self.sleep, Self.later, Self.ask, Self.approved] }

    /// Goes on after a restart from the question or the approval that it waited for.
    package func resume(_ context: RunContext) async throws {
        let text = context.input.joined(separator: "\n")
        // The call that waits for the person is the last one of the only step.
        guard let outcome = try await context.rejoin().last else { return }
        try await answer(text, EchoScript(text), Self.reply(outcome), context)
    }
}
