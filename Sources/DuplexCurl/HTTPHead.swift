/// The status and the header fields of a reply.
struct HTTPHead: Sendable {
    var status: Int
    var headers = HTTPHeaders()
}

/// Puts a head together from the lines that libcurl hands over one by one.
struct HeadReader {
    /// How many bytes all lines may have together; libcurl 7.88 bounds only the single line.
    static let byteCountMax = 256 << 10

    private var head: HTTPHead?
    private var byteCount = 0
    private var isDone = false

    /// Takes one line, with or without its line end.
    ///
    /// - Returns: the head when this line ended it. Interim replies (1xx) are skipped, trailers ignored.
    mutating func take(_ line: String) throws(CurlError) -> HTTPHead? {
        byteCount += line.utf8.count
        guard byteCount <= Self.byteCountMax else { throw .tooLarge }
        guard !isDone else { return nil }
        let line = line.trimmingLineEnd
        if line.hasPrefix("HTTP/") {
            let words = line.split(separator: " ", maxSplits: 2)
            guard words.count >= 2, let status = Int(words[1]) else { throw .broken("the status line is malformed") }
            head = HTTPHead(status: status)
        } else if line.isEmpty {
            guard let whole = head, whole.status >= 200 else { return nil }
            isDone = true
            return whole
        } else if let colon = line.firstIndex(of: ":") {
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            head?.headers.append(String(line[..<colon]), String(value))
        }
        return nil
    }
}

extension String {
    /// CR and LF together are one character to Swift, so bytes are compared.
    fileprivate var trimmingLineEnd: Substring {
        var bytes = utf8[...]
        while let last = bytes.last, last == 0x0A || last == 0x0D || last == 0x20 { bytes.removeLast() }
        return Substring(bytes)
    }
}
