import DuplexCore
import DuplexLoop
import DuplexTransport
import Synchronization

/// Sends what happens to a user's tasks over a socket, and answers pings.
final class TravelSink: EventSink {
    private let socket: WebSocket
    private let state: Mutex<State>

    private struct State {
        var feed: TravelFeed
        var pings: TokenBucket
    }

    init(_ socket: WebSocket, _ feed: TravelFeed, limits: ServerLimits) {
        self.socket = socket
        let pings = TokenBucket(perSecond: limits.commandsPerSecond, burst: limits.commandBurst, now: socket.loop.now)
        state = Mutex(State(feed: feed, pings: pings))
    }

    /// The transport pings.
    var silenceMax: Duration? { nil }
    var loop: any EventLoop { socket.loop }
    var isOpen: Bool { socket.isOpen }
    var pendingByteCount: Int { socket.pendingByteCount }

    /// Begins to listen; called once. The socket holds the sink until it closes.
    func listen() { socket.onText { [self] in take($0) } }

    func send(_ events: [StoredEvent]) -> Bool {
        let frames = state.withLock { state in
            events.flatMap { stored -> [JSON] in
                // Unreadable bytes would have kept the session from being loaded.
                guard let event = try? stored.event() else { return [] }
                return state.feed.apply(event)
            }
        }
        let bytes = frames.flatMap { WebSocket.encodeTextFrame($0.bytes) }
        if !bytes.isEmpty { socket.sendShared(bytes) }
        return true
    }

    func keepAlive(passed: Offset?) -> Bool { true }

    func end(_ reason: EventPumpEnd) { SocketSink(socket: socket).end(reason) }
    func onDrain(_ work: @escaping @Sendable () -> Void) { socket.onDrain(work) }
    func onClose(_ work: @escaping @Sendable () -> Void) { socket.onClose { _ in work() } }

    /// A ping is answered; everything else is ignored, and so are pings without end.
    private func take(_ text: [UInt8]) {
        guard state.withLock({ $0.pings.take(at: loop.now) }) == nil else { return }
        if text.elementsEqual("ping".utf8) { return socket.sendText(Array("pong".utf8)) }
        // What is no JSON is ignored too.
        guard (try? JSON(parsing: text))?["type"]?.string == "ping" else { return }
        socket.sendText(JSON.object(["type": "pong"]).bytes)
    }
}
