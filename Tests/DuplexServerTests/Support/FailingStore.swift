import DuplexCore
import Synchronization

/// A store whose next append, or whose documents, fail when a test says so.
final class FailingStore: EventStore {
    private let store: any EventStore
    private let next = Mutex<StoreError?>(nil)
    private let documentError = Mutex<StoreError?>(nil)

    init(_ store: any EventStore) { self.store = store }

    /// Makes the next append fail; nothing of it is kept.
    func failNext(with error: StoreError) { next.withLock { $0 = error } }

    /// Makes every write of a document fail; nil lets them through again.
    func failDocuments(with error: StoreError?) { documentError.withLock { $0 = error } }

    var history: String { store.history }

    func append(_ batch: AppendBatch, _ done: @escaping @Sendable (StoreResult<Void>) -> Void) {
        let error = next.withLock { next in
            defer { next = nil }
            return next
        }
        if let error { done(.failure(error)) } else { store.append(batch, done) }
    }

    func create(
        _ record: SessionRecord, _ events: [StoredEvent], _ done: @escaping @Sendable (StoreResult<Void>) -> Void
    ) {
        store.create(record, events, done)
    }

    func load(_ session: SessionID, _ done: @escaping @Sendable (StoreResult<SessionImage?>) -> Void) {
        store.load(session, done)
    }

    func page(
        _ session: SessionID, from: LogPosition, limit: Int, byteCountMax: Int,
        _ done: @escaping @Sendable (StoreResult<[StoredEvent]>) -> Void
    ) {
        store.page(session, from: from, limit: limit, byteCountMax: byteCountMax, done)
    }

    func clientKey(
        _ session: SessionID, _ key: String, _ done: @escaping @Sendable (StoreResult<ClientKey?>) -> Void
    ) {
        store.clientKey(session, key, done)
    }

    func sessions(_ query: SessionQuery, _ done: @escaping @Sendable (StoreResult<[SessionRecord]>) -> Void) {
        store.sessions(query, done)
    }

    func busySessions(_ done: @escaping @Sendable (StoreResult<[SessionID]>) -> Void) { store.busySessions(done) }

    func delete(_ session: SessionID, _ done: @escaping @Sendable (StoreResult<Bool>) -> Void) {
        store.delete(session, done)
    }

    func document(
        _ collection: String, _ id: String, _ done: @escaping @Sendable (StoreResult<StoredDocument?>) -> Void
    ) {
        store.document(collection, id, done)
    }

    func setDocument(
        _ collection: String, _ id: String, _ bytes: [UInt8]?, _ done: @escaping @Sendable (StoreResult<Void>) -> Void
    ) {
        if let error = documentError.withLock({ $0 }) { return done(.failure(error)) }
        store.setDocument(collection, id, bytes, done)
    }

    func documents(_ collection: String, _ done: @escaping @Sendable (StoreResult<[StoredDocument]>) -> Void) {
        store.documents(collection, done)
    }

    func close(_ done: @escaping @Sendable () -> Void) { store.close(done) }
}
