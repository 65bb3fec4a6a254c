/// One request to a server.
package struct HTTPCall: Sendable {
    package var method: String

    /// An http or https address without user name and password.
    package var url: String
    package var headers: HTTPHeaders

    /// The request's content; nil sends none, an empty array sends `Content-Length: 0`.
    package var body: [UInt8]?
    package var limits: CallLimits

    package init(
        _ method: String = "GET",
        _ url: String,
        headers: HTTPHeaders = [:],
        body: [UInt8]? = nil,
        limits: CallLimits = CallLimits()
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.limits = limits
    }
}

/// How long one call may take; nil means without limit.
package struct CallLimits: Equatable, Sendable {
    /// From the start of the call to a connection that can carry the request: name look-up, TCP and TLS.
    package var connect: Duration

    /// From the start of the call to the first byte of the reply's *body*.
    ///
    /// Many servers send the head at once and then think. A reply that ends without a body ends the wait as well.
    package var firstByte: Duration?

    /// Between two deliveries of body bytes.
    ///
    /// It stands still while the reader is behind and reading is paused.
    package var gap: Duration?

    /// From the start of the call to the end of the reply.
    package var overall: Duration?

    package init(
        connect: Duration = .seconds(10),
        firstByte: Duration? = .seconds(60),
        gap: Duration? = .seconds(60),
        overall: Duration? = nil
    ) {
        self.connect = connect
        self.firstByte = firstByte
        self.gap = gap
        self.overall = overall
    }
}

extension HTTPCall {
    /// Refuses what could smuggle a second request or a header into the connection.
    ///
    /// The URL is checked by ``TargetAddress``.
    func check() throws(CurlError) {
        guard Self.isToken(method) else { throw .invalidCall("the method is not a word") }
        for (name, value) in headers.fields {
            guard Self.isToken(name) else { throw .invalidCall("a header's name is not a word") }
            // The value stays out of the message: it may be a key.
            guard value.utf8.allSatisfy({ $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }) else {
                throw .invalidCall("the header \(name) holds a control character")
            }
        }
    }

    /// Source: RFC 9110, section 5.6.2.
    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }
}
