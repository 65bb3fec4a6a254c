import DuplexCore
import Testing

/// What is recorded of a turn's work, and what a simple display makes of it.
@Suite struct ProgressTests {
    private func event(_ kind: EventKind, turn: TurnID = "t", _ payload: JSON = [:]) -> Event {
        Event(
            session: "s", offset: .zero, time: Timestamp(microseconds: 0),
            entry: Entry(kind, turn: turn, payload: payload))
    }

    private func display(_ events: [Event]) -> [String] {
        events.reduce(into: ProgressFold()) { $0.apply($1) }.lines.map { "\($0.text): \($0.state.rawValue)" }
    }

    @Test func `words that come twice are one line, a tool without words has its name, the answer is last - G14 G15 G31`() {
        let search: JSON = ["call": "a", "name": "search", "feedback": "Searching"]
        let events = [
            event(.turnStarted), event(.toolStarted, search), event(.toolFinished, search), event(.toolStarted, search),
            event(.toolStarted, ["call": "b", "name": "book_room", "feedback": ""]), event(.toolStarted, search),
            event(.responsePreparing),
        ]
        #expect(
            display(events) == [
                "Searching: finished", "book_room: finished", "Searching: finished", "Preparing the answer: running",
            ])
        let ended = display(events + [event(.turnEnded)])
        #expect(ended.count == 4)
        #expect(ended.allSatisfy { $0.hasSuffix("finished") })
    }

    @Test func `a display of several turns has finished when the last of them has`() {
        var fold = ProgressFold()
        #expect(!fold.isFinished)
        for (kind, turn) in [(EventKind.turnStarted, "t"), (.turnStarted, "u"), (.turnEnded, "t")] {
            fold.apply(event(kind, turn: TurnID(turn)))
            #expect(!fold.isFinished)
        }
        fold.apply(event(.turnEnded, turn: "u"))
        #expect(fold.isFinished)
    }

    @Test func `the display is bounded`() {
        let events = (0..<ProgressFold.lineCountMax + 10).map { event(.toolStarted, ["name": .string("tool \($0)")]) }
        let lines = events.reduce(into: ProgressFold()) { $0.apply($1) }.lines
        #expect(lines.count == ProgressFold.lineCountMax)
        #expect(lines.first?.text == "tool 10")
    }

    @Test(arguments: EventKind.control + EventKind.observation)
    func `every kind comes back from its wire form as it was - G20`(_ kind: EventKind) throws {
        let event = event(kind, ["call": "c", "text": "ü", "percent": 5, "list": [1, .null, [:]]])
        let back = try Event(parsing: event.bytes)
        #expect(back == event)
        #expect(back.bytes == event.bytes)
    }

    @Test func `a kind of a later version is kept as it is - G21`() throws {
        let later = event(EventKind("tool.dreamt"), ["of": "sheep"])
        #expect(try Event(parsing: later.bytes) == later)
        #expect(!later.kind.isKnown)
        var fold = ProgressFold()
        fold.apply(later)
        #expect(fold == ProgressFold())
        var session = SessionFold()
        session.apply(later.entry, at: later.time)
        #expect(session.nextOffset == 1)
        let filter = ProgressFilter(json: ["kinds": ["tool.dreamt"]])
        #expect(ProgressFilter(json: .object(filter.members)) == filter)
    }

    @Test func `a filter decides about observations only`() {
        let filter = ProgressFilter(kinds: [.modelText], lane: .side, depth: 1)
        #expect(filter.records(.modelText, lane: .side, depth: 1))
        #expect(!filter.records(.modelRequested, lane: .side, depth: 0))
        #expect(!filter.records(.modelText, lane: .main, depth: 0))
        #expect(!filter.records(.modelText, lane: .side, depth: 2))
        for kind in EventKind.control { #expect(filter.records(kind, lane: .main, depth: 9)) }
    }

    @Test func `redaction leaves sizes in the place of texts`() {
        let filter = ProgressFilter(redaction: .content)
        let payload: JSON = ["model": "m", "output": ["text": "grüße", "calls": [["name": "f", "text": ""]]]]
        #expect(
            filter.redacted(payload, of: .modelResponded)
                == ["model": "m", "output": ["text_bytes": 7, "calls": [["name": "f", "text_bytes": 0]]]])
        #expect(filter.redacted(payload, of: .messageAgent) == payload)
    }
}
