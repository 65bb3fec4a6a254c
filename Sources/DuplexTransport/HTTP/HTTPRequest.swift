package import DuplexLoop

/// One request that has arrived as a whole.
package struct HTTPRequest: Sendable {
    /// One `name=value` of a query, decoded.
    package struct QueryItem: Sendable, Equatable {
        package let name: String
        package let value: String
    }

    /// The method as it was sent; methods have cases.
    package let method: String
    /// The request's target as it was sent: path and query, not decoded.
    package let target: String
    package let headers: HTTPHeaders
    package let body: [UInt8]
    package let peer: PeerAddress
    /// The loop of the connection, on which the request is handled.
    package let loop: any EventLoop

    package init(
        method: String, target: String, headers: HTTPHeaders = [:], body: [UInt8] = [], peer: PeerAddress,
        loop: any EventLoop
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.peer = peer
        self.loop = loop
    }

    /// The target's path, not decoded.
    package var path: Substring { Substring(originForm.utf8.prefix { $0 != UInt8(ascii: "?") }) }

    /// The path's parts between its slashes, decoded; empty for `/`.
    ///
    /// Nil when the target is no path, or an escape in it is malformed or does not make UTF-8: such a request has no
    /// meaning and is a 400. A slash at the end gives an empty last part.
    package var pathSegments: [String]? {
        let path = path.utf8
        guard path.first == UInt8(ascii: "/") else { return nil }
        let parts = path.dropFirst()
        if parts.isEmpty { return [] }
        return Self.decoded(parts.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)) { part in
            Percent.decode(part)
        }
    }

    /// The query's items in their order, decoded, with `+` as a space; an item without `=` has an empty value.
    ///
    /// Nil when an escape is malformed or does not make UTF-8.
    package var queryItems: [QueryItem]? {
        let query = originForm.utf8.drop { $0 != UInt8(ascii: "?") }.dropFirst()
        return Self.decoded(query.split(separator: UInt8(ascii: "&"))) { item in
            let name = item.prefix { $0 != UInt8(ascii: "=") }
            guard let decodedName = Percent.decode(name, plusIsSpace: true),
                let value = Percent.decode(item[name.endIndex...].dropFirst(), plusIsSpace: true)
            else { return nil }
            return QueryItem(name: decodedName, value: value)
        }
    }

    /// Whom the request is for, with the port if it names one: the target's when it has one, otherwise `Host`.
    ///
    /// Source: RFC 9112, section 3.2.2.
    package var authority: String? {
        guard let rest = afterScheme else { return headers["Host"] }
        return String(rest.prefix { $0 != "/" && $0 != "?" })
    }

    /// Whether the request asks for a WebSocket; the handshake's details are judged when it is upgraded.
    package var wantsWebSocket: Bool { headers.contains("websocket", in: "Upgrade") }

    /// The target from its path on, also when a proxy's client sent it with scheme and host.
    private var originForm: Substring {
        guard let rest = afterScheme else { return target[...] }
        let path = rest.drop { $0 != "/" && $0 != "?" }
        return path.first == "/" ? path : "/" + path
    }

    private var afterScheme: Substring? {
        // Almost every target is a path.
        if target.utf8.first == UInt8(ascii: "/") { return nil }
        for scheme in ["http://", "https://"] where target.prefix(scheme.count).lowercased() == scheme {
            return target.dropFirst(scheme.count)
        }
        return nil
    }

    /// The decoded items, or nil if one of them cannot be decoded.
    private static func decoded<Item>(
        _ items: [Substring.UTF8View], _ decode: (Substring.UTF8View) -> Item?
    ) -> [Item]? {
        var result: [Item] = []
        result.reserveCapacity(items.count)
        for item in items {
            guard let item = decode(item) else { return nil }
            result.append(item)
        }
        return result
    }
}

/// Where a connection comes from.
package struct PeerAddress: Sendable, Equatable {
    /// The address in its usual notation, without a port.
    package let ip: String
    package let isLoopback: Bool

    package init(ip: String, isLoopback: Bool) {
        self.ip = ip
        self.isLoopback = isLoopback
    }
}

/// Percent escapes in targets.
enum Percent {
    /// The decoded text; nil when an escape is malformed or the result is not UTF-8.
    static func decode(_ text: some Collection<UInt8>, plusIsSpace: Bool = false) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.next().flatMap(nibble), let low = rest.next().flatMap(nibble) else { return nil }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace:
                bytes.append(UInt8(ascii: " "))
            default:
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func nibble(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
