/// One message of what a model may be shown.
package enum TranscriptMessage: Equatable, Sendable {
    case user(String)

    /// What was said, and the calls that were asked for with it.
    case assistant(String, calls: [TranscriptCall] = [])

    /// The one result of a call, as text.
    case tool(call: String, text: String)

    /// Whether a person says it.
    package var isUser: Bool { if case .user = self { true } else { false } }
}

/// A call as the model asked for it.
package struct TranscriptCall: Equatable, Sendable {
    /// The provider's name of the call; its result repeats it.
    package var id: String
    package var name: String
    package var arguments: JSON

    package init(id: String, name: String, arguments: JSON = [:]) {
        self.id = id
        self.name = name
        self.arguments = arguments
    }
}
