public import DuplexCore

/// A turn as a client shows it: a pure fold of its events.
public struct TurnView: Equatable, Sendable {
    /// A tool call that is under way.
    public struct Progress: Equatable, Sendable {
        public let call: CallID

        /// The tool's name.
        public let name: String

        /// How much of it is done, 0...100.
        public internal(set) var percent: Int

        /// What the tool says of it.
        public internal(set) var text: String
    }

    /// The text that is kept, in bytes; what an agent says beyond that is in the log only.
    public static let textByteCountMax = 1 << 20

    /// What the agent has said so far, messages joined by a blank line.
    public private(set) var text = ""

    /// Whether the text is cut at ``textByteCountMax``.
    public private(set) var isTextCut = false

    /// The tool calls that are under way, oldest first.
    public private(set) var progress: [Progress] = []

    /// What was found so far, by key; the last value of a key counts.
    public private(set) var partials: JSONObject = [:]

    /// Where the turn is in its life.
    public private(set) var state = TurnState.queued

    /// Why it failed, in words; nil when it did not.
    public private(set) var problem: String?

    /// The offset after the last event that was folded in: where a reader that comes back goes on.
    public private(set) var next = Offset.zero

    private var message: String?

    /// Creates the view of a turn of which nothing is known.
    public init() {}

    /// How it ended; nil as long as it has not.
    public var outcome: Outcome? { if case .ended(let outcome) = state { outcome } else { nil } }

    /// Whether the text is the whole answer.
    public var isComplete: Bool { outcome == .completed && !isTextCut }

    /// Folds the turn's next event in.
    public mutating func apply(_ event: Event) {
        let payload = event.payload
        next = event.offset.next
        switch event.kind {
        case .turnStarted: state = .running
        case .messageDelta where event.entry.parentRun == nil:
            append(payload["text"]?.string ?? "", of: payload["message"]?.string)
        case .messageAgent where event.entry.parentRun == nil:
            // The deltas of a message joined are exactly its text.
            guard message != payload["message"]?.string else { return }
            let parts = payload["parts"]?.array ?? []
            append(parts.compactMap { $0["text"]?.string }.joined(separator: "\n"), of: payload["message"]?.string)
        case .partialUpdated: if let key = payload["key"]?.string { partials[key] = payload["value"] }
        case .toolStarted, .toolProgress, .toolFinished, .toolFailed, .toolCancelled, .toolDetached, .toolHandedOver:
            applyCall(event)
        case .inputRequested: state = .waitingForInput
        case .inputResolved: state = .running
        case .turnEnded:
            state = .ended(payload["outcome"]?.string.flatMap(Outcome.init(rawValue:)) ?? .failed)
            problem = payload["error"]?["message"]?.string
            progress = []
        default: break
        }
    }

    private mutating func append(_ words: String, of message: String?) {
        let isNew = self.message != message
        self.message = message
        let added = (isNew && !text.isEmpty ? "\n\n" : "") + words
        guard text.utf8.count + added.utf8.count <= Self.textByteCountMax else { return isTextCut = true }
        text += added
    }

    private mutating func applyCall(_ event: Event) {
        guard let call = event.payload["call"]?.string.map(CallID.init) else { return }
        let place = progress.firstIndex { $0.call == call }
        switch event.kind {
        case .toolStarted:
            progress.append(Progress(call: call, name: event.payload["name"]?.string ?? "", percent: 0, text: ""))
        case .toolProgress:
            guard let place else { return }
            progress[place].percent = event.payload["percent"]?.int ?? progress[place].percent
            progress[place].text = event.payload["text"]?.string ?? ""
        default: if let place { progress.remove(at: place) }
        }
    }
}
