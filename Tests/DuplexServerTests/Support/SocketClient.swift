import DuplexCore

/// A WebSocket client, as bare as the tests need it.
final class SocketClient {
    enum Frame: Equatable {
        case text(String)
        case closed(UInt16)
    }

    let client: Client
    let hello: JSON

    /// Opens a session's socket and reads the hello.
    init(_ server: TestServer, _ session: String, _ query: String = "", headers: [String: String] = [:]) throws {
        client = try server.connect()
        let answer = try Self.shakeHands(client, session, query, headers: headers)
        guard answer.status == 101 else { throw Client.Failure(description: "no socket: \(answer.status)") }
        hello = try JSON(parsing: try Self.text(Self.readFrame(client)))
    }

    /// Opens a socket that says no hello.
    init(_ server: TestServer, path: String) throws {
        client = try server.connect()
        let answer = try Self.shakeHands(client, path: path)
        guard answer.status == 101 else { throw Client.Failure(description: "no socket: \(answer.status)") }
        hello = .null
    }

    /// Asks for a socket and reads the answer, whatever it is.
    static func shakeHands(
        _ client: Client, _ session: String, _ query: String = "", headers: [String: String] = [:]
    ) throws -> Client.Answer {
        try shakeHands(client, path: "/v1/sessions/\(session)/socket?\(query)", headers: headers)
    }

    /// The same at any path.
    static func shakeHands(
        _ client: Client, path: String, headers more: [String: String] = [:]
    ) throws -> Client.Answer {
        let headers = [
            "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        ].merging(more) { $1 }
        try client.send("GET", path, headers: headers)
        let head = try client.readHead()
        guard head.status != 101, let length = head.header("Content-Length").flatMap(Int.init) else { return head }
        var answer = head
        answer.body = try client.read(length)
        return answer
    }

    func send(_ command: JSON) throws { try send(text: command.text) }

    func send(text: String) throws {
        let payload = Array(text.utf8)
        let mask: [UInt8] = [1, 2, 3, 4]
        var frame: [UInt8] = [0x81]
        if payload.count < 126 {
            frame.append(0x80 | UInt8(payload.count))
        } else {
            frame += [0x80 | 126, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
        }
        frame += mask
        frame += payload.enumerated().map { $1 ^ mask[$0 % 4] }
        try client.send(frame)
    }

    /// The next text or close frame; pings are skipped.
    func next() throws -> Frame { try Self.readFrame(client) }

    /// The next text frame as JSON.
    func nextJSON() throws -> JSON { try JSON(parsing: try Self.text(next())) }

    /// The next event, as its bytes; replies are skipped.
    func nextEvent() throws -> String {
        while true {
            let text = try Self.text(next())
            if try JSON(parsing: text)["offset"] != nil { return text }
        }
    }

    /// The next frame that is no event.
    func nextReply() throws -> JSON {
        while true {
            let json = try nextJSON()
            if json["type"] != nil { return json }
        }
    }

    /// The code of the close frame, with everything before it skipped.
    func closeCode() throws -> UInt16 {
        while true {
            if case .closed(let code) = try next() { return code }
        }
    }

    private static func text(_ frame: Frame) throws -> String {
        guard case .text(let text) = frame else { throw Client.Failure(description: "the socket closed: \(frame)") }
        return text
    }

    private static func readFrame(_ client: Client) throws -> Frame {
        while true {
            let head = try client.read(2)
            var count = Int(head[1] & 0x7F)
            if count == 126 {
                count = try client.read(2).reduce(0) { $0 << 8 | Int($1) }
            } else if count == 127 {
                count = try client.read(8).reduce(0) { $0 << 8 | Int($1) }
            }
            let payload = try client.read(count)
            switch head[0] & 0x0F {
            case 1: return .text(String(decoding: payload, as: UTF8.self))
            case 8: return .closed(payload.count >= 2 ? UInt16(payload[0]) << 8 | UInt16(payload[1]) : 1005)
            default: continue
            }
        }
    }
}
