package import DuplexCore

/// What a stream of the chat routes is sent of one turn: a pure function of the turn's events, so that frames are the
/// same live and repeated.
struct ChatFeed: Equatable, Sendable {
    /// The events that it is folded from.
    static let kinds: Set<EventKind> = [
        .messageUser, .messageStarted, .messageDelta, .messageAgent, .turnStarted, .turnEnded, .runStarted, .runEnded,
        .partialUpdated, .toolStarted, .toolProgress, .toolFinished,
    ]

    private struct Child: Equatable {
        var run: RunID
        var agent: String
        var said = ""
        var partial: JSON?
    }

    private var children: [Child] = []

    /// The agents that the question went to, in the order in which they began.
    private var routed: [String] = []

    /// The message that is being written, and whether any of it was shown.
    private var open: (message: String, hasDeltas: Bool)?
    private var finished: [String] = []
    private var growing = ""
    private(set) var hasStarted = false

    /// How it ended; nil as long as it has not.
    private(set) var outcome: Outcome?
    private(set) var problem: String?

    init() {}

    /// The words so far, messages joined by a blank line.
    var text: String { messages.joined(separator: "\n\n") }

    /// The messages so far, the one that is being written included.
    var messages: [String] { growing.isEmpty ? finished : finished + [growing] }

    /// Folds the turn's next event in.
    ///
    /// - Returns: The frames that tell of it, oldest first.
    mutating func apply(_ event: Event) -> [JSON] {
        let payload = event.payload
        let isOfChild = event.entry.parentRun != nil
        switch event.kind {
        case .turnStarted:
            hasStarted = true
            return [["type": "processing", "status": "running"]]
        case .runStarted where isOfChild: return begin(event.entry.run, payload["agent"]?.string ?? "")
        case .runEnded where isOfChild: return end(event.entry.run, payload)
        case .partialUpdated where isOfChild:
            if let place = children.firstIndex(where: { $0.run == event.entry.run }) {
                children[place].partial = payload["value"]
            }
        case .messageAgent where isOfChild:
            if let place = children.firstIndex(where: { $0.run == event.entry.run }) {
                children[place].said = SessionFold.text(of: payload)
            }
        case .messageDelta where !isOfChild:
            return write(payload["text"]?.string ?? "", to: payload["message"]?.string ?? "")
        case .messageAgent where !isOfChild: return finish(payload)
        case .turnEnded: return end(payload)
        default: break
        }
        return []
    }

    // MARK: Messages

    private mutating func write(_ text: String, to message: String) -> [JSON] {
        guard !text.isEmpty else { return [] }
        let isFirst = open?.message != message
        if isFirst { open = (message, true) }
        growing = isFirst ? text : growing + text
        return [frame(text, isFirst: isFirst)]
    }

    private mutating func finish(_ payload: JSON) -> [JSON] {
        let wasShown = open?.message == payload["message"]?.string && open?.hasDeltas == true
        let text = SessionFold.text(of: payload)
        growing = text
        let frames = wasShown || text.isEmpty ? [] : [frame(text, isFirst: true)]
        open = nil
        growing = ""
        if !text.isEmpty { finished.append(text) }
        return frames
    }

    /// The first words of a later message say that they begin one.
    private func frame(_ text: String, isFirst: Bool) -> JSON {
        [
            "type": isFirst && !finished.isEmpty ? "new_message" : "streaming", "content": .string(text),
            "message_index": .int(finished.count + 1),
        ]
    }

    // MARK: Agents side by side

    private mutating func begin(_ run: RunID?, _ agent: String) -> [JSON] {
        guard let run else { return [] }
        children.append(Child(run: run, agent: agent))
        routed.append(agent)
        return [["type": "processing", "status": "running", "routed_to": .array(routed.map(JSON.string))]]
    }

    private mutating func end(_ run: RunID?, _ payload: JSON) -> [JSON] {
        guard let place = children.firstIndex(where: { $0.run == run }) else { return [] }
        let child = children.remove(at: place)
        var frames: [JSON] = []
        switch payload["outcome"]?.string.flatMap(Outcome.init(rawValue:)) ?? .failed {
        case .completed:
            let content = child.said.isEmpty ? child.partial?.text ?? "" : child.said
            frames.append(["type": "partial", "agent": .string(child.agent), "content": .string(content)])
        case .failed, .timedOut:
            let message = payload["error"]?["message"]?.string ?? "The agent failed."
            frames.append(["type": "error", "agent": .string(child.agent), "message": .string(message)])
        case .interrupted, .superseded, .cancelled, .rolledBack: break
        }
        if children.isEmpty, routed.count > 1, !frames.isEmpty { frames.append(["type": "synthesizing"]) }
        return frames
    }

    // MARK: The end

    private mutating func end(_ payload: JSON) -> [JSON] {
        let outcome = payload["outcome"]?.string.flatMap(Outcome.init(rawValue:)) ?? .failed
        self.outcome = outcome
        if outcome != .completed {
            problem = payload["error"]?["message"]?.string ?? Self.sentence(outcome)
        }
        return [lastFrame(outcome)]
    }

    private func lastFrame(_ outcome: Outcome) -> JSON {
        var frame: JSONObject = [
            "type": .string(Self.lastType(outcome)), "status": .string(outcome.rawValue),
            "complete": .bool(outcome == .completed), "content": .string(text),
            "message_count": .int(messages.count),
        ]
        frame["message"] = problem.map(JSON.string)
        return .object(frame)
    }

    private static func lastType(_ outcome: Outcome) -> String {
        switch outcome {
        case .completed: "complete"
        case .failed, .timedOut: "error"
        case .cancelled, .interrupted, .superseded, .rolledBack: "cancelled"
        }
    }

    private static func sentence(_ outcome: Outcome) -> String {
        switch outcome {
        case .timedOut: "The agent was silent for too long; the answer is not complete."
        case .failed: "The agent failed."
        case .completed, .cancelled, .interrupted, .superseded, .rolledBack: "The answer was stopped."
        }
    }

    static func == (left: ChatFeed, right: ChatFeed) -> Bool {
        left.text == right.text && left.outcome == right.outcome && left.routed == right.routed
            && left.children == right.children && left.hasStarted == right.hasStarted
    }
}

/// The text that a reader of chat frames has: words are appended, a new message begins after a blank line, partial and
/// complete ones replace what was there.
package struct ChatText: Equatable, Sendable {
    package private(set) var text = ""

    package init() {}

    /// Takes the next frame in; frames without words change nothing.
    package mutating func apply(_ frame: JSON) {
        guard let content = frame["content"]?.string else { return }
        switch frame["type"]?.string {
        case "streaming": text += content
        case "new_message": text += (text.isEmpty ? "" : "\n\n") + content
        case "partial", "complete": text = content
        default: break
        }
    }
}
