public import DuplexCore
import DuplexCurl

extension DuplexConnection {
    /// The events of a session from an offset on: those that are there, then those that come, until the session is
    /// closed.
    ///
    /// A connection that breaks is made again and goes on behind the last event, so that each comes exactly once.
    ///
    /// - Parameters:
    ///   - session: the session's name.
    ///   - first: the first offset that is wanted.
    ///   - history: the history that the offset belongs to, as ``SessionSummary`` has it; nil does not check.
    ///   - kinds: only these kinds; none means all.
    ///   - turn: only this turn's events.
    ///   - patience: how long the server may be out of reach; nil for ever.
    ///   - onState: told of connections that are made and lost, on the reader's task.
    public func events(
        of session: SessionID, from first: Offset = .zero, history: String? = nil, kinds: [String] = [],
        turn: TurnID? = nil, patience: Duration? = nil,
        onState: @escaping @Sendable (ConnectionState) -> Void = { _ in }
    ) -> SessionEvents {
        let query = EventsQuery(session: session, history: history, kinds: kinds, turn: turn)
        return SessionEvents(connection: self, query: query, first: first, patience: patience, onState: onState)
    }

    /// The events that are there now, one page of them, and the offset to go on from.
    ///
    /// A page that ends behind the session's head is the last one.
    ///
    /// On cancellation: throws `CancellationError`; nothing has changed.
    ///
    /// - Throws: ``ClientError``.
    public func page(
        of session: SessionID, from first: Offset, kinds: [String] = []
    ) async throws -> (events: [Event], next: Offset) {
        let query = EventsQuery(session: session, history: nil, kinds: kinds, turn: nil)
        let answer = try await json(call("GET", query.path(from: first) + "&limit=1000"))
        guard let list = answer["events"]?.array, let next = answer["next"]?.int, next >= first.value else {
            throw ClientError.incomprehensible("it is no page of events")
        }
        return (try list.map { try Self.event(Array($0.text.utf8)) }, Offset(next))
    }

    static func event(_ bytes: [UInt8]) throws(ClientError) -> Event {
        do {
            return try Event(parsing: bytes)
        } catch {
            throw .incomprehensible("an event cannot be read")
        }
    }
}

/// Whether a reader of events is connected.
public enum ConnectionState: Equatable, Sendable {
    case connected

    /// The connection is lost; the next attempt comes after the wait.
    case reconnecting(after: Duration)
}

/// What a reader of events wants.
struct EventsQuery: Sendable {
    let session: SessionID
    let history: String?
    let kinds: [String]
    let turn: TurnID?

    /// Whether every event of the log is wanted, so that a gap is a fault.
    var isWhole: Bool { kinds.isEmpty && turn == nil }

    func path(from cursor: Offset) -> String {
        var path = "\(DuplexConnection.path(session))/events?from=\(cursor)"
        if let history { path += "&history=\(DuplexConnection.encoded(history))" }
        if !kinds.isEmpty { path += "&kinds=\(DuplexConnection.encoded(kinds.joined(separator: ",")))" }
        if let turn { path += "&turn=\(DuplexConnection.encoded(turn.value))" }
        return path
    }
}
