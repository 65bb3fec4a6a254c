import DuplexLoop

/// One HTTP connection: requests in order, at most one of them being answered.
///
/// What the peer sends meanwhile waits in `unread`, within a bound; then reading stops, so that TCP slows it down.
final class Connection: TCPStreamOwner, @unchecked Sendable {
    // SAFETY: everything is touched on the loop only; the public handles check that they are used there.

    enum Phase {
        /// Between two requests or in the middle of one.
        case reading
        /// A request has been handed out and has no answer yet. A parked long poll is nothing but this.
        case answering(Exchange)
        /// The answer's body is being written.
        case streaming(BodyStream)
        case upgraded(WebSocket)
        /// The last bytes are on their way; input is thrown away.
        case ending
        case closed
    }

    /// What the input deadline stands for, so that it is set once for each.
    enum Awaited {
        case request, header, body
    }

    let home: ConnectionSet
    let stream: TCPStream
    let peer: PeerAddress
    var phase = Phase.reading
    var deadlines = Deadlines()

    // Input
    var parser: RequestParser?
    var unread: [UInt8] = []
    var awaited: Awaited?
    var peerHasEnded = false

    // Output
    var corked: [UInt8] = []
    var isCorked = false
    var writtenByteCount = 0
    var sentByteCountBefore = 0
    var outputHasEnded = false

    init(stream: TCPStream, peer: PeerAddress, home: ConnectionSet) {
        self.stream = stream
        self.peer = peer
        self.home = home
    }

    var limits: TransportLimits { home.limits }
    var loop: UVLoop { home.loop }

    var isClosed: Bool { if case .closed = phase { true } else { false } }

    // MARK: Life

    /// Begins to read requests.
    func open() {
        stream.open(for: self)
        awaited = .header
        expect(.input, for: limits.headerDeadline)
    }

    /// Tells the peer that there is no room for it.
    func openRefused() {
        stream.open(for: self)
        refuse(503, "Too many connections.", adding: ["Retry-After": "\(limits.retryAfterSeconds)"])
    }

    /// Sends what waits, then closes; nothing more is read.
    ///
    /// The socket stays until the peer has ended too or the linger deadline passes, for unread input would make the
    /// kernel destroy the last answer.
    func end() {
        switch phase {
        case .ending, .closed: return
        case .reading, .answering, .streaming, .upgraded: break
        }
        flush()
        guard !isClosed else { return }
        phase = .ending
        giveParserBack()
        unread = []
        deadlines[.input] = nil
        deadlines[.ping] = nil
        guard stream.endOutput() else { return close() }
        if !peerHasEnded { stream.resumeReading() }
    }

    /// Closes at once; with `reset` what the kernel still holds is dropped.
    func close(reset: Bool = false) {
        let last = phase
        if case .closed = last { return }
        phase = .closed
        giveParserBack()
        deadlines.clear()
        unread = []
        corked = []
        stream.close(reset: reset)
        home.remove(self)
        switch last {
        case .answering(let exchange): exchange.connectionClosed()
        case .streaming(let body): body.connectionClosed()
        case .upgraded(let socket): socket.connectionClosed()
        case .reading, .ending, .closed: break
        }
    }

    /// Closes what is idle; what is being answered closes when it has its answer.
    func serverCloses() {
        switch phase {
        case .reading:
            if parser == nil, unread.isEmpty, pendingByteCount == 0 { close() }
        case .upgraded(let socket):
            socket.close(code: CloseCode.goingAway)
        case .answering, .streaming, .ending, .closed:
            break
        }
    }

    // MARK: What the stream tells

    func receivedEnd() {
        peerHasEnded = true
        switch phase {
        case .reading:
            settle()
        case .answering:
            expect(.input, for: limits.halfClosedDeadline)
        case .streaming, .upgraded:
            close()
        case .ending:
            if outputHasEnded { close() }
        case .closed:
            break
        }
    }

    func outputEnded() {
        outputHasEnded = true
        deadlines[.output] = nil
        if peerHasEnded { close() } else { expect(.input, for: limits.lingerDeadline) }
    }

    func broke() { close() }

    // MARK: Deadlines

    func expect(_ kind: Deadlines.Kind, for duration: Duration) {
        deadlines[kind] = loop.now + duration
        setTimer()
    }

    private func setTimer() {
        guard let next = deadlines.unwatched else { return }
        deadlines.watch(next, with: loop.schedule(after: next - loop.now) { self.timerFired() })
    }

    private func timerFired() {
        deadlines.timerFired()
        while let passed = deadlines.takePassed(at: loop.now) {
            switch passed {
            case .input: inputDeadlinePassed()
            case .output: outputDeadlinePassed()
            case .ping: if case .upgraded(let socket) = phase { socket.pingIsDue() }
            }
        }
        setTimer()
    }

    private func inputDeadlinePassed() {
        switch phase {
        case .reading:
            if parser != nil || !unread.isEmpty {
                refuse(408, "The request did not arrive in time.")
            } else {
                close()
            }
        case .answering, .ending:
            close()
        case .upgraded(let socket):
            socket.closeIsOverdue()
        case .streaming, .closed:
            break
        }
    }

    /// Cuts the connection unless the peer has taken something since the deadline was set.
    private func outputDeadlinePassed() {
        guard stream.pendingByteCount > 0 else { return }
        guard sentByteCount > sentByteCountBefore else { return close(reset: true) }
        watchOutput()
    }
}
