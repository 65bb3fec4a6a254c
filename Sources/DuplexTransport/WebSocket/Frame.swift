/// The codes of close frames that this module uses.
///
/// Source: RFC 6455, section 7.4.1.
package enum CloseCode {
    package static let normal: UInt16 = 1000
    package static let goingAway: UInt16 = 1001
    package static let protocolError: UInt16 = 1002
    package static let unsupportedData: UInt16 = 1003
    /// The peer's close frame had no code; never sent.
    package static let none: UInt16 = 1005
    /// The connection ended without a close frame; never sent.
    package static let abnormal: UInt16 = 1006
    /// Text that is not UTF-8.
    package static let invalidText: UInt16 = 1007
    package static let internalError: UInt16 = 1011
}

/// Frames as a server sends them: whole and unmasked, so their head is an opcode and a length.
///
/// Reading is wslay's; for these few bytes its writer would cost a context or a lock, since any thread may encode.
enum Frame {
    static let ping = encode(.ping, [])

    enum Opcode: UInt8 {
        case text = 0x1
        case close = 0x8
        case ping = 0x9
    }

    static func encode(_ opcode: Opcode, _ payload: [UInt8]) -> [UInt8] {
        let isFinal: UInt8 = 0x80
        var frame: [UInt8] = []
        frame.reserveCapacity(payload.count + 10)
        frame.append(isFinal | opcode.rawValue)
        switch payload.count {
        case ..<126:
            frame.append(UInt8(payload.count))
        case ..<0x1_0000:
            frame.append(126)
            for shift in [8, 0] { frame.append(UInt8(truncatingIfNeeded: payload.count >> shift)) }
        default:
            frame.append(127)
            for shift in stride(from: 56, through: 0, by: -8) {
                frame.append(UInt8(truncatingIfNeeded: payload.count >> shift))
            }
        }
        frame.append(contentsOf: payload)
        return frame
    }

    /// A close frame; a reason that is too long for a control frame is cut at a character's end.
    static func close(code: UInt16, reason: String = "") -> [UInt8] {
        let reasonByteCountMax = 123
        var reason = reason
        while reason.utf8.count > reasonByteCountMax { reason.removeLast() }
        return encode(.close, [UInt8(code >> 8), UInt8(code & 0xff)] + reason.utf8)
    }
}
