/// The truth about a tool call at some point of the log, as a model is told it.
package enum CallStatus: Equatable, Sendable {
    case notStarted
    case running(percent: Int)

    /// Past its point of no return, and not heard of since.
    case committedOutcomePending
    case finished(JSON)
    case failed(JSON)

    /// The runtime refused it; the value says why.
    case refused(JSON)
    case cancelledBeforeEffect
    case cancelledEffectUnknown

    /// Nobody waits for it any more; how it ended, when that became known later.
    case detached(outcome: String?)

    /// Another turn owns it.
    case handedOver

    /// The status of a call that has ended, from what its run was told.
    package init(_ outcome: ToolOutcome) {
        switch outcome.status {
        case .finished: self = .finished(outcome.value)
        case .failed: self = .failed(outcome.value)
        case .refused: self = .refused(outcome.value)
        case .cancelledBeforeEffect: self = .cancelledBeforeEffect
        case .cancelledEffectUnknown: self = .cancelledEffectUnknown
        case .detached: self = .detached(outcome: nil)
        case .handedOver: self = .handedOver
        }
    }

    /// The word for it in every transcript.
    package var word: String {
        switch self {
        case .notStarted: "not_started"
        case .running: "running"
        case .committedOutcomePending: "committed_outcome_pending"
        case .finished: "finished"
        case .failed: "failed"
        case .refused: "refused"
        case .cancelledBeforeEffect: "cancelled_before_effect"
        case .cancelledEffectUnknown: "cancelled_effect_unknown"
        case .detached: "detached"
        case .handedOver: "handed_over"
        }
    }

    /// Whether the call is over for the turn that asked for it.
    package var isFinal: Bool {
        switch self {
        case .notStarted, .running, .committedOutcomePending: false
        case .finished, .failed, .refused, .cancelledBeforeEffect, .cancelledEffectUnknown, .detached, .handedOver:
            true
        }
    }

    /// What the agent answers when a call that went on in the background has ended.
    package func note(of tool: String) -> String { "[The call \(tool) that went on in the background has ended: \(text)]" }

    /// What the model reads: the word always stands beside the result, so that no result can pose as a status.
    package var text: String {
        var object: JSONObject = ["status": .string(word)]
        switch self {
        case .finished(let result): object["result"] = result
        case .failed(let error), .refused(let error): object["error"] = error
        case .running(let percent): object["percent"] = .int(percent)
        case .detached(let outcome): object["outcome"] = outcome.map(JSON.string)
        case .notStarted, .committedOutcomePending, .cancelledBeforeEffect, .cancelledEffectUnknown, .handedOver:
            break
        }
        return JSON.object(object).text
    }
}
