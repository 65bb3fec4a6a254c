import Synchronization

/// A store in memory: for tests, trials and conversations that need not outlive the process.
///
/// It answers every closure before the call returns. Nothing is ever full, so its memory is bounded by its use only.
package final class MemoryStore: EventStore {
    package let history: String
    private let state = Mutex(State())

    package init(history: String) { self.history = history }

    package func create(
        _ record: SessionRecord, _ events: [StoredEvent], _ done: @escaping @Sendable (StoreResult<Void>) -> Void
    ) {
        precondition(!events.isEmpty, "session \(record.id) would have an empty log")
        done(
            perform { state in
                var log = MemoryLog(record)
                guard state.logs[record.id] == nil, log.append(events) else { return .failure(.conflict) }
                state.logs[record.id] = log
                return .success(())
            })
    }

    package func append(_ batch: AppendBatch, _ done: @escaping @Sendable (StoreResult<Void>) -> Void) {
        precondition(!batch.events.isEmpty, "an empty batch for session \(batch.session)")
        done(
            perform { state in
                state.logs[batch.session]?.append(batch) ?? .failure(.unknownSession)
            })
    }

    package func load(_ session: SessionID, _ done: @escaping @Sendable (StoreResult<SessionImage?>) -> Void) {
        done(perform { state in .success(state.logs[session]?.image) })
    }

    package func page(
        _ session: SessionID, from: LogPosition, limit: Int, byteCountMax: Int,
        _ done: @escaping @Sendable (StoreResult<[StoredEvent]>) -> Void
    ) {
        done(
            perform { state in
                guard let log = state.logs[session] else { return .failure(.unknownSession) }
                return .success(log.page(from: from, limit: limit, byteCountMax: byteCountMax))
            })
    }

    package func clientKey(
        _ session: SessionID, _ key: String, _ done: @escaping @Sendable (StoreResult<ClientKey?>) -> Void
    ) {
        done(
            perform { state in
                guard let log = state.logs[session] else { return .failure(.unknownSession) }
                return .success(log.keys[Array(key.utf8)])
            })
    }

    package func sessions(
        _ query: SessionQuery, _ done: @escaping @Sendable (StoreResult<[SessionRecord]>) -> Void
    ) {
        done(
            perform { state in
                let found = state.logs.values.map(\.record).filter(query.admits)
                return .success(Array(found.sorted { $0.place.precedes($1.place) }.prefix(max(0, query.limit))))
            })
    }

    package func busySessions(_ done: @escaping @Sendable (StoreResult<[SessionID]>) -> Void) {
        done(perform { state in .success(state.logs.filter { $0.value.isBusy }.map(\.key)) })
    }

    package func delete(_ session: SessionID, _ done: @escaping @Sendable (StoreResult<Bool>) -> Void) {
        done(perform { state in .success(state.logs.removeValue(forKey: session) != nil) })
    }

    package func document(
        _ collection: String, _ id: String, _ done: @escaping @Sendable (StoreResult<StoredDocument?>) -> Void
    ) {
        done(perform { state in .success(state.documents[collection]?.first { $0.id == id }) })
    }

    package func setDocument(
        _ collection: String, _ id: String, _ bytes: [UInt8]?,
        _ done: @escaping @Sendable (StoreResult<Void>) -> Void
    ) {
        done(
            perform { state in
                state.setDocument(collection, id, bytes)
                return .success(())
            })
    }

    package func documents(
        _ collection: String, _ done: @escaping @Sendable (StoreResult<[StoredDocument]>) -> Void
    ) {
        done(perform { state in .success(state.documents[collection] ?? []) })
    }

    package func close(_ done: @escaping @Sendable () -> Void) {
        state.withLock { $0.isClosed = true }
        done()
    }

    /// The answer is given by the caller, outside the lock.
    private func perform<Value: Sendable>(
        _ work: (inout State) -> StoreResult<Value>
    ) -> StoreResult<Value> {
        state.withLock { state in state.isClosed ? .failure(.closed) : work(&state) }
    }

    private struct State {
        var logs: [SessionID: MemoryLog] = [:]
        var documents: [String: [StoredDocument]] = [:]
        var isClosed = false

        mutating func setDocument(_ collection: String, _ id: String, _ bytes: [UInt8]?) {
            let index = documents[collection]?.firstIndex { $0.id == id }
            switch (index, bytes) {
            case (let index?, let bytes?):
                documents[collection]?[index].bytes = bytes
            case (let index?, nil):
                documents[collection]?.remove(at: index)
            case (nil, let bytes?):
                documents[collection, default: []].append(StoredDocument(id: id, bytes: bytes))
            case (nil, nil):
                break
            }
        }
    }
}

extension SessionQuery {
    fileprivate func admits(_ record: SessionRecord) -> Bool {
        if let owner, record.owner != owner { return false }
        if let agent, record.agent != agent { return false }
        if let customer, record.customer != customer { return false }
        guard let after else { return true }
        return Place(created: after.created, id: after.id).precedes(record.place)
    }
}

extension SessionRecord {
    fileprivate var place: Place { Place(created: created, id: id) }
}

/// Where a session stands in listings.
private struct Place {
    var created: Timestamp
    var id: SessionID

    /// Newest first; ties by the id's bytes, descending, as a database compares them.
    func precedes(_ other: Place) -> Bool {
        if created != other.created { return created > other.created }
        return other.id.value.utf8.lexicographicallyPrecedes(id.value.utf8)
    }
}
