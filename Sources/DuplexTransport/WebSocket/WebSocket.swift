package import DuplexLoop

/// A WebSocket: messages both ways over a connection that an ``Exchange`` was upgraded from.
///
/// It answers pings, sends its own, and closes by the book. It belongs to its connection's loop: every use must be on
/// ``loop``. It has no queue for its writer: see ``pendingByteCount``.
package final class WebSocket: @unchecked Sendable {
    // SAFETY: every method checks that it runs on the loop.

    /// Only a socket that is not closed holds its connection: a forgotten one keeps nothing alive.
    private enum State {
        case open(Connection)
        /// Our close frame is out, the peer's is awaited.
        case closing(Connection, code: UInt16)
        case closed(code: UInt16)
    }

    /// The loop on which the socket must be used.
    package let loop: any EventLoop
    private var state: State
    private var reader: FrameReader?
    private var lastHeard: Duration
    private var textWork: (@Sendable ([UInt8]) -> Void)?
    private var binaryWork: (@Sendable ([UInt8]) -> Void)?
    private var drainWork: (@Sendable () -> Void)?
    private var closeWork: (@Sendable (UInt16) -> Void)?

    init(connection: Connection) {
        state = .open(connection)
        loop = connection.loop
        lastHeard = connection.loop.now
    }

    // MARK: For its user

    /// Whether messages can be sent: nobody has closed it yet.
    package var isOpen: Bool { openConnection != nil }

    /// Bytes that wait for the peer to read.
    package var pendingByteCount: Int { openConnection?.pendingByteCount ?? 0 }

    /// A text message as a frame, which ``sendShared(_:)`` can send to any number of sockets; from any thread.
    package static func encodeTextFrame(_ text: [UInt8]) -> [UInt8] { Frame.encode(.text, text) }

    /// Sends a text message; the bytes must be UTF-8. It is dropped once the socket is closed.
    package func sendText(_ text: [UInt8]) { sendShared(Frame.encode(.text, text)) }

    /// Sends a frame of ``encodeTextFrame(_:)``.
    ///
    /// A writer that goes on while more than the limit is pending loses the connection: see
    /// ``TransportLimits/outputByteCountMax``.
    package func sendShared(_ frame: [UInt8]) { openConnection?.send(frame) }

    /// Closes the socket: the peer is told why, and no message is received any more.
    ///
    /// A reason of more than 123 bytes is cut.
    package func close(code: UInt16 = CloseCode.normal, reason: String = "") {
        openConnection?.send(Frame.close(code: code, reason: reason))
        // The frame may have found the peer gone.
        guard let connection = openConnection else { return }
        state = .closing(connection, code: code)
        connection.deadlines[.ping] = nil
        connection.expect(.input, for: connection.limits.closeDeadline)
    }

    /// Sets what is called with each text message; its bytes are UTF-8.
    package func onText(_ work: (@Sendable ([UInt8]) -> Void)?) {
        checkLoop()
        textWork = work
    }

    /// Sets what is called with each binary message; without it, one closes the socket with 1003.
    package func onBinary(_ work: (@Sendable ([UInt8]) -> Void)?) {
        checkLoop()
        binaryWork = work
    }

    /// Sets what is called each time that everything pending has been taken, if a write had to wait at all.
    package func onDrain(_ work: (@Sendable () -> Void)?) {
        checkLoop()
        drainWork = work
    }

    /// Sets what is called, once and on a later turn of the loop, when the socket is closed.
    ///
    /// The code is that of the close frame which came first, the peer's or ours; 1005 if the peer's had none, 1006 if
    /// the connection ended without one. If the socket is closed already, the call is on its way.
    package func onClose(_ work: @escaping @Sendable (UInt16) -> Void) {
        checkLoop()
        if case .closed(let code) = state {
            loop.execute { work(code) }
        } else {
            closeWork = work
        }
    }

    // MARK: For its connection

    func open() { awaitPing() }

    func received(_ bytes: UnsafeRawBufferPointer) {
        guard let connection else { return }
        lastHeard = loop.now
        let reader = self.reader ?? connection.home.takeReader()
        self.reader = nil
        let outcome = reader.feed(bytes)
        if outcome.closeCode == nil {
            if reader.isBetweenMessages { connection.home.giveBack(reader) } else { self.reader = reader }
        }
        for message in outcome.messages { deliver(message) }
        if !outcome.reply.isEmpty { openConnection?.send(outcome.reply) }
        if let code = outcome.closeCode { finish(code) }
    }

    func drained() { drainWork?() }

    func pingIsDue() {
        guard let connection = openConnection else { return }
        guard loop.now < lastHeard + connection.limits.pongDeadline else { return connection.close(reset: true) }
        // A peer that does not read needs no more bytes; the stalled deadline watches it.
        if connection.pendingByteCount == 0 { connection.send(Frame.ping) }
        awaitPing()
    }

    /// The peer has not answered our close frame.
    func closeIsOverdue() { finish(CloseCode.abnormal) }

    func connectionClosed() { settle(CloseCode.abnormal) }

    // MARK: Private

    private var openConnection: Connection? {
        checkLoop()
        if case .open(let connection) = state { return connection }
        return nil
    }

    private var connection: Connection? {
        switch state {
        case .open(let connection), .closing(let connection, _): connection
        case .closed: nil
        }
    }

    private func awaitPing() {
        guard let connection = openConnection else { return }
        let limits = connection.limits
        let untilLost = lastHeard + limits.pongDeadline - loop.now
        connection.expect(.ping, for: min(limits.pingInterval, untilLost))
    }

    private func deliver(_ message: FrameReader.Outcome.Message) {
        guard isOpen else { return }
        switch message {
        case .text(let text):
            textWork?(text)
        case .binary(let bytes):
            guard let binaryWork else { return close(code: CloseCode.unsupportedData, reason: "Only text is spoken.") }
            binaryWork(bytes)
        }
    }

    /// The close frames have been exchanged, as far as they will be.
    private func finish(_ code: UInt16) {
        let connection = connection
        settle(code)
        connection?.end()
    }

    /// Makes the socket closed and tells its user so.
    private func settle(_ code: UInt16) {
        let final: UInt16
        switch state {
        case .open: final = code
        case .closing(_, let ours): final = ours
        case .closed: return
        }
        state = .closed(code: final)
        reader = nil
        textWork = nil
        binaryWork = nil
        drainWork = nil
        if let work = closeWork { loop.execute { work(final) } }
        closeWork = nil
    }

    private func checkLoop() { precondition(loop.isCurrent, "a socket is used on its loop") }
}
