import DuplexCore

/// Rows as the domain's values. A row whose checksum is wrong is never served.
extension Statement {
    /// A row of `SELECT ext, owner, agent, customer, created, crc, document`.
    func record(_ session: SessionID) throws(StoreError) -> SessionRecord {
        let record = SessionRecord(
            id: SessionID(text(0)), owner: Principal(text(1)), agent: text(2), customer: optionalText(3),
            created: Timestamp(microseconds: Int64(int(4))), document: bytes(6))
        guard Checksum.of(record) == int(5) else { throw .damaged("the record of session \(session) is damaged") }
        return record
    }

    /// The session's cache, from column 9 on; nil also when it is damaged, since the log can be folded again.
    var cache: FoldCache? {
        guard !isNull(9), int(10) >= 0 else { return nil }
        let cache = FoldCache(version: int(9), offset: Offset(int(10)), state: bytes(12))
        return Checksum.of(cache) == int(11) ? cache : nil
    }

    /// A row of `SELECT o, kind, source, turn, lane, v, n, crc, body`.
    func event(_ session: SessionID, expected offset: Int) throws(StoreError) -> StoredEvent {
        guard int(0) == offset else { throw .damaged("event \(offset) of session \(session) is missing") }
        let lane = optionalText(4)
        let event = EventSource(rawValue: text(2)).map { source in
            StoredEvent(
                offset: Offset(offset), kind: EventKind(text(1)), source: source,
                turn: optionalText(3).map(TurnID.init), lane: lane.flatMap(Lane.init(rawValue:)), viewOffset: int(5),
                viewCount: int(6), bytes: bytes(8))
        }
        guard let event, event.lane?.rawValue == lane, Checksum.of(event) == int(7) else {
            throw .damaged("event \(offset) of session \(session) is damaged")
        }
        return event
    }

    /// A row of `SELECT id, crc, body`.
    func document(_ collection: String) throws(StoreError) -> StoredDocument {
        let document = StoredDocument(id: text(0), bytes: bytes(2))
        guard Checksum.of(document) == int(1) else {
            throw .damaged("document \(document.id) of \(collection) is damaged")
        }
        return document
    }
}

extension StoreError {
    static func damaged(_ what: String) -> StoreError { .failed("\(what): restore the store from a backup") }
}
