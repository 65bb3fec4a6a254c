import DuplexLoop
import DuplexTransport
import RawClient
import Synchronization
import Testing

struct HTTPServerTests {
    private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    // MARK: Listening

    @Test func `a port in use is told as such`() async throws {
        try await withServer { server in
            let error = #expect(throws: ListenError.self) {
                try server.http.listen(address: "127.0.0.1", port: server.port)
            }
            #expect(error?.code == .addressInUse)
        }
    }

    @Test(arguments: [
        ("example.org", ListenError.Code.invalidAddress), ("", .invalidAddress), ("1.2.3", .invalidAddress),
        ("192.0.2.1", .addressNotAvailable),
    ])
    func `an address that is none, or not ours, is told as such`(address: String, code: ListenError.Code) async throws {
        try await withServer { server in
            let error = #expect(throws: ListenError.self) { try server.http.listen(address: address, port: 0) }
            #expect(error?.code == code)
        }
    }

    @Test(arguments: ["::1", "[::1]"])
    func `IPv6 is listened at beside IPv4`(address: String) async throws {
        let peers = Signal<PeerAddress>()
        try await withServer(handler: { request, exchange in
            peers.send(request.peer)
            echo(request, exchange)
        }) { server in
            let port = try server.http.listen(address: address, port: 0)
            let client = try RawClient(port: port, address: "::1")
            #expect(try client.exchange(Self.get).status == 200)
            #expect(peers.wait() == PeerAddress(ip: "::1", isLoopback: true))
        }
    }

    // MARK: Loops

    @Test func `connections are spread evenly over the loops`() async throws {
        let used = Mutex<[ObjectIdentifier: Int]>([:])
        try await withServer(loops: 2, handler: { request, exchange in
            used.withLock { $0[ObjectIdentifier(request.loop), default: 0] += 1 }
            echo(request, exchange)
        }) { server in
            let clients = try (0..<20).map { _ in
                let client = try server.connect()
                #expect(try client.exchange(Self.get).status == 200)
                return client
            }
            #expect(clients.count == server.http.connectionCount)
            #expect(used.withLock { $0.values.sorted() } == [10, 10])
        }
    }

    @Test func `an answer may be prepared on another loop`() async throws {
        try await withServer(loops: 2, handler: { request, exchange in
            exchange.loop.execute {
                precondition(exchange.loop.isCurrent)
                exchange.respond(status: 201)
            }
        }) { server in
            let clients = try (0..<4).map { _ in try server.connect() }
            for client in clients { #expect(try client.exchange(Self.get).status == 201) }
        }
    }

    // MARK: Closing

    @Test func `a graceful close ends what is idle, waits for an answer in flight and takes nothing new`() async throws {
        let loop = UVLoop()
        try loop.start()
        let parked = Signal<Exchange>()
        var limits = TransportLimits()
        limits.lingerDeadline = .milliseconds(10)
        let server = HTTPServer(loops: [loop], limits: limits) { request, exchange in
            if request.target == "/park" { parked.send(exchange) } else { echo(request, exchange) }
        }
        let port = try server.listen(address: "127.0.0.1", port: 0)
        let idle = try RawClient(port: port)
        let busy = try RawClient(port: port)
        let exchange = try await onThread {
            Result {
                #expect(try idle.exchange(Self.get).status == 200)
                try busy.send("GET /park HTTP/1.1\r\nHost: a\r\n\r\n")
                return parked.wait()
            }
        }.get()

        async let closed: Void = server.close(grace: .seconds(60))
        try await onThread {
            Result {
                #expect(try idle.readToEnd().isEmpty)
                #expect(throws: RawClient.Failure.self) { try RawClient(port: port) }
                exchange.loop.execute { exchange.respond(status: 200) }
                let answer = try busy.readAnswer()
                #expect(answer.header("Connection") == "close")
                #expect(try busy.readToEnd().isEmpty)
            }
        }.get()
        await closed
        loop.stop()
    }

    @Test func `what is not done when the grace ends is cut`() async throws {
        let loop = UVLoop()
        try loop.start()
        let parked = Signal<Void>()
        let lost = Signal<Void>()
        let server = HTTPServer(loops: [loop]) { _, exchange in
            let body = exchange.stream(status: 200)
            body.onClose { lost.send(()) }
            parked.send(())
        }
        let port = try server.listen(address: "127.0.0.1", port: 0)
        let client = try RawClient(port: port)
        try await onThread {
            Result {
                try client.send(Self.get)
                parked.wait()
            }
        }.get()
        await server.close(grace: .milliseconds(20))
        #expect(server.connectionCount == 0)
        await onThread { lost.wait() }
        loop.stop()
    }

    @Test func `a close tells WebSockets that the server goes away`() async throws {
        let loop = UVLoop()
        try loop.start()
        var limits = TransportLimits()
        limits.lingerDeadline = .milliseconds(10)
        let server = HTTPServer(loops: [loop], limits: limits) { request, exchange in _ = exchange.upgrade(request) }
        let port = try server.listen(address: "127.0.0.1", port: 0)
        let client = try RawClient(port: port)
        try await onThread { Result { try client.upgrade() } }.get()
        async let closed: Void = server.close(grace: .seconds(60))
        try await onThread {
            Result {
                #expect(try client.readFrame().closeCode == 1001)
                try client.send(ClientFrame.close(1001))
                #expect(try client.readToEnd().isEmpty)
            }
        }.get()
        await closed
        loop.stop()
    }

    @Test func `a loop that stops cuts its connections`() async throws {
        let loop = UVLoop()
        try loop.start()
        let lost = Signal<Void>()
        let parked = Signal<Void>()
        let server = HTTPServer(loops: [loop]) { _, exchange in
            exchange.onClose { lost.send(()) }
            parked.send(())
        }
        let port = try server.listen(address: "127.0.0.1", port: 0)
        let client = try RawClient(port: port)
        try await onThread {
            Result {
                try client.send(Self.get)
                parked.wait()
                loop.stop()
                lost.wait()
                #expect(try client.readToEnd().isEmpty)
            }
        }.get()
    }
}
