/// How a turn or a run ended. Only `completed` is the whole answer.
public enum Outcome: String, Sendable, CaseIterable {
    case completed

    /// Stopped because a successor took its place.
    case interrupted

    /// A successor took its place before it started.
    case superseded

    /// Stopped by someone, without a successor.
    case cancelled
    case failed

    /// A time limit passed without a sign of life, or the turn took too long in all.
    case timedOut = "timed_out"

    /// Stopped, and taken out of view.
    case rolledBack = "rolled_back"
}

/// Why a turn ended, or why a cancel was asked for.
public enum Cause: String, Sendable, CaseIterable {
    case user, successor, deadline, shutdown, disconnect, lane, restart, call, done
}

/// Where a turn is in its life; once it has ended its state is its ``Outcome``.
public enum TurnState: Equatable, Sendable {
    case queued
    case running
    case finalizing
    case waitingForInput
    case ended(Outcome)

    /// The word on the wire.
    public var name: String {
        switch self {
        case .queued: "queued"
        case .running: "running"
        case .finalizing: "finalizing"
        case .waitingForInput: "waiting_for_input"
        case .ended(let outcome): outcome.rawValue
        }
    }

    /// Reads the word on the wire.
    package init?(name: String) {
        switch name {
        case "queued": self = .queued
        case "running": self = .running
        case "finalizing": self = .finalizing
        case "waiting_for_input": self = .waitingForInput
        default:
            guard let outcome = Outcome(rawValue: name) else { return nil }
            self = .ended(outcome)
        }
    }

    /// Whether a turn may go from this state to `next`; anything else is a defect.
    ///
    /// Ended states are final. A turn that never ran ends as superseded, cancelled or failed only.
    package func allows(_ next: TurnState) -> Bool {
        switch (self, next) {
        case (.queued, .running), (.running, .finalizing), (.running, .waitingForInput), (.waitingForInput, .running),
            (.waitingForInput, .finalizing):
            true
        case (.queued, .ended(let outcome)): [.superseded, .cancelled, .failed].contains(outcome)
        case (.running, .ended(let outcome)), (.finalizing, .ended(let outcome)),
            (.waitingForInput, .ended(let outcome)):
            outcome != .superseded
        case (.queued, _), (.running, _), (.finalizing, _), (.waitingForInput, _), (.ended, _): false
        }
    }
}
