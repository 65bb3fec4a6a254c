package import DuplexCore

/// Everything that is folded from a log: what a session is brought to life with.
package struct LoadedSession: Sendable {
    package var id: SessionID
    package var fold: SessionFold
    package var transcript: TranscriptFold
    package var numberer: ConversationNumberer
    package var nextViewOffset: Int
    package var overlay: ConversationOverlay

    /// Changes whenever the saved form of one of the folds does.
    private static var version: Int { SessionFold.version * 10_000 + TranscriptFold.version * 100 + 2 }

    /// A session without events; `hidden` is what the transcript leaves out of them from the outset.
    package init(id: SessionID, limits: Limits, hiding hidden: HiddenRanges = HiddenRanges()) {
        self.id = id
        fold = SessionFold(endedTurnCountMax: limits.endedTurnCountMax)
        transcript = TranscriptFold(hiding: hidden)
        numberer = ConversationNumberer()
        nextViewOffset = 0
        overlay = ConversationOverlay()
    }

    /// A session as its store saved it; nil when there is nothing saved, or nothing that this version reads.
    package init?(_ image: SessionImage) {
        guard let cache = image.cache, cache.version == Self.version, let saved = try? JSON(parsing: cache.state),
            let fold = saved["fold"].flatMap(SessionFold.init(snapshot:)), fold.nextOffset == cache.offset.value + 1,
            let transcript = saved["transcript"].flatMap(TranscriptFold.init(snapshot:)),
            let numberer = saved["numberer"].flatMap(ConversationNumberer.init(snapshot:)),
            let nextViewOffset = saved["view"]?.int,
            let overlay = saved["overlay"].flatMap(ConversationOverlay.init(snapshot:))
        else { return nil }
        id = image.record.id
        self.fold = fold
        self.transcript = transcript
        self.numberer = numberer
        self.nextViewOffset = nextViewOffset
        self.overlay = overlay
    }

    init(_ session: isolated Session) {
        id = session.id
        fold = session.machine.fold
        transcript = session.transcript
        numberer = session.numberer
        nextViewOffset = session.nextViewOffset
        overlay = session.overlay
    }

    /// Folds the next event in.
    package mutating func apply(_ stored: StoredEvent) throws(JSONError) {
        let event = try stored.event()
        fold.apply(event.entry, at: event.time)
        transcript.apply(event)
        nextViewOffset += numberer.count(event.entry)
        overlay.apply(event)
    }

    /// The saved form, as of the last event that is folded in; nil for an empty log.
    package var cache: FoldCache? {
        guard let head = fold.head else { return nil }
        let state: JSON = [
            "fold": fold.snapshot, "transcript": transcript.snapshot, "numberer": numberer.snapshot,
            "view": .int(nextViewOffset), "overlay": overlay.snapshot,
        ]
        return FoldCache(version: Self.version, offset: head, state: state.bytes)
    }
}

extension SessionRecord {
    init(_ session: isolated Session) {
        let fold = session.machine.fold
        var document: JSONObject = ["metadata": .object(fold.metadata)]
        document["title"] = fold.title.map(JSON.string)
        document["when_busy"] = fold.whenBusy.map { .string($0.name) }
        if fold.isManual { document["mode"] = "manual" }
        self.init(
            id: session.id, owner: fold.owner, agent: fold.agent, customer: fold.customer, created: fold.created,
            document: JSON.object(document).bytes)
    }
}
