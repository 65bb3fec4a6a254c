import DuplexLoop
import DuplexTransport
import RawClient
import Testing

struct RequestTests {
    private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test func `a request is answered and the connection goes on`() async throws {
        try await withServer { server in
            let client = try server.connect()
            for number in 1...3 {
                let answer = try client.exchange("GET /\(number)?q=1 HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(answer.status == 200)
                #expect(answer.text == "GET /\(number)?q=1 ")
                #expect(answer.header("Content-Type") == "text/plain")
                #expect(answer.header("Connection") == nil)
            }
        }
    }

    @Test func `pipelined requests are answered in order`() async throws {
        try await withServer { server in
            let client = try server.connect()
            try client.send((0..<500).map { "GET /\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined())
            for number in 0..<500 { #expect(try client.readAnswer().text == "GET /\(number) ") }
        }
    }

    @Test func `pipelined requests are answered in order also when the answers come later`() async throws {
        let later: HTTPServer.Handler = { request, exchange in
            request.loop.execute { echo(request, exchange) }
        }
        try await withServer(handler: later) { server in
            let client = try server.connect()
            // More than the server keeps, so that it must stop reading and take it up again.
            let filling = String(repeating: "x", count: 10_000)
            try client.send((0..<50).map { "GET /\($0)/\(filling) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined())
            for number in 0..<50 { #expect(try client.readAnswer().text == "GET /\(number)/\(filling) ") }
        }
    }

    @Test func `HEAD is told the length and gets no body`() async throws {
        try await withServer { server in
            let client = try server.connect()
            try client.send("HEAD /abc HTTP/1.1\r\nHost: a\r\n\r\n" + Self.get)
            let head = try client.readHead()
            #expect(head.header("Content-Length") == "10")
            #expect(try client.readAnswer().text == "GET / ")
        }
    }

    @Test(arguments: [204, 304])
    func `an answer that has no body by definition has no length either`(status: Int) async throws {
        try await withServer(handler: { _, exchange in exchange.respond(status: status) }) { server in
            let client = try server.connect()
            try client.send(Self.get + Self.get)
            for _ in 0..<2 {
                let answer = try client.readHead()
                #expect(answer.status == status)
                #expect(answer.header("Content-Length") == nil)
            }
        }
    }

    @Test func `a client that wants the connection closed gets the answer and then the end`() async throws {
        try await withServer { server in
            let client = try server.connect()
            try client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" + Self.get)
            let answer = try client.readAnswer()
            #expect(answer.header("Connection") == "close")
            #expect(try client.readToEnd().isEmpty)
        }
    }

    @Test func `HTTP 1_0 ends the connection unless the client keeps it`() async throws {
        try await withServer { server in
            let once = try server.connect()
            #expect(try once.exchange("GET / HTTP/1.0\r\n\r\n").header("Connection") == "close")
            #expect(try once.readToEnd().isEmpty)

            let kept = try server.connect()
            for _ in 0..<2 {
                let answer = try kept.exchange("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                #expect(answer.header("Connection") == "keep-alive")
            }
        }
    }

    @Test func `a client that waits for 100 Continue gets it once its header is accepted`() async throws {
        try await withServer { server in
            let client = try server.connect()
            try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
            #expect(try client.readHead().status == 100)
            #expect(try client.exchange("ab").text == "POST / ab")

            let large = try client.exchange(
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000\r\nExpect: 100-continue\r\n\r\n")
            #expect(large.status == 413)
        }
    }

    @Test func `a client that ends its sending still gets an answer that comes later`() async throws {
        let later: HTTPServer.Handler = { request, exchange in
            request.loop.schedule(after: .milliseconds(20)) { echo(request, exchange) }
        }
        try await withServer(handler: later) { server in
            let client = try server.connect()
            try client.send(Self.get)
            client.endSending()
            #expect(try client.readAnswer().text == "GET / ")
            #expect(try client.readToEnd().isEmpty)
        }
    }

    @Test func `an answer's header cannot be split by a value`() async throws {
        let handler: HTTPServer.Handler = { _, exchange in
            exchange.respond(status: 200, headers: ["X": "a\r\nInjected: b"])
        }
        try await withServer(handler: handler) { server in
            let answer = try server.connect().exchange(Self.get)
            #expect(answer.header("X") == "a  Injected: b")
            #expect(answer.header("Injected") == nil)
        }
    }

    @Test func `the handler sees who asks, on which loop`() async throws {
        let seen = Signal<(PeerAddress, Bool)>()
        try await withServer(handler: { request, exchange in
            seen.send((request.peer, request.loop.isCurrent))
            exchange.respond(status: 204)
        }) { server in
            try server.connect().send(Self.get)
            let (peer, isCurrent) = seen.wait()
            #expect(peer == PeerAddress(ip: "127.0.0.1", isLoopback: true))
            #expect(isCurrent)
        }
    }
}

/// What can be read from a request, without a connection.
struct HTTPRequestTests {
    private func request(_ target: String, headers: HTTPHeaders = [:]) -> HTTPRequest {
        HTTPRequest(
            method: "GET", target: target, headers: headers, peer: PeerAddress(ip: "::1", isLoopback: true),
            loop: UVLoop())
    }

    @Test(arguments: [
        ("/", []), ("/a/b", ["a", "b"]), ("/a/", ["a", ""]), ("/a%20b/%C3%A4?c", ["a b", "ä"]), ("/a+b", ["a+b"]),
        ("/a%2Fb", ["a/b"]), ("http://host/x/y?z", ["x", "y"]), ("http://host", []), ("HTTP://host?q", []),
    ])
    func `the path's segments are decoded`(target: String, segments: [String]) {
        #expect(request(target).pathSegments == segments)
    }

    @Test(arguments: ["/%", "/%4", "/%zz", "/%ff", "*", "host:80"])
    func `a path that cannot be decoded has no segments`(target: String) {
        #expect(request(target).pathSegments == nil)
    }

    @Test func `the query's items keep their order and are decoded`() {
        let items = request("/?b=1&a=x+y%2B&b=%32&c&=d&e=f=g&").queryItems?.map { [$0.name, $0.value] }
        #expect(items == [["b", "1"], ["a", "x y+"], ["b", "2"], ["c", ""], ["", "d"], ["e", "f=g"]])
        #expect(request("/a").queryItems == [])
        #expect(request("/?a=%f").queryItems == nil)
    }

    @Test func `headers are found in any case and lists in any form`() {
        let headers: HTTPHeaders = ["Accept": "a", "ACCEPT": "b", "Connection": "keep-alive, Upgrade"]
        #expect(headers["accept"] == "a")
        #expect(headers.values(of: "aCCept") == ["a", "b"])
        #expect(headers.contains("upgrade", in: "connection"))
        #expect(!headers.contains("alive", in: "connection"))
        #expect(headers["Acc"] == nil)
        #expect(headers.map(\.name) == ["Accept", "ACCEPT", "Connection"])
    }

    @Test func `the target's authority goes before the Host`() {
        #expect(request("/", headers: ["Host": "a:1"]).authority == "a:1")
        #expect(request("http://b:2/x", headers: ["Host": "a:1"]).authority == "b:2")
        #expect(request("/").authority == nil)
    }
}
