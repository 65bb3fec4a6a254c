public import DuplexCore

/// An agent that lets a model call tools until it answers: model, tools side by side, model, ...
///
/// ```swift
/// let agent = ToolLoop(
///     name: "telco", about: "Helps customers.", model: model,
///     instructions: "You help customers of a phone company.", tools: [Balance(), CloseContract()])
/// ```
///
/// What the model says before its calls is said too, as a message of its own. The run fails with an ``AgentError`` when
/// the model fails (the code is the model's), when its answer is cut short (`model.length`, `model.filter`), when it
/// says nothing at all (`model.empty`), and when it wants more steps than it may have (`limit`). What tools do wrong is
/// told to the model and fails nothing.
public struct ToolLoop: Agent {
    /// What a run is told on one kind of lane.
    public struct Manner: Equatable, Sendable {
        /// What the model is told before the conversation.
        public var instructions: String

        /// How free the model's choice of words is; nil leaves it to the provider.
        public var temperature: Double?

        /// Creates a manner.
        public init(instructions: String, temperature: Double? = nil) {
            self.instructions = instructions
            self.temperature = temperature
        }
    }

    /// The name by which sessions ask for it.
    public let name: String

    /// One sentence for people.
    public let about: String

    /// The model that is asked.
    public private(set) var model: any Model

    /// The model that is asked on the side lane; nil for the same one.
    public private(set) var sideModel: (any Model)?

    /// The tools that the model may call; their names differ.
    public private(set) var tools: [AnyTool]

    /// What is looked up before a run's first model call, without the model asking.
    public let contextTools: [ContextTool]

    /// How the agent works on its main lane, and in the background.
    public let main: Manner

    /// How the agent talks on the side lane, where it may only look things up.
    public let side: Manner

    /// The most model calls of one run.
    public let stepLimit: Int

    /// What people read when a run wants more steps than it may have.
    public let limitMessage: String

    /// The tools that a run on the main lane must have used before it answers; their names.
    public let requiredTools: Set<String>

    /// Whether signs that voices stumble over are replaced in what is said: curly quotes, long dashes, the ellipsis and
    /// unusual spaces.
    public let isSpeechSafe: Bool

    /// What a message that arrives while the agent works does, unless it or its session says otherwise.
    public let whenBusy: WhenBusy

    /// Creates an agent.
    ///
    /// `sideInstructions` take the place of `instructions` on the side lane; without them a paragraph is added that
    /// tells the model what may be done there. `sideModel` answers on the side lane instead of `model`. `contextTools` are
    /// called before each run's first model call, on the side lane too.
    public init(
        name: String, about: String = "", model: any Model, instructions: String, tools: [any Tool] = [],
        contextTools: [ContextTool] = [], temperature: Double? = 0.3, sideModel: (any Model)? = nil, sideInstructions: String? = nil,
        sideTemperature: Double? = 0.7, stepLimit: Int = 10, limitMessage: String? = nil,
        requiredTools: Set<String> = [], isSpeechSafe: Bool = false, whenBusy: WhenBusy = .named(.interrupt)
    ) {
        precondition(stepLimit > 0, "a run needs at least one step, not \(stepLimit)")
        self.name = name
        self.about = about
        self.model = model
        self.sideModel = sideModel
        self.tools = tools.map { AnyTool($0) }
        self.contextTools = contextTools
        self.main = Manner(instructions: instructions, temperature: temperature)
        self.side = Manner(
            instructions: sideInstructions ?? "\(instructions)\n\n\(Self.sideNote)", temperature: sideTemperature)
        self.stepLimit = stepLimit
        self.limitMessage = limitMessage ?? "The agent stopped after \(stepLimit) steps without an answer."
        self.requiredTools = requiredTools
        self.isSpeechSafe = isSpeechSafe
        self.whenBusy = whenBusy
        let names = Set(self.tools.map(\.name))
        precondition(names.count == self.tools.count, "two tools of the agent \(name) have the same name")
        precondition(names.isSuperset(of: requiredTools), "the agent \(name) requires a tool that it does not have")
    }

    /// The same agent with other models.
    ///
    /// - Parameters:
    ///   - model: The model that is asked.
    ///   - side: The model that is asked on the side lane; nil for the same one.
    public func with(_ model: any Model, side: (any Model)? = nil) -> ToolLoop {
        var agent = self
        agent.model = model
        agent.sideModel = side
        return agent
    }

    /// The same agent with more tools.
    ///
    /// - Parameter more: Tools whose types are erased, as those that live on other servers; their names differ.
    public func with(_ more: [AnyTool]) -> ToolLoop {
        var agent = self
        agent.tools += more
        precondition(Set(agent.tools.map(\.name)).count == agent.tools.count, "two tools of the agent \(name) have the same name")
        return agent
    }

    /// Answers one turn.
    ///
    /// On cancellation: the model call is given up at once and `CancellationError` is thrown; what was said stays.
    ///
    /// - Throws: ``AgentError``.
    public func run(_ context: RunContext) async throws {
        var run = LoopRun(self, context)
        try await finish(&run)
    }

    private func finish(_ run: inout LoopRun) async throws {
        while run.stepCount < stepLimit { if try await run.step() == .answered { return } }
        throw AgentError(code: "limit", limitMessage)
    }

    /// What the side lane's instructions end with, unless they are given.
    private static let sideNote = """
        A longer operation that the person asked for is still running. Talk with the person meanwhile. You may look \
        things up and say how far the operation is; you cannot start new work that takes long or changes anything: say \
        so, and that it can be done afterwards.
        """
}

extension ToolLoop: ResumableAgent {
    package func resume(_ context: RunContext) async throws {
        var run = LoopRun(self, context)
        if try await run.resume() == .answered { return }
        try await finish(&run)
    }
}
