package import DuplexLoop

/// A request's way to its answer.
///
/// It belongs to its connection's loop: it can be handed anywhere, but every use must be on ``loop``. It is answered
/// once, at any time, by ``respond(status:headers:body:)``, ``stream(status:headers:)`` or ``upgrade(_:headers:)``. An
/// answer to a peer that has gone is dropped.
package final class Exchange: @unchecked Sendable {
    // SAFETY: every method checks that it runs on the loop.

    /// Where the answer of an exchange without a connection goes: its status, headers and body.
    package typealias Answered = @Sendable (Int, HTTPHeaders, [UInt8]) -> Void

    /// Only an open exchange holds its connection: a forgotten one keeps nothing alive.
    private enum State {
        case open(Connection)
        case detached(Answered)
        case answered
        case lost
    }

    /// The loop on which the exchange must be used.
    package let loop: any EventLoop
    private let isHead: Bool
    private let isHTTP11: Bool
    private let peerKeepsAlive: Bool
    private var state: State
    private var closeWork: (@Sendable () -> Void)?

    init(connection: Connection, isHead: Bool, isHTTP11: Bool, keepsAlive: Bool) {
        state = .open(connection)
        loop = connection.loop
        self.isHead = isHead
        self.isHTTP11 = isHTTP11
        peerKeepsAlive = keepsAlive
    }

    /// Creates an exchange without a connection, for simulations of what is above the transport.
    ///
    /// Its whole answer goes to `answered`, on the loop. A body that is written bit by bit and a WebSocket need a
    /// connection; here they find that their peer has gone.
    package init(on loop: any EventLoop, answered: @escaping Answered) {
        state = .detached(answered)
        self.loop = loop
        isHead = false
        isHTTP11 = true
        peerKeepsAlive = false
    }

    /// Whether the answer is still to come and the peer still there.
    package var isOpen: Bool {
        checkLoop()
        switch state {
        case .open, .detached: return true
        case .answered, .lost: return false
        }
    }

    /// Sends a whole answer.
    ///
    /// `Content-Length`, `Connection` and `Transfer-Encoding` are the transport's and must not be among `headers`. The
    /// body is left out where HTTP wants none (HEAD, 204, 304).
    package func respond(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        if case .detached(let answered) = state {
            state = .answered
            closeWork = nil
            return answered(status, headers, body)
        }
        guard let connection = take() else { return }
        let keepsAlive = keepsAlive(connection)
        let hasNoBody = AnswerHead.forbidsBody(status)
        var answer = AnswerHead.encode(
            status: status, headers: headers,
            // A HEAD request is told the length that GET would have, where it is known.
            framing: hasNoBody ? .none : .length(body.count), connection: connectionField(keepsAlive),
            bodyCapacity: body.count)
        if !hasNoBody, !isHead { answer.append(contentsOf: body) }
        connection.sendAnswer(answer)
        connection.answerEnded(keepsAlive: keepsAlive)
    }

    /// Begins an answer whose body is written bit by bit: in chunks, or for HTTP/1.0 until the connection ends.
    package func stream(status: Int, headers: HTTPHeaders = [:]) -> BodyStream {
        guard let connection = take() else { return BodyStream(lostOn: loop) }
        let keepsAlive = isHTTP11 && keepsAlive(connection)
        let body = BodyStream(
            connection: connection, framing: isHead ? .dropped : isHTTP11 ? .chunked : .untilEnd,
            keepsAlive: keepsAlive)
        let head = AnswerHead.encode(
            status: status, headers: headers, framing: isHTTP11 ? .chunked : .none,
            connection: connectionField(keepsAlive))
        connection.phase = .streaming(body)
        connection.send(head)
        return body
    }

    /// Turns the connection into a WebSocket; `headers` are added to the answer.
    ///
    /// Nil when the request is no proper handshake, which it then has been told (400 or 426), or the peer has gone.
    package func upgrade(_ request: HTTPRequest, headers: HTTPHeaders = [:]) -> WebSocket? {
        let key: String
        switch Handshake.judge(request, isHTTP11: isHTTP11) {
        case .accepted(let accepted):
            key = accepted
        case .refused(let status, let reason, let more):
            refuse(status, reason, adding: more)
            return nil
        }
        guard let connection = take() else { return nil }
        var fields: HTTPHeaders = ["Upgrade": "websocket", "Sec-WebSocket-Accept": Handshake.acceptance(of: key)]
        for (name, value) in headers { fields.append(name, value) }
        let socket = WebSocket(connection: connection)
        connection.phase = .upgraded(socket)
        connection.send(AnswerHead.encode(status: 101, headers: fields, framing: .none, connection: "Upgrade"))
        socket.open()
        return socket
    }

    /// Sets what is called, once and on a later turn of the loop, if the connection ends before the answer begins.
    ///
    /// If it has ended already, the call is on its way. A parked reader is to be let go there.
    package func onClose(_ work: @escaping @Sendable () -> Void) {
        checkLoop()
        switch state {
        case .open, .detached: closeWork = work
        case .answered: break
        case .lost: loop.execute(work)
        }
    }

    /// Tells that the peer has gone; what is answered from now on is dropped.
    package func connectionClosed() {
        state = .lost
        if let work = closeWork { loop.execute(work) }
        closeWork = nil
    }

    private func refuse(_ status: Int, _ reason: String, adding more: HTTPHeaders) {
        guard case .open(let connection) = state else { return }
        var (headers, body) = connection.home.errorBody(status, reason)
        for (name, value) in more { headers.append(name, value) }
        respond(status: status, headers: headers, body: body)
    }

    private func keepsAlive(_ connection: Connection) -> Bool { peerKeepsAlive && !connection.home.isClosing }

    /// What the answer's `Connection` says: only what is not understood by itself.
    private func connectionField(_ keepsAlive: Bool) -> String? {
        if !keepsAlive { return "close" }
        return isHTTP11 ? nil : "keep-alive"
    }

    /// Takes the right to answer; nil when the peer has gone.
    private func take() -> Connection? {
        checkLoop()
        closeWork = nil
        switch state {
        case .open(let connection):
            state = .answered
            return connection
        case .answered:
            preconditionFailure("a request is answered once")
        case .detached:
            state = .lost
            return nil
        case .lost:
            return nil
        }
    }

    private func checkLoop() { precondition(loop.isCurrent, "an exchange is used on its loop") }
}
