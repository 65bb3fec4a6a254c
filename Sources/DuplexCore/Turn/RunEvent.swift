/// What a running agent reports to its session.
package enum RunEvent: Equatable, Sendable {
    /// A model call begins; steps are numbered from 1 by the session.
    case step

    /// A message begins; its deltas follow.
    case messageStarted(MessageID)
    case delta(MessageID, text: String)

    /// A message is complete: `text` is exactly its deltas joined, or it had none.
    case messageEnded(MessageID, text: String)

    /// What the turn has found so far under a key; the last value counts.
    case partial(key: String, value: JSON, isComplete: Bool)

    /// The attempt to join the answer with what was said on the side lane is over; an error says that it failed.
    case joined(error: JSON?)

    /// Anything else that a control or observation kind records.
    case note(EventKind, payload: JSON)
}

/// What a running tool reports to its session.
package enum ToolEvent: Equatable, Sendable {
    case progress(percent: Int, text: String)
    case partial(key: String, value: JSON, isComplete: Bool)

    /// Remembers a value for the session's later turns.
    case remember(key: String, value: JSON)
}

/// One call that a run asks for.
package struct ToolSelection: Equatable, Sendable {
    package var call: CallID

    /// The provider's name of the call.
    package var modelCall: String
    package var name: String

    /// The arguments, without the fields that the tool marks secret.
    package var shownArguments: JSON
    package var traits: ToolTraits

    /// Why the runtime will not run it; nil to run it.
    package var refusal: Refusal?

    /// Whether an agent asked for it; false for what the runtime calls by itself, to bring context.
    package var isAgentDecision: Bool

    package struct Refusal: Equatable, Sendable {
        package var code: String
        package var message: String

        package init(code: String, message: String) {
            self.code = code
            self.message = message
        }
    }

    package init(
        call: CallID, modelCall: String, name: String, shownArguments: JSON, traits: ToolTraits, refusal: Refusal? = nil,
        isAgentDecision: Bool = true
    ) {
        self.call = call
        self.modelCall = modelCall
        self.name = name
        self.shownArguments = shownArguments
        self.traits = traits
        self.refusal = refusal
        self.isAgentDecision = isAgentDecision
    }
}
