import DuplexCore

/// One change of the store, and who waits for it.
enum Command: Sendable {
    case create(SessionRecord, [StoredEvent], @Sendable (StoreResult<Void>) -> Void)
    case append(AppendBatch, @Sendable (StoreResult<Void>) -> Void)
    case delete(SessionID, @Sendable (StoreResult<Bool>) -> Void)
    case setDocument(collection: String, id: String, [UInt8]?, @Sendable (StoreResult<Void>) -> Void)

    /// A change that was refused; it stands in the queue so that its answer does not overtake earlier ones.
    case refused(@Sendable (StoreResult<Bool>) -> Void, StoreError)

    /// What the command does to a transaction's size.
    var load: WorkQueue<Command>.Load {
        switch self {
        case .create(let record, let events, _):
            .init(count: events.count + 1, byteCount: events.byteCount + record.document.count)
        case .append(let batch, _):
            .init(
                count: batch.events.count,
                byteCount: batch.events.byteCount + (batch.record?.document.count ?? 0)
                    + (batch.cache?.state.count ?? 0) + (batch.clientKey?.key.utf8.count ?? 0))
        case .delete:
            .init(count: 1, byteCount: 0)
        case .setDocument(_, _, let bytes, _):
            .init(count: 1, byteCount: bytes?.count ?? 0)
        case .refused:
            .init(count: 1, byteCount: 0)
        }
    }

    /// Tells who waits; a success says whether there was anything to change.
    ///
    /// It keeps none of the command's events.
    var reply: @Sendable (StoreResult<Bool>) -> Void {
        switch self {
        case .create(_, _, let done), .append(_, let done), .setDocument(_, _, _, let done):
            { done($0.map { _ in }) }
        case .delete(_, let done):
            done
        case .refused(let reply, let error):
            { _ in reply(.failure(error)) }
        }
    }
}

extension [StoredEvent] {
    fileprivate var byteCount: Int { reduce(0) { $0 + $1.bytes.count } }
}
