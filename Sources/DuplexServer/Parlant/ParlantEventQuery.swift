package import DuplexCore

/// A request to read a session's events.
package struct ParlantEventQuery: Equatable, Sendable {
    /// The first offset of the conversation view that is wanted.
    package var from: Int
    package var source: ParlantSource?
    package var trace: String?

    /// Nil lets every kind pass.
    package var kinds: Set<String>?
    package var wait: Duration

    /// Whether the events are streamed; the wait is then the silence that ends the stream.
    package var isStream: Bool

    /// - Throws: ``ParlantProblem``: 422, also for an unknown kind, where the original answers 500.
    package init(query: [(name: String, value: String)]) throws(ParlantProblem) {
        var fields = ParlantFields(query: query)
        from = max(0, fields.int("min_offset") ?? 0)
        source = fields.word("source", as: ParlantSource.self)
        trace = fields.string("trace_id")
        let kinds = fields.string("kinds").map { $0.split(separator: ",").map(String.init) }
        wait = ParlantWait.duration(&fields)
        isStream = fields.bool("sse") ?? false
        try fields.check()
        if let kind = kinds?.first(where: { ParlantKind(rawValue: $0) == nil }) {
            throw .meaningless("'\(kind)' is not a valid event kind")
        }
        self.kinds = kinds.map(Set.init)
    }

    /// Whether an event of the conversation view passes.
    package func matches(_ event: JSON) -> Bool {
        (event["offset"]?.int ?? 0) >= from
            && source.map { event["source"]?.string == $0.rawValue } ?? true
            && trace.map { event["trace_id"]?.string == $0 } ?? true
            && kinds.map { $0.contains(event["kind"]?.string ?? "") } ?? true
    }
}

/// A request to read one event.
package struct ParlantEventRead: Equatable, Sendable {
    /// Whether a message that is still growing is waited for.
    package var waitsForCompletion: Bool
    package var wait: Duration
    package var isStream: Bool

    /// The event as it is now.
    package static let now = ParlantEventRead(waitsForCompletion: false, wait: .zero, isStream: false)

    private init(waitsForCompletion: Bool, wait: Duration, isStream: Bool) {
        self.waitsForCompletion = waitsForCompletion
        self.wait = wait
        self.isStream = isStream
    }

    /// - Throws: ``ParlantProblem``: 422.
    package init(query: [(name: String, value: String)]) throws(ParlantProblem) {
        var fields = ParlantFields(query: query)
        waitsForCompletion = fields.bool("wait_for_completion") ?? false
        wait = ParlantWait.duration(&fields)
        isStream = fields.bool("sse") ?? false
        try fields.check()
    }
}

/// A request to take a session's events from an offset on out of view.
package struct ParlantEventDeletion: Equatable, Sendable {
    package var from: Int

    /// - Throws: ``ParlantProblem``: 422.
    package init(query: [(name: String, value: String)]) throws(ParlantProblem) {
        var fields = ParlantFields(query: query)
        fields.require("min_offset")
        let from = fields.int("min_offset")
        try fields.check()
        self.from = max(0, from ?? 0)
    }

    /// The answer when the first event that would go is not the first of its trace: half a turn would stay.
    package static let midTrace = ParlantProblem.meaningless(
        "Cannot delete events with offset < min_offset unless they are the first event of their trace ID"
    )
}

/// A request to change an event's metadata.
package struct ParlantEventChange: Equatable, Sendable {
    package var metadata: ParlantMetadataChange?

    /// - Throws: ``ParlantProblem``: 422.
    package init(body: [UInt8]) throws(ParlantProblem) {
        var fields = try ParlantFields(body: body)
        metadata = fields.fields("metadata") { ParlantMetadataChange(&$0) }
        try fields.check()
    }

    /// What is recorded for it; nil when nothing changes.
    package func entry(for id: ConversationEventID) -> Entry? {
        guard let metadata, !(metadata.set.isEmpty && metadata.unset.isEmpty) else { return nil }
        return Entry(
            .eventAnnotated,
            source: .client,
            payload: [
                "target": .int(id.offset.value), "part": .int(id.part), "set": .object(metadata.set),
                "unset": .array(metadata.unset.map(JSON.string)),
            ]
        )
    }
}

/// How long a long poll waits.
package enum ParlantWait {
    /// What is waited when the client names no time.
    package static let standardSeconds = 60

    /// The longest wait, in seconds; proxies and clients give up earlier, so a longer one only holds a place.
    package static let secondsMax = 600

    /// The official client gives up after just the time that it asks for, so the answer must come a little earlier.
    package static let headStart = Duration.milliseconds(500)

    /// The time after which an empty wait is answered; zero and less ask for what is there.
    package static func duration(_ fields: inout ParlantFields) -> Duration {
        let seconds = min(fields.int("wait_for_data") ?? standardSeconds, secondsMax)
        guard seconds > 0 else { return .zero }
        return .seconds(seconds) - (seconds >= 10 ? headStart : .zero)
    }
}
