/// Makes keys of the bytes that a terminal sends.
///
/// An Esc byte may be the key or the beginning of another key's sequence; only time tells. After ``feed(_:)``, when
/// ``isWaiting`` is true and nothing comes for ``escapeDelay``, call ``timePassed()``.
struct KeyReader: Sendable {
    /// How long the rest of a sequence may take: terminals send it in one go, and a person does not feel it.
    static let escapeDelay = Duration.milliseconds(30)

    /// A pasted text is cut here; nobody reads a longer message.
    static let pasteByteCountMax = 256 << 10

    private enum State: Equatable {
        case ground
        case escape
        case sequence([UInt8])
        /// After `ESC O`, which some terminals send for arrows.
        case application
        case paste
    }

    private var state = State.ground

    /// The bytes of a character that has not come whole.
    private var partial: [UInt8] = []

    /// What has been pasted so far, perhaps with the beginning of its end.
    private var pasted: [UInt8] = []

    /// Whether a lone Esc has come that may be the key.
    var isWaiting: Bool { state == .escape }

    /// Takes the next bytes and answers the keys that they complete.
    mutating func feed(_ bytes: some Sequence<UInt8>) -> [Key] {
        var keys: [Key] = []
        for byte in bytes { take(byte, &keys) }
        return keys
    }

    /// Nothing has come for ``escapeDelay``: a lone Esc was the key.
    mutating func timePassed() -> [Key] {
        guard state == .escape else { return [] }
        state = .ground
        return [.escape]
    }

    private mutating func take(_ byte: UInt8, _ keys: inout [Key]) {
        switch state {
        case .ground: takeGround(byte, &keys)
        case .escape: takeAfterEscape(byte, &keys)
        case .application:
            state = .ground
            if let key = Self.final(byte, []) { keys.append(key) }
        case .sequence(let sequence): takeSequence(byte, sequence, &keys)
        case .paste: takePaste(byte, &keys)
        }
    }

    private mutating func takeGround(_ byte: UInt8, _ keys: inout [Key]) {
        if byte == 0x1B {
            partial = []
            state = .escape
        } else if byte < 0x20 || byte == 0x7F {
            partial = []
            if let key = Self.control(byte) { keys.append(key) }
        } else {
            takeText(byte, &keys)
        }
    }

    private mutating func takeText(_ byte: UInt8, _ keys: inout [Key]) {
        if byte & 0xC0 != 0x80 { partial = [] }
        partial.append(byte)
        guard let length = Self.length(ofCharacterStartingWith: partial[0]) else {
            partial = []
            return
        }
        guard partial.count == length else { return }
        let text = String(validating: partial, as: UTF8.self)
        partial = []
        guard let text else { return }
        if case .text(let before) = keys.last {
            keys[keys.count - 1] = .text(before + text)
        } else {
            keys.append(.text(text))
        }
    }

    private mutating func takeAfterEscape(_ byte: UInt8, _ keys: inout [Key]) {
        state = .ground
        switch byte {
        case UInt8(ascii: "["): state = .sequence([])
        case UInt8(ascii: "O"): state = .application
        // Esc pressed twice is Esc.
        case 0x1B: keys.append(.escape)
        case 0x7F: keys.append(.deleteWord)
        case 0x0D: keys.append(.newline)
        case UInt8(ascii: "b"): keys.append(.wordLeft)
        case UInt8(ascii: "f"): keys.append(.wordRight)
        default:
            // Esc, and right after it something that is no sequence: both were typed.
            keys.append(.escape)
            takeGround(byte, &keys)
        }
    }

    private mutating func takeSequence(_ byte: UInt8, _ sequence: [UInt8], _ keys: inout [Key]) {
        guard (0x40...0x7E).contains(byte) else {
            // No key has a longer name; what goes on is not for us.
            state = sequence.count < 16 && byte >= 0x20 ? .sequence(sequence + [byte]) : .ground
            return
        }
        state = .ground
        if byte == UInt8(ascii: "~"), sequence == Array("200".utf8) {
            state = .paste
        } else if let key = Self.final(byte, sequence) {
            keys.append(key)
        }
    }

    private mutating func takePaste(_ byte: UInt8, _ keys: inout [Key]) {
        pasted.append(byte)
        guard byte == Self.pasteEnd.last, pasted.suffix(Self.pasteEnd.count).elementsEqual(Self.pasteEnd) else {
            // Beyond the bound only as much is kept as the end of the paste may need.
            if pasted.count > 2 * Self.pasteByteCountMax {
                pasted.removeSubrange(Self.pasteByteCountMax..<(pasted.count - Self.pasteEnd.count))
            }
            return
        }
        let text = pasted.dropLast(Self.pasteEnd.count).prefix(Self.pasteByteCountMax)
        keys.append(.paste(String(decoding: text, as: UTF8.self)))
        pasted = []
        state = .ground
    }

    private static let pasteEnd = Array("\u{1B}[201~".utf8)

    private static func length(ofCharacterStartingWith byte: UInt8) -> Int? {
        switch byte {
        case 0x20..<0x80: 1
        case 0xC2..<0xE0: 2
        case 0xE0..<0xF0: 3
        case 0xF0..<0xF5: 4
        default: nil
        }
    }

    private static func control(_ byte: UInt8) -> Key? {
        switch byte {
        case 0x01: .start
        case 0x02: .left
        case 0x03: .interrupt
        case 0x04: .endOfInput
        case 0x05: .end
        case 0x06: .right
        case 0x08, 0x7F: .backspace
        case 0x09: .tab
        case 0x0A: .newline
        case 0x0B: .deleteToEnd
        case 0x0C: .redraw
        case 0x0D: .enter
        case 0x0E: .down
        case 0x10: .up
        case 0x15: .deleteToStart
        case 0x17: .deleteWord
        case 0x1A: .suspend
        default: nil
        }
    }

    /// The key that a sequence names by its last byte and its parameters.
    private static func final(_ byte: UInt8, _ parameters: [UInt8]) -> Key? {
        // Ctrl or Alt with an arrow moves by words.
        let isModified = parameters.contains(UInt8(ascii: ";"))
        switch byte {
        case UInt8(ascii: "A"): return .up
        case UInt8(ascii: "B"): return .down
        case UInt8(ascii: "C"): return isModified ? .wordRight : .right
        case UInt8(ascii: "D"): return isModified ? .wordLeft : .left
        case UInt8(ascii: "H"): return .start
        case UInt8(ascii: "F"): return .end
        case UInt8(ascii: "~"):
            switch String(decoding: parameters.prefix { $0 != UInt8(ascii: ";") }, as: UTF8.self) {
            case "1", "7": return .start
            case "4", "8": return .end
            case "3": return .delete
            default: return nil
            }
        default: return nil
        }
    }
}
