import DuplexCore
import DuplexLoop
import DuplexTransport
import Synchronization

/// Writes a turn of the chat routes as server-sent events, with `[DONE]` after the last one.
final class ChatSink: EventSink {
    private static let done = Array("data: [DONE]\n\n".utf8)

    private let body: BodyStream
    private let state = Mutex(ChatFeed())

    /// Stops a turn that shows no sign of life.
    private let giveUp: @Sendable () -> Void
    let silenceMax: Duration?

    init(_ body: BodyStream, silenceMax: Duration, giveUp: @escaping @Sendable () -> Void) {
        self.body = body
        self.silenceMax = silenceMax
        self.giveUp = giveUp
    }

    var loop: any EventLoop { body.loop }
    var isOpen: Bool { body.isOpen }
    var pendingByteCount: Int { body.pendingByteCount }

    func send(_ events: [StoredEvent]) -> Bool {
        let (frames, isOver) = state.withLock { feed in
            let frames = events.flatMap { stored -> [JSON] in
                // Unreadable bytes would have kept the session from being loaded.
                guard let event = try? stored.event() else { return [] }
                return feed.apply(event)
            }
            return (frames, feed.outcome != nil)
        }
        body.write(frames.flatMap(Self.block) + (isOver ? Self.done : []))
        return !isOver
    }

    /// A turn that waits for its start is not silent.
    func keepAlive(passed: Offset?) -> Bool {
        body.write(Array(":\n\n".utf8))
        if state.withLock({ $0.hasStarted }) { giveUp() }
        return true
    }

    func end(_ reason: EventPumpEnd) {
        if reason != .satisfied {
            let error: JSON = [
                "type": "error", "status": "failed", "complete": false, "message": "The stream cannot go on.",
                "content": .string(state.withLock { $0.text }),
            ]
            body.write(Self.block(error) + Self.done)
        }
        body.finish()
    }

    func onDrain(_ work: @escaping @Sendable () -> Void) { body.onDrain(work) }
    func onClose(_ work: @escaping @Sendable () -> Void) { body.onClose(work) }

    private static func block(_ frame: JSON) -> [UInt8] { Array("data: ".utf8) + frame.bytes + Array("\n\n".utf8) }
}
