/// What can be said to a tool while it runs.
public enum ToolMessage: Equatable, Sendable {
    /// The kinds, by their words on the wire. A tool says in its traits which of them it takes.
    public enum Kind: String, Sendable, CaseIterable {
        case amend, hurry, answer
    }

    /// Some arguments change: the members take the place of those that the call was made with.
    case amend(JSONObject)

    /// The person would rather have what there is now than everything later.
    case hurry

    /// What the person says to something that the tool wants to know.
    case answer(String)

    /// Its kind.
    public var kind: Kind {
        switch self {
        case .amend: .amend
        case .hurry: .hurry
        case .answer: .answer
        }
    }

    /// What belongs to the kind, as it is recorded.
    package var members: JSONObject {
        switch self {
        case .amend(let changes): ["arguments": .object(changes)]
        case .hurry: [:]
        case .answer(let text): ["text": .string(text)]
        }
    }
}

/// A message to a running tool, on its way.
package struct ToolPost: Equatable, Sendable {
    package var message: ToolMessage

    /// Who says it.
    package var principal: Principal

    /// The turn on the side lane that passes it on; nil when it comes from the person's own hand.
    package var turn: TurnID?

    /// What speaks against it for the tool's own reasons; nil for nothing.
    package var refusal: ToolSelection.Refusal?

    package init(
        _ message: ToolMessage, by principal: Principal, through turn: TurnID? = nil,
        refusal: ToolSelection.Refusal? = nil
    ) {
        self.message = message
        self.principal = principal
        self.turn = turn
        self.refusal = refusal
    }
}

/// Why a message does not reach a tool.
package enum Undelivered: Equatable, Sendable {
    /// The call has ended, or there was never one of that name.
    case gone

    /// It waits for leave to start, or for its turn.
    case notStarted
    case stopping

    /// Its tool takes other kinds, or none.
    case notAccepted(tool: String, kinds: [ToolMessage.Kind])

    /// Its arguments count already.
    case committed
    case refused(ToolSelection.Refusal)

    /// The tool has not read what it was told before.
    case full
    case tooLong

    /// A short stable name, as models read it.
    package var code: String {
        switch self {
        case .gone, .notStarted: "not_running"
        case .stopping: "stopping"
        case .notAccepted: "not_accepted"
        case .committed: "committed"
        case .refused(let refusal): refusal.code
        case .full: "inbox_full"
        case .tooLong: "too_long"
        }
    }

    /// One sentence for people and models.
    package var message: String {
        switch self {
        case .gone: return "The call is over; it takes nothing more."
        case .notStarted: return "The call has not started yet."
        case .stopping: return "The call is being stopped."
        case .notAccepted(let tool, let kinds):
            let words = kinds.map(\.rawValue).joined(separator: ", ")
            return kinds.isEmpty ? "\(tool) takes no messages while it runs." : "While it runs \(tool) takes only: \(words)."
        case .committed: return "The call is past its point of no return; its arguments cannot be changed any more."
        case .refused(let refusal): return refusal.message
        case .full: return "The tool has not read what it was told before."
        case .tooLong: return "The message is longer than a message to a tool may be."
        }
    }
}
