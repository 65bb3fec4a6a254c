import DuplexCore
import Glibc

/// A blocking HTTP client that sends what a test names; used from a helper thread.
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

    /// A guard against a test that would hang; no test waits for it.
    private static let patience = timeval(tv_sec: 30, tv_usec: 0)

    private let descriptor: Int32
    private let port: UInt16
    private var buffer: [UInt8] = []
    private var hasEnded = false

    init(port: UInt16, receiveBuffer: Int32? = nil) throws {
        self.port = port
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Failure(description: "no socket: \(errno)") }
        var patience = Self.patience
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
        }
        var yes: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        if var receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<Int32>.size))
        }
        var target = sockaddr_in()
        target.sin_family = sa_family_t(AF_INET)
        target.sin_port = port.bigEndian
        inet_pton(AF_INET, "127.0.0.1", &target.sin_addr)
        let status = withUnsafePointer(to: &target) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw Failure(description: "no connection: \(errno)") }
    }

    deinit { Glibc.close(descriptor) }

    // MARK: Asking

    /// Sends a request and reads the whole answer.
    func ask(
        _ method: String, _ target: String, _ body: JSON? = nil, token: String? = nil, headers: [String: String] = [:]
    ) throws -> Answer {
        try send(method, target, body, token: token, headers: headers)
        return try readAnswer(isHead: method == "HEAD")
    }

    /// Sends a request.
    func send(
        _ method: String, _ target: String, _ body: JSON? = nil, token: String? = nil, headers: [String: String] = [:]
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

    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure(description: "cannot send: \(errno)") }
            sent += count
        }
    }

    // MARK: Reading

    /// Waits for more bytes; false at the end of the connection.
    private func receive() throws -> Bool {
        if hasEnded { return false }
        var chunk = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        if count > 0 {
            buffer.append(contentsOf: chunk[..<count])
            return true
        }
        guard count == 0 || errno == ECONNRESET else { throw Failure(description: "no bytes came: \(errno)") }
        hasEnded = true
        return false
    }

    func read(_ count: Int) throws -> [UInt8] {
        while buffer.count < count {
            guard try receive() else { throw Failure(description: "the connection ended") }
        }
        defer { buffer.removeFirst(count) }
        return Array(buffer[..<count])
    }

    func readLine() throws -> String {
        while true {
            if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: buffer[..<end].filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
                buffer.removeFirst(end + 1)
                return line
            }
            guard try receive() else { throw Failure(description: "the connection ended") }
        }
    }

    /// Reads the status line and the header.
    func readHead() throws -> Answer {
        let line = try readLine().split(separator: " ", maxSplits: 2)
        guard line.count == 3, line[0] == "HTTP/1.1", let status = Int(line[1]) else {
            throw Failure(description: "no status line: \(line)")
        }
        var answer = Answer(status: status, headers: [])
        while case let line = try readLine(), !line.isEmpty {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { throw Failure(description: "no header field: \(line)") }
            answer.headers.append((String(parts[0]), String(parts[1].drop { $0 == " " })))
        }
        return answer
    }

    /// Reads a whole answer.
    func readAnswer(isHead: Bool = false) throws -> Answer {
        var answer = try readHead()
        guard !isHead else { return answer }
        if let length = answer.header("Content-Length").flatMap(Int.init) {
            answer.body = try read(length)
        } else if answer.header("Transfer-Encoding") == "chunked" {
            while let chunk = try readChunk() { answer.body.append(contentsOf: chunk) }
        }
        return answer
    }

    /// Reads one chunk of a body; nil at its end.
    func readChunk() throws -> [UInt8]? {
        guard let count = Int(try readLine(), radix: 16) else { throw Failure(description: "no chunk size") }
        let chunk = try read(count)
        guard try readLine().isEmpty else { throw Failure(description: "no end of chunk") }
        return count == 0 ? nil : chunk
    }

    /// Everything up to the end of the connection.
    func readToEnd() throws -> [UInt8] {
        while try receive() {}
        defer { buffer = [] }
        return buffer
    }
}
