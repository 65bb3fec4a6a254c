import Glibc

/// A blocking TCP client that sends exactly the bytes that a test names; used from a helper thread.
package final class RawClient: @unchecked Sendable {
    // SAFETY: a test hands it from one thread to the next and never uses it on two at a time.

    package struct Failure: Error, CustomStringConvertible {
        package let description: String

        package init(description: String) { self.description = description }
    }

    /// An answer as it came, with its body put together.
    package struct Answer: Sendable {
        package var status: Int
        package var headers: [(name: String, value: String)]
        package var body: [UInt8]
        package var text: String { String(decoding: body, as: UTF8.self) }

        package func header(_ name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }
    }

    /// A guard against a test that would hang; no test waits for it.
    private static let patience = timeval(tv_sec: 30, tv_usec: 0)

    private let descriptor: Int32
    private var buffer: [UInt8] = []
    package private(set) var hasEnded = false

    package init(port: UInt16, address: String = "127.0.0.1", receiveBuffer: Int32? = nil) throws {
        let isIPv6 = address.contains(":")
        descriptor = socket(isIPv6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue), 0)
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
        let status: Int32
        if isIPv6 {
            var target = sockaddr_in6()
            target.sin6_family = sa_family_t(AF_INET6)
            target.sin6_port = port.bigEndian
            inet_pton(AF_INET6, address, &target.sin6_addr)
            status = Self.connect(descriptor, &target)
        } else {
            var target = sockaddr_in()
            target.sin_family = sa_family_t(AF_INET)
            target.sin_port = port.bigEndian
            inet_pton(AF_INET, address, &target.sin_addr)
            status = Self.connect(descriptor, &target)
        }
        guard status == 0 else { throw Failure(description: "no connection: \(errno)") }
    }

    deinit { Glibc.close(descriptor) }

    private static func connect<Address>(_ descriptor: Int32, _ target: inout Address) -> Int32 {
        withUnsafePointer(to: &target) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }

    // MARK: Sending

    package func send(_ text: String) throws { try send(Array(text.utf8)) }

    package func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure(description: "cannot send: \(errno)") }
            sent += count
        }
    }

    package func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    // MARK: Receiving

    /// Whether something has come, or the connection's end has.
    package var hasInput: Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return !buffer.isEmpty || poll(&request, 1, 0) > 0
    }

    /// Waits for more bytes; false at the end of the connection.
    @discardableResult
    package func receive() throws -> Bool {
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

    package func read(_ count: Int) throws -> [UInt8] {
        while buffer.count < count {
            guard try receive() else { throw Failure(description: "the connection ended") }
        }
        defer { buffer.removeFirst(count) }
        return Array(buffer[..<count])
    }

    package func readToEnd() throws -> [UInt8] {
        while try receive() {}
        defer { buffer = [] }
        return buffer
    }

    package func readLine() throws -> String {
        while true {
            if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: buffer[..<end], as: UTF8.self)
                buffer.removeFirst(end + 1)
                guard line.hasSuffix("\r") else { throw Failure(description: "a line without CR: \(line)") }
                return String(line.dropLast())
            }
            guard try receive() else { throw Failure(description: "the connection ended") }
        }
    }

    /// Reads the status line and the header.
    package func readHead() throws -> Answer {
        let line = try readLine().split(separator: " ", maxSplits: 2)
        guard line.count == 3, line[0] == "HTTP/1.1", let status = Int(line[1]) else {
            throw Failure(description: "no status line: \(line)")
        }
        var headers: [(String, String)] = []
        while case let line = try readLine(), !line.isEmpty {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { throw Failure(description: "no header field: \(line)") }
            headers.append((String(parts[0]), String(parts[1].drop { $0 == " " })))
        }
        return Answer(status: status, headers: headers, body: [])
    }

    /// Reads a whole answer; that to HEAD has no body.
    package func readAnswer(isHead: Bool = false) throws -> Answer {
        var answer = try readHead()
        guard !isHead else { return answer }
        if let length = answer.header("Content-Length").flatMap(Int.init) {
            answer.body = try read(length)
        } else if answer.header("Transfer-Encoding") == "chunked" {
            while let chunk = try readChunk() { answer.body.append(contentsOf: chunk) }
        } else if answer.status >= 200, answer.status != 204, answer.status != 304 {
            answer.body = try readToEnd()
        }
        return answer
    }

    /// Reads one chunk of a body; nil at its end.
    package func readChunk() throws -> [UInt8]? {
        guard let count = Int(try readLine(), radix: 16) else { throw Failure(description: "no chunk size") }
        let chunk = try read(count)
        guard try readLine().isEmpty else { throw Failure(description: "no end of chunk") }
        return count == 0 ? nil : chunk
    }

    /// Sends bytes and reads the answer to them.
    package func exchange(_ text: String) throws -> Answer {
        try send(text)
        return try readAnswer()
    }
}
