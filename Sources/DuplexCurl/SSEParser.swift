/// Reads server-sent events out of bytes that come in pieces of any size.
///
/// Lines may end with LF, CR or CRLF. An event whose closing blank line never comes is not an event.
///
/// Source: WHATWG HTML, section 9.2.6.
package struct SSEParser: Sendable {
    /// One event as its reader sees it.
    package struct Event: Equatable, Sendable {
        /// The event's type; "message" unless the stream names one.
        package var name: String
        package var data: String

        package init(name: String = "message", data: String) {
            self.name = name
            self.data = data
        }
    }

    /// The last `id` of the stream, which a reader repeats when it connects again.
    ///
    /// It may come without an event.
    package private(set) var lastEventID: String?

    /// How long the server wants a reader to wait before it connects again.
    package private(set) var retry: Duration?

    private let byteCountMax: Int
    private var line: [UInt8] = []
    private var lastByteWasCR = false
    private var isFirstLine = true
    private var pendingID: String?
    private var name = ""
    private var data: [UInt8] = []

    /// Creates a parser at the start of a stream.
    ///
    /// - Parameter byteCountMax: how large one event may be.
    package init(byteCountMax: Int = 1 << 20) {
        self.byteCountMax = byteCountMax
    }

    /// Takes the next bytes and adds the events that they complete.
    ///
    /// - Throws: ``CurlError/tooLarge`` when an event grows beyond the bound; the events before it have been added.
    package mutating func feed(_ bytes: [UInt8], into events: inout [Event]) throws(CurlError) {
        for byte in bytes {
            if byte == 0x0A, lastByteWasCR {
                lastByteWasCR = false
                continue
            }
            lastByteWasCR = byte == 0x0D
            if byte == 0x0A || byte == 0x0D {
                endLine(&events)
            } else {
                guard line.count + data.count < byteCountMax else { throw .tooLarge }
                line.append(byte)
            }
        }
    }

    private mutating func endLine(_ events: inout [Event]) {
        var line = self.line[...]
        if isFirstLine {
            isFirstLine = false
            if line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        }
        if line.isEmpty {
            endEvent(&events)
        } else {
            takeField(line)
        }
        self.line.removeAll(keepingCapacity: true)
    }

    private mutating func takeField(_ line: ArraySlice<UInt8>) {
        let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
        var value = line[colon...].dropFirst()
        if value.first == UInt8(ascii: " ") { value.removeFirst() }
        // A line that starts with a colon is a comment: its field has no name.
        switch String(decoding: line[..<colon], as: UTF8.self) {
        case "data":
            data.append(contentsOf: value)
            data.append(0x0A)
        case "event": name = String(decoding: value, as: UTF8.self)
        case "id":
            if !value.contains(0) { pendingID = String(decoding: value, as: UTF8.self) }
        case "retry":
            if value.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains),
                let milliseconds = Int32(String(decoding: value, as: UTF8.self))
            {
                retry = .milliseconds(milliseconds)
            }
        default: break
        }
    }

    private mutating func endEvent(_ events: inout [Event]) {
        if let pendingID { lastEventID = pendingID }
        // Even "data" without a value has left its line end here.
        if !data.isEmpty {
            let text = String(decoding: data.dropLast(), as: UTF8.self)
            events.append(Event(name: name.isEmpty ? "message" : name, data: text))
        }
        name = ""
        data.removeAll(keepingCapacity: true)
    }
}
