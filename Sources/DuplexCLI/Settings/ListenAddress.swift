/// Where a server listens: an IPv4 or IPv6 address and a port.
struct ListenAddress: Equatable, Sendable, CustomStringConvertible {
    let host: String
    let port: UInt16

    /// Where the server is unless somebody says otherwise.
    static let standard = ListenAddress(host: "127.0.0.1", port: 7171)

    init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// Reads `HOST:PORT`, `[V6]:PORT`, `HOST` or `:PORT`; `localhost` is 127.0.0.1, and no host is the standard one.
    init?(parsing text: String) {
        var host = text
        var port = Self.standard.port
        if let colon = text.lastIndex(of: ":"), !text.hasSuffix("]"), text.first == "[" || text.count(where: { $0 == ":" }) == 1 {
            guard let number = UInt16(text[text.index(after: colon)...]) else { return nil }
            port = number
            host = String(text[..<colon])
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        if host.isEmpty { host = Self.standard.host }
        if host == "localhost" { host = "127.0.0.1" }
        guard host.utf8.allSatisfy({ $0.isHexDigit || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") }) else {
            return nil
        }
        self.init(host: host, port: port)
    }

    /// Whether only this machine can connect.
    var isLoopback: Bool { host.hasPrefix("127.") || host == "::1" }

    var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// The address as a person on this machine opens it.
    var url: String {
        let local = host == "0.0.0.0" ? "127.0.0.1" : host == "::" ? "[::1]" : host.contains(":") ? "[\(host)]" : host
        return "http://\(local):\(port)"
    }
}

extension UInt8 {
    fileprivate var isHexDigit: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
