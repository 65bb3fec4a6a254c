/// What an event records.
///
/// Kinds that this version does not know are kept as they are.
public struct EventKind: Hashable, Sendable, CustomStringConvertible {
    /// The wire form, as in `turn.ended`.
    public let description: String

    /// Creates a kind from its wire form.
    public init(_ name: String) { description = name }

    public static let sessionOpened = EventKind("session.opened")
    public static let sessionUpdated = EventKind("session.updated")
    public static let sessionClosed = EventKind("session.closed")
    public static let sessionRebound = EventKind("session.rebound")
    public static let messageUser = EventKind("message.user")
    public static let messageStarted = EventKind("message.started")
    public static let messageDelta = EventKind("message.delta")
    public static let messageAgent = EventKind("message.agent")
    public static let messageSteered = EventKind("message.steered")
    public static let arbiterDecided = EventKind("arbiter.decided")
    public static let turnQueued = EventKind("turn.queued")
    public static let turnStarted = EventKind("turn.started")
    public static let turnEnded = EventKind("turn.ended")
    public static let runStarted = EventKind("run.started")
    public static let runResponded = EventKind("run.responded")
    public static let runResumed = EventKind("run.resumed")
    public static let runEnded = EventKind("run.ended")
    public static let stepStarted = EventKind("step.started")
    public static let toolSelected = EventKind("tool.selected")
    public static let toolStarted = EventKind("tool.started")
    public static let toolProgress = EventKind("tool.progress")
    public static let toolCommitted = EventKind("tool.committed")
    public static let toolFinished = EventKind("tool.finished")
    public static let toolFailed = EventKind("tool.failed")
    public static let toolCancelled = EventKind("tool.cancelled")
    public static let toolDetached = EventKind("tool.detached")
    public static let toolDiscarded = EventKind("tool.discarded")
    public static let toolHandedOver = EventKind("tool.handed_over")
    public static let toolQueued = EventKind("tool.queued")
    public static let toolMessaged = EventKind("tool.messaged")
    public static let partialUpdated = EventKind("partial.updated")
    public static let cancelRequested = EventKind("cancel.requested")
    public static let cancelObserved = EventKind("cancel.observed")
    public static let cancelSettled = EventKind("cancel.settled")
    public static let contextTransferred = EventKind("context.transferred")
    public static let synthesisStarted = EventKind("synthesis.started")
    public static let synthesisEnded = EventKind("synthesis.ended")
    public static let inputRequested = EventKind("input.requested")
    public static let inputResolved = EventKind("input.resolved")
    public static let eventsHidden = EventKind("events.hidden")
    public static let eventAnnotated = EventKind("event.annotated")
    public static let error = EventKind("error")
    public static let custom = EventKind("custom")

    public static let contextTranscript = EventKind("context.transcript")
    public static let contextSystem = EventKind("context.system")
    public static let modelRequested = EventKind("model.requested")
    public static let modelResponded = EventKind("model.responded")
    public static let modelText = EventKind("model.text")
    public static let responsePreparing = EventKind("response.preparing")

    /// The kinds that are always recorded.
    public static let control: [EventKind] = [
        .sessionOpened, .sessionUpdated, .sessionClosed, .sessionRebound, .messageUser, .messageStarted, .messageDelta,
        .messageAgent, .messageSteered, .arbiterDecided, .turnQueued, .turnStarted, .turnEnded, .runStarted,
        .runResponded, .runResumed, .runEnded, .stepStarted, .toolSelected, .toolStarted, .toolProgress,
        .toolCommitted, .toolFinished, .toolFailed, .toolCancelled, .toolDetached, .toolDiscarded, .toolHandedOver,
        .toolQueued, .toolMessaged,
        .partialUpdated, .cancelRequested, .cancelObserved, .cancelSettled, .contextTransferred, .synthesisStarted,
        .synthesisEnded, .inputRequested, .inputResolved, .eventsHidden, .eventAnnotated, .error, .custom,
    ]

    /// The kinds that a turn's filter may leave out.
    public static let observation: [EventKind] = [
        .contextTranscript, .contextSystem, .modelRequested, .modelResponded, .modelText, .responsePreparing,
    ]

    /// Whether this version knows the kind.
    public var isKnown: Bool { Self.known.contains(self) }

    private static let known = Set(control + observation)
}

/// Who an event comes from.
public enum EventSource: String, Sendable, CaseIterable {
    case customer, `operator`, agent, system, tool, client
}

/// What a turn runs on.
public enum Lane: String, Sendable, CaseIterable {
    case main, side, background
}
