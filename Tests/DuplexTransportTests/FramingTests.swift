import DuplexTransport
import RawClient
import Testing

/// What decides where a request ends: every doubt is refused, since a proxy before us may decide otherwise.
struct FramingTests {
    struct Probe: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let bytes: String
        let status: Int

        init(_ name: String, _ status: Int, _ lines: String..., body: String = "") {
            testDescription = name
            self.status = status
            bytes = lines.map { $0 + "\r\n" }.joined() + "\r\n" + body
        }

        init(_ name: String, _ status: Int, raw: String) {
            testDescription = name
            self.status = status
            bytes = raw
        }
    }

    /// A second request, which must not be answered after a refusal.
    static let next = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n"

    static let lengths = [
        Probe("length and chunks", 400,
            "POST / HTTP/1.1", "Host: a", "Content-Length: 4", "Transfer-Encoding: chunked", body: "0\r\n\r\n"),
        Probe("chunks and length", 400,
            "POST / HTTP/1.1", "Host: a", "Transfer-Encoding: chunked", "Content-Length: 4", body: "0\r\n\r\n"),
        Probe("two lengths", 400, "POST / HTTP/1.1", "Host: a", "Content-Length: 2", "Content-Length: 3", body: "abc"),
        Probe("the same length twice", 400,
            "POST / HTTP/1.1", "Host: a", "Content-Length: 2", "Content-Length: 2", body: "ab"),
        Probe("a list of equal lengths", 400, "POST / HTTP/1.1", "Host: a", "Content-Length: 2, 2", body: "ab"),
        Probe("a signed length", 400, "POST / HTTP/1.1", "Host: a", "Content-Length: +2", body: "ab"),
        Probe("a negative length", 400, "POST / HTTP/1.1", "Host: a", "Content-Length: -2", body: "ab"),
        Probe("a hexadecimal length", 400, "POST / HTTP/1.1", "Host: a", "Content-Length: 0x2", body: "ab"),
        Probe("an empty length", 400, "POST / HTTP/1.1", "Host: a", "Content-Length:", body: "ab"),
        Probe("a length of 20 digits", 400, "POST / HTTP/1.1", "Host: a", "Content-Length: 99999999999999999999"),
    ]

    static let codings = [
        Probe("xchunked", 501, "POST / HTTP/1.1", "Host: a", "Transfer-Encoding: xchunked", body: "0\r\n\r\n"),
        Probe("gzip", 501, "POST / HTTP/1.1", "Host: a", "Transfer-Encoding: gzip", body: "x"),
        Probe("gzip and a length", 400,
            "POST / HTTP/1.1", "Host: a", "Content-Length: 1", "Transfer-Encoding: gzip", body: "x"),
        Probe("gzip, chunked", 501,
            "POST / HTTP/1.1", "Host: a", "Transfer-Encoding: gzip, chunked", body: "0\r\n\r\n"),
        Probe("chunked, identity", 501,
            "POST / HTTP/1.1", "Host: a", "Transfer-Encoding: chunked, identity", body: "0\r\n\r\n"),
        Probe("chunked twice", 400,
            "POST / HTTP/1.1", "Host: a", "Transfer-Encoding: chunked", "Transfer-Encoding: chunked", body: "0\r\n\r\n"),
        Probe("an empty coding", 501, "POST / HTTP/1.1", "Host: a", "Transfer-Encoding:", body: "0\r\n\r\n"),
        Probe("chunks in HTTP/1.0", 400, "POST / HTTP/1.0", "Host: a", "Transfer-Encoding: chunked", body: "0\r\n\r\n"),
    ]

    static let fields = [
        Probe("a folded value", 400, "POST / HTTP/1.1", "Host: a", "Transfer-Encoding:", " chunked", body: "0\r\n\r\n"),
        Probe("a folded empty value", 400, "GET / HTTP/1.1", "Host: a", "X:", " ", "Y: 1"),
        Probe("a value folded by a tab", 400, "GET / HTTP/1.1", "Host: a", "X: 1", "\t2"),
        Probe("a fold before the first field", 400, "GET / HTTP/1.1", " X: 1", "Host: a"),
        Probe("a space before the colon", 400, "POST / HTTP/1.1", "Host: a", "Content-Length : 2", body: "ab"),
        Probe("a tab before the colon", 400, "POST / HTTP/1.1", "Host: a", "Content-Length\t: 2", body: "ab"),
        Probe("a lone CR in a value", 400, "GET / HTTP/1.1", "Host: a", "X: a\rb"),
        Probe("a NUL in a value", 400, "GET / HTTP/1.1", "Host: a", "X: a\0b"),
        Probe("a NUL in a name", 400, "GET / HTTP/1.1", "Host: a", "X\0: a"),
        Probe("an empty name", 400, "GET / HTTP/1.1", "Host: a", ": a"),
        Probe("a field without a colon", 400, "GET / HTTP/1.1", "Host: a", "X"),
        Probe("no Host", 400, "GET / HTTP/1.1", "X: a"),
        Probe("two Hosts", 400, "GET / HTTP/1.1", "Host: a", "Host: a"),
        Probe("an unknown expectation", 417,
            "POST / HTTP/1.1", "Host: a", "Expect: tea", "Content-Length: 1", body: "x"),
    ]

    static let lines = [
        Probe("bare LFs", 400, raw: "GET / HTTP/1.1\nHost: a\n\n"),
        Probe("a bare LF after a field", 400, raw: "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n"),
        Probe("a bare LF before the body", 400, raw: "GET / HTTP/1.1\r\nHost: a\r\n\nX: y\r\n\r\n"),
        Probe("a NUL in the target", 400, raw: "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n"),
        Probe("two spaces", 400, raw: "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Probe("no version", 400, raw: "GET /\r\nHost: a\r\n\r\n"),
        Probe("a malformed version", 400, raw: "GET / HTTP/1.x\r\nHost: a\r\n\r\n"),
        Probe("a lower-case version", 400, raw: "GET / http/1.1\r\nHost: a\r\n\r\n"),
        Probe("HTTP/2.0", 505, raw: "GET / HTTP/2.0\r\nHost: a\r\n\r\n"),
        Probe("HTTP/1.2", 505, raw: "GET / HTTP/1.2\r\nHost: a\r\n\r\n"),
        Probe("a method that is no token", 400, raw: "G(T / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Probe("an endless method", 501, raw: String(repeating: "M", count: 64) + " / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Probe("a TLS greeting", 400, raw: "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}\u{7c}\u{3}\u{3}"),
    ]

    static let chunks = [
        Probe("a chunk size that is no number", 400,
            "POST / HTTP/1.1", "Host: a", "Transfer-Encoding: chunked", body: "g\r\nab\r\n0\r\n\r\n"),
        Probe("a signed chunk size", 400,
            "POST / HTTP/1.1", "Host: a", "Transfer-Encoding: chunked", body: "+2\r\nab\r\n0\r\n\r\n"),
        Probe("a chunk longer than its size", 400,
            "POST / HTTP/1.1", "Host: a", "Transfer-Encoding: chunked", body: "2\r\nabc\r\n0\r\n\r\n"),
        Probe("a chunk size beyond 64 bits", 400,
            "POST / HTTP/1.1", "Host: a", "Transfer-Encoding: chunked", body: "10000000000000000\r\nab\r\n"),
        Probe("a huge chunk", 413,
            "POST / HTTP/1.1", "Host: a", "Transfer-Encoding: chunked", body: "ffffffff\r\nab\r\n"),
        Probe("an endless extension", 413,
            "POST / HTTP/1.1", "Host: a", "Transfer-Encoding: chunked", body: "1;x=" + String(repeating: "y", count: 100_000)),
        Probe("many extensions", 413, "POST / HTTP/1.1", "Host: a", "Transfer-Encoding: chunked",
            body: String(repeating: "1;x=" + String(repeating: "y", count: 1_000) + "\r\na\r\n", count: 40)),
        Probe("many trailers", 431, "POST / HTTP/1.1", "Host: a", "Transfer-Encoding: chunked",
            body: "0\r\n" + String(repeating: "T: 1\r\n", count: 200) + "\r\n"),
        Probe("a large trailer", 431, "POST / HTTP/1.1", "Host: a", "Transfer-Encoding: chunked",
            body: "0\r\n" + String(repeating: "T: " + String(repeating: "x", count: 1_000) + "\r\n", count: 20) + "\r\n"),
        Probe("a folded trailer", 400,
            "POST / HTTP/1.1", "Host: a", "Transfer-Encoding: chunked", body: "0\r\nT: 1\r\n 2\r\n\r\n"),
    ]

    @Test(arguments: lengths + codings + fields + lines + chunks)
    func `a doubtful request is refused, and what follows is not read`(probe: Probe) async throws {
        try await withServer { server in
            let client = try server.connect()
            try client.send(probe.bytes + Self.next)
            let answer = try client.readAnswer()
            #expect(answer.status == probe.status)
            #expect(answer.header("Connection") == "close")
            #expect(try client.readToEnd().isEmpty)
        }
    }

    @Test func `a refusal has the body that the server wants`() async throws {
        let loop = UVLoop()
        try loop.start()
        defer { loop.stop() }
        let errorBody: HTTPServer.ErrorBody = { status, reason in
            (["Content-Type": "application/json"], Array(#"{"\#(status)":"\#(reason)"}"#.utf8))
        }
        let server = HTTPServer(loops: [loop], errorBody: errorBody, handler: echo)
        let port = try server.listen(address: "127.0.0.1", port: 0)
        let answer = try await onThread {
            Result { try RawClient(port: port).exchange("GET / HTTP/1.1\r\n\r\n").text }
        }.get()
        #expect(answer == #"{"400":"There is no Host."}"#)
        await server.close(grace: .zero)
    }

    static let accepted: [(bytes: String, answer: String)] = [
        ("GET / HTTP/1.0\r\n\r\n", "GET / "),
        ("GET http://b/x?y HTTP/1.1\r\nHost: a\r\n\r\n", "GET http://b/x?y "),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", "POST / "),
        ("POST / HTTP/1.1\r\nHost: a\r\ncontent-length:  2 \r\n\r\nab", "POST / ab"),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n1\r\na\r\n0\r\nContent-Type: x\r\n\r\n", "POST / a"),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;a;b=c;d=\"e;f\"\r\na\r\n0;z\r\nT: 1\r\nU:\r\n\r\n", "POST / a"),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n00A\r\n0123456789\r\n000\r\n\r\n", "POST / 0123456789"),
        ("DELETE /x HTTP/1.1\r\nHost:\r\n\r\n", "DELETE /x "),
    ]

    @Test(arguments: accepted)
    func `a sound request gives the same answer whole, in single bytes and beside another`(
        bytes: String, answer: String
    ) async throws {
        try await withServer { server in
            #expect(try server.connect().exchange(bytes).text == answer)

            let slow = try server.connect()
            for byte in bytes.utf8 { try slow.send([byte]) }
            #expect(try slow.readAnswer().text == answer)

            guard bytes.contains("HTTP/1.1") else { return }
            let client = try server.connect()
            try client.send(bytes + Self.next)
            #expect(try client.readAnswer().text == answer)
            #expect(try client.readAnswer().text == "GET /next ")
        }
    }

    @Test func `a last chunk in three pieces ends the body`() async throws {
        // Each piece must be read alone: an answer on another connection of the same loop proves that it was.
        try await withServer { server in
            let client = try server.connect()
            let other = try server.connect()
            for piece in ["POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n", "0\r\n", "\r", "\n"] {
                try client.send(piece)
                _ = try other.exchange(Self.next)
            }
            #expect(try client.readAnswer().text == "POST / a")
        }
    }
}
