/// Which observations of a turn are recorded, how much of them, and what a saved view of the turn shows.
///
/// Control events are always recorded; the filter decides about observations only. It holds for all runs of the turn.
package struct ProgressFilter: Equatable, Sendable {
    /// What is left of an observation.
    package enum Redaction: String, Sendable, CaseIterable {
        case none

        /// Texts are replaced by their sizes.
        case content
    }

    /// Only these kinds; nil for all.
    package var kinds: Set<EventKind>?

    /// Only this lane; nil for all.
    package var lane: Lane?

    /// How far below the turn's first run observations are recorded: 0 is that run alone; nil for any depth.
    package var depth: Int?
    package var redaction: Redaction

    package init(
        kinds: Set<EventKind>? = nil, lane: Lane? = nil, depth: Int? = nil, redaction: Redaction = .none
    ) {
        self.kinds = kinds
        self.lane = lane
        self.depth = depth
        self.redaction = redaction
    }

    /// Reads the form in which events and documents have it; kinds that this version does not know are kept.
    package init(json: JSON) {
        self.init(
            kinds: json["kinds"]?.array.map { Set($0.compactMap { $0.string.map(EventKind.init) }) },
            lane: json["lane"]?.string.flatMap(Lane.init(rawValue:)), depth: json["depth"]?.int,
            redaction: json["redaction"]?.string.flatMap(Redaction.init(rawValue:)) ?? .none)
    }

    /// The form in which events and documents have it.
    package var members: JSONObject {
        var members = JSONObject()
        members["kinds"] = kinds.map { .array($0.map(\.description).sorted().map(JSON.string)) }
        members["lane"] = lane.map { .string($0.rawValue) }
        members["depth"] = depth.map(JSON.int)
        if redaction != .none { members["redaction"] = .string(redaction.rawValue) }
        return members
    }

    /// Whether an event of a run at `depth` is recorded.
    package func records(_ kind: EventKind, lane: Lane, depth: Int) -> Bool {
        guard kind.isObservation else { return true }
        return (kinds?.contains(kind) ?? true) && (self.lane ?? lane) == lane && depth <= self.depth ?? depth
    }

    /// What is recorded of an observation.
    package func redacted(_ payload: JSON, of kind: EventKind) -> JSON {
        redaction == .content && kind.isObservation ? Self.withoutTexts(payload) : payload
    }

    private static func withoutTexts(_ value: JSON) -> JSON {
        if let list = value.array { return .array(list.map(withoutTexts)) }
        guard let object = value.object else { return value }
        var kept = JSONObject()
        for member in object.members {
            if member.key == "text", let text = member.value.string {
                kept["text_bytes"] = .int(text.utf8.count)
            } else {
                kept[member.key] = withoutTexts(member.value)
            }
        }
        return .object(kept)
    }
}

extension EventKind {
    /// Whether a turn's filter may leave the kind out.
    package var isObservation: Bool { Self.observed.contains(self) }

    private static let observed = Set(observation)
}
