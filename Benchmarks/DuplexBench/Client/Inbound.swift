import CLinux
import Glibc

/// Bytes that have arrived on a connection, and what they are made of.
struct Inbound {
    private(set) var bytes: [UInt8] = []
    private(set) var start = 0

    var rest: ArraySlice<UInt8> { bytes[start...] }

    /// Reads once from a socket; false when nothing is there.
    mutating func fill(from descriptor: Int32, flags: Int32) throws -> Bool {
        if start == bytes.count {
            bytes.removeAll(keepingCapacity: true)
            start = 0
        }
        let count = try withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 1) { page in
            let count = recv(descriptor, page.baseAddress, page.count, flags)
            if count > 0 { bytes.append(contentsOf: page[..<count]) }
            if count == 0 { throw BenchError("the server closed a connection") }
            if count < 0, errno != EAGAIN { throw BenchError.system("receiving") }
            return count
        }
        return count > 0
    }

    /// Removes bytes from the front.
    @discardableResult mutating func take(_ count: Int) -> ArraySlice<UInt8> {
        defer { start += count }
        return bytes[start..<start + count]
    }

    /// The number of bytes up to and including `mark`; nil without one.
    func length(through mark: StaticString) -> Int? {
        bytes.firstOffset(of: mark, from: start).map { $0 - start + mark.utf8CodeUnitCount }
    }

    // MARK: HTTP

    /// The header of an HTTP answer, once it is complete.
    mutating func head() throws -> Head? {
        guard let length = length(through: "\r\n\r\n") else { return nil }
        return try Head(take(length))
    }

    /// An HTTP answer with its body, once it is complete. Only bodies of a known length are expected.
    mutating func response() throws -> Response? {
        guard let headLength = length(through: "\r\n\r\n") else { return nil }
        let head = try Head(bytes[start..<start + headLength])
        let bodyLength = head["content-length"].flatMap { Int($0) } ?? 0
        guard rest.count >= headLength + bodyLength else { return nil }
        take(headLength)
        return Response(head: head, body: take(bodyLength))
    }

    // MARK: Chunks and frames

    /// The next chunk of a body of unknown length, once it is complete.
    mutating func chunk() throws -> ArraySlice<UInt8>? {
        guard let lineLength = length(through: "\r\n") else { return nil }
        let digits = String(decoding: rest.prefix(lineLength - 2), as: UTF8.self)
        guard let size = Int(digits, radix: 16) else { throw BenchError("“\(digits)” is no chunk size") }
        guard rest.count >= lineLength + size + 2 else { return nil }
        take(lineLength)
        defer { take(2) }
        return take(size)
    }

    /// The next WebSocket frame of a server, once it is complete.
    mutating func frame() -> (opcode: UInt8, payload: ArraySlice<UInt8>)? {
        let rest = rest
        guard rest.count >= 2 else { return nil }
        let first = rest.startIndex
        let lengthByteCount = rest[first + 1] == 126 ? 2 : rest[first + 1] == 127 ? 8 : 0
        guard rest.count >= 2 + lengthByteCount else { return nil }
        var length = Int(rest[first + 1])
        if lengthByteCount > 0 {
            length = rest[(first + 2)..<(first + 2 + lengthByteCount)].reduce(0) { $0 << 8 | Int($1) }
        }
        guard rest.count >= 2 + lengthByteCount + length else { return nil }
        let opcode = rest[first] & 0x0F
        take(2 + lengthByteCount)
        return (opcode, take(length))
    }
}

/// The header of an HTTP answer.
struct Head {
    let status: Int
    private let text: Substring

    init(_ bytes: ArraySlice<UInt8>) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.hasPrefix("HTTP/1.1 "), let status = Int(text.dropFirst(9).prefix(3)) else {
            throw BenchError("no HTTP answer: \(text.prefix(80))")
        }
        self.status = status
        self.text = text[...]
    }

    /// The value of a field, named in small letters.
    subscript(name: String) -> Substring? {
        for line in text.split(separator: "\r\n").dropFirst() {
            guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")),
                line.utf8.distance(from: line.startIndex, to: colon) == name.utf8.count,
                line[..<colon].lowercased() == name
            else { continue }
            return line[line.utf8.index(after: colon)...].drop { $0 == " " }
        }
        return nil
    }
}

/// An HTTP answer.
struct Response {
    let head: Head
    let body: ArraySlice<UInt8>

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The answer itself, unless it has another status.
    func expecting(_ status: Int) throws -> Response {
        guard head.status == status else { throw BenchError("\(head.status) instead of \(status): \(text)") }
        return self
    }
}

extension [UInt8] {
    /// Where `mark` first stands at or after an offset; nil where it does not.
    func firstOffset(of mark: StaticString, from start: Int) -> Int? {
        withUnsafeBytes { all in
            guard let base = all.baseAddress else { return nil }
            let found = clinux_find(base + start, all.count - start, mark.utf8Start, mark.utf8CodeUnitCount)
            return found < 0 ? nil : start + found
        }
    }
}
