/// What a turn can wait for a person for.
public enum InputKind: String, Sendable, CaseIterable {
    /// Whether a call may run that has not started.
    case approval

    /// The answer to a question of a running tool.
    case question
}

/// What a person says to what a turn waits for.
package enum InputReply: Equatable, Sendable {
    case approval(Bool, text: String?)
    case answer(String)

    package var kind: InputKind {
        switch self {
        case .approval: .approval
        case .answer: .question
        }
    }
}
