import DuplexCore
import DuplexLoop
import DuplexRuntime

/// Waits for a turn's end and keeps its messages, for an answer that has the whole turn.
///
/// Its closures run on the session's loop.
struct TurnCollector: Sendable {
    let reader: LogReader
    let deadline: Duration
    let byteCountMax: Int

    /// A turn that has ended.
    struct Turn: Sendable {
        var messages: [StoredEvent]
        var ended: StoredEvent
    }

    private static let pageEventCountMax = 100

    init(
        session: Session, turn: TurnID, from: Offset, patience: Duration, byteCountMax: Int, store: any EventStore
    ) {
        let filter = EventFilter(kinds: [.messageAgent, .turnEnded], turn: turn)
        reader = LogReader(session: session, from: from, filter: filter, store: store)
        deadline = session.loop.now + patience
        self.byteCountMax = byteCountMax
    }

    /// Collects; `done` is called once, with nil when the turn did not end in time or said too much.
    func collect(_ messages: [StoredEvent] = [], done: @escaping @Sendable (StoreResult<Turn?>) -> Void) {
        let patience = max(.zero, deadline - reader.session.loop.now)
        reader.assumeIsolated { reader in
            reader.next(limit: Self.pageEventCountMax, patience: patience) { page in
                take(page, after: messages, done: done)
            }
        }
    }

    private func take(
        _ page: LogPage, after earlier: [StoredEvent], done: @escaping @Sendable (StoreResult<Turn?>) -> Void
    ) {
        var messages = earlier
        for event in page.events {
            if event.kind == .turnEnded { return done(.success(Turn(messages: messages, ended: event))) }
            messages.append(event)
        }
        switch page.state {
        case .closed: return done(.failure(.unknownSession))
        case .failed(let error): return done(.failure(error))
        case .open, .beyondEnd: break
        }
        let byteCount = messages.reduce(0) { $0 + $1.bytes.count }
        guard !page.events.isEmpty, byteCount <= byteCountMax else { return done(.success(nil)) }
        collect(messages, done: done)
    }
}
