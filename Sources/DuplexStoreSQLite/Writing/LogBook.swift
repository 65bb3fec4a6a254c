import DuplexCore

/// Where the logs end, as committed and as the open transaction would have it.
///
/// It decides which commands may be done, and keeps what it knows in step with what is committed.
struct LogBook {
    private var committed: [SessionID: LogTables.Log] = [:]

    /// The logs that the open transaction changed; nil for a session that it erased.
    private var staged: [SessionID: LogTables.Log?] = [:]

    /// Does what `command` asks, or finds out that it may not be done; then nothing was written for it.
    ///
    /// A failure is the transaction's, and all its commands share it.
    mutating func apply(_ command: Command, _ tables: LogTables) throws(SQLiteFailure) -> StoreResult<Bool> {
        switch command {
        case .create(let record, let events, _):
            return try create(record, events, tables)
        case .append(let batch, _):
            return try append(batch, tables)
        case .delete(let session, _):
            guard let log = try log(session, tables) else { return .success(false) }
            try tables.erase(row: log.row)
            staged[session] = .some(nil)
            return .success(true)
        case .setDocument(let collection, let id, let bytes?, _):
            try tables.put(StoredDocument(id: id, bytes: bytes), in: collection)
            return .success(true)
        case .setDocument(let collection, let id, nil, _):
            return .success(try tables.eraseDocument(id, in: collection))
        case .refused(_, let error):
            return .failure(error)
        }
    }

    /// The open transaction was committed; everything is forgotten when that makes more than `countMax` logs.
    mutating func commit(countMax: Int) {
        if committed.count + staged.count > countMax { committed.removeAll(keepingCapacity: true) }
        for (session, log) in staged { committed[session] = log }
        staged.removeAll(keepingCapacity: true)
    }

    /// The open transaction was taken back.
    mutating func rollback() { staged.removeAll(keepingCapacity: true) }

    /// Nobody knows what was committed: everything is looked up again.
    mutating func forget() { self = LogBook() }

    private mutating func create(
        _ record: SessionRecord, _ events: [StoredEvent], _ tables: LogTables
    ) throws(SQLiteFailure) -> StoreResult<Bool> {
        var end = LogEnd()
        guard end.advance(over: events), let row = try tables.insert(record) else { return .failure(.conflict) }
        try tables.insert(events, row: row)
        staged[record.id] = LogTables.Log(row: row, end: end)
        return .success(true)
    }

    private mutating func append(_ batch: AppendBatch, _ tables: LogTables) throws(SQLiteFailure) -> StoreResult<Bool> {
        guard var log = try log(batch.session, tables) else { return .failure(.unknownSession) }
        guard log.end.advance(over: batch.events) else { return .failure(.conflict) }
        // First, because a key that is taken leaves nothing behind.
        if let key = batch.clientKey, try !tables.insert(key, row: log.row) { return .failure(.conflict) }
        try tables.insert(batch.events, row: log.row)
        if let record = batch.record { try tables.update(record, row: log.row) }
        if let cache = batch.cache { try tables.replace(cache, row: log.row) }
        if let isBusy = batch.isBusy { try tables.setBusy(isBusy, row: log.row) }
        staged[batch.session] = log
        return .success(true)
    }

    private func log(_ session: SessionID, _ tables: LogTables) throws(SQLiteFailure) -> LogTables.Log? {
        if let seen = staged[session] { return seen }
        if let known = committed[session] { return known }
        return try tables.log(session)
    }
}
