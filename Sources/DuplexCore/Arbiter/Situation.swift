/// What is known when a message arrives: the work that goes on, the work that was stopped, and what was said.
public struct Situation: Sendable, Hashable {
    /// The turn on the main lane; nil when nothing runs.
    public var running: Running?

    /// The turn that was stopped last and whose results are kept.
    public var lastInterrupted: Interrupted?

    /// Time since the person's previous message.
    public var millisecondsSincePreviousMessage: Int

    /// The last messages before this one, oldest first.
    public var history: [Line]

    /// What has just arrived.
    public var message: String

    /// A situation; by default nothing runs, nothing was stopped and nothing was said before.
    public init(
        message: String,
        running: Running? = nil,
        lastInterrupted: Interrupted? = nil,
        millisecondsSincePreviousMessage: Int = .max,
        history: [Line] = []
    ) {
        self.message = message
        self.running = running
        self.lastInterrupted = lastInterrupted
        self.millisecondsSincePreviousMessage = millisecondsSincePreviousMessage
        self.history = history
    }
}

extension Situation {
    /// A turn that is under way.
    public struct Running: Sendable, Hashable {
        /// What the turn is for, in a few words.
        public var goal: String
        /// The agent that runs.
        public var agent: String
        /// Whether the model writes or a tool works.
        public var phase: Phase
        /// The tool that works; nil in the model phase.
        public var tool: Tool?
        /// The turn's age.
        public var elapsedSeconds: Int
        /// How many turns wait behind it.
        public var queued: Int

        /// A running turn; it is in the tool phase when a tool is given.
        public init(goal: String, agent: String, tool: Tool? = nil, elapsedSeconds: Int = 0, queued: Int = 0) {
            self.goal = goal
            self.agent = agent
            self.phase = tool == nil ? .model : .tool
            self.tool = tool
            self.elapsedSeconds = elapsedSeconds
            self.queued = queued
        }
    }

    /// What a running turn is doing.
    public enum Phase: String, Sendable, Hashable {
        case model
        case tool
    }

    /// The tool call that is under way.
    public struct Tool: Sendable, Hashable {
        /// The tool's name.
        public var name: String
        /// Whether it is over in a few seconds.
        public var duration: Duration
        /// Whether it changes anything outside.
        public var effect: Effect
        /// Until when it can be stopped.
        public var interruptible: Interruptible
        /// Whether it is past its point of no return.
        public var committed: Bool
        /// Progress, 0...100; 0 when the tool reports none.
        public var percent: Int

        /// A tool call; by default a long read that can be stopped at any time.
        public init(
            name: String,
            duration: Duration = .long,
            effect: Effect = .read,
            interruptible: Interruptible = .anyTime,
            committed: Bool = false,
            percent: Int = 0
        ) {
            self.name = name
            self.duration = duration
            self.effect = effect
            self.interruptible = interruptible
            self.committed = committed
            self.percent = percent
        }

        /// A tool's class of duration.
        public enum Duration: String, Sendable, Hashable, CaseIterable { case quick, long }
        /// A tool's class of effect.
        public enum Effect: String, Sendable, Hashable, CaseIterable { case read, write }
        /// Until when a tool can be stopped.
        public enum Interruptible: String, Sendable, Hashable, CaseIterable { case anyTime, untilCommit, never }
    }

    /// A turn that was stopped and can go on.
    public struct Interrupted: Sendable, Hashable {
        /// What the turn was for.
        public var goal: String
        /// The agent that ran.
        public var agent: String
        /// What was kept, in words.
        public var kept: String
        /// When it was stopped.
        public var agoSeconds: Int

        /// A stopped turn.
        public init(goal: String, agent: String = "", kept: String = "", agoSeconds: Int = 0) {
            self.goal = goal
            self.agent = agent
            self.kept = kept
            self.agoSeconds = agoSeconds
        }
    }

    /// One message of the conversation.
    public struct Line: Sendable, Hashable {
        /// Who wrote a message.
        public enum Role: String, Sendable, Hashable, CaseIterable { case user, agent }

        /// Who wrote it.
        public var role: Role
        /// What it says.
        public var text: String

        /// A message of the conversation.
        public init(_ role: Role, _ text: String) {
            self.role = role
            self.text = text
        }
    }
}
