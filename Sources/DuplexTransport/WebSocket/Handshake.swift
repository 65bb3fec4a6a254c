/// The opening handshake of a WebSocket.
///
/// Source: RFC 6455, section 4.2.
enum Handshake {
    enum Verdict {
        case accepted(key: String)
        case refused(status: Int, reason: String, headers: HTTPHeaders)
    }

    private static let version = "13"
    /// Proves that the answer comes from a server that knows the protocol.
    private static let salt = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

    static func judge(_ request: HTTPRequest, isHTTP11: Bool) -> Verdict {
        let headers = request.headers
        guard request.wantsWebSocket, headers.contains("upgrade", in: "Connection") else {
            return .refused(
                status: 426, reason: "This is a WebSocket.",
                headers: ["Upgrade": "websocket", "Sec-WebSocket-Version": version])
        }
        guard request.method == "GET", isHTTP11, request.body.isEmpty else {
            return .refused(status: 400, reason: "A WebSocket begins with a GET of HTTP/1.1.", headers: [:])
        }
        guard headers.values(of: "Sec-WebSocket-Version") == [version] else {
            return .refused(
                status: 426, reason: "The WebSocket version is not 13.", headers: ["Sec-WebSocket-Version": version])
        }
        let keys = headers.values(of: "Sec-WebSocket-Key")
        guard keys.count == 1, let key = keys.first, Base64.encodesSixteenBytes(key) else {
            return .refused(status: 400, reason: "The Sec-WebSocket-Key is not 16 bytes in base64.", headers: [:])
        }
        return .accepted(key: key)
    }

    /// The `Sec-WebSocket-Accept` that answers a key.
    static func acceptance(of key: String) -> String {
        Base64.encode(SHA1.digest(of: Array((key + salt).utf8)))
    }
}
