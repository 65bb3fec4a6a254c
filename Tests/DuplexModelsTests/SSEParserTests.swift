import DuplexCurl
import Testing

@Suite struct SSEParserTests {
    /// Parses text in pieces of each size, which must make no difference.
    private func events(_ text: String) throws -> [SSEParser.Event] {
        let bytes = Array(text.utf8)
        var results: [[SSEParser.Event]] = []
        for size in [1, 2, 3, 7, max(1, bytes.count)] {
            var parser = SSEParser()
            var events: [SSEParser.Event] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                try parser.feed(Array(bytes[start..<min(start + size, bytes.count)]), into: &events)
            }
            results.append(events)
        }
        #expect(results.allSatisfy { $0 == results[0] })
        return results[0]
    }

    @Test(arguments: ["\n", "\r", "\r\n"])
    func `lines end with any line end`(end: String) throws {
        let text = ["data: a", "data: b", "", ": comment", "event: x", "data:c", "", ""].joined(separator: end)
        #expect(try events(text) == [SSEParser.Event(data: "a\nb"), SSEParser.Event(name: "x", data: "c")])
    }

    @Test func `a byte order mark is skipped, at the start only`() throws {
        let mark = "\u{FEFF}"
        #expect(try events("\(mark)data: a\n\n\(mark)data: b\n\n") == [SSEParser.Event(data: "a")])
    }

    @Test func `one space after the colon is no part of the value`() throws {
        #expect(try events("data:  a \n\n") == [SSEParser.Event(data: " a ")])
    }

    @Test(arguments: ["event: x\n\n", ": comment\n\n", "\n\n\n", "id: 7\n\n", "nonsense\n\n", "data: unfinished\n"])
    func `without data and a blank line there is no event`(text: String) throws {
        #expect(try events(text) == [])
    }

    @Test(arguments: ["data\n\n", "data:\n\n", "data: \n\n"])
    func `empty data is data`(text: String) throws {
        #expect(try events(text) == [SSEParser.Event(data: "")])
    }

    @Test func `an event's name does not outlive it`() throws {
        let expected = [SSEParser.Event(name: "x", data: "a"), SSEParser.Event(data: "b")]
        #expect(try events("event: x\ndata: a\n\ndata: b\n\n") == expected)
    }

    @Test func `letters of more than one byte survive any cut`() throws {
        #expect(try events("data: Grüße, 世界 🌍\n\n") == [SSEParser.Event(data: "Grüße, 世界 🌍")])
    }

    @Test func `the last id and the time to wait are kept, also without an event`() throws {
        var parser = SSEParser()
        var events: [SSEParser.Event] = []
        try parser.feed(Array("id: 7\nretry: 1500\n\n".utf8), into: &events)
        #expect(parser.lastEventID == "7")
        #expect(parser.retry == .milliseconds(1500))
        try parser.feed(Array("id: bad\0\nretry: 1x\nretry: 99999999999999999999\n\nid: 8\n".utf8), into: &events)
        #expect(parser.lastEventID == "7")
        #expect(parser.retry == .milliseconds(1500))
        try parser.feed(Array("\nid\n\n".utf8), into: &events)
        #expect(parser.lastEventID?.isEmpty == true)
        #expect(events == [])
    }

    @Test(arguments: ["data: 0123456789", "data: 0123\ndata: 0123\ndata: 0123", ": 01234567890123"])
    func `an event has a bound, and those before it are kept`(text: String) throws {
        var parser = SSEParser(byteCountMax: 15)
        var events: [SSEParser.Event] = []
        #expect(throws: CurlError.tooLarge) { try parser.feed(Array("data: a\n\n\(text)".utf8), into: &events) }
        #expect(events == [SSEParser.Event(data: "a")])
    }
}
