import Foundation
import Glibc
import Synchronization

/// A loopback HTTP server whose replies a test writes byte by byte.
///
/// Each connection has a thread, so that a script may block.
package final class StubServer: Sendable {
    package typealias Script = @Sendable (Exchange) -> Void

    package let port: UInt16
    private let listener: Int32
    private let connections = Mutex<[Connection]>([])
    private let isRunning = Mutex(true)

    package var baseURL: String { "http://127.0.0.1:\(port)" }

    /// How many connections clients have opened so far.
    package var connectionCount: Int { connections.withLock { $0.count } }

    package init(_ script: @escaping Script) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        // SAFETY: a sockaddr_in is what an address of the family AF_INET is.
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) | listen(listener, 512) | getsockname(listener, address, &length)
            }
        }
        guard status == 0 else { throw StubError(what: "listen", number: errno) }
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { [weak self] in
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0, let self else {
                    close(listener)
                    return
                }
                self.serve(descriptor, script)
            }
        }
    }

    /// Closes everything; scripts that wait are woken.
    package func stop() {
        // Once only: the accepting thread then closes the listener, and its number may go to another socket.
        let isFirst = isRunning.withLock { isRunning in
            defer { isRunning = false }
            return isRunning
        }
        guard isFirst else { return }
        shutdown(listener, Int32(SHUT_RDWR))
        for connection in connections.withLock({ $0 }) { connection.shutDown() }
    }

    private func serve(_ descriptor: Int32, _ script: @escaping Script) {
        let connection = Connection(descriptor)
        let number = connections.withLock { connections in
            connections.append(connection)
            return connections.count
        }
        Thread.detachNewThread {
            while let request = connection.readRequest() {
                script(Exchange(connection, request, connectionNumber: number))
            }
            connection.finish()
        }
    }
}

package struct StubError: Error {
    package let what: String
    package let number: Int32
}

/// What a client asked.
package struct StubRequest: Sendable {
    package var method = ""
    package var path = ""
    /// By lower-case name.
    package var headers: [String: String] = [:]
    package var body: [UInt8] = []
}

/// One request and the means to answer it.
package struct Exchange: Sendable {
    package let request: StubRequest
    /// 1 for the server's first connection.
    package let connectionNumber: Int
    private let connection: Connection

    fileprivate init(_ connection: Connection, _ request: StubRequest, connectionNumber: Int) {
        self.connection = connection
        self.request = request
        self.connectionNumber = connectionNumber
    }

    /// Sends bytes as they are; false once the client is gone.
    @discardableResult
    package func send(_ bytes: [UInt8]) -> Bool { connection.send(bytes) }

    @discardableResult
    package func send(_ text: String) -> Bool { connection.send(Array(text.utf8)) }

    /// Sends a whole reply.
    package func reply(_ status: Int, _ headers: [String] = ["Content-Type: application/json"], body: String) {
        send(head(status, headers + ["Content-Length: \(body.utf8.count)"]) + body)
    }

    /// Begins a reply of events in chunks.
    package func startEvents(_ headers: [String] = []) {
        send(head(200, ["Content-Type: text/event-stream", "Transfer-Encoding: chunked"] + headers))
    }

    /// Sends one event whose data is `data`.
    @discardableResult
    package func event(_ data: String) -> Bool { chunk("data: \(data)\n\n") }

    @discardableResult
    package func chunk(_ text: String) -> Bool { chunk(Array(text.utf8)) }

    @discardableResult
    package func chunk(_ bytes: [UInt8]) -> Bool {
        send(Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + [0x0D, 0x0A])
    }

    /// Ends a reply in chunks.
    package func endChunks() { send("0\r\n\r\n") }

    /// Closes the connection in the middle of whatever it was in.
    package func cut() { connection.shutDown() }

    /// Blocks until the client has closed its end.
    package func waitForClose() { connection.waitForClose() }

    /// Sends `count` bytes in chunks of 16 KiB; calls `stalled` with the bytes sent so far whenever the client has
    /// taken nothing for `patience`.
    package func flood(_ count: Int, patience: Duration = .milliseconds(300), stalled: (Int) -> Void) {
        connection.flood(count, patienceMilliseconds: Int32(patience / .milliseconds(1)), stalled)
    }

    private func head(_ status: Int, _ headers: [String]) -> String {
        "HTTP/1.1 \(status) Stub\r\n" + headers.map { $0 + "\r\n" }.joined() + "\r\n"
    }

    package static func chunkText(_ text: String) -> String {
        "\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n"
    }
}

/// One accepted socket.
private final class Connection: Sendable {
    private let descriptor: Int32
    private let isOpen = Mutex(true)

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    func flood(_ total: Int, patienceMilliseconds: Int32, _ stalled: (Int) -> Void) {
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 16 << 10)
        var sentCount = 0
        let framed = Array("4000\r\n".utf8) + piece + [0x0D, 0x0A]
        while sentCount < total {
            var rest = framed[...]
            while !rest.isEmpty {
                let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
                let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, flags) }
                if count > 0 {
                    rest = rest.dropFirst(count)
                    continue
                }
                guard errno == EAGAIN else { return }
                var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                if poll(&wait, 1, patienceMilliseconds) == 0 {
                    stalled(sentCount)
                    poll(&wait, 1, -1)
                }
            }
            sentCount += piece.count
        }
        _ = send(Array("0\r\n\r\n".utf8))
    }

    func waitForClose() {
        while let bytes = receive(), !bytes.isEmpty {}
    }

    func shutDown() {
        isOpen.withLock { isOpen in
            if isOpen { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }

    /// The descriptor's number may be given to another socket after this.
    func finish() {
        isOpen.withLock { isOpen in
            isOpen = false
            close(descriptor)
        }
    }

    /// Nil at the end of the connection.
    func readRequest() -> StubRequest? {
        var bytes: [UInt8] = []
        let end: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
        while bytes.firstRange(of: end) == nil {
            guard let more = receive(), !more.isEmpty else { return nil }
            bytes += more
        }
        guard let head = bytes.firstRange(of: end) else { return nil }
        var lines = String(decoding: bytes[..<head.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        let words = lines.removeFirst().components(separatedBy: " ")
        guard words.count == 3 else { return nil }
        var request = StubRequest(method: words[0], path: words[1])
        for line in lines {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            request.headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        request.body = Array(bytes[head.upperBound...])
        let length = request.headers["content-length"].flatMap { Int($0) } ?? 0
        while request.body.count < length {
            guard let more = receive(), !more.isEmpty else { return nil }
            request.body += more
        }
        return request
    }

    private func receive() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count < 0 ? nil : Array(buffer.prefix(count))
    }
}
