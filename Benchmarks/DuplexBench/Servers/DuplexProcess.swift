import DuplexCore
import Glibc

/// Our server, as it is shipped, in a process of its own.
final class DuplexProcess: Broker {
    enum Store { case memory, directory(String) }

    let port: UInt16
    private let process: ChildProcess
    private var control: Connection
    private var usedAt = Moment.now

    /// `upstream` is a server on which one of its agents lives.
    init(_ store: Store, hasSideLane: Bool = true, upstream: DuplexProcess? = nil) throws {
        let place =
            switch store {
            case .memory: "memory"
            case .directory(let path): path
            }
        let options = (hasSideLane ? [] : ["no-side-lane"]) + (upstream.map { ["http://127.0.0.1:\($0.port)"] } ?? [])
        process = try ChildProcess("/proc/self/exe", ["serve", place] + options)
        let line = try process.readLine()
        guard let port = UInt16(line) else { throw BenchError("the server says “\(line)”") }
        self.port = port
        control = try Connection(port: port)
    }

    var meter: ProcessMeter { ProcessMeter([process.id]) }

    /// Ends the server in good order.
    func stop() { process.stop() }

    /// The next line that one of the server's agents prints.
    func readLine() throws -> String { try process.readLine() }

    // MARK: Requests

    func post(_ target: String, _ body: String, _ headers: [(String, String)] = []) throws -> Response {
        try exchange(Request.post(target, body, headers))
    }

    func get(_ target: String) throws -> Response { try exchange(Request.get(target)) }

    private func exchange(_ request: [UInt8]) throws -> Response {
        // The server closes connections that say nothing for long.
        if Moment.seconds(since: usedAt) > 5 { control = try Connection(port: port) }
        usedAt = Moment.now
        try control.send(request)
        return try control.response()
    }

    /// Creates a session with one of the agents of ``BenchAgents``.
    func makeSession(agent: String) throws -> String {
        try Self.session(in: post("/v1/sessions", #"{"agent":"\#(agent)"}"#))
    }

    /// The session's name in the answer to its creation.
    static func session(in response: Response) throws -> String {
        // The location is short, while the snapshot would have to be parsed.
        guard let location = try response.expecting(201).head["location"], let slash = location.lastIndex(of: "/")
        else { throw BenchError("a session without a place") }
        return String(location[location.index(after: slash)...])
    }

    /// Many sessions, created by several clients at once.
    func makeSessions(_ count: Int, agent: String) throws -> [String] {
        var sessions: [String] = []
        var begun = 0
        try Swarm(port: port, size: min(count, 64)).run { _, response in
            if let response { sessions.append(try Self.session(in: response)) }
            guard begun < count else { return nil }
            begun += 1
            return Request.post("/v1/sessions", #"{"agent":"\#(agent)"}"#)
        }
        return sessions
    }

    // MARK: Broker

    func makeChannel() throws -> String { try makeSession(agent: "noop") }
    func makeChannels(_ count: Int) throws -> [String] { try makeSessions(count, agent: "noop") }

    func publisher(_ channel: String) throws -> any Publisher {
        try HTTPPublisher(port: port, status: 201) { payload in
            Request.post("/v1/sessions/\(channel)/events", #"{"kind":"custom","payload":"\#(payload.text)"}"#)
        }
    }

    func reader(_ channel: String, over carrier: Carrier, from source: Int) throws -> any Reader {
        // The log begins with `session.opened`; what is asked for comes after it.
        try reader(channel, after: 0, over: carrier, from: source)
    }

    /// A reader of what comes after an offset.
    func reader(_ session: String, after offset: Int, kinds: String? = nil, over carrier: Carrier, from source: Int = 1)
        throws -> any Reader
    {
        let query = "?from=\(offset + 1)" + (kinds.map { "&kinds=\($0)" } ?? "")
        let path = "/v1/sessions/\(session)"
        switch carrier {
        case .longPoll:
            return try LongPollReader(port: port, path: "\(path)/events", next: offset + 1, kinds: kinds, from: source)
        case .eventStream:
            let request = Request.get("\(path)/events\(query)", [("Accept", "text/event-stream")])
            return try StreamReader(port: port, request, from: source)
        case .webSocket:
            let reader = try StreamReader(port: port, Request.webSocket("\(path)/socket\(query)"), from: source)
            guard try reader.receive().count == 1 else { throw BenchError("a socket says more than hello") }
            return reader
        }
    }
}

/// A client that asks for what comes next, again and again.
final class LongPollReader: Reader {
    let connection: Connection
    private let path: String
    private let filter: String
    private var next: Int

    init(port: UInt16, path: String, next: Int, kinds: String?, from source: Int) throws {
        connection = try Connection(port: port, from: source)
        self.path = path
        self.next = next
        filter = kinds.map { "&kinds=\($0)" } ?? ""
    }

    func arm() throws { try connection.send(Request.get("\(path)?from=\(next)&wait=60\(filter)")) }

    func take() throws -> [ArraySlice<UInt8>] {
        guard let body = try connection.inbound.response()?.expecting(200).body else { return [] }
        // `{"events":[…],"next":N}`
        guard let comma = body.lastIndex(of: UInt8(ascii: ",")),
            let next = Int(String(decoding: body[(comma + 1)...].dropFirst(7).dropLast(), as: UTF8.self))
        else { throw BenchError("no page: \(String(decoding: body, as: UTF8.self))") }
        self.next = next
        let events = body[..<comma].dropFirst(11).dropLast()
        return events.isEmpty ? [] : [events]
    }
}

/// A client that publishes over HTTP.
final class HTTPPublisher: Publisher {
    private let connection: Connection
    private let status: Int
    private let request: (Payload) -> [UInt8]

    init(port: UInt16, status: Int, request: @escaping (Payload) -> [UInt8]) throws {
        connection = try Connection(port: port)
        self.status = status
        self.request = request
    }

    func send(_ payload: Payload) throws { try connection.send(request(payload)) }
    func finish() throws { _ = try connection.response().expecting(status) }
}
