/// What was asked and answered on the side lane while a main turn worked.
public struct SideTalk: Equatable, Sendable {
    /// The turn on the side lane.
    public let turn: TurnID

    /// The person's words.
    public let asked: String

    /// The agent's answer.
    public let answered: String

    /// Whether it was about the work alone: how far it is, or what it shall do. That is known from the tools that were used, not from words.
    package let isStatusOnly: Bool

    /// The tool that tells how far the work is.
    package static let statusTool = "check_status"

    /// The tools with which one talks about the operation and of nothing else: what came of that is in its own result.
    package static let operationTools: Set = [
        statusTool, "cancel_operation", "hurry_operation", "amend_operation", "answer_operation",
    ]

    package init(turn: TurnID, asked: String, answered: String, isStatusOnly: Bool = false) {
        self.turn = turn
        self.asked = asked
        self.answered = answered
        self.isStatusOnly = isStatusOnly
    }
}
