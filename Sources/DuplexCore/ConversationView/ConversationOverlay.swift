/// What later events of a log changed about earlier ones in the conversation view: what is out of view, and metadata.
package struct ConversationOverlay: Equatable, Sendable {
    /// Events whose metadata can be changed; more are refused with 422, because all of them are kept in memory.
    package static let annotatedCountMax = 10_000

    package private(set) var hidden = HiddenRanges()

    /// By the log's offset and which of its view events, the members that were set (or erased, by null).
    private var changes: [Key: JSONObject] = [:]

    private struct Key: Hashable {
        var offset: Int
        var part: Int
    }

    package init() {}

    /// Whether no further event can be annotated.
    package var isFull: Bool { changes.count >= Self.annotatedCountMax }

    /// Folds the log's next event in.
    package mutating func apply(_ event: Event) {
        if let range = HiddenRanges.range(of: event) { hidden.insert(range) }
        guard event.kind == .eventAnnotated, let target = event.payload["target"]?.int else { return }
        let key = Key(offset: target, part: event.payload["part"]?.int ?? 0)
        var change = changes[key] ?? [:]
        for member in event.payload["set"]?.object?.members ?? [] { change[member.key] = ["to": member.value] }
        for name in event.payload["unset"]?.array ?? [] {
            if let name = name.string { change[name] = .null }
        }
        if changes[key] != nil || !isFull { changes[key] = change }
    }

    /// The metadata of a view event: what it was recorded with, changed by what came later.
    package func metadata(_ id: ConversationEventID, recorded: JSONObject) -> JSONObject {
        var metadata = recorded
        for member in changes[Key(offset: id.offset.value, part: id.part)]?.members ?? [] {
            metadata[member.key] = member.value["to"]
        }
        return metadata
    }
}

extension ConversationOverlay {
    package var snapshot: JSON {
        let sorted = changes.sorted { ($0.key.offset, $0.key.part) < ($1.key.offset, $1.key.part) }
        return [
            "hidden": hidden.snapshot,
            "changes": .array(sorted.map { [.int($0.key.offset), .int($0.key.part), .object($0.value)] }),
        ]
    }

    /// Goes on from a snapshot; nil when it is damaged.
    package init?(snapshot: JSON) {
        guard let hidden = snapshot["hidden"].flatMap(HiddenRanges.init(snapshot:)),
            let changes = snapshot["changes"]?.array
        else { return nil }
        self.hidden = hidden
        for change in changes {
            guard let parts = change.array, parts.count == 3, let offset = parts[0].int, let part = parts[1].int,
                let object = parts[2].object
            else { return nil }
            self.changes[Key(offset: offset, part: part)] = object
        }
    }
}
