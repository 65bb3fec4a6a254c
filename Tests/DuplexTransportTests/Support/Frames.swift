import DuplexTransport
import RawClient

/// Frames as a client sends them, right or wrong.
enum ClientFrame {
    static let mask: [UInt8] = [1, 2, 3, 4]

    static func encode(
        _ opcode: UInt8, _ payload: [UInt8] = [], isFinal: Bool = true, reserved: UInt8 = 0, isMasked: Bool = true,
        lengthByteCount: Int? = nil
    ) -> [UInt8] {
        var frame = [(isFinal ? 0x80 : 0) | reserved << 4 | opcode]
        let maskBit: UInt8 = isMasked ? 0x80 : 0
        let lengthByteCount = lengthByteCount ?? (payload.count < 126 ? 0 : payload.count < 65536 ? 2 : 8)
        switch lengthByteCount {
        case 0: frame.append(maskBit | UInt8(payload.count))
        case 2: frame.append(maskBit | 126)
        default: frame.append(maskBit | 127)
        }
        for place in (0..<lengthByteCount).reversed() {
            frame.append(UInt8(truncatingIfNeeded: payload.count >> (8 * place)))
        }
        guard isMasked else { return frame + payload }
        return frame + mask + payload.enumerated().map { $1 ^ mask[$0 % 4] }
    }

    static func text(_ text: String) -> [UInt8] { encode(1, Array(text.utf8)) }

    static func close(_ code: UInt16?, _ reason: [UInt8] = []) -> [UInt8] {
        encode(8, code.map { [UInt8($0 >> 8), UInt8($0 & 0xff)] + reason } ?? [])
    }
}

/// A frame as the server sent it.
struct ServerFrame: Equatable {
    var opcode: UInt8
    var payload: [UInt8]

    static func text(_ text: String) -> ServerFrame { ServerFrame(opcode: 1, payload: Array(text.utf8)) }

    /// The code of a close frame.
    var closeCode: UInt16? {
        opcode == 8 && payload.count >= 2 ? UInt16(payload[0]) << 8 | UInt16(payload[1]) : nil
    }
}

extension RawClient {
    static let handshake = """
        GET /socket HTTP/1.1\r
        Host: a\r
        Connection: keep-alive, Upgrade\r
        Upgrade: WebSocket\r
        Sec-WebSocket-Version: 13\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        \r

        """

    /// Makes the connection a WebSocket.
    func upgrade() throws {
        let answer = try exchangeHead(Self.handshake)
        guard answer.status == 101 else { throw Failure(description: "no upgrade: \(answer.status)") }
    }

    func exchangeHead(_ text: String) throws -> Answer {
        try send(text)
        return try readHead()
    }

    func readFrame() throws -> ServerFrame {
        let head = try read(2)
        guard head[0] & 0xf0 == 0x80, head[1] & 0x80 == 0 else { throw Failure(description: "a wrong frame: \(head)") }
        var count = Int(head[1])
        if count > 125 { count = try read(count == 126 ? 2 : 8).reduce(0) { $0 << 8 | Int($1) } }
        return ServerFrame(opcode: head[0] & 0xf, payload: try read(count))
    }
}
