import DuplexCore
import RawClient

/// A raw client that speaks JSON; used from a helper thread.
final class Client {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// An answer as it came, with its body put together.
    struct Answer: Sendable {
        var status: Int
        var headers: [(name: String, value: String)]
        var body: [UInt8] = []

        var text: String { String(decoding: body, as: UTF8.self) }

        /// The body as JSON; null when it is none.
        var json: JSON { (try? JSON(parsing: body)) ?? .null }

        /// The code of a refusal.
        var code: String? { json["error"]?["code"]?.string }

        /// The offending field of a refusal.
        var field: String? { json["error"]?["details"]?["field"]?.string }

        func header(_ name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }
    }

    private let raw: RawClient
    private let port: UInt16

    init(port: UInt16, receiveBuffer: Int32? = nil) throws {
        self.port = port
        raw = try RawClient(port: port, receiveBuffer: receiveBuffer)
    }

    // MARK: Asking

    /// Sends a request and reads the whole answer.
    func ask(
        _ method: String,
        _ target: String,
        _ body: JSON? = nil,
        token: String? = nil,
        headers: [String: String] = [:]
    ) throws -> Answer {
        try send(method, target, body, token: token, headers: headers)
        return try readAnswer(isHead: method == "HEAD")
    }

    /// Sends a request.
    func send(
        _ method: String,
        _ target: String,
        _ body: JSON? = nil,
        token: String? = nil,
        headers: [String: String] = [:]
    ) throws {
        var headers = headers
        if let token { headers["Authorization"] = "Bearer \(token)" }
        if body != nil, headers["Content-Type"] == nil { headers["Content-Type"] = "application/json" }
        try send(method, target, bytes: body?.bytes ?? [], headers: headers)
    }

    /// Sends a request with a body of any bytes.
    func send(_ method: String, _ target: String, bytes: [UInt8], headers: [String: String]) throws {
        var head = "\(method) \(target) HTTP/1.1\r\n"
        if headers["Host"] == nil { head += "Host: localhost:\(port)\r\n" }
        for (name, value) in headers.sorted(by: { $0.key < $1.key }) { head += "\(name): \(value)\r\n" }
        if !bytes.isEmpty { head += "Content-Length: \(bytes.count)\r\n" }
        try send(Array("\(head)\r\n".utf8) + bytes)
    }

    func send(_ bytes: [UInt8]) throws { try raw.send(bytes) }

    // MARK: Reading

    func read(_ count: Int) throws -> [UInt8] { try raw.read(count) }
    func readLine() throws -> String { try raw.readLine() }

    /// Reads the status line and the header.
    func readHead() throws -> Answer { Answer(try raw.readHead()) }

    /// Reads a whole answer.
    func readAnswer(isHead: Bool = false) throws -> Answer { Answer(try raw.readAnswer(isHead: isHead)) }

    /// Reads one chunk of a body; nil at its end.
    func readChunk() throws -> [UInt8]? { try raw.readChunk() }

    /// Everything up to the end of the connection.
    func readToEnd() throws -> [UInt8] { try raw.readToEnd() }
}

extension Client.Answer {
    init(_ raw: RawClient.Answer) { self.init(status: raw.status, headers: raw.headers, body: raw.body) }
}
