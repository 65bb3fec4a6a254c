/// What the runtime must know of a tool before it may run it.
public struct ToolTraits: Equatable, Sendable {
    /// How long a call takes, as people feel it.
    public enum DurationClass: String, Sendable {
        /// Answered within a breath.
        case quick

        /// People want to talk meanwhile.
        case long
    }

    /// What a call does to the world.
    public enum EffectClass: String, Sendable {
        /// Nothing: it may be repeated freely.
        case read

        /// Something: it must not be done twice by accident.
        case write
    }

    /// When a running call may be interrupted.
    public enum Interruptible: String, Sendable {
        case anyTime
        case untilCommit
        case never
    }

    public var duration: DurationClass
    public var effect: EffectClass
    public var interruptible: Interruptible

    /// What a call does while another one of the same tool runs in the session; on the side lane it always runs.
    public enum Overlap: String, Sendable {
        /// It runs beside it.
        case allowed

        /// It waits until the other one has ended.
        case queued

        /// It is refused in words.
        case refused
    }

    /// What people read while the tool works; the tool's name where it is empty.
    public var feedback: String

    /// The arguments that never reach the log, a model or a progress text.
    public var secretFields: Set<String>

    /// The longest time one call may take.
    public var deadline: Duration

    /// Whether the tool's output is the turn's answer, without a further model call.
    public var returnsDirectly: Bool

    /// Whether the tool blocks its thread; it then runs on threads of its own, where it holds up no session. Without
    /// this a tool must not block: it shares its session's loop with others.
    public var isBlocking: Bool

    /// Whether a person must allow each call before it starts.
    public var needsApproval: Bool

    /// What a running call may be told; it reads that with `ToolCall.message(within:)`.
    public var accepts: Set<ToolMessage.Kind>

    /// What a call does while another one of the same tool runs.
    public var overlap: Overlap

    /// What makes two calls of the tool one and the same deed, whatever ``overlap`` says: while the first one runs, a
    /// second one with the same key has no effect of its own and gets the first one's result. Tools give it with
    /// `traits(for:)`, made of the arguments; nil makes every call a deed of its own.
    public var deed: String?

    /// Creates the traits of a quick, harmless tool, unless told otherwise.
    public init(
        duration: DurationClass = .quick, effect: EffectClass = .read, interruptible: Interruptible = .anyTime,
        feedback: String = "", secretFields: Set<String> = [], deadline: Duration = .seconds(600),
        returnsDirectly: Bool = false, isBlocking: Bool = false, needsApproval: Bool = false,
        accepts: Set<ToolMessage.Kind> = [], overlap: Overlap = .allowed, deed: String? = nil
    ) {
        self.duration = duration
        self.effect = effect
        self.interruptible = interruptible
        self.feedback = feedback
        self.secretFields = secretFields
        self.deadline = deadline
        self.returnsDirectly = returnsDirectly
        self.isBlocking = isBlocking
        self.needsApproval = needsApproval
        self.accepts = accepts
        self.overlap = overlap
        self.deed = deed
    }
}
