import DuplexCore
import DuplexRuntime

/// A session as it is at one offset, in its wire form.
struct SessionSnapshot {
    let json: JSON

    /// Takes the snapshot. It has what is on its way to the disk: send it only once that is durable.
    init(_ session: isolated Session, history: String) {
        let fold = session.settings
        var object: JSONObject = [
            "id": .string(session.id.value), "agent": .string(fold.agent),
            "title": fold.title.map(JSON.string) ?? .null, "metadata": .object(fold.metadata),
            "created": .string(fold.created.description), "status": .string(Self.status(fold)),
            "head": .int(fold.nextOffset - 1), "history": .string(history),
        ]
        object["when_busy"] = fold.whenBusy.map { .string($0.name) }
        if fold.isManual { object["mode"] = "manual" }
        object["turns"] = .array(fold.turns.map(Self.turn))
        object["progress"] = .array(fold.calls.filter(\.isStarted).map(Self.progress))
        object["partials"] = .array(fold.partials.map(Self.partial))
        object["inputs"] = .array(fold.inputs.map(Self.input))
        if !fold.isManual {
            let decision = session.decide(Submission(text: "", principal: fold.owner))
            object["if_sent_now"] = [
                "action": .string(decision.action.rawValue), "reason": .string(decision.reason),
            ]
        }
        json = .object(object)
    }

    /// What is known of a session without its log.
    static func listed(_ record: SessionRecord) -> JSON {
        // A damaged document costs the title, not the list.
        let document = try? JSON(parsing: record.document)
        var object: JSONObject = [
            "id": .string(record.id.value), "agent": .string(record.agent),
            "title": document?["title"] ?? .null, "metadata": document?["metadata"] ?? [:],
            "created": .string(record.created.description),
        ]
        for name in ["when_busy", "mode"] { object[name] = document?[name] }
        return .object(object)
    }

    static func partial(_ partial: SessionFold.Partial) -> JSON {
        [
            "turn": .string(partial.turn.value), "run": .string(partial.run.value), "key": .string(partial.key),
            "revision": .int(partial.revision), "value": partial.value, "complete": .bool(partial.isComplete),
        ]
    }

    private static func status(_ fold: SessionFold) -> String {
        let open = fold.openTurns
        if open.isEmpty { return "idle" }
        let works = open.contains { $0.state == .running || $0.state == .finalizing }
        return !works && open.contains { $0.state == .waitingForInput } ? "waiting_for_input" : "running"
    }

    private static func turn(_ turn: SessionFold.Turn) -> JSON {
        var object: JSONObject = [
            "id": .string(turn.id.value), "state": .string(turn.state.name), "lane": .string(turn.lane.rawValue),
        ]
        object["successor"] = turn.successor.map { .string($0.value) }
        return .object(object)
    }

    /// What a turn waits for a person for.
    private static func input(_ input: SessionFold.Input) -> JSON {
        var object: JSONObject = ["turn": .string(input.turn.value), "run": .string(input.run.value)]
        for member in input.request.object?.members ?? [] { object[member.key] = member.value }
        return .object(object)
    }

    private static func progress(_ call: SessionFold.Call) -> JSON {
        [
            "turn": .string(call.turn.value), "run": .string(call.run.value), "call": .string(call.id.value),
            "name": .string(call.name), "lane": .string(call.lane.rawValue), "feedback": .string(call.feedback),
            "percent": .int(call.percent), "text": .string(call.text),
        ]
    }
}
