package import DuplexCore

/// Which part of a listing is asked for.
package struct ParlantPage: Equatable, Sendable {
    /// Nil asks for everything, as a bare array.
    package var limit: Int?
    package var cursor: Cursor?
    package var sort: ParlantSort

    /// The place of a listing's item.
    package struct Cursor: Equatable, Sendable {
        package var created: Timestamp
        package var id: String

        package init(created: Timestamp, id: String) {
            self.created = created
            self.id = id
        }
    }

    package init(limit: Int? = nil, cursor: Cursor? = nil, sort: ParlantSort = .ascending) {
        self.limit = limit
        self.cursor = cursor
        self.sort = sort
    }

    /// Reads `limit`, `cursor` and `sort`; a cursor that is none of ours is ignored, as the original does.
    package init(_ fields: inout ParlantFields) {
        limit = fields.int("limit", in: 1...100)
        cursor = fields.string("cursor").flatMap(Cursor.init(parsing:))
        sort = fields.word("sort", as: ParlantSort.self) ?? .ascending
    }

    /// The answer: a page object when a limit was given, else a bare array.
    ///
    /// - Parameters:
    ///   - items: In any order.
    ///   - place: Where an item stands.
    ///   - render: Its wire form.
    /// - Returns: The body.
    package func answer<Item>(_ items: [Item], place: (Item) -> Cursor, render: (Item) -> JSON) -> JSON {
        var rows = items.map { (place: place($0), item: $0) }
        rows.sort { sort == .ascending ? $0.place < $1.place : $1.place < $0.place }
        if let cursor {
            rows.removeAll { sort == .ascending ? $0.place <= cursor : cursor <= $0.place }
        }
        guard let limit else { return .array(rows.map { render($0.item) }) }
        let page = rows.prefix(limit)
        let hasMore = rows.count > page.count
        let next = hasMore ? page.last.map { JSON.string($0.place.text) } : nil
        return [
            "items": .array(page.map { render($0.item) }), "total_count": .int(rows.count),
            "has_more": .bool(hasMore), "next_cursor": next ?? .null,
        ]
    }
}

extension ParlantPage.Cursor: Comparable {
    package static func < (left: Self, right: Self) -> Bool {
        (left.created, left.id) < (right.created, right.id)
    }

    /// The wire form: base64 of the time and the id, with a bar between them.
    package var text: String {
        // The original writes the offset from UTC, not Z; cursors of both look alike.
        Base64Text.encode(Array("\(created.description.dropLast())+00:00|\(id)".utf8))
    }

    package init?(parsing text: String) {
        guard let bytes = Base64Text.decode(text), let words = String(validating: bytes, as: UTF8.self),
            let bar = words.firstIndex(of: "|"), words[..<bar].hasSuffix("+00:00"),
            let created = Timestamp(parsing: words[..<bar].dropLast(6) + "Z")
        else { return nil }
        self.init(created: created, id: String(words[words.index(after: bar)...]))
    }
}

/// Base64 for cursors.
///
/// Source: RFC 4648, section 4.
enum Base64Text {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0..<4 {
                text.append(place <= group.count ? alphabet[bits >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    static func decode(_ text: String) -> [UInt8]? {
        guard text.utf8.count % 4 == 0 else { return nil }
        let digits = text.utf8.prefix { $0 != UInt8(ascii: "=") }
        guard text.utf8.count - digits.count <= 2, text.utf8.dropFirst(digits.count).allSatisfy({ $0 == 0x3D })
        else { return nil }
        var bytes: [UInt8] = []
        var bits = 0
        var count = 0
        for digit in digits {
            guard let value = alphabet.firstIndex(of: digit) else { return nil }
            bits = (bits << 6 | value) & 0xFFFF
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> count))
            }
        }
        return bytes
    }
}
