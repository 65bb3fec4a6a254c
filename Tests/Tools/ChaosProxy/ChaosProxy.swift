import Foundation
import Glibc
import Synchronization

/// A network that misbehaves on order: it stands between an HTTP client and a server on loopback.
///
/// Each connection carries one request, so that each request has its own fate. Each has a thread, so that it may block.
public final class ChaosProxy: Sendable {
    /// What becomes of one request.
    public enum Fate: Sendable, Equatable {
        case passed

        /// The connection is reset before anything is read.
        case refused

        /// Request and answer take this much longer each.
        case delayed(milliseconds: Int32)

        /// The answer is cut off after so many bytes, in good order or by a reset.
        case closed(afterByteCount: Int)
        case reset(afterByteCount: Int)

        /// The answer stops after so many bytes, and the connection stays open for the given time.
        case stalled(afterByteCount: Int, milliseconds: Int32)

        /// The answer comes one byte at a time.
        case trickled

        /// The answer comes once it is whole, as from a proxy that buffers; a stream of events never is.
        case buffered

        /// The server gets the request twice; the first answer is thrown away.
        case doubled

        /// A gateway's page of this status; the server gets nothing.
        case page(Int)

        /// The server gets the request, and its answer is replaced by a gateway's page.
        case pageAfter(Int)
    }

    /// The port to connect to.
    public let port: UInt16
    private let target: UInt16
    private let listener: Int32
    private let fate: @Sendable (_ request: String, _ number: Int) -> Fate
    private let state = Mutex((count: 0, sockets: Set<Int32>(), isStopped: false))

    /// Starts a proxy.
    ///
    /// - Parameters:
    ///   - target: the server's port on loopback.
    ///   - fate: decides by the request's first line and its number, from 1; called on the connection's thread.
    public init(
        to target: UInt16, fate: @escaping @Sendable (_ request: String, _ number: Int) -> Fate
    ) throws {
        self.target = target
        self.fate = fate
        (listener, port) = try Self.listen()
        let listener = listener
        Thread.detachNewThread { [weak self] in
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0, let self else {
                    close(listener)
                    return
                }
                Thread.detachNewThread { self.serve(descriptor) }
            }
        }
    }

    /// How many requests have come.
    public var requestCount: Int { state.withLock { $0.count } }

    /// Ends all connections and takes no more.
    public func stop() {
        let sockets = state.withLock { state -> Set<Int32>? in
            guard !state.isStopped else { return nil }
            state.isStopped = true
            return state.sockets
        }
        guard let sockets else { return }
        shutdown(listener, Int32(SHUT_RDWR))
        for socket in sockets { shutdown(socket, Int32(SHUT_RDWR)) }
    }

    // MARK: One connection

    private func serve(_ client: Int32) {
        hold(client)
        defer { drop(client) }
        guard let request = Self.readRequest(client) else { return }
        let number = state.withLock { state in
            state.count += 1
            return state.count
        }
        let firstLine = String(decoding: request.prefix { $0 != 0x0D }, as: UTF8.self)
        switch fate(firstLine, number) {
        case .passed: exchange(request, with: client)
        case .refused: Self.makeReset(client)
        case .delayed(let milliseconds):
            Self.wait(milliseconds)
            exchange(request, with: client, delay: milliseconds)
        case .closed(let count): exchange(request, with: client, byteCountMax: count)
        case .reset(let count):
            exchange(request, with: client, byteCountMax: count)
            Self.makeReset(client)
        case .stalled(let count, let milliseconds):
            exchange(request, with: client, byteCountMax: count)
            Self.wait(for: client, milliseconds)
        case .trickled: exchange(request, with: client, pieceSize: 1)
        case .buffered: exchangeWhole(request, with: client)
        case .doubled:
            exchange(request, with: nil)
            exchange(request, with: client)
        case .page(let status): Self.send(Self.page(status), to: client)
        case .pageAfter(let status):
            exchange(request, with: nil)
            Self.send(Self.page(status), to: client)
        }
    }

    /// Hands a request to the server and its answer to the client, or to nobody.
    private func exchange(
        _ request: [UInt8], with client: Int32?, byteCountMax: Int = .max, pieceSize: Int = 1 << 16, delay: Int32 = 0
    ) {
        guard let server = Self.connect(to: target) else { return }
        hold(server)
        defer { drop(server) }
        guard Self.send(request, to: server) else { return }
        // Nobody wants the answer; its first bytes tell that the server has done what it was asked.
        guard let client else { return _ = Self.receive(server) }
        var sentCount = 0
        var isFirst = true
        while sentCount < byteCountMax {
            // A client that has gone takes its request along, as any proxy does it.
            guard Self.hasNews(server, before: client), let bytes = Self.receive(server), !bytes.isEmpty else { return }
            if isFirst { Self.wait(delay) }
            isFirst = false
            for start in stride(from: 0, to: bytes.count, by: pieceSize) where sentCount < byteCountMax {
                let piece = bytes[start..<min(start + pieceSize, bytes.count)].prefix(byteCountMax - sentCount)
                guard Self.send(Array(piece), to: client) else { return }
                sentCount += piece.count
            }
        }
    }

    /// The same, keeping the answer back until the server has ended it.
    private func exchangeWhole(_ request: [UInt8], with client: Int32) {
        guard let server = Self.connect(to: target) else { return }
        hold(server)
        defer { drop(server) }
        guard Self.send(request, to: server) else { return }
        var answer: [UInt8] = []
        while Self.hasNews(server, before: client), let bytes = Self.receive(server), !bytes.isEmpty { answer += bytes }
        Self.send(answer, to: client)
    }

    private func hold(_ socket: Int32) {
        let isStopped = state.withLock { state in
            state.sockets.insert(socket)
            return state.isStopped
        }
        if isStopped { shutdown(socket, Int32(SHUT_RDWR)) }
    }

    private func drop(_ socket: Int32) {
        state.withLock { state in
            state.sockets.remove(socket)
            close(socket)
        }
    }

    // MARK: Sockets

    private static func listen() throws -> (Int32, UInt16) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        var address = loopback(port: 0)
        // SAFETY: a sockaddr_in is what an address of the family AF_INET is.
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) | Glibc.listen(listener, 512) | getsockname(listener, address, &length)
            }
        }
        guard status == 0 else { throw CocoaError(.fileReadUnknown) }
        return (listener, UInt16(bigEndian: address.sin_port))
    }

    private static func connect(to port: UInt16) -> Int32? {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = loopback(port: port)
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        // SAFETY: a sockaddr_in is what an address of the family AF_INET is.
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(socket, $0, length) }
        }
        guard status == 0 else {
            close(socket)
            return nil
        }
        return socket
    }

    private static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    /// The request with `Connection: close`, so that the end of its answer is the end of the connection.
    private static func readRequest(_ client: Int32) -> [UInt8]? {
        var bytes: [UInt8] = []
        let end: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
        while bytes.firstRange(of: end) == nil {
            guard let more = receive(client), !more.isEmpty else { return nil }
            bytes += more
        }
        guard let head = bytes.firstRange(of: end) else { return nil }
        let lines = String(decoding: bytes[..<head.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        let isLength = { (line: String) in line.lowercased().hasPrefix("content-length:") }
        let length = lines.first(where: isLength).flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) }
        var body = Array(bytes[head.upperBound...])
        while body.count < length ?? 0 {
            guard let more = receive(client), !more.isEmpty else { return nil }
            body += more
        }
        let kept = lines.filter { !$0.lowercased().hasPrefix("connection:") } + ["Connection: close"]
        return Array((kept.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
    }

    private static func receive(_ socket: Int32) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = recv(socket, &buffer, buffer.count, 0)
        return count < 0 ? nil : Array(buffer.prefix(count))
    }

    @discardableResult
    private static func send(_ bytes: [UInt8], to socket: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Waits until the server has something to read; false when the client hangs up first.
    private static func hasNews(_ server: Int32, before client: Int32) -> Bool {
        var both = [
            pollfd(fd: server, events: Int16(POLLIN), revents: 0), pollfd(fd: client, events: Self.hangUp, revents: 0),
        ]
        poll(&both, 2, -1)
        return both[0].revents != 0
    }

    /// Its close sends a reset.
    private static func makeReset(_ socket: Int32) {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
    }

    /// What Linux reports when the other end has closed; its name needs a feature macro.
    private static let hangUp: Int16 = 0x2000

    private static func wait(_ milliseconds: Int32) { poll(nil, 0, milliseconds) }

    /// Waits for the client's end of the connection, and not for longer than that.
    private static func wait(for client: Int32, _ milliseconds: Int32) {
        var one = pollfd(fd: client, events: Self.hangUp, revents: 0)
        poll(&one, 1, milliseconds)
    }

    private static func page(_ status: Int) -> [UInt8] {
        let body = "<html><head><title>\(status)</title></head><body><h1>\(status) Gateway</h1></body></html>"
        let head = "HTTP/1.1 \(status) Gateway\r\nContent-Type: text/html\r\nContent-Length: \(body.utf8.count)\r\n"
        return Array((head + "Connection: close\r\n\r\n" + body).utf8)
    }
}
