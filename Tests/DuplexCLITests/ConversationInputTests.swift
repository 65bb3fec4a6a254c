import DuplexCore
import Testing

@testable import DuplexCLI

/// What a chat shows of a turn that waits for the person.
@Suite struct ConversationInputTests {
    private static func event(_ offset: Int, _ kind: EventKind, _ payload: JSON) -> Event {
        Event(
            session: "s", offset: Offset(offset), time: Timestamp(microseconds: 1_700_000_000_000_000),
            entry: Entry(kind, turn: "t", lane: .main, payload: payload))
    }

    @Test func `a request stays below the conversation until it is resolved, with the way to answer it`() {
        var conversation = Conversation(width: 60)
        let asked: JSON = [
            "call": "c", "kind": "approval", "name": "pay", "prompt": "Allow pay?", "arguments": ["amount": 12],
        ]
        let lines = conversation.apply(Self.event(0, .inputRequested, asked)).map(\.text)
        #expect(lines == ["asks   Allow pay?", #"       {"amount":12}"#])
        #expect(conversation.inputs.map(\.call) == ["c"])
        let time = Timestamp(microseconds: 1_700_000_000_000_000)
        #expect(conversation.liveRows(at: time).map(\.text) == ["asks   Allow pay?  [/approve or /refuse]"])
        let resolved: JSON = ["call": "c", "kind": "approval", "by": "ann", "approved": false, "reason": "answered"]
        #expect(conversation.apply(Self.event(1, .inputResolved, resolved)).map(\.text) == ["       Refused by ann."])
        #expect(conversation.inputs.isEmpty)
        #expect(conversation.liveRows(at: time).isEmpty)
    }

    @Test func `what a turn has found is shown while it runs, is kept when it is stopped, and goes to the next one`() {
        var conversation = Conversation(width: 60)
        let found: JSON = ["key": "flight", "revision": 1, "value": ["city": "Oslo", "offers": [1, 2]], "complete": false]
        #expect(conversation.apply(Self.event(0, .turnStarted, [:])).isEmpty)
        #expect(conversation.apply(Self.event(1, .partialUpdated, found)).isEmpty)
        #expect(conversation.apply(Self.event(2, .partialUpdated, ["key": "text", "value": "half a"])).isEmpty)
        let time = Timestamp(microseconds: 1_700_000_000_000_000)
        #expect(conversation.liveRows(at: time).map(\.text) == ["found  flight so far: city Oslo, offers 2"])
        let end: JSON = ["outcome": "interrupted", "complete": false, "cause": "successor"]
        #expect(
            conversation.apply(Self.event(3, .turnEnded, end)).map(\.text) == [
                "       Stopped for your next message.", "       Kept: flight so far: city Oslo, offers 2",
            ])
        #expect(conversation.liveRows(at: time).isEmpty)
        let partial: JSON = ["run": "r", "key": "flight", "value": 1, "complete": false]
        let handed: JSON = [
            "from": "t", "reason": "successor", "query": "Flights", "at": "2026-01-01T00:00:00.000000Z",
            "partials": [partial],
        ]
        #expect(
            conversation.apply(Self.event(4, .contextTransferred, handed)).map(\.text) == [
                "       -> knows what was asked before and found: flight (so far)"
            ])
        let done: JSON = ["outcome": "completed", "complete": true, "cause": "done"]
        #expect(conversation.apply(Self.event(5, .turnEnded, done)).isEmpty)
    }
}
