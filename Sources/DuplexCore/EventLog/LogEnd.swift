/// Where a session's log ends: what every store decides by whether a batch goes on from there.
package struct LogEnd: Equatable, Sendable {
    /// The number of events, and so the value of the next offset.
    package private(set) var count: Int

    /// The next offset of the conversation view.
    package private(set) var nextViewOffset: Int

    package init(count: Int = 0, nextViewOffset: Int = 0) {
        self.count = count
        self.nextViewOffset = nextViewOffset
    }

    /// Moves past `events` and answers true; stays and answers false when they do not continue both numberings.
    package mutating func advance(over events: [StoredEvent]) -> Bool {
        var end = self
        for event in events {
            guard event.offset.value == end.count else { return false }
            if event.viewCount > 0 {
                guard event.viewOffset == end.nextViewOffset else { return false }
                end.nextViewOffset += event.viewCount
            }
            end.count += 1
        }
        self = end
        return true
    }
}
