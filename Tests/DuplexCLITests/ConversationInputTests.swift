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
}
