import DuplexCore

/// Events of the conversation view, as they are gathered from the log for one answer.
struct ParlantListing: Sendable {
    /// Events of one answer. The original has no pages; a client that goes on from the last offset misses nothing.
    private static let countMax = 10_000

    /// Bytes of one answer, but for its last page.
    private static let byteCountMax = 8 * 1024 * 1024

    /// Whether an event is wanted.
    private let wants: @Sendable (JSON) -> Bool
    private var items: [[UInt8]] = []
    private var byteCount = 0

    /// The messages among the items that are not complete.
    private var growing: [Growing] = []

    private struct Growing {
        var place: Int
        var event: Event
        var viewOffset: Int
        var message: StreamedMessage
        var hasChanged = false
    }

    init(wants: @escaping @Sendable (JSON) -> Bool) { self.wants = wants }

    var isEmpty: Bool { items.isEmpty }
    var isFull: Bool { items.count >= Self.countMax || byteCount >= Self.byteCountMax }

    /// Whether the last page left a message incomplete.
    var isGrowing: Bool { !growing.isEmpty }

    /// Takes the next page of the log in; true when the listing looks different now.
    mutating func add(_ page: [StoredEvent], _ view: ConversationView) throws(JSONError) -> Bool {
        let before = items.count
        for stored in page {
            let event = try stored.event()
            for index in growing.indices where growing[index].message.apply(event) { growing[index].hasChanged = true }
            guard stored.viewCount > 0 else { continue }
            for shown in view.render(event, viewOffset: stored.viewOffset, count: stored.viewCount) where wants(shown) {
                if view.mode == .stream, let message = StreamedMessage(event) {
                    growing.append(
                        Growing(place: items.count, event: event, viewOffset: stored.viewOffset, message: message))
                }
                items.append(shown.bytes)
                byteCount += items.last?.count ?? 0
            }
        }
        return renderChanged(view) || items.count > before
    }

    /// The events, each in its wire form.
    var events: [[UInt8]] { items }

    /// The events as a JSON array.
    var body: [UInt8] {
        var body: [UInt8] = []
        body.reserveCapacity(byteCount + items.count + 2)
        body.append(UInt8(ascii: "["))
        for (index, item) in items.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            body.append(contentsOf: item)
        }
        body.append(UInt8(ascii: "]"))
        return body
    }

    /// Writes the messages that have grown anew, once a page however many pieces it had.
    private mutating func renderChanged(_ view: ConversationView) -> Bool {
        var hasChanged = false
        for index in growing.indices where growing[index].hasChanged {
            let grown = growing[index]
            let shown = view.render(grown.event, viewOffset: grown.viewOffset, count: 1, streamed: grown.message)
            byteCount -= items[grown.place].count
            // It may have been taken out of view meanwhile; it then stays as it was seen last.
            if let shown = shown.first { items[grown.place] = shown.bytes }
            byteCount += items[grown.place].count
            growing[index].hasChanged = false
            hasChanged = true
        }
        growing.removeAll { $0.message.isEnded }
        return hasChanged
    }
}
