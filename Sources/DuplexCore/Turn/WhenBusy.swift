/// What a message does when work is going on: chosen by the arbiter, or named in advance.
public enum WhenBusy: Hashable, Sendable {
    /// The arbiter decides from the situation.
    case auto

    /// The person spoke over the agent: a long operation lives on and is talked beside, anything else is interrupted.
    case bargeIn
    case named(Action)

    /// The word on the wire.
    public var name: String {
        switch self {
        case .auto: "auto"
        case .bargeIn: "barge_in"
        case .named(let action): action.rawValue
        }
    }

    /// Reads the word on the wire; `start` cannot be asked for.
    public init?(name: String) {
        if name == "auto" {
            self = .auto
        } else if name == "barge_in" {
            self = .bargeIn
        } else if let action = Action(rawValue: name), action != .start {
            self = .named(action)
        } else {
            return nil
        }
    }
}
