import DuplexCore

/// What the whole file may have beside the settings.
enum PartKey: String, CaseIterable {
    case models, agents, limits
}

/// A language model.
enum ModelKey: String, ConfigKey {
    case kind, url, name, key, script

    var about: String {
        switch self {
        case .kind: "What speaks there: openai, or scripted, which answers by rules and needs no server."
        case .url: "The address before /chat/completions, as in http://127.0.0.1:11434/v1."
        case .name: "The model's name at the provider."
        case .key: "The provider's key, as in \"${MODEL_KEY}\"; none for a server that wants none."
        case .script: "What a scripted model goes by: its rules."
        }
    }

    var standard: String? {
        switch self {
        case .kind: "openai"
        case .url: "https://api.openai.com/v1"
        case .name, .key, .script: nil
        }
    }
}

/// An agent that lets a model call tools.
enum LoopKey: String, ConfigKey {
    case kind, about, model, instructions, tools, lanes, whenBusy, steps

    var about: String {
        switch self {
        case .kind: "What the agent is: loop, a model that calls tools, or parlant, an agent on a Parlant server."
        case .about: "One sentence for people."
        case .model: "The model that it thinks with: a name under models."
        case .instructions: "What the model is told before the conversation; file:NAME reads a file beside this one."
        case .tools: "What the model may call: a list of tools over HTTP."
        case .lanes: "What is different on the main lane and on the side lane."
        case .whenBusy: "What a message does while the agent works."
        case .steps: "The most model calls of one turn."
        }
    }

    var standard: String? {
        switch self {
        case .kind: "loop"
        case .whenBusy: "interrupt"
        case .steps: "10"
        case .about, .model, .instructions, .tools, .lanes: nil
        }
    }
}

/// An agent on a Parlant server.
enum ParlantKey: String, ConfigKey {
    case kind, about, url, agent, customer, whenBusy

    var about: String {
        switch self {
        case .kind: LoopKey.kind.about
        case .about: LoopKey.about.about
        case .url: "The Parlant server's address, as in http://127.0.0.1:8800."
        case .agent: "The agent's id on that server."
        case .customer:
            "Who speaks there: session, each person as somebody else; guest; or id:NAME, one customer for all."
        case .whenBusy: LoopKey.whenBusy.about
        }
    }

    var standard: String? {
        switch self {
        case .customer: "session"
        case .whenBusy: "interrupt"
        case .kind, .about, .url, .agent: nil
        }
    }
}

/// A tool over HTTP.
enum ToolKey: String, ConfigKey {
    case name, about, url, key, parameters, duration, effect, interruptible, feedback, deadline, secrets, approval

    var about: String {
        switch self {
        case .name: "The name that the model uses: letters, digits and underscores."
        case .about: "One or two sentences that tell the model when to use it."
        case .url: "Where calls are posted to."
        case .key: "The tool's key, as in \"${TOOL_KEY}\", sent as a bearer token."
        case .parameters: "The JSON schema of the arguments: an object."
        case .duration: "How long a call takes as people feel it: quick, or long, when they want to talk meanwhile."
        case .effect: "What a call does to the world: read for nothing, or write."
        case .interruptible: "Until when a running call may be stopped: anyTime, untilCommit (until it is sent), never."
        case .feedback: "What people read while it works; its name when left out."
        case .deadline: "The longest time that one call may take."
        case .secrets: "Names of arguments that never reach the log, a model or a progress text."
        case .approval: "Whether a person must allow each call."
        }
    }

    var standard: String? {
        switch self {
        case .parameters: "no arguments"
        case .duration: "quick"
        case .effect: "read"
        case .interruptible: "anyTime"
        case .deadline: "60s"
        case .approval: "false"
        case .name, .about, .url, .key, .feedback, .secrets: nil
        }
    }
}

/// The lanes of an agent.
enum LanesKey: String, ConfigKey {
    case main, side

    var about: String {
        switch self {
        case .main: "Where turns run one after the other."
        case .side: "Where the agent talks while a long operation runs, and may only look things up."
        }
    }

    var standard: String? { nil }
}

/// How an agent works on one lane.
enum LaneKey: String, ConfigKey {
    case temperature, model, instructions

    var about: String {
        switch self {
        case .temperature: "How free the model's choice of words is, from 0 to 2."
        case .model: "On the side lane: another model under models."
        case .instructions: "On the side lane: what the model is told there instead."
        }
    }

    var standard: String? { nil }
}

/// The bounds of every session.
enum LimitKey: String, ConfigKey {
    case idle, total, firstByte, notice, sideTotal, resumeGrace, inputPatience, chatTotal, chatIdle
    case queuedTurns, sideTurns, backgroundTurns, callsPerStep, payloadBytes

    var about: String {
        switch self {
        case .idle: "Silence of an agent after which its turn ends as timed out."
        case .total: "The longest time of a whole turn."
        case .firstByte: "How long a model may think before its first word."
        case .notice: "Silence of a running tool after which the session says that it still works."
        case .sideTotal: "The longest time of a turn on the side lane."
        case .resumeGrace: "How long after its end an interrupted turn can be resumed."
        case .inputPatience: "How long a question to a person stays open."
        case .chatTotal: "How long a conversation of the /api/chat routes is kept in all."
        case .chatIdle: "How long a conversation of the /api/chat routes is kept after its last message."
        case .queuedTurns: "Turns that may wait behind the running one."
        case .sideTurns: "Turns that may run on the side lane at once."
        case .backgroundTurns: "Operations that may go on in the background at once."
        case .callsPerStep: "Tool calls of one step."
        case .payloadBytes: "Bytes of one tool result."
        }
    }

    var standard: String? {
        let limits = ConfiguredLimits()
        if let place = durationPlace { return Self.text(limits[keyPath: place]) }
        return countPlace.map { String(limits[keyPath: $0]) }
    }

    /// Where the limit is kept, for one that is a time.
    var durationPlace: WritableKeyPath<ConfiguredLimits, Duration>? {
        switch self {
        case .idle: \.session.silence
        case .total: \.session.turnTotal
        case .firstByte: \.session.modelFirstByte
        case .notice: \.session.silenceNotice
        case .sideTotal: \.session.sideTurnTotal
        case .resumeGrace: \.session.resumeGrace
        case .inputPatience: \.session.inputPatience
        case .chatTotal: \.chatTotal
        case .chatIdle: \.chatIdle
        case .queuedTurns, .sideTurns, .backgroundTurns, .callsPerStep, .payloadBytes: nil
        }
    }

    /// Where the limit is kept, for one that is a number.
    var countPlace: WritableKeyPath<ConfiguredLimits, Int>? {
        switch self {
        case .queuedTurns: \.session.queuedTurnCountMax
        case .sideTurns: \.session.sideTurnCountMax
        case .backgroundTurns: \.session.backgroundTurnCountMax
        case .callsPerStep: \.session.callsPerStepMax
        case .payloadBytes: \.session.payloadByteCountMax
        default: nil
        }
    }

    private static func text(_ duration: Duration) -> String {
        let (seconds, milliseconds) = (Int(duration / .seconds(1)), Int(duration / .milliseconds(1)))
        if milliseconds % 1000 != 0 { return "\(milliseconds)ms" }
        if seconds % 3600 == 0 { return "\(seconds / 3600)h" }
        return seconds % 60 == 0 ? "\(seconds / 60)m" : "\(seconds)s"
    }
}

/// The limits that can be configured.
struct ConfiguredLimits: Equatable, Sendable {
    var session = Limits()
    var chatTotal = Duration.seconds(1800)
    var chatIdle = Duration.seconds(600)
}
