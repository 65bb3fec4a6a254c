import DuplexCore
import DuplexLoop
import DuplexRuntime

/// Waits for a turn's end and folds what it says, for an answer that has the whole turn; a turn without a sign of life
/// is stopped.
///
/// Its closures run on the session's loop.
struct ChatCollector: Sendable {
    let reader: LogReader
    private let session: Session
    private let turn: TurnID
    private let silenceMax: Duration
    private let context: ServerContext

    private static let pageEventCountMax = 100

    init(session: Session, turn: TurnID, from: Offset, silenceMax: Duration, context: ServerContext) {
        let filter = EventFilter(kinds: ChatFeed.kinds, turn: turn)
        reader = LogReader(session: session, from: from, filter: filter, store: context.store)
        self.session = session
        self.turn = turn
        self.silenceMax = silenceMax
        self.context = context
    }

    /// Collects; `done` is called once.
    func collect(_ feed: ChatFeed = ChatFeed(), done: @escaping @Sendable (Result<ChatFeed, APIError>) -> Void) {
        reader.assumeIsolated { reader in
            reader.next(limit: Self.pageEventCountMax, patience: silenceMax) { page in take(page, feed, done: done) }
        }
    }

    private func take(
        _ page: LogPage, _ earlier: ChatFeed, done: @escaping @Sendable (Result<ChatFeed, APIError>) -> Void
    ) {
        var feed = earlier
        for stored in page.events {
            // Unreadable bytes would have kept the session from being loaded.
            if let event = try? stored.event() { _ = feed.apply(event) }
        }
        if feed.outcome != nil { return done(.success(feed)) }
        switch page.state {
        case .closed, .beyondEnd: return done(.failure(.sessionUnknown))
        case .failed(let error): return done(.failure(APIError(error)))
        case .open: break
        }
        guard page.events.isEmpty else { return collect(feed, done: done) }
        guard !context.isStopping else { return done(.failure(.stopping)) }
        // A turn that waits for its start is not silent.
        if feed.hasStarted { session.perform { $0.cancel(turn, cause: .deadline) { _ in } } }
        collect(feed, done: done)
    }
}
