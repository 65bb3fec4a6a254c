// The fold's state as JSON, so that it can be kept and folded on from. Absent members are left out.

extension TranscriptFold {
    package var snapshot: JSON {
        [
            "version": .int(Self.version), "short": .bool(isShort), "forgotten": .bool(hasForgotten),
            "hidden": hidden.snapshot, "turns": .array(turns.map(\.snapshot)),
        ]
    }

    /// Goes on from a snapshot; nil when it is damaged or of another version.
    package init?(snapshot: JSON) {
        guard snapshot["version"]?.int == Self.version, let isShort = snapshot["short"]?.bool,
            let hasForgotten = snapshot["forgotten"]?.bool,
            let hidden = snapshot["hidden"].flatMap(HiddenRanges.init(snapshot:)),
            let turns = snapshot["turns"]?.array?.all(TranscriptTurn.init(snapshot:))
        else { return nil }
        self.init(hiding: hidden)
        self.turns = turns
        self.isShort = isShort
        self.hasForgotten = hasForgotten
    }
}

extension TranscriptTurn {
    fileprivate var snapshot: JSON {
        var object: JSONObject = ["lane": .string(lane.rawValue), "started": .bool(isStarted)]
        object["id"] = id.map { .string($0.value) }
        object["items"] = .array(items.map(\.snapshot))
        object["steers"] = .array(steers.map(\.snapshot))
        if let end {
            var ended: JSONObject = ["offset": .int(end.offset), "outcome": .string(end.outcome.rawValue)]
            ended["marker"] = end.marker.map(JSON.string)
            object["end"] = .object(ended)
        }
        return .object(object)
    }

    fileprivate init?(snapshot: JSON) {
        guard let lane = snapshot["lane"]?.string.flatMap(Lane.init(rawValue:)),
            let isStarted = snapshot["started"]?.bool,
            let items = snapshot["items"]?.array?.all(Item.init(snapshot:)),
            let steers = snapshot["steers"]?.array?.all(Item.Said.init(snapshot:))
        else { return nil }
        self.init(id: snapshot["id"]?.string.map(TurnID.init), lane: lane)
        self.isStarted = isStarted
        self.items = items
        self.steers = steers
        guard let end = snapshot["end"] else { return }
        guard let offset = end["offset"]?.int, let outcome = end["outcome"]?.string.flatMap(Outcome.init(rawValue:))
        else { return nil }
        self.end = End(offset: offset, outcome: outcome, marker: end["marker"]?.string)
    }
}

extension TranscriptTurn.Item {
    fileprivate var snapshot: JSON {
        switch self {
        case .user(let said): return ["user": said.snapshot]
        case .assistant(let step):
            var object = JSONObject()
            object["run"] = step.run.map { .string($0.value) }
            object["step"] = step.number.map(JSON.int)
            object["said"] = step.said?.snapshot
            object["calls"] = .array(step.calls.map(\.snapshot))
            return .object(object)
        }
    }

    fileprivate init?(snapshot: JSON) {
        if let user = snapshot["user"] {
            guard let said = Said(snapshot: user) else { return nil }
            self = .user(said)
            return
        }
        guard let calls = snapshot["calls"]?.array?.all(TranscriptTurn.Call.init(snapshot:)) else { return nil }
        self = .assistant(
            Step(
                run: snapshot["run"]?.string.map(RunID.init),
                number: snapshot["step"]?.int,
                said: snapshot["said"].flatMap(Said.init(snapshot:)),
                calls: calls
            )
        )
    }
}

extension TranscriptTurn.Item.Said {
    fileprivate var snapshot: JSON { [.int(offset), .string(text)] }

    fileprivate init?(snapshot: JSON) {
        guard let pair = snapshot.array, pair.count == 2, let offset = pair[0].int, let text = pair[1].string
        else { return nil }
        self.init(offset: offset, text: text)
    }
}

extension TranscriptTurn.Call {
    fileprivate var snapshot: JSON {
        var object: JSONObject = [
            "call": .string(id.value), "id": .string(shown.id), "name": .string(shown.name),
            "arguments": shown.arguments, "status": status.snapshot, "write": .bool(isWrite),
            "selected": .int(selected),
        ]
        object["ended"] = ended.map(JSON.int)
        return .object(object)
    }

    fileprivate init?(snapshot: JSON) {
        guard let call = snapshot["call"]?.string, let id = snapshot["id"]?.string,
            let name = snapshot["name"]?.string, let arguments = snapshot["arguments"],
            let status = snapshot["status"].flatMap(CallStatus.init(snapshot:)),
            let isWrite = snapshot["write"]?.bool, let selected = snapshot["selected"]?.int
        else { return nil }
        self.init(
            id: CallID(call),
            shown: TranscriptCall(id: id, name: name, arguments: arguments),
            status: status,
            isWrite: isWrite,
            selected: selected,
            ended: snapshot["ended"]?.int
        )
    }
}

extension CallStatus {
    fileprivate var snapshot: JSON {
        switch self {
        case .running(let percent): [.string(word), .int(percent)]
        case .finished(let value), .failed(let value), .refused(let value): [.string(word), value]
        case .detached(let outcome): [.string(word), outcome.map(JSON.string) ?? .null]
        case .notStarted, .committedOutcomePending, .cancelledBeforeEffect, .cancelledEffectUnknown, .handedOver:
            [.string(word)]
        }
    }

    fileprivate init?(snapshot: JSON) {
        guard let parts = snapshot.array, let word = parts.first?.string else { return nil }
        let value = parts.dropFirst().first
        let plain: [CallStatus] = [
            .notStarted, .committedOutcomePending, .cancelledBeforeEffect, .cancelledEffectUnknown, .handedOver,
        ]
        switch (word, value) {
        case ("running", let value?): self = .running(percent: value.int ?? 0)
        case ("finished", let value?): self = .finished(value)
        case ("failed", let value?): self = .failed(value)
        case ("refused", let value?): self = .refused(value)
        case ("detached", let value?): self = .detached(outcome: value.string)
        default:
            guard let status = plain.first(where: { $0.word == word }) else { return nil }
            self = status
        }
    }
}

extension [JSON] {
    /// Every element read; nil when one of them cannot be.
    fileprivate func all<Value>(_ read: (JSON) -> Value?) -> [Value]? {
        let values = compactMap(read)
        return values.count == count ? values : nil
    }
}
