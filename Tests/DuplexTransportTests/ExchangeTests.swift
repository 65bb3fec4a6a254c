import DuplexLoop
import DuplexTransport
import RawClient
import Synchronization
import Testing

/// Answers that come later, or bit by bit.
struct ExchangeTests {
    private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    // MARK: Parking

    @Test func `a thousand parked requests are all answered`() async throws {
        let count = 1_000
        let parked = Mutex<[Exchange]>([])
        let complete = Signal<any EventLoop>()
        let handler: HTTPServer.Handler = { request, exchange in
            let isComplete = parked.withLock { parked in
                parked.append(exchange)
                return parked.count == count
            }
            if isComplete { complete.send(request.loop) }
        }
        try await withServer(handler: handler) { server in
            let clients = try (0..<count).map { _ in try server.connect() }
            for client in clients { try client.send(Self.get) }
            complete.wait().execute {
                for (number, exchange) in parked.withLock({ $0 }).enumerated() {
                    exchange.respond(status: 200, body: Array("\(number)".utf8))
                }
            }
            let answers = try Set(clients.map { try $0.readAnswer().text })
            #expect(answers.count == count)
        }
    }

    @Test func `a parked request is told when its peer has gone`() async throws {
        let limits = {
            var limits = TransportLimits()
            limits.halfClosedDeadline = .milliseconds(20)
            return limits
        }()
        let parked = Signal<Void>()
        let closed = Signal<Bool>()
        let handler: HTTPServer.Handler = { _, exchange in
            exchange.onClose { closed.send(exchange.isOpen) }
            parked.send(())
        }
        try await withServer(limits: limits, handler: handler) { server in
            do {
                let client = try server.connect()
                try client.send(Self.get)
                parked.wait()
            }
            #expect(!closed.wait())
            #expect(server.http.connectionCount == 0)
        }
    }

    @Test func `an answer to a peer that has gone is dropped`() async throws {
        let closed = Signal<Void>()
        let dropped = Signal<Bool>()
        let handler: HTTPServer.Handler = { request, exchange in
            exchange.onClose {
                exchange.respond(status: 200)
                let late = Signal<Void>()
                exchange.onClose { late.send(()) }
                request.loop.execute { dropped.send(exchange.isOpen) }
                closed.send(())
            }
        }
        try await withServer(handler: handler) { server in
            do { try server.connect().send(Self.get) }
            closed.wait()
            #expect(!dropped.wait())
        }
    }

    @Test func `a close that is watched too late is told all the same`() async throws {
        let parked = Signal<Exchange>()
        let told = Signal<Void>()
        try await withServer(handler: { _, exchange in
            exchange.onClose { parked.send(exchange) }
        }) { server in
            do { try server.connect().send(Self.get) }
            let exchange = parked.wait()
            exchange.loop.execute { exchange.onClose { told.send(()) } }
            told.wait()
        }
    }

    // MARK: Streams

    @Test func `a stream comes in chunks and the connection goes on`() async throws {
        let handler: HTTPServer.Handler = { request, exchange in
            guard request.target == "/" else { return echo(request, exchange) }
            let body = exchange.stream(status: 200, headers: ["Content-Type": "text/event-stream"])
            body.write(Array("one".utf8))
            body.write([])
            request.loop.execute {
                body.write(Array("two".utf8))
                body.finish()
            }
        }
        try await withServer(handler: handler) { server in
            let client = try server.connect()
            try client.send(Self.get + "GET /next HTTP/1.1\r\nHost: a\r\n\r\n")
            let head = try client.readHead()
            #expect(head.header("Content-Length") == nil)
            #expect(try client.readChunk() == Array("one".utf8))
            #expect(try client.readChunk() == Array("two".utf8))
            #expect(try client.readChunk() == nil)
            #expect(try client.readAnswer().text == "GET /next ")
        }
    }

    @Test func `a stream to HTTP 1_0 ends with the connection`() async throws {
        let handler: HTTPServer.Handler = { _, exchange in
            let body = exchange.stream(status: 200)
            body.write(Array("one".utf8))
            body.finish()
        }
        try await withServer(handler: handler) { server in
            let client = try server.connect()
            let answer = try client.exchange("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            #expect(answer.text == "one")
            #expect(answer.header("Transfer-Encoding") == nil)
            #expect(client.hasEnded)
        }
    }

    @Test func `a stream to HEAD sends its header only`() async throws {
        let handler: HTTPServer.Handler = { request, exchange in
            guard request.method == "HEAD" else { return echo(request, exchange) }
            let body = exchange.stream(status: 200)
            body.write(Array("one".utf8))
            body.finish()
        }
        try await withServer(handler: handler) { server in
            let client = try server.connect()
            try client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n" + Self.get)
            #expect(try client.readHead().header("Transfer-Encoding") == "chunked")
            #expect(try client.readAnswer().text == "GET / ")
        }
    }

    @Test func `a reader pulls its next page when the last one is out`() async throws {
        let pageCount = 64
        let page = [UInt8](repeating: 7, count: 256 << 10)
        let pending = Signal<Int>()
        let handler: HTTPServer.Handler = { _, exchange in
            let pump = Pump(stream: exchange.stream(status: 200), page: page, pageCount: pageCount) { pending.send($0) }
            pump.start()
        }
        try await withServer(handler: handler) { server in
            let client = try server.connect(receiveBuffer: 32 << 10)
            try client.send(Self.get)
            let answer = try client.readAnswer()
            #expect(answer.body.count == pageCount * page.count)
            // At most one page, and the end of the one before, waited at any time.
            #expect(pending.wait() <= page.count + 64)
        }
    }

    @Test func `a stream is told when its peer has gone`() async throws {
        let closed = Signal<Bool>()
        let handler: HTTPServer.Handler = { _, exchange in
            let body = exchange.stream(status: 200)
            body.onClose { closed.send(body.isOpen) }
        }
        try await withServer(handler: handler) { server in
            do {
                let client = try server.connect()
                try client.send(Self.get)
                _ = try client.readHead()
            }
            #expect(!closed.wait())
        }
    }
}

/// Writes pages one after the other, as a reader of a log does.
private final class Pump: @unchecked Sendable {
    // SAFETY: used on the stream's loop only.
    private let stream: BodyStream
    private let page: [UInt8]
    private var rest: Int
    private var pendingMax = 0
    private let done: @Sendable (Int) -> Void

    init(stream: BodyStream, page: [UInt8], pageCount: Int, done: @escaping @Sendable (Int) -> Void) {
        self.stream = stream
        self.page = page
        self.rest = pageCount
        self.done = done
    }

    func start() {
        stream.onDrain { self.pull() }
        pull()
    }

    private func pull() {
        while rest > 0, stream.pendingByteCount == 0 {
            rest -= 1
            stream.write(page)
            pendingMax = max(pendingMax, stream.pendingByteCount)
        }
        if rest == 0, stream.pendingByteCount == 0 {
            stream.finish()
            done(pendingMax)
        }
    }
}
