import DuplexCore
import DuplexLoop
import DuplexTransport

/// Sends each event as one text frame.
struct SocketSink: EventSink {
    let socket: WebSocket

    /// The transport pings.
    var silenceMax: Duration? { nil }
    var loop: any EventLoop { socket.loop }
    var isOpen: Bool { socket.isOpen }
    var pendingByteCount: Int { socket.pendingByteCount }

    func send(_ events: [StoredEvent]) -> Bool {
        var frames = WebSocket.encodeTextFrame(events[0].bytes)
        for event in events.dropFirst() { frames.append(contentsOf: WebSocket.encodeTextFrame(event.bytes)) }
        socket.sendShared(frames)
        return true
    }

    func keepAlive(passed: Offset?) -> Bool { true }

    func end(_ reason: EventPumpEnd) {
        switch reason {
        case .satisfied: socket.close()
        case .sessionClosed: socket.close(APIError(.sessionUnknown, "The session was deleted."))
        case .failed(let error): socket.close(APIError(error))
        case .stopping: socket.close(.stopping)
        }
    }

    func onDrain(_ work: @escaping @Sendable () -> Void) { socket.onDrain(work) }
    func onClose(_ work: @escaping @Sendable () -> Void) { socket.onClose { _ in work() } }
}

extension WebSocket {
    /// Closes the socket with what a refusal means there.
    func close(_ error: APIError) {
        close(code: error.code.closeCode ?? CloseCode.internalError, reason: error.message)
    }
}
