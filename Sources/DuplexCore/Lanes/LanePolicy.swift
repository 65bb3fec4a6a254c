/// Which tools a lane may run: the side lane only looks things up, never for long, and without asking anybody.
extension Lane {
    /// Whether a tool of these traits may run on the lane.
    package func allows(_ traits: ToolTraits) -> Bool {
        switch self {
        case .main, .background: true
        case .side: traits.duration == .quick && traits.effect == .read && !traits.needsApproval
        }
    }

    /// Why a call of these traits is refused on the lane, whatever the model asks; nil when it may run.
    func refusal(of traits: ToolTraits) -> ToolSelection.Refusal? {
        guard !allows(traits) else { return nil }
        return ToolSelection.Refusal(
            code: "not_on_side_lane",
            message: "This cannot be done while other work is running; it can be done afterwards.")
    }
}
