import DuplexCore

/// One run of a ``ToolLoop``.
struct LoopRun {
    /// What a step leads to.
    enum Next {
        case goOn
        case answered
    }

    private let agent: ToolLoop
    private let context: RunContext
    private let manner: ToolLoop.Manner
    private let model: any Model
    private let offered: [AnyTool]
    private let known: [String: AnyTool]
    private let observer: StepObserver
    private var messages: [ModelMessage]
    private var unusedRequired: Set<String>
    private var callIDs: Set<String> = []
    private var hasSaid = false

    /// What the agent's context tools have found, in words; nil before they were called.
    private var lookedUp: String?
    private var wasEmpty = false

    /// The number of the last step that has begun; 0 before the first one, and right after a restart.
    private(set) var stepCount = 0

    init(_ agent: ToolLoop, _ context: RunContext) {
        self.agent = agent
        self.context = context
        let isSide = context.lane == .side
        manner = isSide ? agent.side : agent.main
        model = (isSide ? agent.sideModel : nil) ?? agent.model
        let all = agent.tools + context.tools
        known = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { _, last in last })
        // What the side lane would refuse is not offered there; the runtime refuses it all the same.
        offered = all.filter { context.lane.allows($0.traits) }
        unusedRequired = isSide ? [] : agent.requiredTools
        observer = StepObserver(context: context, model: model, manner: manner, tools: offered)
        messages = context.transcript
        for case .assistant(_, let calls) in messages { callIDs.formUnion(calls.map(\.id)) }
    }

    /// One model call and the tool calls that it asks for.
    mutating func step() async throws -> Next {
        let step = try await context.beginStep()
        stepCount = step.number
        if lookedUp == nil { lookedUp = try await lookUp(in: step.number) }
        messages += step.steered.map(ModelMessage.user)
        let (response, said) = try await ask(step)
        try check(response.finish)
        guard !response.calls.isEmpty else { return try await finish(response, said, step) }
        return try await callTools(response.calls, said, step.number)
    }

    /// Calls the agent's context tools; empty where it has none. What fails is told to the model, and fails nothing.
    private func lookUp(in step: Int) async throws -> String {
        guard !agent.contextTools.isEmpty else { return "" }
        let requests = agent.contextTools.enumerated().map { $1.request(of: context.run, step: step, place: $0) }
        let outcomes = try await context.call(requests)
        let lines = zip(agent.contextTools, outcomes).map { "- \($0.label): \($1.modelText)" }
        return "Looked up for you just now:\n\(lines.joined(separator: "\n"))"
    }

    /// Asks the model; its words go to a message as they come.
    ///
    /// While a required tool is unused they are held back, since they may turn out to be no answer; and once people have
    /// spoken on the side lane, since the answer may have to be joined with that.
    private mutating func ask(_ step: StepStart) async throws -> (ModelResponse, said: String) {
        let request = ModelRequest(
            messages: conversation, tools: offered.map(\.modelTool), temperature: manner.temperature)
        try await observer.willAsk(request, step: step.number)
        let speech = Speech(
            context, isHeld: !unusedRequired.isEmpty || step.hasSideTalk, isSafe: agent.isSpeechSafe)
        let model = model
        let response: ModelResponse
        do {
            response = try await context.token.guarding {
                try await model.respond(to: request) { part in
                    if case .text(let words) = part { try await speech.add(words) }
                }
            }
        } catch let error as ModelError {
            try await observer.didFail(error)
            throw AgentError(code: error.code.description, error.message)
        }
        let text = speech.text.isEmpty ? speech.shown(response.text) : speech.text
        try await observer.didAnswer(response, text: text)
        if !speech.isHeld || !response.calls.isEmpty { hasSaid = try await speech.end(text) || hasSaid }
        return (response, text)
    }

    /// The instructions come first, joined with what the transcript itself puts first: some models take one only.
    private var conversation: [ModelMessage] {
        var instructions = [manner.instructions, lookedUp ?? ""]
        let rest = messages.drop { message in
            guard case .system(let text) = message else { return false }
            instructions.append(text)
            return true
        }
        let system = instructions.filter { !$0.isEmpty }.joined(separator: "\n\n")
        return (system.isEmpty ? [] : [.system(system)]) + rest
    }

    /// Half an answer is no answer, and half a call no call.
    private func check(_ finish: ModelFinish) throws {
        switch finish {
        case .stop, .toolCalls, .refusal: return
        case .length: throw AgentError(code: "model.length", "The answer was cut off at the model's length limit.")
        case .filter: throw AgentError(code: "model.filter", "The provider's content filter cut the answer off.")
        }
    }

    /// An answer without calls: the end, unless something is missing.
    private mutating func finish(_ response: ModelResponse, _ said: String, _ step: StepStart) async throws -> Next {
        if !unusedRequired.isEmpty, response.finish != .refusal {
            let names = unusedRequired.sorted().joined(separator: ", ")
            return goOn(after: said, reminder: "Before you answer, call the required tool: \(names).")
        }
        if !unusedRequired.isEmpty || step.hasSideTalk, !said.isBlank { try await deliver(said) }
        guard said.isBlank, !hasSaid else { return .answered }
        if response.finish == .refusal { throw AgentError(code: "model.refusal", "The model declined to answer.") }
        guard !wasEmpty else { throw AgentError(code: "model.empty", "The model gave no answer.") }
        wasEmpty = true
        return goOn(after: "", reminder: "Your answer was empty. Please answer.")
    }

    /// Lets the model think again.
    ///
    /// The reminder is a user's message: not every model takes another system message.
    private mutating func goOn(after said: String, reminder: String) -> Next {
        if !said.isBlank { messages.append(.assistant(said)) }
        messages.append(.user(reminder))
        return .goOn
    }

    private mutating func callTools(_ asked: [ModelToolCall], _ said: String, _ step: Int) async throws -> Next {
        let calls = asked.enumerated().map { named($1, step: step, place: $0) }
        let requests = calls.map { call in
            ToolRequest(modelCall: call.id, name: call.name, arguments: call.arguments, tool: known[call.name])
        }
        let outcomes = try await context.call(requests)
        precondition(outcomes.count == requests.count, "\(requests.count) calls have \(outcomes.count) outcomes")
        return try await take(outcomes, of: calls, said)
    }

    /// Goes on from the step that was open when the server stopped: the last one of the transcript.
    mutating func resume() async throws -> Next {
        guard let place = messages.lastIndex(where: { if case .assistant(_, let calls) = $0 { !calls.isEmpty } else { false } }),
            case .assistant(let said, let calls) = messages[place]
        else { return .goOn }
        // What is behind it are results as of the restart, and messages that the next step reads.
        messages.removeSubrange(place...)
        let input = messages.lastIndex { if case .user = $0 { true } else { false } } ?? 0
        for case .assistant(_, let earlier) in messages[input...] { unusedRequired.subtract(earlier.map(\.name)) }
        let outcomes = try await context.rejoin()
        guard outcomes.count == calls.count else {
            throw AgentError(code: "agent.not_resumed", "The turn could not go on after a restart.")
        }
        return try await take(outcomes, of: calls, said)
    }

    /// Shows the model how its calls ended.
    private mutating func take(_ outcomes: [ToolOutcome], of calls: [ModelToolCall], _ said: String) async throws -> Next {
        messages.append(.assistant(said, calls: calls))
        for (call, outcome) in zip(calls, outcomes) {
            messages.append(.tool(call: call.id, text: outcome.modelText))
            if outcome.status != .refused { unusedRequired.remove(call.name) }
        }
        let direct = zip(calls, outcomes).filter { call, outcome in
            outcome.status == .finished && known[call.name]?.traits.returnsDirectly == true
        }
        guard !direct.isEmpty else { return .goOn }
        try await deliver(direct.map { $0.1.value.string ?? $0.1.value.text }.joined(separator: "\n\n"))
        return .answered
    }

    /// Says an answer that was held back: joined with what people said on the side lane meanwhile, if they did.
    private func deliver(_ answer: String) async throws {
        let talk = try await context.finalize()
        guard !talk.isEmpty else { return try await say(answer) }
        let synthesis = Synthesis(agent: agent, context: context, answer: answer, talk: talk)
        try await say(try await synthesis.joined() ?? answer)
    }

    private func say(_ text: String) async throws {
        try await context.note(.responsePreparing, [:])
        try await context.say(text)
    }

    /// Some providers name no calls, or name two alike; a conversation needs a name of its own for each.
    private mutating func named(_ call: ModelToolCall, step: Int, place: Int) -> ModelToolCall {
        var call = call
        if call.id.isEmpty || callIDs.contains(call.id) { call.id = "call_\(step)_\(place)" }
        callIDs.insert(call.id)
        return call
    }
}

extension String {
    /// Whether there is nothing to read.
    var isBlank: Bool { allSatisfy(\.isWhitespace) }
}
