import DuplexLoop
import DuplexTransport
import RawClient
import Testing

struct WebSocketTests {
    /// Sends every text message back.
    private static let mirror: HTTPServer.Handler = { request, exchange in
        guard let socket = exchange.upgrade(request) else { return }
        socket.onText { socket.sendText($0) }
    }

    /// As ``mirror``, and tells the close code.
    private static func mirror(closed: Signal<UInt16>) -> HTTPServer.Handler {
        { request, exchange in
            guard let socket = exchange.upgrade(request) else { return }
            socket.onText { socket.sendText($0) }
            socket.onClose { closed.send($0) }
        }
    }

    // MARK: Handshake

    struct Opening: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let change: @Sendable (String) -> String
        let status: Int
    }

    static let openings = [
        Opening(testDescription: "as it should be", change: { $0 }, status: 101),
        Opening(testDescription: "no Upgrade",
            change: { $0.replacing("Upgrade: WebSocket\r\n", with: "") }, status: 426),
        Opening(testDescription: "no Connection", change: { $0.replacing(", Upgrade", with: "") }, status: 426),
        Opening(testDescription: "version 8", change: { $0.replacing("Version: 13", with: "Version: 8") }, status: 426),
        Opening(testDescription: "POST", change: { $0.replacing("GET", with: "POST") }, status: 400),
        Opening(testDescription: "HTTP/1.0", change: { $0.replacing("HTTP/1.1", with: "HTTP/1.0") }, status: 400),
        Opening(testDescription: "a short key", change: { $0.replacing("dGhl", with: "") }, status: 400),
        Opening(testDescription: "a key of 17 bytes", change: { $0.replacing("ZQ==", with: "ZWE=") }, status: 400),
        Opening(testDescription: "a key that is not base64",
            change: { $0.replacing("dGhl", with: "d:hl") }, status: 400),
        Opening(testDescription: "no key", change: { $0.replacing("Sec-WebSocket-Key", with: "X") }, status: 400),
        Opening(testDescription: "two keys",
            change: { $0.replacing("Host: a", with: "Host: a\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==") }, status: 400),
    ]

    @Test(arguments: openings)
    func `a handshake is judged by its every part`(opening: Opening) async throws {
        try await withServer(handler: Self.mirror) { server in
            let answer = try server.connect().exchangeHead(opening.change(RawClient.handshake))
            #expect(answer.status == opening.status)
            switch answer.status {
            case 101:
                #expect(answer.header("Sec-WebSocket-Accept") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
                #expect(answer.header("Upgrade") == "websocket")
                #expect(answer.header("Connection") == "Upgrade")
                #expect(answer.header("Sec-WebSocket-Extensions") == nil)
            case 426:
                #expect(answer.header("Sec-WebSocket-Version") == "13")
            default:
                break
            }
        }
    }

    // MARK: Messages

    @Test(arguments: [0, 1, 125, 126, 65_535, 65_536, 1 << 20])
    func `a message of any size comes back`(count: Int) async throws {
        try await withServer(handler: Self.mirror) { server in
            let client = try server.connect()
            try client.upgrade()
            let payload = [UInt8](repeating: UInt8(ascii: "x"), count: count)
            try client.send(ClientFrame.encode(1, payload))
            let frame = try client.readFrame()
            #expect(frame.opcode == 1)
            #expect(frame.payload == payload)
        }
    }

    @Test func `messages that come with the handshake or in pieces are read`() async throws {
        try await withServer(handler: Self.mirror) { server in
            let client = try server.connect()
            try client.send(Array(RawClient.handshake.utf8) + ClientFrame.text("early") + ClientFrame.text("bird"))
            #expect(try client.readHead().status == 101)
            #expect(try client.readFrame() == .text("early"))
            #expect(try client.readFrame() == .text("bird"))
            for byte in ClientFrame.text("slow ä") { try client.send([byte]) }
            #expect(try client.readFrame() == .text("slow ä"))
        }
    }

    @Test func `fragments are joined, with a ping between them answered at once`() async throws {
        try await withServer(handler: Self.mirror) { server in
            let client = try server.connect()
            try client.upgrade()
            try client.send(ClientFrame.encode(1, [0x61, 0xc3], isFinal: false))
            try client.send(ClientFrame.encode(9, [1, 2, 3]))
            #expect(try client.readFrame() == ServerFrame(opcode: 10, payload: [1, 2, 3]))
            try client.send(ClientFrame.encode(0, [0xa4], isFinal: false))
            try client.send(ClientFrame.encode(0, []))
            #expect(try client.readFrame() == .text("aä"))
        }
    }

    @Test func `sockets that share readers do not mix their messages`() async throws {
        try await withServer(handler: Self.mirror) { server in
            let clients = try (0..<20).map { _ in try server.connect() }
            for client in clients { try client.upgrade() }
            for client in clients { try client.send(ClientFrame.encode(1, Array("a".utf8), isFinal: false)) }
            for (number, client) in clients.enumerated() {
                let frame = ClientFrame.encode(0, Array("\(number)".utf8))
                try client.send(Array(frame[..<3]))
                try client.send(Array(frame[3...]))
            }
            for (number, client) in clients.enumerated() { #expect(try client.readFrame() == .text("a\(number)")) }
        }
    }

    @Test func `one encoded frame serves several sockets`() async throws {
        let frame = WebSocket.encodeTextFrame(Array("to all".utf8))
        let handler: HTTPServer.Handler = { request, exchange in
            exchange.upgrade(request)?.sendShared(frame)
        }
        try await withServer(loops: 2, handler: handler) { server in
            for _ in 0..<4 {
                let client = try server.connect()
                try client.upgrade()
                #expect(try client.readFrame() == .text("to all"))
            }
        }
    }

    @Test func `binary messages are refused unless they are asked for`() async throws {
        let handler: HTTPServer.Handler = { request, exchange in
            guard let socket = exchange.upgrade(request) else { return }
            if request.target == "/socket" { return }
            socket.onBinary { socket.sendText(Array("\($0.count)".utf8)) }
        }
        try await withServer(handler: handler) { server in
            let refused = try server.connect()
            try refused.upgrade()
            try refused.send(ClientFrame.encode(2, [1, 2]))
            #expect(try refused.readFrame().closeCode == 1003)

            let taken = try server.connect()
            #expect(try taken.exchangeHead(RawClient.handshake.replacing("/socket", with: "/binary")).status == 101)
            try taken.send(ClientFrame.encode(2, [1, 2]))
            #expect(try taken.readFrame() == .text("2"))
        }
    }

    // MARK: Faults

    struct Fault: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let bytes: [UInt8]
        let code: UInt16
    }

    static let faults = [
        Fault(testDescription: "an unmasked frame", bytes: ClientFrame.encode(1, [0x61], isMasked: false), code: 1002),
        Fault(testDescription: "reserved bit 1", bytes: ClientFrame.encode(1, [0x61], reserved: 4), code: 1002),
        Fault(testDescription: "reserved bit 2", bytes: ClientFrame.encode(1, [0x61], reserved: 2), code: 1002),
        Fault(testDescription: "reserved bit 3", bytes: ClientFrame.encode(1, [0x61], reserved: 1), code: 1002),
        Fault(testDescription: "a reserved opcode", bytes: ClientFrame.encode(3, [0x61]), code: 1002),
        Fault(testDescription: "a reserved control opcode", bytes: ClientFrame.encode(11), code: 1002),
        Fault(testDescription: "a continuation of nothing", bytes: ClientFrame.encode(0, [0x61]), code: 1002),
        Fault(testDescription: "a message inside a message",
            bytes: ClientFrame.encode(1, [0x61], isFinal: false) + ClientFrame.encode(1, [0x61]), code: 1002),
        Fault(testDescription: "a fragmented ping", bytes: ClientFrame.encode(9, isFinal: false), code: 1002),
        Fault(testDescription: "a ping of 126 bytes",
            bytes: ClientFrame.encode(9, [UInt8](repeating: 0, count: 126)), code: 1002),
        Fault(testDescription: "a length in too many bytes",
            bytes: ClientFrame.encode(1, [0x61], lengthByteCount: 2), code: 1002),
        Fault(testDescription: "a length in far too many bytes",
            bytes: ClientFrame.encode(1, [0x61], lengthByteCount: 8), code: 1002),
        Fault(testDescription: "a length beyond 63 bits",
            bytes: [0x81, 0xff] + [UInt8](repeating: 0xff, count: 8) + [0, 0, 0, 0], code: 1002),
        Fault(testDescription: "text that is not UTF-8", bytes: ClientFrame.encode(1, [0xff]), code: 1007),
        Fault(testDescription: "a surrogate", bytes: ClientFrame.encode(1, [0xed, 0xa0, 0x80]), code: 1007),
        Fault(testDescription: "an unfinished character", bytes: ClientFrame.encode(1, [0xc3]), code: 1007),
        Fault(testDescription: "a bad character over two fragments",
            bytes: ClientFrame.encode(1, [0xc3], isFinal: false) + ClientFrame.encode(0, [0x28]), code: 1007),
        Fault(testDescription: "a close payload of one byte", bytes: ClientFrame.encode(8, [3]), code: 1002),
        Fault(testDescription: "the close code 1005", bytes: ClientFrame.close(1005), code: 1002),
        Fault(testDescription: "the close code 999", bytes: ClientFrame.close(999), code: 1002),
        Fault(testDescription: "a close reason that is not UTF-8", bytes: ClientFrame.close(1000, [0xff]), code: 1007),
        Fault(testDescription: "a message beyond the limit",
            bytes: ClientFrame.encode(1, [UInt8](repeating: 0x61, count: 2_000)), code: 1009),
        Fault(testDescription: "fragments beyond the limit",
            bytes: ClientFrame.encode(1, [UInt8](repeating: 0x61, count: 600), isFinal: false)
                + ClientFrame.encode(0, [UInt8](repeating: 0x61, count: 600)), code: 1009),
    ]

    @Test(arguments: faults)
    func `a fault is answered with its code, and the connection ends`(fault: Fault) async throws {
        var limits = TransportLimits()
        limits.messageByteCountMax = 1_000
        let closed = Signal<UInt16>()
        try await withServer(limits: limits, handler: Self.mirror(closed: closed)) { server in
            let client = try server.connect()
            try client.upgrade()
            try client.send(ClientFrame.text("before") + fault.bytes + ClientFrame.text("after"))
            #expect(try client.readFrame() == .text("before"))
            #expect(try client.readFrame().closeCode == fault.code)
            #expect(try client.readToEnd().isEmpty)
            #expect(closed.wait() == fault.code)
        }
    }

    // MARK: Closing

    @Test(arguments: [1000, 1001, 3000, 4999] as [UInt16])
    func `the peer's close is answered and told`(code: UInt16) async throws {
        let closed = Signal<UInt16>()
        try await withServer(handler: Self.mirror(closed: closed)) { server in
            let client = try server.connect()
            try client.upgrade()
            try client.send(ClientFrame.close(code, Array("bye".utf8)))
            #expect(try client.readFrame().closeCode == code)
            #expect(try client.readToEnd().isEmpty)
            #expect(closed.wait() == code)
        }
    }

    @Test func `a close without a code is told as 1005, a lost connection as 1006`() async throws {
        let closed = Signal<UInt16>()
        try await withServer(handler: Self.mirror(closed: closed)) { server in
            let client = try server.connect()
            try client.upgrade()
            try client.send(ClientFrame.close(nil))
            #expect(try client.readFrame().opcode == 8)
            #expect(closed.wait() == 1005)
            do { try server.connect().upgrade() }
            #expect(closed.wait() == 1006)
        }
    }

    @Test func `our close waits for the peer's, and messages meanwhile are not heard`() async throws {
        let closed = Signal<UInt16>()
        let handler: HTTPServer.Handler = { request, exchange in
            guard let socket = exchange.upgrade(request) else { return }
            socket.onText { _ in
                socket.close(code: 4404, reason: String(repeating: "ä", count: 100))
                socket.sendText([0x61])
            }
            socket.onClose { closed.send($0) }
        }
        try await withServer(handler: handler) { server in
            let client = try server.connect()
            try client.upgrade()
            try client.send(ClientFrame.text("go") + ClientFrame.text("on"))
            let frame = try client.readFrame()
            #expect(frame.closeCode == 4404)
            #expect(String(validating: frame.payload.dropFirst(2), as: UTF8.self)?.count == 61)
            try client.send(ClientFrame.text("more") + ClientFrame.close(4404))
            #expect(try client.readToEnd().isEmpty)
            #expect(closed.wait() == 4404)
        }
    }

    @Test func `a peer that does not answer our close is not waited for`() async throws {
        var limits = TransportLimits()
        limits.closeDeadline = .milliseconds(30)
        let closed = Signal<UInt16>()
        let handler: HTTPServer.Handler = { request, exchange in
            guard let socket = exchange.upgrade(request) else { return }
            socket.onClose { closed.send($0) }
            socket.close(code: 1001)
        }
        try await withServer(limits: limits, handler: handler) { server in
            let client = try server.connect()
            try client.upgrade()
            #expect(try client.readFrame().closeCode == 1001)
            #expect(try client.readToEnd().isEmpty)
            #expect(closed.wait() == 1001)
        }
    }

    // MARK: Liveness

    @Test func `a silent peer is pinged, and cut when no pong comes`() async throws {
        var limits = TransportLimits()
        limits.pingInterval = .milliseconds(20)
        limits.pongDeadline = .milliseconds(400)
        let closed = Signal<UInt16>()
        try await withServer(limits: limits, handler: Self.mirror(closed: closed)) { server in
            let client = try server.connect()
            try client.upgrade()
            // Pongs keep it open beyond the deadline ...
            for _ in 0..<25 {
                #expect(try client.readFrame().opcode == 9)
                try client.send(ClientFrame.encode(10))
            }
            // ... and then there are none.
            #expect(closed.wait() == 1006)
        }
    }

    @Test func `a socket whose peer does not read is cut`() async throws {
        var limits = TransportLimits()
        limits.stalledDeadline = .milliseconds(50)
        let closed = Signal<UInt16>()
        let handler: HTTPServer.Handler = { request, exchange in
            guard let socket = exchange.upgrade(request) else { return }
            socket.onClose { closed.send($0) }
            socket.sendText([UInt8](repeating: 0x61, count: 16 << 20))
        }
        try await withServer(limits: limits, handler: handler) { server in
            let client = try server.connect(receiveBuffer: 4_096)
            try client.upgrade()
            #expect(closed.wait() == 1006)
        }
    }
}
