/// What a message that arrives while work is going on does.
public enum Action: String, Sendable, Hashable, CaseIterable {
    /// The turn that began a moment ago restarts with the previous message and this one joined.
    case merge
    /// The turn that was stopped last goes on; the message asks for nothing else.
    case resume
    /// The running turn is stopped; there is nothing new to do.
    case cancel
    /// The running turn is stopped and the message starts the next one.
    case interrupt
    /// The running turn goes on and reads the message before its next model call.
    case steer
    /// The running turn goes on; the message is a turn of its own, afterwards.
    case enqueue
    /// The running turn is untouched; the message is answered now, on the side lane.
    case side
    /// The message is refused. Never chosen from words, only by name.
    case reject
    /// The running turn is stopped and taken out of view. Never chosen from words, only by name.
    case rollback
    /// Nothing runs: the message starts a turn. Recorded, never chosen between.
    case start
}

/// An action and why it was chosen.
public struct Decision: Sendable, Hashable {
    /// What the message does.
    public let action: Action

    /// One short sentence for a person.
    public let reason: String

    /// How sure the decider is, 0...1; a rank among its decisions, not a measured frequency of being right.
    public let confidence: Double

    /// A decision; a confidence outside 0...1 is a programmer's mistake.
    public init(_ action: Action, _ reason: String, confidence: Double) {
        precondition((0...1).contains(confidence), "confidence \(confidence) is outside 0...1")
        self.action = action
        self.reason = reason
        self.confidence = confidence
    }
}
