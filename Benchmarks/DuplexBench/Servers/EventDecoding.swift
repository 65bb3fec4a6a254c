/// Takes events out of what has arrived on a stream, an event source or a socket.
struct StreamDecoder {
    private enum Form { case unknown, plainText, chunkedText, frames }

    private var form = Form.unknown

    /// The text of an event source, without its transfer coding.
    private var text: [UInt8] = []

    /// The pings that nobody has answered yet.
    private(set) var pingCount = 0

    /// Waits for the server's word that the stream has begun.
    mutating func begin(on connection: Connection) throws {
        while form == .unknown {
            guard let head = try connection.inbound.head() else {
                try connection.receive()
                continue
            }
            switch head.status {
            case 101: form = .frames
            case 200: form = head["transfer-encoding"] == "chunked" ? .chunkedText : .plainText
            default: throw BenchError("no stream but \(head.status)")
            }
        }
    }

    /// Forgets a ping that has been answered.
    mutating func answeredPings() { pingCount = 0 }

    /// The data of all events that are complete; comments, pings and other signs of life are no events.
    mutating func events(_ inbound: inout Inbound) throws -> [ArraySlice<UInt8>] {
        switch form {
        case .unknown: return []
        case .frames:
            var events: [ArraySlice<UInt8>] = []
            while let (opcode, payload) = inbound.frame() {
                switch opcode {
                case 1, 2: events.append(payload)
                case 8: throw BenchError("the server closed a WebSocket")
                case 9: pingCount += 1
                default: break
                }
            }
            return events
        case .chunkedText:
            while let chunk = try inbound.chunk() {
                guard !chunk.isEmpty else { throw BenchError("the server ended a stream") }
                text += chunk
            }
        case .plainText: text += inbound.take(inbound.rest.count)
        }
        return takeBlocks()
    }

    private mutating func takeBlocks() -> [ArraySlice<UInt8>] {
        var events: [ArraySlice<UInt8>] = []
        var start = 0
        while let end = text.firstOffset(of: "\n\n", from: start) {
            for line in text[start..<end].split(separator: 10) where line.starts(with: "data: ".utf8) {
                events.append(line.dropFirst(6))
            }
            start = end + 2
        }
        text.removeFirst(start)
        return events
    }
}

/// A client of an event source or a WebSocket.
final class StreamReader: Reader {
    let connection: Connection
    private var decoder = StreamDecoder()

    /// Connects, and waits until the stream has begun.
    init(port: UInt16, _ request: [UInt8], from source: Int) throws {
        connection = try Connection(port: port, from: source)
        try connection.send(request)
        try decoder.begin(on: connection)
    }

    func arm() {}

    func take() throws -> [ArraySlice<UInt8>] {
        let events = try decoder.events(&connection.inbound)
        if decoder.pingCount > 0 {
            decoder.answeredPings()
            // A masked pong without a payload: a sign of life.
            try connection.send([0x8A, 0x80, 0, 0, 0, 0])
        }
        return events
    }
}
