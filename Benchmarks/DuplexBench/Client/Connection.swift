import CLinux
import Glibc

/// A client's TCP connection over loopback, with what has arrived and has not been read yet.
final class Connection {
    let descriptor: Int32
    var inbound = Inbound()

    /// How long a blocking call waits; whatever takes longer on loopback is lost.
    private static let patienceSeconds = 20

    /// Connects from 127.0.0.`source`, so that many connections do not run out of ports.
    init(port: UInt16, from source: Int = 1) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw BenchError.system("a socket") }
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
        var patience = timeval(tv_sec: Self.patienceSeconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        if source != 1 {
            guard clinux_bind_late(descriptor) == 0 else { throw BenchError.system("binding a client") }
            try Self.withAddress(host: source, port: 0) { address, length in
                guard bind(descriptor, address, length) == 0 else { throw BenchError.system("binding a client") }
            }
        }
        try Self.withAddress(host: 1, port: port) { address, length in
            guard connect(descriptor, address, length) == 0 else { throw BenchError.system("connecting to \(port)") }
        }
    }

    deinit { close(descriptor) }

    /// Sends everything, however long that takes.
    func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { throw BenchError.system("sending") }
            rest = rest.dropFirst(count)
        }
    }

    /// Waits until something more has arrived.
    func receive() throws {
        guard try inbound.fill(from: descriptor, flags: 0) else { throw BenchError("nothing came in time") }
    }

    /// Takes what has arrived; false when that is nothing.
    func receiveReady() throws -> Bool { try inbound.fill(from: descriptor, flags: Int32(MSG_DONTWAIT)) }

    /// Waits for a whole HTTP answer.
    func response() throws -> Response {
        while true {
            if let response = try inbound.response() { return response }
            try receive()
        }
    }

    private static func withAddress(
        host: Int, port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) throws -> Void
    ) rethrows {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = (0x7F00_0000 | UInt32(host)).bigEndian
        try withUnsafePointer(to: &address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                try body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    /// A port that nobody listens at now.
    static func freePort() throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw BenchError.system("a socket") }
        defer { close(descriptor) }
        try withAddress(host: 1, port: 0) { address, length in
            guard bind(descriptor, address, length) == 0 else { throw BenchError.system("binding") }
        }
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        guard status == 0 else { throw BenchError.system("asking for a port") }
        return UInt16(bigEndian: address.sin_port)
    }
}
