import DuplexCore

/// Reads server-sent events as a browser does.
final class EventSource {
    /// One block of lines up to an empty one.
    struct Block: Equatable {
        var id: String?
        var data: String?
        var retry: String?
        var comments = 0

        /// The event in it.
        var event: JSON { (data.flatMap { try? JSON(parsing: $0) }) ?? .null }
    }

    let client: Client
    let head: Client.Answer
    private var text: [UInt8] = []
    private(set) var hasEnded = false

    /// Reads the header of the answer to a request that was sent.
    init(_ client: Client) throws {
        self.client = client
        head = try client.readHead()
    }

    /// Opens the stream of a session.
    convenience init(_ server: TestServer, _ session: String, _ query: String = "", lastEventID: Int? = nil) throws {
        let client = try server.connect()
        var headers = ["Accept": "text/event-stream"]
        if let lastEventID { headers["Last-Event-ID"] = String(lastEventID) }
        try client.send("GET", "/v1/sessions/\(session)/events?\(query)", headers: headers)
        try self.init(client)
    }

    /// The next block; nil at the end.
    func next() throws -> Block? {
        while true {
            if let end = text.indices.dropLast().first(where: { text[$0] == 0x0A && text[$0 + 1] == 0x0A }) {
                let block = Self.block(String(decoding: text[..<end], as: UTF8.self))
                text.removeFirst(end + 2)
                return block
            }
            guard !hasEnded, let chunk = try client.readChunk() else {
                hasEnded = true
                return nil
            }
            text += chunk
        }
    }

    /// The next event; nil at the end.
    func nextEvent() throws -> Block? {
        while let block = try next() {
            if block.data != nil { return block }
        }
        return nil
    }

    /// Events up to the first of a kind, or to the end.
    func events(until kind: String) throws -> [Block] {
        var events: [Block] = []
        while let block = try nextEvent() {
            events.append(block)
            if block.event["kind"]?.string == kind { break }
        }
        return events
    }

    private static func block(_ text: String) -> Block {
        var block = Block()
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count == 2 ? String(parts[1].drop { $0 == " " }) : ""
            switch parts[0] {
            case "id": block.id = value
            case "data": block.data = value
            case "retry": block.retry = value
            case "": block.comments += 1
            default: block.comments += 1000
            }
        }
        return block
    }
}
