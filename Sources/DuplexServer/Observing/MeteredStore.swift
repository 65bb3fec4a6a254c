package import DuplexCore

/// A store that counts what becomes durable; everything else is the store behind it.
package struct MeteredStore: EventStore {
    private let store: any EventStore
    private let metrics: Metrics
    private let now: @Sendable () -> Duration

    /// `now` tells the time of a clock that never falls.
    package init(_ store: any EventStore, metrics: Metrics, now: @escaping @Sendable () -> Duration) {
        self.store = store
        self.metrics = metrics
        self.now = now
    }

    package var history: String { store.history }

    package func create(
        _ record: SessionRecord, _ events: [StoredEvent], _ done: @escaping @Sendable (StoreResult<Void>) -> Void
    ) {
        let asked = now()
        store.create(record, events) { [metrics, now] result in
            if case .success = result { metrics.countEvents(events.count, within: now() - asked) }
            done(result)
        }
    }

    package func append(_ batch: AppendBatch, _ done: @escaping @Sendable (StoreResult<Void>) -> Void) {
        let asked = now()
        store.append(batch) { [metrics, now] result in
            if case .success = result { metrics.countEvents(batch.events.count, within: now() - asked) }
            done(result)
        }
    }

    package func load(_ session: SessionID, _ done: @escaping @Sendable (StoreResult<SessionImage?>) -> Void) {
        store.load(session, done)
    }

    package func page(
        _ session: SessionID, from: LogPosition, limit: Int, byteCountMax: Int,
        _ done: @escaping @Sendable (StoreResult<[StoredEvent]>) -> Void
    ) {
        store.page(session, from: from, limit: limit, byteCountMax: byteCountMax, done)
    }

    package func clientKey(
        _ session: SessionID, _ key: String, _ done: @escaping @Sendable (StoreResult<ClientKey?>) -> Void
    ) {
        store.clientKey(session, key, done)
    }

    package func sessions(
        _ query: SessionQuery, _ done: @escaping @Sendable (StoreResult<[SessionRecord]>) -> Void
    ) {
        store.sessions(query, done)
    }

    package func busySessions(_ done: @escaping @Sendable (StoreResult<[SessionID]>) -> Void) {
        store.busySessions(done)
    }

    package func delete(_ session: SessionID, _ done: @escaping @Sendable (StoreResult<Bool>) -> Void) {
        store.delete(session, done)
    }

    package func document(
        _ collection: String, _ id: String, _ done: @escaping @Sendable (StoreResult<StoredDocument?>) -> Void
    ) {
        store.document(collection, id, done)
    }

    package func setDocument(
        _ collection: String, _ id: String, _ bytes: [UInt8]?, _ done: @escaping @Sendable (StoreResult<Void>) -> Void
    ) {
        store.setDocument(collection, id, bytes, done)
    }

    package func documents(
        _ collection: String, _ done: @escaping @Sendable (StoreResult<[StoredDocument]>) -> Void
    ) {
        store.documents(collection, done)
    }

    package func close(_ done: @escaping @Sendable () -> Void) { store.close(done) }
}
