/// The header fields of a request or an answer, in their order.
///
/// Names are compared without regard to case. All bytes lie in one array, as they came: a request's fields are copied
/// once and decoded only when they are asked for.
package struct HTTPHeaders: Sendable {
    /// Where one field lies in ``bytes``.
    struct Field {
        var name: Range<Int>
        var value: Range<Int>
    }

    private(set) var bytes: [UInt8] = []
    private(set) var fields: [Field] = []

    package init() {}

    /// Takes fields that lie in `bytes`; they must be well-formed.
    init(bytes: [UInt8], fields: [Field]) {
        self.bytes = bytes
        self.fields = fields
    }

    package var isEmpty: Bool { fields.isEmpty }

    /// The value of the first field with this name.
    package subscript(name: String) -> String? {
        values(of: name).first
    }

    /// The values of all fields with this name.
    package func values(of name: String) -> [String] {
        fields.filter { isNamed($0, name) }.map { text($0.value) }
    }

    /// Whether a field whose value is a comma-separated list has this item, in any case.
    package func contains(_ item: String, in name: String) -> Bool {
        let item = item.lowercased()
        return values(of: name).contains { value in
            value.split(separator: ",").contains { $0.trimmingBlanks().lowercased() == item }
        }
    }

    /// Adds a field at the end.
    ///
    /// Control characters in the name or the value become spaces, so that no value can add a field of its own.
    package mutating func append(_ name: String, _ value: String) {
        let start = bytes.count
        bytes.append(contentsOf: name.utf8)
        let middle = bytes.count
        bytes.append(contentsOf: value.utf8)
        for index in start..<bytes.count where Self.isControl(bytes[index]) { bytes[index] = UInt8(ascii: " ") }
        fields.append(Field(name: start..<middle, value: middle..<bytes.count))
    }

    /// Adds the fields in wire form, each with its line end.
    func write(to output: inout [UInt8]) {
        for field in fields {
            output.append(contentsOf: bytes[field.name])
            output.append(contentsOf: ": ".utf8)
            output.append(contentsOf: bytes[field.value])
            output.append(contentsOf: "\r\n".utf8)
        }
    }

    private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    private func isNamed(_ field: Field, _ name: String) -> Bool {
        field.name.count == name.utf8.count
            && zip(bytes[field.name], name.utf8).allSatisfy { $0.lowercasedASCII == $1.lowercasedASCII }
    }

    private static func isControl(_ byte: UInt8) -> Bool {
        byte < 0x20 && byte != UInt8(ascii: "\t") || byte == 0x7f
    }
}

extension HTTPHeaders: Sequence {
    package func makeIterator() -> some IteratorProtocol<(name: String, value: String)> {
        fields.lazy.map { (name: text($0.name), value: text($0.value)) }.makeIterator()
    }
}

extension HTTPHeaders: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { append(name, value) }
    }
}

extension HTTPHeaders: Equatable {
    package static func == (left: HTTPHeaders, right: HTTPHeaders) -> Bool {
        left.elementsEqual(right) { $0.name.lowercased() == $1.name.lowercased() && $0.value == $1.value }
    }
}

extension UInt8 {
    /// The byte, or the small letter when it is a capital ASCII letter.
    var lowercasedASCII: UInt8 { self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") ? self | 0x20 : self }
}

extension Substring {
    /// The text without spaces and tabs at its ends.
    func trimmingBlanks() -> Substring {
        let isBlank = { (character: Character) in character == " " || character == "\t" }
        var text = drop(while: isBlank)
        while let last = text.last, isBlank(last) { text.removeLast() }
        return text
    }
}
