import CUv
import Glibc

/// An IPv4 or IPv6 address with a port, as the system's calls want it.
struct SocketAddress {
    private var storage = sockaddr_storage()

    /// An empty one, to be filled by the system.
    init() {}

    /// Nil unless `text` is an address in its usual notation; an IPv6 address may be in brackets.
    init?(_ text: String, port: UInt16) {
        let bare = text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
        var v4 = sockaddr_in()
        var v6 = sockaddr_in6()
        if uv_ip4_addr(bare, Int32(port), &v4) == 0 {
            storage = Self.filled(with: v4)
        } else if uv_ip6_addr(bare, Int32(port), &v6) == 0 {
            storage = Self.filled(with: v6)
        } else {
            return nil
        }
    }

    /// The address that a socket is bound to.
    static func local(of descriptor: Int32) -> SocketAddress? {
        var address = SocketAddress()
        return address.withMutablePointer { getsockname(descriptor, $0, $1) } == 0 ? address : nil
    }

    var family: Int32 { Int32(storage.ss_family) }

    var port: UInt16 {
        let bytes = family == AF_INET6 ? view(as: sockaddr_in6.self).sin6_port : view(as: sockaddr_in.self).sin_port
        return UInt16(bigEndian: bytes)
    }

    /// What a server needs to know of its peer.
    var peer: PeerAddress {
        var name = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let ip: String
        if family == AF_INET6 {
            var address = view(as: sockaddr_in6.self)
            uv_ip6_name(&address, &name, name.count)
        } else {
            var address = view(as: sockaddr_in.self)
            uv_ip4_name(&address, &name, name.count)
        }
        ip = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return PeerAddress(ip: ip, isLoopback: family == AF_INET ? ip.hasPrefix("127.") : ip == "::1")
    }

    func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        let size = family == AF_INET6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
        return withUnsafePointer(to: storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(size)) }
        }
    }

    mutating func withMutablePointer<Result>(
        _ body: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Result
    ) -> Result {
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, &size) }
        }
    }

    // SAFETY: sockaddr_storage is made to hold either address, at its start.

    private static func filled<Address>(with address: Address) -> sockaddr_storage {
        var storage = sockaddr_storage()
        withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: address, as: Address.self) }
        return storage
    }

    private func view<Address>(as type: Address.Type) -> Address {
        withUnsafeBytes(of: storage) { $0.load(as: type) }
    }
}
