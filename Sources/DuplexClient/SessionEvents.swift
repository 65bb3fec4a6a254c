public import DuplexCore
import DuplexCurl

/// The events of a session, as they come; see ``DuplexConnection/events(of:from:history:kinds:turn:patience:onState:)``.
public struct SessionEvents: AsyncSequence, Sendable {
    let connection: DuplexConnection
    let query: EventsQuery
    let first: Offset
    let patience: Duration?
    let onState: @Sendable (ConnectionState) -> Void

    /// A server greets each stream at once; one that is silent for this long at its start does not come through.
    package var greetingTimeMax = Duration.seconds(10)

    /// Starts to read; each iterator has its own connection.
    public func makeAsyncIterator() -> Iterator { Iterator(self) }

    /// Reads events one after the other.
    public struct Iterator: AsyncIteratorProtocol {
        /// A server says something every 15 seconds; after this time of silence the connection is dead.
        private static let silenceMax = Duration.seconds(40)

        /// How long a page is waited for while there is nothing new, in seconds; well within an answer's time.
        private static let pageWait = 20

        /// The largest event: a message of 1 MiB with all its signs escaped.
        private static let eventByteCountMax = 8 << 20

        private let source: SessionEvents
        private var cursor: Offset
        private var reading: HTTPBody.AsyncIterator?
        private var parser = SSEParser()
        private var trust = StreamTrust()

        /// Whether the last page came, so that the next one is waited for.
        private var hasPage = false

        /// The events that have arrived and have not been handed out, as JSON.
        private var arrived: [String] = []
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
        private mutating func take(_ arrival: String) throws -> Event? {
            let event = try DuplexConnection.event(Array(arrival.utf8))
            guard event.offset >= cursor else { return nil }
            guard !source.query.isWhole || event.offset == cursor else {
                throw ClientError.incomprehensible("event \(cursor) is missing")
            }
            cursor = event.offset.next
            isClosed = event.kind == .sessionClosed
            return event
        }

        /// Reads what comes next: from the stream, or as a page where streams do not come through.
        private mutating func receive(isolation actor: isolated (any Actor)?) async throws {
            do {
                trust.usesPages ? try await receivePage() : try await receiveFromStream(isolation: actor)
            } catch let error as CurlError {
                trust.streamFailed(StreamTrust.Failure(error))
                throw ClientError.unreachable(error.message)
            }
        }

        /// Reads on a new connection where there is none.
        private mutating func receiveFromStream(isolation actor: isolated (any Actor)?) async throws {
            if reading == nil { try await connect(isolation: actor) }
            guard let bytes = try await reading?.next(isolation: actor) else {
                throw CurlError.broken("the server ended it")
            }
            var events: [SSEParser.Event] = []
            defer { arrived += events.map(\.data) }
            try parser.feed(bytes, into: &events)
            if !events.isEmpty || parser.lastEventID != nil { trust.streamWorked() }
            // A keep-alive says how far a filter has passed.
            if events.isEmpty, let last = parser.lastEventID.flatMap({ Int($0) }), last >= cursor.value {
                cursor = Offset(last).next
            }
        }

        /// Asks for the events from the cursor on, and waits for the first one.
        private mutating func receivePage() async throws {
            // The first page comes at once, to tell whether pages come at all.
            let path = source.query.path(from: cursor) + "&wait=\(hasPage ? Self.pageWait : 0)"
            do {
                let answer = try await source.connection.answer(to: source.connection.call("GET", path))
                guard answer.status == 200 else { throw ClientError(status: answer.status, body: answer.body) }
                guard let page = try? JSON(parsing: answer.body), let events = page["events"]?.array,
                    let next = page["next"]?.int, next >= cursor.value
                else { throw ClientError.unreachable("What came is no page of events.") }
                arrived += events.map(\.text)
                // A filter has passed what the page does not show.
                if events.isEmpty { cursor = Offset(next) }
            } catch let error as ClientError where error.isPassing {
                trust.pageFailed()
                hasPage = false
                throw error
            }
            if !hasPage { reached() }
            hasPage = true
        }

        private mutating func connect(isolation actor: isolated (any Actor)?) async throws {
            var call = source.connection.call("GET", source.query.path(from: cursor))
            call.headers = call.headers.accepting("text/event-stream")
            if cursor > source.first { call.headers.append("Last-Event-ID", String(cursor.value - 1)) }
            call.limits.overall = nil
            call.limits.firstByte = source.greetingTimeMax
            call.limits.gap = Self.silenceMax
            let reply = try await source.connection.http.stream(call)
            guard reply.status == 200 else {
                let error = ClientError(status: reply.status, body: try await reply.body.collect(byteCountMax: 1 << 20))
                if error.isPassing { trust.streamFailed(.cut) }
                throw error
            }
            guard reply.headers["Content-Type"]?.lowercased().hasPrefix("text/event-stream") == true else {
                trust.streamFailed(.otherContent)
                throw ClientError.unreachable("What came is no stream of events.")
            }
            parser = SSEParser(byteCountMax: Self.eventByteCountMax)
            reading = reply.body.makeAsyncIterator()
            reached()
        }

        /// The server has answered.
        private mutating func reached() {
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

extension StreamTrust.Failure {
    fileprivate init(_ error: CurlError) {
        self =
            switch error {
            case .unreachable, .timedOut(.connect), .closed: .unreachable
            case .timedOut(.firstByte): .silent
            case .timedOut, .broken, .tooLarge, .invalidCall: .cut
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
