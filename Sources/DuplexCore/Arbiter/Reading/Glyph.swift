/// What one Unicode scalar means for the look-up of phrases.
enum Glyph {
    case letters([UInt8], isUpperCase: Bool)
    case scalar(Unicode.Scalar)
    case apostrophe
    case quote
    /// An opening parenthesis.
    case call
    case mark(FoldedText.ClauseEnd)
    case emoji(String)
    case space
    case ignored

    init(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x30...0x39, 0x61...0x7A, 0x25, 0x23, 0x2A, 0x40:
            self = .letters([UInt8(truncatingIfNeeded: scalar.value)], isUpperCase: false)
        case 0x41...0x5A: self = .letters([UInt8(truncatingIfNeeded: scalar.value) | 0x20], isUpperCase: true)
        case 0x22, 0x201C, 0x201D, 0x201E, 0xAB, 0xBB, 0x300C, 0x300D: self = .quote
        case 0x28: self = .call
        case 0x27, 0x60, 0x2018, 0x2019, 0x02BC: self = .apostrophe
        case 0x2E, 0x3002, 0x0964: self = .mark(.stop)
        case 0x2026: self = .mark(.trailingOff)
        case 0x2C, 0x3B, 0x3A, 0x0A, 0x3001, 0xFF0C, 0xFF1A, 0xFF1B, 0x060C, 0x061B, 0x2014, 0x2013, 0xFF08:
            self = .mark(.pause)
        case 0x21, 0xFF01, 0x00A1: self = .mark(.exclamation)
        case 0x3F, 0xFF1F, 0x061F: self = .mark(.question)
        case 0..<0x80: self = .space
        case 0x0300...0x036F, 0x064B...0x0652, 0x0640, 0x093C, 0x200D, 0xFE0F: self = .ignored
        case 0xC0...0x24F: self = Self.latin(scalar)
        case 0x0370...0x052F: self = Self.cased(scalar)
        case 0x0622, 0x0623, 0x0625: self = .scalar("\u{0627}")
        case 0x0629: self = .scalar("\u{0647}")
        case 0x0649: self = .scalar("\u{064A}")
        case 0x0901: self = .scalar("\u{0902}")
        case 0x0590...0x05FF, 0x0620...0x06FF, 0x0900...0x0E7F, 0x3040...0x30FF, 0x3400...0x9FFF, 0xAC00...0xD7AF:
            self = .scalar(scalar)
        case 0xFF10...0xFF5A: self = Unicode.Scalar(scalar.value - 0xFEE0).map(Glyph.init) ?? .space
        default: self = Self.emoji[scalar].map(Glyph.emoji) ?? .space
        }
    }

    private static func latin(_ scalar: Unicode.Scalar) -> Glyph {
        let lower = scalar.properties.lowercaseMapping.unicodeScalars.first ?? scalar
        let letters = plainLetters[lower] ?? Array(String(lower).utf8)
        return .letters(letters, isUpperCase: lower != scalar)
    }

    private static func cased(_ scalar: Unicode.Scalar) -> Glyph {
        let lower = scalar.properties.lowercaseMapping.unicodeScalars.first ?? scalar
        // People write "е" where the dictionary has "ё".
        return .letters(Array(String(lower == "ё" ? "е" : lower).utf8), isUpperCase: lower != scalar)
    }

    private static let plainLetters: [Unicode.Scalar: [UInt8]] = {
        let table = [
            "a": "àáâãäåāăą", "c": "çćč", "d": "ďđ", "e": "èéêëēėęě", "g": "ğģ", "i": "ìíîïīįı", "k": "ķ", "l": "łĺľļ",
            "n": "ñńňņ", "o": "òóôõöøōő", "r": "ŕř", "s": "śşšș", "t": "ťţț", "u": "ùúûüūůűų", "y": "ýÿ",
            "z": "źżž", "ss": "ß", "ae": "æ", "oe": "œ",
        ]
        var letters: [Unicode.Scalar: [UInt8]] = [:]
        for (plain, accented) in table {
            for scalar in accented.unicodeScalars { letters[scalar] = Array(plain.utf8) }
        }
        return letters
    }()

    /// Pictures that carry a meaning of their own, as the word under which the lexicon has it.
    private static let emoji: [Unicode.Scalar: String] = {
        let table = [
            "emojiok": "👍👌🙏❤🧡💛💚💙💜🙌👏🎉⭐🌟✅😊🙂😀😃😄😁😍🥰🤗🤝💪🔥😎☺", "emojistop": "🛑✋⛔🚫", "emojiupset": "😡🤬😠😤😢😭😱😩😫🙄😒🤦🙃😅😂🤣",
        ]
        var names: [Unicode.Scalar: String] = [:]
        for (name, pictures) in table {
            for scalar in pictures.unicodeScalars { names[scalar] = name }
        }
        return names
    }()
}
