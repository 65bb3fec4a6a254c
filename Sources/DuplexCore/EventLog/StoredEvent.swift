/// An event with its wire form, encoded once and shared by the store and by every reader.
///
/// The members beside `bytes` are what filters look at; nothing is decoded to skip an event.
package final class StoredEvent: Sendable {
    package let offset: Offset
    package let kind: EventKind
    package let source: EventSource
    package let turn: TurnID?
    package let lane: Lane?

    /// The first offset of the conversation view that this event yields; meaningful when `viewCount` is not 0.
    package let viewOffset: Int

    /// How many events of the conversation view this event yields: 0, 1 or 2.
    package let viewCount: Int

    /// The event's JSON: the same bytes on every wire.
    package let bytes: [UInt8]

    package init(
        offset: Offset, kind: EventKind, source: EventSource, turn: TurnID?, lane: Lane?, viewOffset: Int,
        viewCount: Int, bytes: [UInt8]
    ) {
        self.offset = offset
        self.kind = kind
        self.source = source
        self.turn = turn
        self.lane = lane
        self.viewOffset = viewOffset
        self.viewCount = viewCount
        self.bytes = bytes
    }

    /// Encodes an event.
    package convenience init(_ event: Event, viewOffset: Int, viewCount: Int) {
        self.init(
            offset: event.offset, kind: event.kind, source: event.entry.source, turn: event.turn,
            lane: event.entry.lane, viewOffset: viewOffset, viewCount: viewCount, bytes: event.bytes)
    }

    /// The event, decoded again.
    ///
    /// - Throws: ``JSONError`` when the stored bytes are damaged.
    package func event() throws(JSONError) -> Event { try Event(parsing: bytes) }
}
