public import DuplexCore

/// One turn in a client's hands: what it says, and what can be done with it.
public struct TurnHandle: Sendable {
    /// The session that it belongs to.
    public let session: SessionID

    /// The turn's name.
    public let id: TurnID

    private let connection: DuplexConnection
    private let first: Offset
    private let history: String?

    init(_ id: TurnID, of session: SessionID, from first: Offset, history: String?, on connection: DuplexConnection) {
        self.id = id
        self.session = session
        self.first = first
        self.history = history
        self.connection = connection
    }

    /// The turn after each of its events, up to its end; the last view has an outcome.
    ///
    /// A connection that breaks is made again, and nothing is lost or told twice. Nothing is queued: a slow reader is
    /// waited for.
    ///
    /// - Parameters:
    ///   - patience: how long the server may be out of reach; nil for ever.
    ///   - onState: told of connections that are made and lost, on the reader's task.
    public func updates(
        patience: Duration? = nil, onState: @escaping @Sendable (ConnectionState) -> Void = { _ in }
    ) -> TurnUpdates {
        TurnUpdates(
            events: connection.events(
                of: session, from: first, history: history, turn: id, patience: patience, onState: onState))
    }

    /// Waits for the turn's end.
    ///
    /// On cancellation: throws `CancellationError`; the turn goes on.
    ///
    /// - Throws: ``ClientError``; `notFound` when the session was deleted before the turn's end.
    public func end() async throws -> TurnView {
        for try await view in updates() where view.outcome != nil { return view }
        throw ClientError.notFound("The session was deleted.")
    }

    /// Asks the server to stop the turn; its view tells when it has stopped. Of a turn that has ended nothing changes.
    ///
    /// On cancellation: throws `CancellationError`; the server may have the request.
    ///
    /// - Throws: ``ClientError``.
    public func cancel() async throws { try await connection.cancel(id, of: session) }

    /// Tells the running turn something that it takes in before its next model call; too late, it is a turn of its own.
    ///
    /// On cancellation: throws `CancellationError`; the server may have the message.
    ///
    /// - Returns: the turn that the message belongs to.
    /// - Throws: ``ClientError``.
    @discardableResult
    public func steer(_ text: String) async throws -> TurnHandle {
        let receipt = try await connection.send(text, to: session, whenBusy: "steer")
        return TurnHandle(receipt.turn, of: session, from: first, history: history, on: connection)
    }

    /// Goes on with the turn after it was stopped, in a new turn that has what this one had found.
    ///
    /// On cancellation: throws `CancellationError`; the server may have the request.
    ///
    /// - Returns: the turn that goes on.
    /// - Throws: ``ClientError``.
    public func resume() async throws -> TurnHandle {
        let path = "\(DuplexConnection.path(session))/turns/\(DuplexConnection.encoded(id.value))/resume"
        let answer = try await connection.json(connection.call("POST", path, body: [:]))
        guard let turn = answer["turn"]?.string else { throw ClientError.incomprehensible("it names no turn") }
        return TurnHandle(TurnID(turn), of: session, from: first, history: history, on: connection)
    }
}

/// A turn after each of its events; see ``TurnHandle/updates(patience:onState:)``.
public struct TurnUpdates: AsyncSequence, Sendable {
    let events: SessionEvents

    /// Starts to read; each iterator has its own connection.
    public func makeAsyncIterator() -> Iterator { Iterator(events: events.makeAsyncIterator()) }

    /// Reads views one after the other.
    public struct Iterator: AsyncIteratorProtocol {
        var events: SessionEvents.Iterator
        private var view = TurnView()

        init(events: SessionEvents.Iterator) { self.events = events }

        /// The turn after its next event; nil after its end, or when the session was deleted.
        ///
        /// On cancellation: the connection is closed and `CancellationError` is thrown.
        ///
        /// - Throws: ``ClientError``: `historyChanged` when the server's data was replaced, so that a reader begins anew.
        public mutating func next(isolation actor: isolated (any Actor)? = #isolation) async throws -> TurnView? {
            guard view.outcome == nil, let event = try await events.next(isolation: actor) else { return nil }
            guard event.turn != nil else { return nil }
            view.apply(event)
            return view
        }
    }
}

extension DuplexConnection {
    /// Says something and takes the turn that answers in hand.
    ///
    /// The message is tried as ``send(_:to:whenBusy:target:progress:)`` tries it, and is never said twice.
    ///
    /// On cancellation: throws `CancellationError`; the server may have the message.
    ///
    /// - Parameters:
    ///   - text: what is said; not only white space.
    ///   - session: the session, as it was when it was opened or looked at.
    ///   - whenBusy: what it does while work runs; nil leaves that to the session.
    /// - Throws: ``ClientError``.
    public func say(_ text: String, in session: SessionSummary, whenBusy: String? = nil) async throws -> TurnHandle {
        let receipt = try await send(text, to: session.id, whenBusy: whenBusy)
        return TurnHandle(receipt.turn, of: session.id, from: receipt.offset, history: session.history, on: self)
    }
}
