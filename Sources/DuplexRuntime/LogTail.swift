import DuplexCore

/// The last events of a log, kept in memory for live readers.
struct LogTail {
    private var events: [StoredEvent] = []

    /// Where the kept events begin in `events`; what is before it has been forgotten and is removed by and by.
    private var start = 0
    private var byteCount = 0

    /// The bytes of what has been forgotten and is not yet removed.
    private var forgottenByteCount = 0
    private let limits: Limits

    /// The next offset.
    private(set) var end: Offset

    /// The next offset of the conversation view.
    private(set) var nextViewOffset: Int

    init(end: Offset, nextViewOffset: Int, limits: Limits) {
        self.end = end
        self.nextViewOffset = nextViewOffset
        self.limits = limits
    }

    /// The bytes that are held in memory, those of forgotten events included.
    var heldByteCount: Int { byteCount + forgottenByteCount }

    /// The offset of the first event that is kept; ``end`` when none is.
    var first: Offset { start < events.count ? events[start].offset : end }

    mutating func append(_ event: StoredEvent) {
        precondition(event.offset == end, "offset \(event.offset) comes after \(end)")
        events.append(event)
        byteCount += event.bytes.count
        end = end.next
        nextViewOffset += event.viewCount
        while events.count - start > limits.tailEventCountMax
            || (byteCount > limits.tailByteCountMax && events.count - start > 1)
        {
            byteCount -= events[start].bytes.count
            forgottenByteCount += events[start].bytes.count
            start += 1
        }
        if start > limits.tailEventCountMax || forgottenByteCount > limits.tailByteCountMax {
            events.removeFirst(start)
            start = 0
            forgottenByteCount = 0
        }
    }

    /// The kept events from `offset` on, which must be kept.
    func from(_ offset: Offset) -> ArraySlice<StoredEvent> {
        precondition(offset >= first, "offset \(offset) is no longer kept")
        return events[(start + offset.value - first.value)...]
    }

    /// Where an offset of the conversation view lies: at the end if nothing has it yet, nil if its event is no longer
    /// kept.
    func offset(ofView view: Int) -> Offset? {
        guard view < nextViewOffset else { return end }
        let event = events[start...].first { $0.viewCount > 0 && view < $0.viewOffset + $0.viewCount }
        // The numbering has no gaps: if the first candidate begins later, the one in question lies before it.
        guard let event, event.viewOffset <= view else { return nil }
        return event.offset
    }
}
