/// How one tool call ended, as the run that asked for it is told.
public struct ToolOutcome: Equatable, Sendable {
    /// The truth about a call, in the words that a transcript uses.
    public enum Status: String, Sendable {
        case finished
        case failed

        /// The runtime refused the call: unknown tool, wrong arguments, or not allowed on this lane.
        case refused
        case cancelledBeforeEffect = "cancelled_before_effect"
        case cancelledEffectUnknown = "cancelled_effect_unknown"
        case detached
        case handedOver = "handed_over"
    }

    public let call: CallID
    public let status: Status

    /// The tool's result, or `{code, message}` of what went wrong.
    public let value: JSON

    /// Creates an outcome.
    public init(call: CallID, status: Status, value: JSON) {
        self.call = call
        self.status = status
        self.value = value
    }
}
