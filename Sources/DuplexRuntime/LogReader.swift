package import DuplexCore
import DuplexLoop

/// One reader of a session's log: a cursor and at most one page in flight.
///
/// It is the one primitive behind long polls, event streams and sockets: `next` answers with the events that pass the
/// filter as soon as there are any. Nothing is queued for a reader; it pulls, from memory when it is close to the end,
/// from the store when it is not.
package actor LogReader {
    package nonisolated let session: Session
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        // SAFETY: the session keeps its loop, and this reader keeps its session.
        unsafe session.loop.asUnownedSerialExecutor()
    }

    private let filter: EventFilter
    private let store: any EventStore
    private var cursor: Offset

    /// The offset of the conversation view to begin at, until it is known where in the log that is.
    private var soughtView: Int?
    private var waiterKey: Int?
    private var request: Request?
    private var found: [StoredEvent] = []
    private var foundByteCount = 0
    private var serial = 0

    private struct Request {
        var limit: Int

        /// How long it waits for more; nil for as long as it takes.
        var patience: Duration?
        var timer: LoopTimer?
        var deliver: @Sendable (LogPage) -> Void
    }

    /// The most bytes of one page; a page has at least one event, however large.
    private static var pageByteCountMax: Int { 1024 * 1024 }

    /// Events that are fetched from the store at once.
    private static var fetchCountMax: Int { 256 }

    package init(session: Session, from: Offset, filter: EventFilter, store: any EventStore) {
        self.session = session
        self.filter = filter
        self.store = store
        cursor = from
    }

    /// A reader that begins at an offset of the conversation view, which need not be there yet.
    package init(session: Session, fromView view: Int, filter: EventFilter, store: any EventStore) {
        self.session = session
        self.filter = filter
        self.store = store
        cursor = .zero
        soughtView = view
    }

    /// Asks for the next page of at most `limit` events; `deliver` is called once, on the session's loop.
    ///
    /// Where there is nothing it waits for more: as long as it takes, or for `patience`, after which the page is
    /// empty. Reading what is there already is not waiting: it goes on to the log's end, whatever the patience.
    ///
    /// One page at a time: asking again before the answer is a programmer's mistake.
    package func next(limit: Int, patience: Duration? = nil, deliver: @escaping @Sendable (LogPage) -> Void) {
        precondition(request == nil, "the reader is still looking for its last page")
        precondition(limit > 0, "a page has room for at least one event")
        request = Request(limit: limit, patience: patience, deliver: deliver)
        found = []
        foundByteCount = 0
        look()
    }

    /// Waits no longer: the page in flight is answered with what there is, even if that is nothing.
    package func expire() {
        request?.patience = .zero
        if waiterKey != nil { finish(.open) }
    }

    /// Ends the reader; the page in flight is never delivered.
    package func close() {
        request?.timer?.cancel()
        request = nil
        stopWaiting()
    }

    /// Whether a page was asked for and not yet delivered.
    package var isLooking: Bool { request != nil }

    /// The next offset that it would look at.
    package var position: Offset { cursor }

    private func look() {
        guard let request else { return }
        if let view = soughtView {
            guard let place = session.assumeIsolated({ $0.offset(ofView: view) }) else { return fetch() }
            begin(at: place)
        }
        let cursor = cursor
        switch session.assumeIsolated({ $0.peek(from: cursor) }) {
        case .events(let events):
            take(events, limit: request.limit)
            found.isEmpty ? look() : finish(.open)
        case .nothingYet:
            found.isEmpty ? wait() : finish(.open)
        case .older: fetch()
        case .closed: finish(.closed)
        case .beyondEnd: finish(.beyondEnd)
        case .failed(let error): finish(.failed(error))
        }
    }

    private func begin(at offset: Offset) {
        cursor = offset
        soughtView = nil
    }

    private func take(_ events: some Sequence<StoredEvent>, limit: Int) {
        for event in events {
            if filter.matches(event) {
                guard found.count < limit,
                    found.isEmpty || foundByteCount + event.bytes.count <= Self.pageByteCountMax
                else { return }
                found.append(event)
                foundByteCount += event.bytes.count
            }
            cursor = event.offset.next
            if found.count == limit { return }
        }
    }

    private func wait() {
        guard request?.patience != .zero else { return finish(.open) }
        stopWaiting()
        startTimer()
        waiterKey = session.assumeIsolated { session in
            session.wait { [weak self] in
                self?.assumeIsolated { reader in
                    reader.waiterKey = nil
                    reader.look()
                }
            }
        }
    }

    private func startTimer() {
        guard let patience = request?.patience, request?.timer == nil else { return }
        request?.timer = session.loop.schedule(after: patience) { [weak self] in
            self?.assumeIsolated { $0.expire() }
        }
    }

    private func stopWaiting() {
        guard let key = waiterKey else { return }
        waiterKey = nil
        session.assumeIsolated { $0.forget(key) }
    }

    /// Reads what memory no longer holds.
    private func fetch() {
        serial += 1
        let serial = serial
        store.page(
            session.id, from: soughtView.map(LogPosition.view) ?? .offset(cursor), limit: Self.fetchCountMax,
            byteCountMax: Self.pageByteCountMax
        ) { [self, loop = session.loop] result in
            // Whoever asked for a page gets it, also when nobody else holds the reader.
            loop.execute { self.assumeIsolated { $0.fetched(result, serial) } }
        }
    }

    private func fetched(_ result: StoreResult<[StoredEvent]>, _ serial: Int) {
        guard let request, serial == self.serial else { return }
        switch result {
        case .failure(let error): finish(.failed(error))
        case .success(let events):
            // The store may know of events already that the session has not yet been told are durable.
            let end = session.assumeIsolated { $0.end }
            if soughtView != nil { begin(at: events.first?.offset ?? end) }
            let before = cursor
            take(events.prefix { $0.offset < end }, limit: request.limit)
            if found.count >= request.limit || foundByteCount >= Self.pageByteCountMax || cursor == before {
                finish(.open)
            } else {
                look()
            }
        }
    }

    private func finish(_ state: LogPage.State) {
        stopWaiting()
        guard let request else { return }
        request.timer?.cancel()
        self.request = nil
        // What the store may still answer was asked for this page.
        serial += 1
        let page = LogPage(events: found, next: cursor, state: state)
        found = []
        request.deliver(page)
    }
}

/// What a reader was given.
package struct LogPage: Sendable {
    package enum State: Equatable, Sendable {
        /// More may come.
        case open

        /// The session was deleted; nothing more comes.
        case closed

        /// The cursor lies behind the log's end: the store has been replaced.
        case beyondEnd
        case failed(StoreError)
    }

    package var events: [StoredEvent]

    /// The offset to go on from; it has moved past everything that the filter skipped.
    package var next: Offset
    package var state: State
}
