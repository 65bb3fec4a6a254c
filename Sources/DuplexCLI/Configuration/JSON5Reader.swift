import DuplexCore

/// Why a text is not JSON5.
struct JSON5Error: Error, Equatable {
    let problem: String
    let place: ConfigNode.Place
}

/// Reads JSON5: JSON with comments, names and texts as JavaScript writes them, and commas at the end.
///
/// It differs from JSON5 where that would hide a mistake: a name may occur once, and numbers are finite. Escapes in
/// names without quotes are not understood.
///
/// Source: spec.json5.org, 1.0.0.
struct JSON5Reader {
    /// No configuration nests deeper; a stack has an end.
    private static let depthMax = 64

    private let scalars: [Unicode.Scalar]
    private var index = 0
    private var line = 1
    private var lineStart = 0
    private var depth = 0

    private init(_ text: String) { scalars = Array(text.unicodeScalars) }

    /// Reads the one value that a text is.
    static func read(_ text: String) throws(JSON5Error) -> ConfigNode {
        var reader = JSON5Reader(text)
        try reader.skipSpace()
        let node = try reader.value()
        try reader.skipSpace()
        guard reader.index == reader.scalars.count else { throw reader.fault("unexpected text after the end") }
        return node
    }

    // MARK: One character after the other

    private var current: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }
    private var place: ConfigNode.Place { ConfigNode.Place(line: line, column: index - lineStart + 1) }

    private func fault(_ problem: String, at place: ConfigNode.Place? = nil) -> JSON5Error {
        JSON5Error(problem: problem, place: place ?? self.place)
    }

    private mutating func advance() {
        if scalars[index] == "\n" {
            line += 1
            lineStart = index + 1
        }
        index += 1
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard current == scalar else { return false }
        advance()
        return true
    }

    private func isNext(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Bool {
        index + 1 < scalars.count && scalars[index] == first && scalars[index + 1] == second
    }

    private mutating func skipSpace() throws(JSON5Error) {
        while let scalar = current {
            if scalar.properties.isWhitespace || scalar == "\u{FEFF}" {
                advance()
            } else if isNext("/", "/") {
                while current != nil, current != "\n" { advance() }
            } else if isNext("/", "*") {
                let start = place
                while !isNext("*", "/") {
                    guard current != nil else { throw fault("a comment without its end", at: start) }
                    advance()
                }
                advance()
                advance()
            } else {
                return
            }
        }
    }

    // MARK: Values

    private mutating func value() throws(JSON5Error) -> ConfigNode {
        let place = place
        switch current {
        case "{": return ConfigNode(place: place, value: .section(try members()))
        case "[": return ConfigNode(place: place, value: .list(try elements()))
        case "\"", "'": return ConfigNode(place: place, value: .scalar(.string(try text())))
        case nil: throw fault("expected a value, found the end")
        default: return ConfigNode(place: place, value: .scalar(try word()))
        }
    }

    private mutating func enter() throws(JSON5Error) {
        depth += 1
        guard depth <= Self.depthMax else { throw fault("nested deeper than \(Self.depthMax) levels") }
        advance()
        try skipSpace()
    }

    private mutating func elements() throws(JSON5Error) -> [ConfigNode] {
        try enter()
        var elements: [ConfigNode] = []
        while !take("]") {
            elements.append(try value())
            try endItem("]")
        }
        depth -= 1
        return elements
    }

    private mutating func members() throws(JSON5Error) -> [ConfigMember] {
        try enter()
        var members: [ConfigMember] = []
        while !take("}") {
            let place = place
            let name = try name()
            guard !members.contains(where: { $0.name == name }) else {
                throw fault("\(name) is set twice", at: place)
            }
            try skipSpace()
            guard take(":") else { throw fault("expected : after \(name)") }
            try skipSpace()
            members.append(ConfigMember(name: name, place: place, node: try value()))
            try endItem("}")
        }
        depth -= 1
        return members
    }

    /// What comes between two items: a comma, unless the list ends here.
    private mutating func endItem(_ end: Unicode.Scalar) throws(JSON5Error) {
        try skipSpace()
        guard current != end else { return }
        guard take(",") else { throw fault("expected , or \(end)") }
        try skipSpace()
    }

    private mutating func name() throws(JSON5Error) -> String {
        if current == "\"" || current == "'" { return try text() }
        let start = index
        while let scalar = current, scalar == "$" || scalar == "_" || scalar.properties.isIDContinue { advance() }
        let name = scalars[start..<index]
        guard let first = name.first, first == "$" || first == "_" || first.properties.isIDStart else {
            throw fault("expected a name; one that is no word stands in quotes")
        }
        return String(String.UnicodeScalarView(name))
    }

    /// Reads `true`, `false`, `null` or a number.
    private mutating func word() throws(JSON5Error) -> JSON {
        let (start, place) = (index, place)
        while let scalar = current, !scalar.properties.isWhitespace, !",]}:/\"'[{".unicodeScalars.contains(scalar) {
            advance()
        }
        let word = String(String.UnicodeScalarView(scalars[start..<index]))
        switch word {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "null": return .null
        case "": throw fault("expected a value", at: place)
        default:
            guard let number = Self.number(word) else {
                throw fault("expected a value; a text stands in quotes: \"\(word)\"", at: place)
            }
            return number
        }
    }

    private static func number(_ word: String) -> JSON? {
        let isNegative = word.hasPrefix("-")
        let digits = isNegative || word.hasPrefix("+") ? word.dropFirst() : word[...]
        if digits.hasPrefix("0x") || digits.hasPrefix("0X") {
            guard let whole = Int((isNegative ? "-" : "") + digits.dropFirst(2), radix: 16) else { return nil }
            return .int(whole)
        }
        let isPlain = digits.utf8.allSatisfy { "0123456789.eE+-".utf8.contains($0) }
        let hasLeadingZero = digits.first == "0" && digits.dropFirst().first.map(\.isNumber) ?? false
        guard isPlain, !hasLeadingZero, let first = digits.utf8.first, "0123456789.".utf8.contains(first) else {
            return nil
        }
        if let whole = Int((isNegative ? "-" : "") + digits) { return .int(whole) }
        guard let number = Double(digits), number.isFinite else { return nil }
        return .double(isNegative ? -number : number)
    }

    // MARK: Texts

    private mutating func text() throws(JSON5Error) -> String {
        let (quote, start) = (scalars[index], place)
        advance()
        var text = String.UnicodeScalarView()
        while let scalar = current {
            if scalar == "\n" { break }
            advance()
            if scalar == quote { return String(text) }
            guard scalar == "\\" else {
                text.append(scalar)
                continue
            }
            if let escaped = try escape() { text.append(escaped) }
        }
        throw fault("a text without its closing quote", at: start)
    }

    /// Reads what follows a backslash; nil for the end of a line, which goes on in the next one.
    private mutating func escape() throws(JSON5Error) -> Unicode.Scalar? {
        guard let scalar = current else { throw fault("a text without its closing quote") }
        advance()
        switch scalar {
        case "\n", "\u{2028}", "\u{2029}": return nil
        case "\r":
            _ = take("\n")
            return nil
        case "b": return "\u{08}"
        case "f": return "\u{0C}"
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "v": return "\u{0B}"
        case "0": return "\u{00}"
        case "x": return try character(digitCount: 2)
        case "u": return try character(digitCount: 4)
        case "1"..."9": throw fault("an unknown escape")
        default: return scalar
        }
    }

    private mutating func character(digitCount: Int) throws(JSON5Error) -> Unicode.Scalar {
        let code = try hexadecimal(digitCount)
        guard (0xD800..<0xDC00).contains(code), isNext("\\", "u") else {
            guard let scalar = Unicode.Scalar(code) else { throw fault("half of a character") }
            return scalar
        }
        advance()
        advance()
        let low = try hexadecimal(4)
        guard (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (code - 0xD800) << 10 + low - 0xDC00)
        else {
            throw fault("half of a character")
        }
        return scalar
    }

    private mutating func hexadecimal(_ count: Int) throws(JSON5Error) -> UInt32 {
        var digits = ""
        while digits.count < count, let scalar = current, scalar.properties.isASCIIHexDigit {
            digits.unicodeScalars.append(scalar)
            advance()
        }
        guard digits.count == count, let code = UInt32(digits, radix: 16) else {
            throw fault("expected \(count) hexadecimal digits")
        }
        return code
    }
}
