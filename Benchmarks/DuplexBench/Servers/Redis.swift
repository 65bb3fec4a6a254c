import Glibc

/// Redis Streams that sync each write: the fastest of the known durable ways to a waiting reader.
final class Redis: Broker {
    let meter: ProcessMeter
    private let port: UInt16
    private let process: ChildProcess
    private var channelCount = 0

    /// Nil when it is not installed.
    init?(in directory: String) throws {
        guard access("/usr/bin/redis-server", X_OK) == 0 else { return nil }
        port = try Connection.freePort()
        process = try ChildProcess(
            "/usr/bin/redis-server",
            [
                "--port", "\(port)", "--bind", "127.0.0.1", "--dir", directory, "--appendonly", "yes", "--appendfsync",
                "always", "--protected-mode", "no", "--save", "", "--loglevel", "warning", "--logfile", "redis.log",
            ])
        meter = ProcessMeter([process.id])
        _ = try connectWhenReady(port)
    }

    func makeChannel() -> String {
        channelCount += 1
        return "c\(channelCount)"
    }

    func publisher(_ channel: String) throws -> any Publisher { try StreamAdder(port: port, key: channel) }

    /// Redis has its own protocol, whatever the carrier.
    func reader(_ channel: String, over carrier: Carrier, from source: Int) throws -> any Reader {
        try StreamAwaiter(port: port, key: channel, from: source)
    }

    fileprivate static func command(_ words: String...) -> [UInt8] {
        Array(("*\(words.count)\r\n" + words.map { "$\($0.utf8.count)\r\n\($0)\r\n" }.joined()).utf8)
    }
}

private final class StreamAdder: Publisher {
    private let connection: Connection
    private let key: String

    init(port: UInt16, key: String) throws {
        connection = try Connection(port: port)
        self.key = key
    }

    func send(_ payload: Payload) throws { try connection.send(Redis.command("XADD", key, "*", "d", payload.text)) }

    func finish() throws {
        while true {
            if let reply = RedisReply(&connection.inbound) {
                guard case .text = reply else { throw BenchError("Redis says \(reply)") }
                return
            }
            try connection.receive()
        }
    }
}

private final class StreamAwaiter: Reader {
    let connection: Connection
    private let key: String
    private var last = "$"

    init(port: UInt16, key: String, from source: Int) throws {
        connection = try Connection(port: port, from: source)
        self.key = key
    }

    func arm() throws { try connection.send(Redis.command("XREAD", "BLOCK", "0", "STREAMS", key, last)) }

    /// `[[key, [[id, [field, value]], …]]]`
    func take() throws -> [ArraySlice<UInt8>] {
        guard let reply = RedisReply(&connection.inbound) else { return [] }
        guard case .list(let streams) = reply, case .list(let stream)? = streams.first,
            case .list(let entries)? = stream.last
        else { throw BenchError("Redis says \(reply)") }
        return try entries.map { entry in
            guard case .list(let parts) = entry, case .text(let id)? = parts.first,
                case .list(let fields)? = parts.last, case .text(let value)? = fields.last
            else { throw BenchError("Redis says \(entry)") }
            last = String(decoding: id, as: UTF8.self)
            return value
        }
    }
}

/// A reply of Redis'.
///
/// Source: the RESP2 specification of redis.io.
private enum RedisReply {
    case text(ArraySlice<UInt8>)
    case error(String)
    case list([RedisReply])

    /// Takes a reply once it is complete.
    init?(_ inbound: inout Inbound) {
        var rest = inbound.rest
        guard let reply = Self.parse(&rest) else { return nil }
        self = reply
        inbound.take(inbound.rest.count - rest.count)
    }

    private static func parse(_ rest: inout ArraySlice<UInt8>) -> RedisReply? {
        guard let kind = rest.first, let end = rest.firstIndex(of: 13), end + 2 <= rest.endIndex else { return nil }
        let line = rest[(rest.startIndex + 1)..<end]
        rest = rest[(end + 2)...]
        let count = Int(String(decoding: line, as: UTF8.self)) ?? 0
        switch kind {
        case UInt8(ascii: "$"):
            guard rest.count >= count + 2 else { return nil }
            defer { rest = rest.dropFirst(count + 2) }
            return .text(rest.prefix(max(0, count)))
        case UInt8(ascii: "*"):
            var items: [RedisReply] = []
            for _ in 0..<max(0, count) {
                guard let item = parse(&rest) else { return nil }
                items.append(item)
            }
            return .list(items)
        case UInt8(ascii: "-"): return .error(String(decoding: line, as: UTF8.self))
        default: return .text(line)
        }
    }
}
