/// The name of one event of the conversation view: ten characters, made of the session and the event's place.
///
/// The same on every reading, hard to guess from a neighbour, and reversible, so that an event is found by its name
/// without an index: the place is shuffled by a small Feistel network whose key is the session's name.
package struct ConversationEventID: Equatable, Sendable {
    /// The offset in the log.
    package var offset: Offset

    /// Which of the events that the log's event yields: 0 or 1.
    package var part: Int

    package init(offset: Offset, part: Int) {
        self.offset = offset
        self.part = part
    }

    /// Reads a name; nil when it cannot be one of this session's.
    package init?(parsing text: String, in session: SessionID) {
        let bytes = Array(text.utf8)
        guard bytes.count == Self.digitCount else { return nil }
        var value: UInt64 = 0
        for byte in bytes {
            guard let digit = Self.alphabet.firstIndex(of: byte) else { return nil }
            value = value * 62 + UInt64(digit)
        }
        guard value >> 58 == 0 else { return nil }
        let place = Self.shuffle(value, Self.keys(of: session).reversed())
        // The upper bits of a place are free; a name that was made up will hardly have them all zero.
        guard place >> 46 == 0 else { return nil }
        offset = Offset(Int(place >> 1))
        part = Int(place & 1)
    }

    /// The name.
    package func text(in session: SessionID) -> String {
        let place = UInt64(offset.value) << 1 | UInt64(part)
        var value = Self.shuffle(place, Self.keys(of: session))
        var bytes = [UInt8](repeating: 0, count: Self.digitCount)
        for index in bytes.indices.reversed() {
            bytes[index] = Self.alphabet[Int(value % 62)]
            value /= 62
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let digitCount = 10
    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    private static let halfMask: UInt64 = 1 << 29 - 1

    private static func keys(of session: SessionID) -> [UInt64] {
        (1...4).map { Digest("\(session.value)/\($0)").value }
    }

    /// Four rounds over two halves of 29 bits; with the keys in reverse order it undoes itself.
    private static func shuffle(_ value: UInt64, _ keys: [UInt64]) -> UInt64 {
        var left = value >> 29
        var right = value & halfMask
        for key in keys { (left, right) = (right, left ^ mixed(right ^ key)) }
        return right << 29 | left
    }

    /// The 29 uppermost bits of a product, which depend on all bits of the factor below them.
    private static func mixed(_ value: UInt64) -> UInt64 { ((value ^ value >> 31) &* 0xBF58_476D_1CE4_E5B9) >> 35 }
}
