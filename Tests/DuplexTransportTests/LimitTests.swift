import DuplexLoop
import DuplexTransport
import RawClient
import Testing

/// Each bound of the transport and the answer when it is hit.
struct LimitTests {
    private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    private func limits(_ change: (inout TransportLimits) -> Void) -> TransportLimits {
        var limits = TransportLimits()
        change(&limits)
        return limits
    }

    // MARK: Sizes

    @Test func `a header that is too large is refused, also when it comes slowly`() async throws {
        try await withServer { server in
            let large = "GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "x", count: 20_000) + "\r\n\r\n"
            #expect(try server.connect().exchange(large).status == 431)

            let slow = try server.connect()
            let other = try server.connect()
            try slow.send("GET / HTTP/1.1\r\nHost: a\r\n")
            // Each field is read alone, so that no single read is over the limit.
            var fieldCount = 0
            while !slow.hasInput {
                try slow.send("X: " + String(repeating: "x", count: 1_000) + "\r\n")
                _ = try other.exchange(Self.get)
                fieldCount += 1
            }
            #expect(try slow.readAnswer().status == 431)
            #expect(fieldCount <= 17)
        }
    }

    @Test func `too many header fields are refused`() async throws {
        try await withServer { server in
            let client = try server.connect()
            try client.send("GET / HTTP/1.1\r\nHost: a\r\n")
            try client.send(String(repeating: "A: b\r\n", count: 10_000))
            #expect(try client.readAnswer().status == 431)
        }
    }

    @Test func `an endless target is refused`() async throws {
        try await withServer { server in
            let answer = try server.connect().exchange("GET /" + String(repeating: "x", count: 40_000))
            #expect(answer.status == 431)
        }
    }

    @Test func `a body that is too large is refused before it is read`() async throws {
        try await withServer { server in
            let client = try server.connect()
            let answer = try client.exchange("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000\r\n\r\n")
            #expect(answer.status == 413)
        }
    }

    @Test func `a client that sends all of a large body first can still read the refusal`() async throws {
        try await withServer { server in
            let client = try server.connect()
            try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000\r\n\r\n")
            try client.send([UInt8](repeating: 0, count: 10_000_000))
            #expect(try client.readAnswer().status == 413)
        }
    }

    @Test func `chunks that pass the limit are refused`() async throws {
        let limits = limits { $0.bodyByteCountMax = 1_000 }
        try await withServer(limits: limits) { server in
            let head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            let chunk = "1f4\r\n" + String(repeating: "x", count: 500) + "\r\n"
            let fitting = try server.connect().exchange(head + chunk + chunk + "0\r\n\r\n")
            #expect(fitting.status == 200)
            let tooLarge = try server.connect().exchange(head + chunk + chunk + chunk)
            #expect(tooLarge.status == 413)
        }
    }

    // MARK: Deadlines

    @Test(arguments: ["GET / HT", "GET / HTTP/1.1\r\nHost: a\r\n", Self.get + "G"])
    func `a header that does not come in time is given up`(start: String) async throws {
        let limits = limits { $0.headerDeadline = .milliseconds(300) }
        try await withServer(limits: limits) { server in
            let client = try server.connect()
            try client.send(start)
            if start.hasPrefix(Self.get) { #expect(try client.readAnswer().status == 200) }
            #expect(try client.readAnswer().status == 408)
            #expect(try client.readToEnd().isEmpty)
        }
    }

    @Test func `a header that comes byte by byte is given up all the same`() async throws {
        let limits = limits { $0.headerDeadline = .milliseconds(300) }
        try await withServer(limits: limits) { server in
            let client = try server.connect()
            let other = try server.connect()
            try client.send("GET /")
            while !client.hasInput {
                try client.send("x")
                // The other connection's answer makes sure that the byte was read alone.
                _ = try other.exchange(Self.get)
            }
            #expect(try client.readAnswer().status == 408)
        }
    }

    @Test func `a connection without a byte is closed without a word`() async throws {
        let limits = limits { $0.headerDeadline = .milliseconds(30) }
        try await withServer(limits: limits) { server in
            let bytes = try server.connect().readToEnd()
            #expect(bytes.isEmpty)
        }
    }

    @Test func `a body that does not come in time is given up`() async throws {
        let limits = limits { $0.bodyDeadline = .milliseconds(50) }
        try await withServer(limits: limits) { server in
            let client = try server.connect()
            try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")
            #expect(try client.readAnswer().status == 408)
        }
    }

    @Test func `an idle connection is closed without a word`() async throws {
        let limits = limits { $0.idleDeadline = .milliseconds(50) }
        try await withServer(limits: limits) { server in
            let client = try server.connect()
            #expect(try client.exchange(Self.get).status == 200)
            #expect(try client.readToEnd().isEmpty)
        }
    }

    @Test func `a request that waits for its answer has no deadline`() async throws {
        let limits = limits {
            $0.bodyDeadline = .milliseconds(20)
            $0.idleDeadline = .milliseconds(20)
        }
        let later: HTTPServer.Handler = { request, exchange in
            request.loop.schedule(after: .milliseconds(100)) { echo(request, exchange) }
        }
        try await withServer(limits: limits, handler: later) { server in
            let answer = try server.connect().exchange(Self.get)
            #expect(answer.status == 200)
        }
    }

    @Test func `a reader that takes nothing is cut by the deadline`() async throws {
        let limits = limits { $0.stalledDeadline = .milliseconds(100) }
        let closed = Signal<Int>()
        let handler: HTTPServer.Handler = { _, exchange in
            let body = exchange.stream(status: 200)
            body.onClose { closed.send(body.pendingByteCount) }
            body.write([UInt8](repeating: 1, count: 16 << 20))
        }
        try await withServer(limits: limits, handler: handler) { server in
            let client = try server.connect(receiveBuffer: 4_096)
            try client.send(Self.get)
            #expect(closed.wait() == 0)
            #expect(server.http.connectionCount == 0)
        }
    }

    @Test func `a slow reader that takes something now and then is not cut`() async throws {
        let limits = limits { $0.stalledDeadline = .milliseconds(500) }
        let count = 4 << 20
        let handler: HTTPServer.Handler = { request, exchange in
            if request.target == "/" {
                exchange.respond(status: 200, body: [UInt8](repeating: 1, count: count))
            } else {
                request.loop.schedule(after: .milliseconds(75)) { echo(request, exchange) }
            }
        }
        try await withServer(limits: limits, handler: handler) { server in
            let client = try server.connect(receiveBuffer: 64 << 10)
            let clock = try server.connect()
            try client.send(Self.get)
            #expect(try client.readHead().status == 200)
            var rest = count
            for _ in 0..<10 {
                _ = try client.read(100_000)
                rest -= 100_000
                _ = try clock.exchange("GET /clock HTTP/1.1\r\nHost: a\r\n\r\n")
            }
            #expect(try client.read(rest).allSatisfy { $0 == 1 })
        }
    }

    @Test func `a writer that does not wait for its reader loses the connection`() async throws {
        let limits = limits { $0.outputByteCountMax = 100_000 }
        let closed = Signal<Bool>()
        let handler: HTTPServer.Handler = { _, exchange in
            let body = exchange.stream(status: 200)
            body.onClose { closed.send(body.isOpen) }
            for _ in 0..<1_000 where body.isOpen { body.write([UInt8](repeating: 1, count: 100_000)) }
        }
        try await withServer(limits: limits, handler: handler) { server in
            let client = try server.connect(receiveBuffer: 4_096)
            try client.send(Self.get)
            #expect(!closed.wait())
        }
    }

    // MARK: Connections

    @Test func `a connection beyond the maximum is told to come back later`() async throws {
        let limits = limits {
            $0.connectionCountMax = 2
            $0.retryAfterSeconds = 7
        }
        try await withServer(limits: limits) { server in
            let first = try server.connect()
            let second = try server.connect()
            #expect(try first.exchange(Self.get).status == 200)
            #expect(try second.exchange(Self.get).status == 200)
            let third = try server.connect()
            try third.send(Self.get)
            let refusal = try third.readAnswer()
            #expect(refusal.status == 503)
            #expect(refusal.header("Retry-After") == "7")
            #expect(try third.readToEnd().isEmpty)
            #expect(try first.exchange(Self.get).status == 200)
        }
    }
}
