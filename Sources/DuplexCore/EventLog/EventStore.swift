/// The port of a durable store of event logs.
///
/// Every call returns at once and answers through its closure exactly once, on any thread, possibly before the call
/// returns. Appends of one session are answered in the order in which they were asked for. All implementations pass
/// the same contract suite.
package protocol EventStore: Sendable {
    /// A random name of this store's life; another one when the store was replaced or restored.
    var history: String { get }

    /// Creates a session together with its first events, in one transaction.
    ///
    /// Fails with ``StoreError/conflict`` when the name is taken.
    func create(_ record: SessionRecord, _ events: [StoredEvent], _ done: @escaping @Sendable (StoreResult<Void>) -> Void)

    /// Appends to one session's log, all or nothing, and answers when it is durable.
    ///
    /// The first offset must be the log's next one: an offset that is taken fails with ``StoreError/conflict``. So do
    /// a client key that was used up before and view offsets that do not continue the view.
    func append(_ batch: AppendBatch, _ done: @escaping @Sendable (StoreResult<Void>) -> Void)

    /// Everything that is needed to go on with a session; nil when there is none of that name.
    ///
    /// Appends that have not been answered yet may be missing from it.
    func load(_ session: SessionID, _ done: @escaping @Sendable (StoreResult<SessionImage?>) -> Void)

    /// Up to `limit` events from `from` on, in order; at most `byteCountMax` bytes of them, but at least one.
    func page(
        _ session: SessionID, from: LogPosition, limit: Int, byteCountMax: Int,
        _ done: @escaping @Sendable (StoreResult<[StoredEvent]>) -> Void)

    /// The client key's record; nil when the key was never used in that session.
    func clientKey(
        _ session: SessionID, _ key: String, _ done: @escaping @Sendable (StoreResult<ClientKey?>) -> Void)

    /// Sessions, newest first.
    func sessions(_ query: SessionQuery, _ done: @escaping @Sendable (StoreResult<[SessionRecord]>) -> Void)

    /// The sessions whose log ends inside a turn.
    func busySessions(_ done: @escaping @Sendable (StoreResult<[SessionID]>) -> Void)

    /// Erases a session for good; true when there was one.
    func delete(_ session: SessionID, _ done: @escaping @Sendable (StoreResult<Bool>) -> Void)

    /// Reads a document of a collection; nil when there is none.
    func document(
        _ collection: String, _ id: String, _ done: @escaping @Sendable (StoreResult<StoredDocument?>) -> Void)

    /// Writes a document (nil erases it), and answers when that is durable.
    func setDocument(
        _ collection: String, _ id: String, _ bytes: [UInt8]?, _ done: @escaping @Sendable (StoreResult<Void>) -> Void)

    /// A collection's documents, oldest first.
    func documents(_ collection: String, _ done: @escaping @Sendable (StoreResult<[StoredDocument]>) -> Void)

    /// Waits for what is under way, then closes; later calls fail with ``StoreError/closed``.
    func close(_ done: @escaping @Sendable () -> Void)
}

package typealias StoreResult<Value> = Result<Value, StoreError>

/// Why a store did not do what it was asked.
package enum StoreError: Error, Equatable, Sendable {
    /// The offset or the name is taken: another writer was here.
    case conflict

    /// There is no such session.
    case unknownSession

    /// The disk is full. Nothing of the batch was kept; the same append may be tried again later.
    case diskFull

    /// Too many appends wait. Nothing was kept.
    case overloaded

    /// The store was closed, or stopped itself because it can no longer promise durability.
    case closed

    /// Something else, in words for an operator. Whether the batch was kept is unknown.
    case failed(String)
}

/// Where a page begins.
package enum LogPosition: Equatable, Sendable {
    /// At an offset of the log.
    case offset(Offset)

    /// At the first event that yields a conversation view event at or after this view offset.
    case view(Int)
}

/// What one transaction adds to one session.
package struct AppendBatch: Sendable {
    package var session: SessionID

    /// In order, with dense offsets; at least one.
    package var events: [StoredEvent]

    /// The client key that this batch uses up.
    package var clientKey: ClientKey?

    /// The session's record after the batch, when it changes.
    package var record: SessionRecord?

    /// The state of the session's fold after the batch's last event; replaces the one before.
    package var cache: FoldCache?

    /// Whether the log ends inside a turn after the batch; nil leaves it as it was.
    package var isBusy: Bool?

    package init(
        session: SessionID, events: [StoredEvent], clientKey: ClientKey? = nil, record: SessionRecord? = nil,
        cache: FoldCache? = nil, isBusy: Bool? = nil
    ) {
        self.session = session
        self.events = events
        self.clientKey = clientKey
        self.record = record
        self.cache = cache
        self.isBusy = isBusy
    }
}

/// A client's name for one of its messages, so that a retry is answered instead of done again.
package struct ClientKey: Equatable, Sendable {
    package var key: String

    /// The offset of the message that used the key first.
    package var offset: Offset

    /// A digest of that message's body.
    package var bodyDigest: UInt64

    package init(key: String, offset: Offset, bodyDigest: UInt64) {
        self.key = key
        self.offset = offset
        self.bodyDigest = bodyDigest
    }
}

/// What is known of a session without reading its log.
package struct SessionRecord: Equatable, Sendable {
    package var id: SessionID
    package var owner: Principal
    package var agent: String

    /// Who the conversation is with, on facades that know customers.
    package var customer: String?
    package var created: Timestamp

    /// Title, metadata and the other members that sessions are not looked up by, as JSON.
    package var document: [UInt8]

    package init(
        id: SessionID, owner: Principal, agent: String, customer: String?, created: Timestamp, document: [UInt8]
    ) {
        self.id = id
        self.owner = owner
        self.agent = agent
        self.customer = customer
        self.created = created
        self.document = document
    }
}

/// The state of a session's fold at an offset.
package struct FoldCache: Equatable, Sendable {
    /// The fold's version; a state of another version is ignored and the log is folded from its start.
    package var version: Int

    /// The offset of the last event that is folded in.
    package var offset: Offset
    package var state: [UInt8]

    package init(version: Int, offset: Offset, state: [UInt8]) {
        self.version = version
        self.offset = offset
        self.state = state
    }
}

/// A session as its store has it.
package struct SessionImage: Sendable {
    package var record: SessionRecord
    package var cache: FoldCache?

    /// The offset of the last event.
    package var head: Offset

    /// The next offset of the conversation view.
    package var nextViewOffset: Int

    package init(record: SessionRecord, cache: FoldCache?, head: Offset, nextViewOffset: Int) {
        self.record = record
        self.cache = cache
        self.head = head
        self.nextViewOffset = nextViewOffset
    }
}

/// Which sessions are listed.
package struct SessionQuery: Equatable, Sendable {
    package var owner: Principal?
    package var agent: String?
    package var customer: String?

    /// Only sessions after this one in the listing's order: newest first, ties by id, descending.
    package var after: (created: Timestamp, id: SessionID)?
    package var limit: Int

    package init(
        owner: Principal? = nil, agent: String? = nil, customer: String? = nil,
        after: (created: Timestamp, id: SessionID)? = nil, limit: Int
    ) {
        self.owner = owner
        self.agent = agent
        self.customer = customer
        self.after = after
        self.limit = limit
    }

    package static func == (left: SessionQuery, right: SessionQuery) -> Bool {
        left.owner == right.owner && left.agent == right.agent && left.customer == right.customer
            && left.after?.created == right.after?.created && left.after?.id == right.after?.id
            && left.limit == right.limit
    }
}

/// A small record beside the logs: a customer, a saved view.
package struct StoredDocument: Equatable, Sendable {
    package var id: String
    package var bytes: [UInt8]

    package init(id: String, bytes: [UInt8]) {
        self.id = id
        self.bytes = bytes
    }
}
