public import DuplexCore

/// A log as people would tell it: who said what and when, what the tools did, and what became of it.
///
/// Times are seconds since the first event, so the same scenario under a virtual clock tells the same story; tests
/// compare it with the transcripts in the documentation.
public struct Story: Sendable {
    private var lines: [String] = []
    private var start: Timestamp?
    private var names: [TurnID: Int] = [:]

    /// Tells a log.
    public static func tell(_ events: [Event]) -> String {
        var story = Story()
        for event in events { story.add(event) }
        return story.lines.joined(separator: "\n")
    }

    private mutating func add(_ event: Event) {
        let start = start ?? event.time
        self.start = start
        let payload = event.payload
        let name = payload["name"]?.string ?? ""
        switch event.kind {
        case .messageUser: line(event, "you", SessionFold.text(of: payload))
        case .messageAgent: line(event, event.entry.lane == .side ? "side" : "agent", SessionFold.text(of: payload))
        case .arbiterDecided:
            guard let action = payload["action"]?.string, action != Action.start.rawValue else { return }
            line(event, "", "→ \(action): \(payload["reason"]?.string ?? "")")
        case .toolQueued: line(event, "tool", payload["text"]?.string ?? "")
        case .toolHandedOver: line(event, "tool", "\(name) goes on in the background")
        case .toolStarted where payload["continues"] != nil || payload["joins"] != nil: return
        case .toolStarted:
            let feedback = payload["feedback"]?.string ?? ""
            line(event, "tool", feedback.isEmpty ? name : "\(name): \(feedback)")
        case .toolProgress: line(event, "tool", "\(name) \(payload["percent"]?.int ?? 0) %")
        case .custom:
            guard payload["type"]?.string == SessionMachine.silenceNoticeType, event.entry.source == .system else { return }
            line(event, "", "→ \(name) still works, without a word for \(payload["silent"]?.int ?? 0) s")
        case .toolCommitted: line(event, "tool", "\(name) is past its point of no return")
        case .toolFinished: line(event, "tool", "\(name) finished")
        case .toolFailed: line(event, "tool", "\(name) failed: \(payload["error"]?["code"]?.string ?? "")")
        case .toolCancelled:
            let isUnknown = payload["effect"]?.string == "unknown"
            line(event, "tool", "\(name) stopped\(isUnknown ? "; whether it took effect is unknown" : " before any effect")")
        case .toolMessaged where payload["state"]?.string == "accepted":
            line(event, "tool", "\(name) is told to \(payload["kind"]?.string ?? "")")
        case .toolDetached: line(event, "tool", "\(name) does not stop; the turn goes on without it")
        case .inputRequested: line(event, "asks", payload["prompt"]?.string ?? "")
        case .inputResolved: addReply(event)
        case .partialUpdated: addPartial(event)
        case .contextTransferred: addTransfer(event)
        case .turnEnded:
            let outcome = payload["outcome"]?.string ?? ""
            if outcome != Outcome.completed.rawValue { line(event, "", "→ \(outcome)") }
        default: return
        }
    }

    private mutating func addReply(_ event: Event) {
        let payload = event.payload
        guard payload["reason"]?.string == "answered" else {
            return line(event, "", "→ \(payload["reason"]?.string ?? "closed") without an answer")
        }
        let words = payload["answer"]?.string ?? (payload["approved"]?.bool == true ? "approved" : "refused")
        line(event, "you", words)
    }

    private mutating func addPartial(_ event: Event) {
        guard let key = event.payload["key"]?.string, let value = event.payload["value"] else { return }
        let text = value.brief
        let shown = text.count > 60 ? "\(text.prefix(60))…" : text
        line(event, "kept", "\(key) (\(event.payload["complete"]?.bool == true ? "complete" : "so far")): \(shown)")
    }

    private mutating func addTransfer(_ event: Event) {
        let findings = ContextTransfer(payload: event.payload)?.findings ?? []
        let names = findings.map { "\($0.key) (\($0.isComplete ? "complete" : "so far"))" }
        let list = names.isEmpty ? "" : ": " + names.joined(separator: ", ")
        line(event, "", "→ what was found so far goes to this turn\(list)")
    }

    private mutating func line(_ event: Event, _ who: String, _ text: String) {
        let tenths = (event.time.microseconds - (start ?? event.time).microseconds + 50_000) / 100_000
        let time = "\(tenths / 10).\(tenths % 10)"
        let padding = String(repeating: " ", count: max(0, 6 - time.count))
        let speaker = who + String(repeating: " ", count: 6 - who.count)
        let rest = text.split(separator: "\n", omittingEmptySubsequences: false)
        lines.append("\(padding)\(time)  \(speaker)\(rest.first ?? "")")
        lines += rest.dropFirst().map { $0.isEmpty ? "" : indent + $0 }
    }

    private var indent: String { String(repeating: " ", count: 14) }
}
