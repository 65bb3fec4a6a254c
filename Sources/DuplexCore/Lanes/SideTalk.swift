/// What was asked and answered on the side lane while a main turn worked.
public struct SideTalk: Equatable, Sendable {
    /// The turn on the side lane.
    public let turn: TurnID

    /// The person's words.
    public let asked: String

    /// The agent's answer.
    public let answered: String

    /// Whether the answer only told how far the work is. That is known from the tools that were used, not from words.
    package let isStatusOnly: Bool

    /// The tool that tells how far the work is.
    package static let statusTool = "check_status"

    package init(turn: TurnID, asked: String, answered: String, isStatusOnly: Bool = false) {
        self.turn = turn
        self.asked = asked
        self.answered = answered
        self.isStatusOnly = isStatusOnly
    }
}
