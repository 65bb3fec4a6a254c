/// Renders events of the log as events of the conversation view, in Parlant's form.
///
/// A stateless function of one stored event: how many view events it yields was counted when it was written, see
/// ``ConversationNumberer``. docs/conversation-view.md has the table.
package struct ConversationView: Sendable {
    /// Who a message is from.
    package struct Participant: Equatable, Sendable {
        package var id: String
        package var displayName: String

        package init(id: String, displayName: String) {
            self.id = id
            self.displayName = displayName
        }

        package static let guest = Participant(id: "guest", displayName: "Guest")
    }

    package var mode: ConversationMode
    package var agent: Participant
    package var customer: Participant
    package var overlay: ConversationOverlay

    package init(
        mode: ConversationMode = .block,
        agent: Participant,
        customer: Participant = .guest,
        overlay: ConversationOverlay = ConversationOverlay()
    ) {
        self.mode = mode
        self.agent = agent
        self.customer = customer
        self.overlay = overlay
    }

    /// Whether the event that a name stands for is in view.
    package func shows(_ id: ConversationEventID) -> Bool { !overlay.hidden.contains(id.offset) }

    /// The view events that an event of the log yields: `count` of them, or none when it is out of view.
    ///
    /// `streamed` is the message that begins with this delta, as far as it is known.
    package func render(
        _ event: Event,
        viewOffset: Int,
        count: Int,
        streamed: StreamedMessage? = nil
    ) -> [JSON] {
        guard !overlay.hidden.contains(event.offset) else { return [] }
        let drafts = drafts(event, count: count, streamed: streamed)
        let trace = JSON.string(event.turn?.value ?? Digest(event.id).hex32)
        return drafts.enumerated().map { part, draft in
            let id = ConversationEventID(offset: event.offset, part: part)
            let metadata = overlay.metadata(id, recorded: event.posted["metadata"]?.object ?? [:])
            return [
                "id": .string(id.text(in: event.session)), "source": .string(draft.source),
                "kind": .string(draft.kind), "offset": .int(viewOffset + part),
                "creation_utc": .string(event.time.description), "trace_id": trace, "correlation_id": trace,
                "data": draft.data, "metadata": .object(metadata), "deleted": false,
            ]
        }
    }

    private func drafts(_ event: Event, count: Int, streamed: StreamedMessage?) -> [Draft] {
        guard count > 0 else { return [] }
        let payload = event.payload
        switch event.kind {
        case .messageUser: return [customerMessage(event)]
        case .messageStarted: return [.status("typing")]
        case .messageDelta: return StreamedMessage(event).map { [agentMessage(event, streamed ?? $0)] } ?? []
        case .messageAgent: return answer(event, count: count)
        case .turnStarted: return [.status("acknowledged"), .processing("Interpreting")]
        case .stepStarted: return [.processing("Interpreting")]
        case .turnEnded: return end(event, count: count)
        case .toolStarted: return [.processing(payload["feedback"]?.string)]
        case .toolProgress: return [.processing(payload["text"]?.string, percent: payload["percent"])]
        case .toolFinished, .toolFailed: return [toolResult(event)]
        case .error: return [.error(payload["message"]?.string)]
        case .custom: return [custom(event)]
        default: return []
        }
    }

    private func customerMessage(_ event: Event) -> Draft {
        let data: JSONObject = [
            "message": .string(event.text), "participant": participant(event, customer), "flagged": false, "tags": [],
        ]
        return Draft(source: event.viewSource ?? "customer", kind: "message", data: .object(data))
    }

    private func agentMessage(_ event: Event, _ streamed: StreamedMessage) -> Draft {
        let data: JSONObject = [
            "message": .string(streamed.text), "participant": participant(event, agent), "chunks": streamed.chunks,
        ]
        return Draft(source: "ai_agent", kind: "message", data: .object(data))
    }

    /// A complete message; counted as one on the main lane it has appeared already, and only `ready` is left.
    private func answer(_ event: Event, count: Int) -> [Draft] {
        if count == 1, event.turn != nil, event.entry.isOnMain { return [.status("ready")] }
        var data: JSONObject = ["message": .string(event.text), "participant": participant(event, agent)]
        let source = event.viewSource ?? Self.source(event.entry.source)
        if mode == .stream, source == "ai_agent" { data["chunks"] = [.string(event.text), .null] }
        let message = Draft(source: source, kind: "message", data: .object(data))
        return count == 1 ? [message] : [message, .status("ready")]
    }

    private func end(_ event: Event, count: Int) -> [Draft] {
        let completed = Draft.status(
            "ready",
            [
                "stage": "completed", "matched_guidelines": [], "matched_journeys": [], "matched_journey_states": [],
            ]
        )
        guard count == 2 else { return [completed] }
        let outcome = event.payload["outcome"]?.string.flatMap(Outcome.init(rawValue:)) ?? .failed
        return [
            outcome == .failed ? .error(event.payload["error"]?["message"]?.string) : .status("cancelled"), completed,
        ]
    }

    private func toolResult(_ event: Event) -> Draft {
        let payload = event.payload
        let data = payload["result"] ?? ["error": payload["error"] ?? .null]
        let call: JSON = [
            "tool_id": .string("built-in:" + (payload["name"]?.string ?? "")),
            "arguments": payload["arguments"] ?? [:],
            "result": [
                "data": data, "metadata": [:], "control": [:], "canned_responses": [], "canned_response_fields": [:],
                "guidelines": [],
            ],
        ]
        return Draft(source: "ai_agent", kind: "tool", data: ["tool_calls": [call]])
    }

    /// What a client posted comes back as it was; what other clients recorded is theirs whole.
    private func custom(_ event: Event) -> Draft {
        Draft(
            source: event.viewSource ?? Self.source(event.entry.source),
            kind: event.posted["kind"]?.string ?? "custom",
            data: event.posted["data"] ?? event.payload
        )
    }

    private func participant(_ event: Event, _ usual: Participant) -> JSON {
        event.posted["participant"] ?? ["id": .string(usual.id), "display_name": .string(usual.displayName)]
    }

    private static func source(_ source: EventSource) -> String {
        switch source {
        case .customer: "customer"
        case .operator: "human_agent"
        case .agent, .tool: "ai_agent"
        case .system: "system"
        case .client: "customer_ui"
        }
    }

    /// What of a view event does not come from its envelope.
    private struct Draft {
        var source: String
        var kind: String
        var data: JSON

        static func status(_ status: String, _ data: JSON = [:]) -> Draft {
            Draft(source: "ai_agent", kind: "status", data: ["status": .string(status), "data": data])
        }

        /// `stage` is what people read while they wait.
        static func processing(_ stage: String?, percent: JSON? = nil) -> Draft {
            let words = stage.flatMap { $0.isEmpty ? nil : $0 } ?? "Considering tools"
            var data: JSONObject = ["stage": .string(words)]
            data["percent"] = percent
            return .status("processing", .object(data))
        }

        /// The sentence for people alone: internals are for the log, not for clients.
        static func error(_ message: String?) -> Draft {
            .status("error", ["exception": .string(message ?? "The turn failed.")])
        }
    }
}

extension Event {
    /// What the conversation view's own clients gave along: `kind`, `source`, `participant`, `data`, `metadata`.
    fileprivate var posted: JSON { payload["conversation"] ?? .null }

    fileprivate var viewSource: String? { posted["source"]?.string }

    fileprivate var text: String { SessionFold.text(of: payload) }
}
