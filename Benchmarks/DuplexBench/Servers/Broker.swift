import CLinux

/// A server that carries what one client publishes to others that wait for it: ours or a peer.
protocol Broker: AnyObject {
    /// The processes whose time and memory count.
    var meter: ProcessMeter { get }

    /// Makes a channel (for us: a session) that nobody else uses.
    func makeChannel() throws -> String

    /// Makes many channels.
    func makeChannels(_ count: Int) throws -> [String]

    func publisher(_ channel: String) throws -> any Publisher

    /// A client that waits for what is published from now on; it connects from 127.0.0.`source`.
    func reader(_ channel: String, over carrier: Carrier, from source: Int) throws -> any Reader
}

extension Broker {
    func makeChannels(_ count: Int) throws -> [String] { try (0..<count).map { _ in try makeChannel() } }

    func reader(_ channel: String, over carrier: Carrier) throws -> any Reader {
        try reader(channel, over: carrier, from: 1)
    }
}

/// How events come to a reader.
enum Carrier: String, CaseIterable {
    case longPoll, eventStream, webSocket

    /// The name that people use.
    var name: String {
        switch self {
        case .longPoll: "long poll"
        case .eventStream: "SSE"
        case .webSocket: "WebSocket"
        }
    }
}

/// Publishes on one channel.
protocol Publisher: AnyObject {
    func send(_ payload: Payload) throws

    /// Waits for the server's word that it has taken what was sent.
    func finish() throws
}

/// Waits on one channel.
protocol Reader: AnyObject {
    var connection: Connection { get }

    /// Asks for more, where the protocol wants that for every event. It returns before anything comes.
    func arm() throws

    /// Takes the events that have arrived completely.
    func take() throws -> [ArraySlice<UInt8>]
}

extension Reader {
    /// Waits for at least one event.
    func receive() throws -> [ArraySlice<UInt8>] {
        let start = Moment.now
        while Moment.seconds(since: start) < 20 {
            let events = try take()
            if !events.isEmpty { return events }
            try connection.receive()
        }
        throw BenchError("only signs of life came in time")
    }
}

/// What is published: a number that tells it from all others, and as many bytes as the measurement wants.
struct Payload: Equatable {
    let text: String

    init(_ number: Int, byteCount: Int) {
        let mark = "<\(number)>"
        text = mark + String(repeating: "x", count: max(0, byteCount - mark.utf8.count))
    }

    /// Text that is looked for in events.
    init(mark: String) { text = mark }

    /// Whether an event carries it unharmed.
    func isCarried(by event: ArraySlice<UInt8>) -> Bool {
        text.utf8.withContiguousStorageIfAvailable { wanted in
            event.withUnsafeBytes { clinux_find($0.baseAddress, $0.count, wanted.baseAddress, wanted.count) >= 0 }
        } ?? false
    }
}
