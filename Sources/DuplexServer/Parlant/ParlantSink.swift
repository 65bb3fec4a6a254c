import DuplexCore
import DuplexLoop
import DuplexTransport
import Synchronization

/// Writes events of the conversation view as server-sent events, as the original does: data alone, and an end after a
/// silence.
///
/// What is out of view is decided when the stream begins; what is hidden later has been sent by then.
final class ParlantSink: EventSink {
    /// What is sent.
    enum Content {
        /// Events as they come.
        case events

        /// One message, whole, each time that it has grown, until it is complete.
        case message
    }

    let silenceMax: Duration?
    private let body: BodyStream
    private let content: Content
    private let view: ConversationView
    private let wants: @Sendable (JSON) -> Bool
    private let state: Mutex<State>

    fileprivate struct State {
        var listing: ParlantListing
        var shownAt: Duration
    }

    init(
        _ body: BodyStream, _ content: Content, silenceMax: Duration, view: ConversationView,
        wants: @escaping @Sendable (JSON) -> Bool
    ) {
        self.body = body
        self.content = content
        self.silenceMax = silenceMax
        self.view = view
        self.wants = wants
        state = Mutex(State(listing: ParlantListing(wants: wants), shownAt: body.loop.now))
    }

    var loop: any EventLoop { body.loop }
    var isOpen: Bool { body.isOpen }
    var pendingByteCount: Int { body.pendingByteCount }

    func send(_ events: [StoredEvent]) -> Bool {
        let (blocks, goesOn) = state.withLock { $0.take(events, content, view, wants, at: loop.now, silenceMax) }
        body.write(Self.bytes(of: blocks))
        return goesOn
    }

    func keepAlive(passed: Offset?) -> Bool { false }
    func end(_ reason: EventPumpEnd) { body.finish() }
    func onDrain(_ work: @escaping @Sendable () -> Void) { body.onDrain(work) }
    func onClose(_ work: @escaping @Sendable () -> Void) { body.onClose(work) }

    /// Events in wire form as the blocks of a stream.
    static func bytes(of events: [[UInt8]]) -> [UInt8] {
        var bytes: [UInt8] = []
        for event in events {
            bytes.append(contentsOf: "data: ".utf8)
            bytes.append(contentsOf: event)
            bytes.append(contentsOf: "\n\n".utf8)
        }
        return bytes
    }
}

extension ParlantSink.State {
    /// Takes events in; what is to be sent, and whether more is wanted.
    fileprivate mutating func take(
        _ events: [StoredEvent], _ content: ParlantSink.Content, _ view: ConversationView,
        _ wants: @escaping @Sendable (JSON) -> Bool, at now: Duration, _ silenceMax: Duration?
    ) -> (blocks: [[UInt8]], goesOn: Bool) {
        if content == .events { listing = ParlantListing(wants: wants) }
        // An event that cannot be read ends the stream: the client comes back, and is told why.
        guard let hasChanged = try? listing.add(events, view) else { return ([], false) }
        if hasChanged { shownAt = now }
        let isOver = content == .message ? !listing.isGrowing : now - shownAt >= silenceMax ?? .zero
        return (hasChanged ? listing.events : [], !isOver)
    }
}
