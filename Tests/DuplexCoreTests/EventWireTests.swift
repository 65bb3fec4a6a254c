import DuplexCore
import Testing

/// What every reader gets: an event's bytes.
@Suite struct EventWireTests {
    @Test(arguments: ["s1", #"quote " and \ backslash"#, "tab\tand\u{1}control", "naïve-🙂-dash"])
    func `an event reads back equal, whatever its session is called`(session: String) throws {
        let event = Event(
            session: SessionID(session), offset: Offset(7), time: Timestamp(microseconds: 1_800_000_000_000_000),
            entry: Entry(
                EventKind("custom"), source: .client, principal: Principal(#"o"b"#), turn: "t", run: "r", step: 2,
                payload: ["text": .string("a\nb"), "n": .double(-2.5)]))
        #expect(try Event(parsing: event.bytes) == event)
    }

    @Test(arguments: [
        #"{"offset":-1,"id":"s-1"}"#, #"{"offset":1}"#, "[]",
        #"{"offset":1,"id":"nodash","time":"2027-01-15T08:00:00.002528Z","kind":"custom","source":"client"}"#,
        #"{"offset":1,"id":"s-1","time":"yesterday","kind":"custom","source":"client"}"#,
        #"{"offset":1,"id":"s-1","time":"2027-01-15T08:00:00.002528Z","kind":"custom","source":"nobody"}"#,
    ])
    func `what is no event is refused, not guessed`(text: String) {
        #expect(throws: JSONError.self) { try Event(parsing: Array(text.utf8)) }
    }

    @Test func `a time and a span are added to the microsecond, in any order`() {
        let start = Timestamp(microseconds: 1_800_000_000_000_000)
        let steps = (1...2000).map { Duration.nanoseconds($0 * 67_599_001) }
        for step in steps {
            let hour = Duration.seconds(3600)
            #expect(start + (step + hour) == (start + step) + hour)
        }
        #expect((start + .nanoseconds(67_599_999)).microseconds == start.microseconds + 67_599)
    }
}
