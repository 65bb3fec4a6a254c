import DuplexCore
import DuplexStoreSQLite

/// A store whose answers are awaited.
struct AsyncStore: Sendable {
    let store: any EventStore

    init(_ store: any EventStore) { self.store = store }

    var history: String { store.history }

    func create(_ record: SessionRecord, _ events: [StoredEvent]) async throws(StoreError) {
        try await answer { store.create(record, events, $0) }
    }

    func append(_ batch: AppendBatch) async throws(StoreError) {
        try await answer { store.append(batch, $0) }
    }

    func append(_ session: SessionID, _ events: [StoredEvent]) async throws(StoreError) {
        try await append(AppendBatch(session: session, events: events))
    }

    func load(_ session: SessionID) async throws(StoreError) -> SessionImage? {
        try await answer { store.load(session, $0) }
    }

    func page(
        _ session: SessionID, from: LogPosition = .offset(.zero), limit: Int = 10_000, byteCountMax: Int = .max
    ) async throws(StoreError) -> [StoredEvent] {
        try await answer { store.page(session, from: from, limit: limit, byteCountMax: byteCountMax, $0) }
    }

    func clientKey(_ session: SessionID, _ key: String) async throws(StoreError) -> ClientKey? {
        try await answer { store.clientKey(session, key, $0) }
    }

    func sessions(_ query: SessionQuery) async throws(StoreError) -> [SessionRecord] {
        try await answer { store.sessions(query, $0) }
    }

    func busySessions() async throws(StoreError) -> Set<SessionID> {
        Set(try await answer { store.busySessions($0) })
    }

    func delete(_ session: SessionID) async throws(StoreError) -> Bool {
        try await answer { store.delete(session, $0) }
    }

    func document(_ collection: String, _ id: String) async throws(StoreError) -> StoredDocument? {
        try await answer { store.document(collection, id, $0) }
    }

    func setDocument(_ collection: String, _ id: String, _ bytes: [UInt8]?) async throws(StoreError) {
        try await answer { store.setDocument(collection, id, bytes, $0) }
    }

    func documents(_ collection: String) async throws(StoreError) -> [StoredDocument] {
        try await answer { store.documents(collection, $0) }
    }

    func close() async {
        await withCheckedContinuation { continuation in store.close { continuation.resume() } }
    }

    private func answer<Value: Sendable>(
        _ ask: (@escaping @Sendable (StoreResult<Value>) -> Void) -> Void
    ) async throws(StoreError) -> Value {
        try await withCheckedContinuation { continuation in ask { continuation.resume(returning: $0) } }.get()
    }
}

extension SQLiteStore {
    func backup(to path: String) async throws(StoreError) {
        try await withCheckedContinuation { continuation in
            backup(to: path) { continuation.resume(returning: $0) }
        }.get()
    }
}
