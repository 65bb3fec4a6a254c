import DuplexCore
import DuplexLoop
import DuplexTransport

/// Writes events as server-sent events.
///
/// Source: WHATWG HTML, section 9.2.
struct EventStreamSink: EventSink {
    let body: BodyStream
    let silenceMax: Duration?

    /// Whether `turn.ended` is the last event wanted: the reader sees one turn only.
    let endsWithTurn: Bool

    /// Begins the stream: tells how soon to come back after it breaks.
    init(_ body: BodyStream, silenceMax: Duration, endsWithTurn: Bool) {
        self.body = body
        self.silenceMax = silenceMax
        self.endsWithTurn = endsWithTurn
        body.write(Array("retry: 1000\n\n".utf8))
    }

    var loop: any EventLoop { body.loop }
    var isOpen: Bool { body.isOpen }
    var pendingByteCount: Int { body.pendingByteCount }

    func send(_ events: [StoredEvent]) -> Bool {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(events.reduce(0) { $0 + $1.bytes.count + 32 })
        var isSatisfied = false
        for event in events where !isSatisfied {
            bytes.append(contentsOf: "id: ".utf8)
            bytes.append(decimal: event.offset.value)
            bytes.append(contentsOf: "\ndata: ".utf8)
            bytes.append(contentsOf: event.bytes)
            bytes.append(contentsOf: "\n\n".utf8)
            isSatisfied = endsWithTurn && event.kind == .turnEnded
        }
        body.write(bytes)
        return !isSatisfied
    }

    func keepAlive(passed: Offset?) -> Bool {
        body.write(Array((passed.map { "id: \($0)\n\n" } ?? ":\n\n").utf8))
        return true
    }

    func end(_ reason: EventPumpEnd) { body.finish() }
    func onDrain(_ work: @escaping @Sendable () -> Void) { body.onDrain(work) }
    func onClose(_ work: @escaping @Sendable () -> Void) { body.onClose(work) }
}
