package import DuplexLoop

/// The body of an answer that is written bit by bit.
///
/// It has no queue for its writer: write one page, and the next one when ``pendingByteCount`` is zero or
/// ``onDrain(_:)`` tells so. It belongs to its connection's loop like the ``Exchange`` that it came from.
package final class BodyStream: @unchecked Sendable {
    // SAFETY: every method checks that it runs on the loop.

    enum Framing {
        case chunked
        case untilEnd
        /// The answer to a HEAD request: nothing is sent.
        case dropped
    }

    /// Only an open stream holds its connection: a forgotten one keeps nothing alive.
    private enum State {
        case open(Connection)
        case finished
        case lost
    }

    /// The loop on which the stream must be used.
    package let loop: any EventLoop
    private let framing: Framing
    private let keepsAlive: Bool
    private var state: State
    private var drainWork: (@Sendable () -> Void)?
    private var closeWork: (@Sendable () -> Void)?

    init(connection: Connection, framing: Framing, keepsAlive: Bool) {
        state = .open(connection)
        loop = connection.loop
        self.framing = framing
        self.keepsAlive = keepsAlive
    }

    /// A stream whose peer had gone before it began.
    init(lostOn loop: any EventLoop) {
        state = .lost
        self.loop = loop
        framing = .dropped
        keepsAlive = false
    }

    /// Whether bytes can still be written: it has not been finished and the peer is there.
    package var isOpen: Bool {
        checkLoop()
        if case .open = state { return true }
        return false
    }

    /// Bytes that wait for the peer to read.
    package var pendingByteCount: Int {
        checkLoop()
        guard case .open(let connection) = state else { return 0 }
        return connection.pendingByteCount
    }

    /// Sends bytes, as one chunk.
    ///
    /// They are dropped when the peer has gone. A writer that goes on while more than the limit is pending loses the
    /// connection: see ``TransportLimits/outputByteCountMax``.
    package func write(_ bytes: [UInt8]) {
        // An empty chunk would end the body.
        guard let connection = openConnection(), !bytes.isEmpty else { return }
        switch framing {
        case .dropped:
            break
        case .untilEnd:
            connection.send(bytes)
        case .chunked:
            var chunk: [UInt8] = []
            chunk.reserveCapacity(bytes.count + 12)
            chunk.append(contentsOf: String(bytes.count, radix: 16).utf8)
            chunk.append(contentsOf: "\r\n".utf8)
            chunk.append(contentsOf: bytes)
            chunk.append(contentsOf: "\r\n".utf8)
            connection.send(chunk)
        }
    }

    /// Ends the body; the connection turns to its next request.
    package func finish() {
        guard let connection = openConnection() else { return }
        drainWork = nil
        closeWork = nil
        if framing == .chunked { connection.send(Array("0\r\n\r\n".utf8)) }
        // The last write may have found the peer gone.
        guard isOpen else { return }
        state = .finished
        connection.answerEnded(keepsAlive: keepsAlive)
    }

    /// Sets what is called each time that everything pending has been taken, if a write had to wait at all.
    package func onDrain(_ work: (@Sendable () -> Void)?) {
        checkLoop()
        drainWork = work
    }

    /// Sets what is called, once and on a later turn of the loop, if the connection ends before ``finish()``.
    ///
    /// If it has ended already, the call is on its way.
    package func onClose(_ work: @escaping @Sendable () -> Void) {
        checkLoop()
        switch state {
        case .open: closeWork = work
        case .finished: break
        case .lost: loop.execute(work)
        }
    }

    func drained() { drainWork?() }

    func connectionClosed() {
        state = .lost
        drainWork = nil
        if let work = closeWork { loop.execute(work) }
        closeWork = nil
    }

    /// The connection to write to; nil when the peer has gone.
    private func openConnection() -> Connection? {
        checkLoop()
        switch state {
        case .open(let connection): return connection
        case .finished: preconditionFailure("nothing can be written after a body's end")
        case .lost: return nil
        }
    }

    private func checkLoop() { precondition(loop.isCurrent, "a body stream is used on its loop") }
}
