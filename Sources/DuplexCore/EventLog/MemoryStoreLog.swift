/// One session of a ``MemoryStore``.
struct MemoryLog: Sendable {
    var record: SessionRecord
    private(set) var isBusy = false

    /// By the key's bytes: two spellings of one character are two keys, as in a database.
    private(set) var keys: [[UInt8]: ClientKey] = [:]
    private var events: [StoredEvent] = []
    private var end = LogEnd()
    private var cache: FoldCache?

    /// The offsets of the events that yield view events, in order.
    private var viewed: [Int] = []

    init(_ record: SessionRecord) { self.record = record }

    var image: SessionImage? {
        guard let last = events.last else { return nil }
        return SessionImage(record: record, cache: cache, head: last.offset, nextViewOffset: end.nextViewOffset)
    }

    /// Answers false, and changes nothing, when the events do not continue the log.
    mutating func append(_ added: [StoredEvent]) -> Bool {
        guard end.advance(over: added) else { return false }
        events.append(contentsOf: added)
        viewed.append(contentsOf: added.lazy.filter { $0.viewCount > 0 }.map(\.offset.value))
        return true
    }

    mutating func append(_ batch: AppendBatch) -> StoreResult<Void> {
        let key = batch.clientKey.map { Array($0.key.utf8) }
        if let key, keys[key] != nil { return .failure(.conflict) }
        guard append(batch.events) else { return .failure(.conflict) }
        if let key { keys[key] = batch.clientKey }
        if let changed = batch.record { record = changed }
        if let changed = batch.cache { cache = changed }
        if let changed = batch.isBusy { isBusy = changed }
        return .success(())
    }

    func page(from: LogPosition, limit: Int, byteCountMax: Int) -> [StoredEvent] {
        var page: [StoredEvent] = []
        var byteCount = 0
        for event in events.dropFirst(start(of: from)).prefix(max(0, limit)) {
            byteCount += event.bytes.count
            guard page.isEmpty || byteCount <= byteCountMax else { break }
            page.append(event)
        }
        return page
    }

    /// The index of the position's event; the log's end when there is none yet.
    private func start(of position: LogPosition) -> Int {
        switch position {
        case .offset(let offset):
            return offset.value
        case .view(let offset):
            // Binary search: the first event whose last view offset is not before the one that is asked for.
            var range = 0..<viewed.count
            while let middle = range.isEmpty ? nil : (range.lowerBound + range.upperBound) / 2 {
                let event = events[viewed[middle]]
                let isBefore = event.viewOffset + event.viewCount <= offset
                range = isBefore ? middle + 1..<range.upperBound : range.lowerBound..<middle
            }
            return range.lowerBound < viewed.count ? viewed[range.lowerBound] : events.count
        }
    }
}
