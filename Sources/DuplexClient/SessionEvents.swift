public import DuplexCore
import DuplexCurl

/// The events of a session, as they come; see ``DuplexConnection/events(of:from:history:kinds:turn:patience:onState:)``.
public struct SessionEvents: AsyncSequence, Sendable {
    let connection: DuplexConnection
    let query: EventsQuery
    let first: Offset
    let patience: Duration?
    let onState: @Sendable (ConnectionState) -> Void

    /// Starts to read; each iterator has its own connection.
    public func makeAsyncIterator() -> Iterator { Iterator(self) }

    /// Reads events one after the other.
    public struct Iterator: AsyncIteratorProtocol {
        /// A server says something every 15 seconds; after this time of silence the connection is dead.
        private static let silenceMax = Duration.seconds(40)

        /// The largest event: a message of 1 MiB with all its signs escaped.
        private static let eventByteCountMax = 8 << 20

        private let source: SessionEvents
        private var cursor: Offset
        private var reading: HTTPBody.AsyncIterator?
        private var parser = SSEParser()

        /// What has arrived and has not been handed out.
        private var arrived: [SSEParser.Event] = []
        private var backoff: Backoff
        private var isClosed = false

        /// How long the server has been out of reach.
        private var absence = Duration.zero

        fileprivate init(_ source: SessionEvents) {
            self.source = source
            cursor = source.first
            backoff = Backoff(random: source.connection.random)
        }

        /// The next event; nil once the session is closed.
        ///
        /// On cancellation: the connection is closed and `CancellationError` is thrown.
        ///
        /// - Throws: ``ClientError``: `unreachable` only once the patience is used up, `historyChanged` when the
        ///   offsets mean something else now.
        public mutating func next(isolation actor: isolated (any Actor)? = #isolation) async throws -> Event? {
            while !isClosed {
                if !arrived.isEmpty {
                    if let event = try take(arrived.removeFirst()) { return event }
                    continue
                }
                do {
                    try await receive(isolation: actor)
                } catch let error as ClientError where error.isPassing {
                    try await pause(for: error, isolation: actor)
                }
            }
            return nil
        }

        /// Takes an event that is new; nil for one that the reader has.
        private mutating func take(_ arrival: SSEParser.Event) throws -> Event? {
            let event = try DuplexConnection.event(Array(arrival.data.utf8))
            guard event.offset >= cursor else { return nil }
            guard !source.query.isWhole || event.offset == cursor else {
                throw ClientError.incomprehensible("event \(cursor) is missing")
            }
            cursor = event.offset.next
            isClosed = event.kind == .sessionClosed
            return event
        }

        /// Reads what comes next, on a new connection where there is none.
        private mutating func receive(isolation actor: isolated (any Actor)?) async throws {
            if reading == nil { try await connect(isolation: actor) }
            do {
                guard let bytes = try await reading?.next(isolation: actor) else {
                    throw ClientError.unreachable("The server ended the connection.")
                }
                try parser.feed(bytes, into: &arrived)
            } catch let error as CurlError {
                throw ClientError.unreachable(error.message)
            }
            // A keep-alive says how far a filter has passed.
            if arrived.isEmpty, let last = parser.lastEventID.flatMap({ Int($0) }), last >= cursor.value {
                cursor = Offset(last).next
            }
        }

        private mutating func connect(isolation actor: isolated (any Actor)?) async throws {
            var call = source.connection.call("GET", source.query.path(from: cursor))
            call.headers = call.headers.accepting("text/event-stream")
            if cursor > source.first { call.headers.append("Last-Event-ID", String(cursor.value - 1)) }
            call.limits.overall = nil
            call.limits.firstByte = Self.silenceMax
            call.limits.gap = Self.silenceMax
            let reply: HTTPReply
            do {
                reply = try await source.connection.http.stream(call)
                guard reply.status == 200 else {
                    throw ClientError(status: reply.status, body: try await reply.body.collect(byteCountMax: 1 << 20))
                }
            } catch let error as CurlError {
                throw ClientError.unreachable(error.message)
            }
            parser = SSEParser(byteCountMax: Self.eventByteCountMax)
            reading = reply.body.makeAsyncIterator()
            backoff.reset()
            absence = .zero
            source.onState(.connected)
        }

        /// Waits before the next attempt, as long as there is patience.
        private mutating func pause(for error: ClientError, isolation actor: isolated (any Actor)?) async throws {
            reading = nil
            if let patience = source.patience, absence >= patience { throw error }
            let wait = backoff.wait()
            absence += wait
            source.onState(.reconnecting(after: wait))
            try await source.connection.clock.sleep(for: wait)
        }
    }
}

extension HTTPHeaders {
    /// The same fields with another wish for the answer's form.
    fileprivate func accepting(_ type: String) -> HTTPHeaders {
        var headers: HTTPHeaders = ["Accept": type]
        for field in fields where field.name != "Accept" { headers.append(field.name, field.value) }
        return headers
    }
}
