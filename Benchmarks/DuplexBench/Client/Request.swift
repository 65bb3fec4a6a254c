/// HTTP requests as bytes.
enum Request {
    static func get(_ target: String, _ headers: [(String, String)] = []) -> [UInt8] {
        bytes("GET", target, headers, body: nil)
    }

    static func post(
        _ target: String, _ body: String, _ headers: [(String, String)] = [], type: String = "application/json"
    ) -> [UInt8] { bytes("POST", target, [("Content-Type", type)] + headers, body: body) }

    /// The request that turns a connection into a WebSocket.
    static func webSocket(_ target: String) -> [UInt8] {
        get(
            target,
            [
                ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"),
                ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
            ])
    }

    private static func bytes(_ method: String, _ target: String, _ headers: [(String, String)], body: String?)
        -> [UInt8]
    {
        var text = "\(method) \(target) HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        if let body { text += "Content-Length: \(body.utf8.count)\r\n" }
        return Array((text + "\r\n" + (body ?? "")).utf8)
    }
}
