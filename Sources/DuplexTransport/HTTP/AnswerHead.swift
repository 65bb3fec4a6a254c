/// The first line and the header of an answer, in wire form.
enum AnswerHead {
    /// How the end of the body is told.
    enum Framing: Equatable {
        /// By `Content-Length`.
        case length(Int)
        /// By chunks.
        case chunked
        /// By the end of the connection, or there is no body by definition.
        case none
    }

    static func encode(
        status: Int, headers: HTTPHeaders, framing: Framing, connection: String? = nil, bodyCapacity: Int = 0
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(headers.bytes.count + 4 * headers.fields.count + 96 + bodyCapacity)
        if status == 200 {
            // By far the most frequent one: not put together anew each time.
            bytes.append(contentsOf: "HTTP/1.1 200 OK\r\n".utf8)
        } else {
            bytes.append(contentsOf: "HTTP/1.1 \(status) \(reasonPhrase(status))\r\n".utf8)
        }
        headers.write(to: &bytes)
        switch framing {
        case .length(let count): bytes.append(contentsOf: "Content-Length: \(count)\r\n".utf8)
        case .chunked: bytes.append(contentsOf: "Transfer-Encoding: chunked\r\n".utf8)
        case .none: break
        }
        if let connection { bytes.append(contentsOf: "Connection: \(connection)\r\n".utf8) }
        bytes.append(contentsOf: "\r\n".utf8)
        return bytes
    }

    /// Whether answers with this status have no body, whatever the method.
    static func forbidsBody(_ status: Int) -> Bool { status < 200 || status == 204 || status == 304 }

    static func reasonPhrase(_ status: Int) -> String { reasonPhrases[status] ?? "Unknown" }

    private static let reasonPhrases: [Int: String] = [
        100: "Continue", 101: "Switching Protocols",
        200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 206: "Partial Content",
        301: "Moved Permanently", 302: "Found", 303: "See Other", 304: "Not Modified", 307: "Temporary Redirect",
        308: "Permanent Redirect",
        400: "Bad Request", 401: "Unauthorized", 402: "Payment Required", 403: "Forbidden", 404: "Not Found",
        405: "Method Not Allowed", 406: "Not Acceptable", 408: "Request Timeout", 409: "Conflict", 410: "Gone",
        411: "Length Required", 412: "Precondition Failed", 413: "Content Too Large", 414: "URI Too Long",
        415: "Unsupported Media Type", 416: "Range Not Satisfiable", 417: "Expectation Failed",
        421: "Misdirected Request", 422: "Unprocessable Content", 424: "Failed Dependency", 426: "Upgrade Required",
        428: "Precondition Required", 429: "Too Many Requests", 431: "Request Header Fields Too Large",
        500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable",
        504: "Gateway Timeout", 505: "HTTP Version Not Supported", 507: "Insufficient Storage",
    ]
}
