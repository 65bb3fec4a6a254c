/// Says how many events of the conversation view an event yields, as the log is written.
///
/// The conversation view is Parlant's: it has its own dense offsets over its own kinds. What this counts is stored
/// beside the event and never counted again, so the rules are frozen: a change would need a new view. Only control
/// kinds are counted, so that no filter and no pressure moves an offset.
package struct ConversationNumberer: Equatable, Sendable {
    /// Whether messages appear with their first words; set when the session is opened.
    package private(set) var mode = ConversationMode.block

    /// The main turn that has started and not ended.
    private var running: TurnID?

    /// Whether that turn's failure has been shown already.
    private var hasShownError = false

    /// The messages of the running turn that have appeared and are not complete.
    private var appeared: Set<MessageID> = []

    package init() {}

    /// The next entry's number of view events: 0, 1 or 2.
    ///
    /// Feed every entry of the log, in order.
    package mutating func count(_ entry: Entry) -> Int {
        switch entry.kind {
        case .messageUser, .custom: return 1
        case .messageAgent: return countMessage(entry)
        case .error: return countError(entry)
        default: break
        }
        // Statuses tell how the main lane's turn fares; talk on other lanes appears as messages alone.
        guard entry.isOnMain else { return 0 }
        switch entry.kind {
        case .sessionOpened:
            mode = entry.payload["message_output_mode"]?.string.flatMap(ConversationMode.init(rawValue:)) ?? .block
            return 0
        case .turnStarted:
            running = entry.turn
            hasShownError = false
            return 2
        case .turnEnded: return countEnd(entry)
        case .stepStarted: return entry.parentRun == nil && (entry.step ?? 1) > 1 ? 1 : 0
        case .messageStarted: return entry.parentRun == nil ? 1 : 0
        case .messageDelta: return countDelta(entry)
        case .toolStarted, .toolProgress, .toolFinished, .toolFailed: return 1
        default: return 0
        }
    }

    /// The message, and `ready` after it on the main lane; only `ready` when the message has appeared piece by piece.
    private mutating func countMessage(_ entry: Entry) -> Int {
        guard entry.parentRun == nil else { return 0 }
        guard entry.turn != nil, entry.isOnMain else { return 1 }
        let message = entry.payload["message"]?.string.map(MessageID.init)
        return message.flatMap { appeared.remove($0) } == nil ? 2 : 1
    }

    private mutating func countDelta(_ entry: Entry) -> Int {
        guard mode == .stream, entry.parentRun == nil, let message = entry.payload["message"]?.string else { return 0 }
        return appeared.insert(MessageID(message)).inserted ? 1 : 0
    }

    /// A branch's error is not the turn's: clients would take the turn for failed.
    private mutating func countError(_ entry: Entry) -> Int {
        guard entry.parentRun == nil, entry.isOnMain else { return 0 }
        if entry.turn != nil, entry.turn == running { hasShownError = true }
        return 1
    }

    private mutating func countEnd(_ entry: Entry) -> Int {
        let wasRunning = entry.turn == running
        let needsError = !(wasRunning && hasShownError)
        if wasRunning {
            running = nil
            appeared = []
        }
        switch entry.payload["outcome"]?.string.flatMap(Outcome.init(rawValue:)) ?? .failed {
        case .completed: return 1
        case .failed: return needsError ? 2 : 1
        // Nothing was ever shown of a turn that did not start: its successor answers in its place.
        case .superseded: return wasRunning ? 2 : 0
        case .interrupted, .cancelled, .timedOut, .rolledBack: return 2
        }
    }
}

/// How agents' messages appear in the conversation view.
package enum ConversationMode: String, Sendable {
    /// Whole, once they are complete.
    case block

    /// With their first words, growing in place.
    case stream
}

extension Entry {
    /// Whether the entry is the main lane's; what belongs to no lane counts as that.
    var isOnMain: Bool { lane == nil || lane == .main }
}

extension ConversationNumberer {
    package var snapshot: JSON {
        var object: JSONObject = ["mode": .string(mode.rawValue), "error": .bool(hasShownError)]
        object["running"] = running.map { .string($0.value) }
        object["appeared"] = .array(appeared.sorted().map { .string($0.value) })
        return .object(object)
    }

    /// Goes on from a snapshot; nil when it is damaged.
    package init?(snapshot: JSON) {
        guard let mode = snapshot["mode"]?.string.flatMap(ConversationMode.init(rawValue:)),
            let hasShownError = snapshot["error"]?.bool, let appeared = snapshot["appeared"]?.array
        else { return nil }
        self.mode = mode
        self.hasShownError = hasShownError
        running = snapshot["running"]?.string.map(TurnID.init)
        self.appeared = Set(appeared.compactMap { $0.string.map(MessageID.init) })
    }
}
