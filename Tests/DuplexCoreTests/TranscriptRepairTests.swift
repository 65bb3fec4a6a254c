import DuplexCore
import Testing

@Suite struct TranscriptRepairTests {
    private static let call = TranscriptCall(id: "c1", name: "look_up")
    private static let other = TranscriptCall(id: "c2", name: "look_up")

    @Test(
        arguments: [
            [.tool(call: "c0", text: "orphan"), .user("hi"), .assistant("hello")],
            [.user("hi"), .tool(call: "c9", text: "wrong name"), .assistant("hello")],
            [.user("hi"), .assistant("hello"), .tool(call: "c1", text: "late")],
        ] as [[TranscriptMessage]]
    )
    func `L25: a leading orphan, a result of a wrong name and a late one are dropped`(_ messages: [TranscriptMessage]) {
        #expect(TranscriptMessage.repair(messages) == [.user("hi"), .assistant("hello")])
    }

    @Test func `L26: a call without a result is answered as interrupted`() {
        let messages: [TranscriptMessage] = [
            .user("hi"), .assistant("", calls: [Self.call, Self.other]), .tool(call: "c2", text: "two"), .user("so?"),
        ]
        #expect(
            TranscriptMessage.repair(messages) == [
                .user("hi"), .assistant("", calls: [Self.call, Self.other]),
                .tool(call: "c1", text: #"{"status":"interrupted"}"#), .tool(call: "c2", text: "two"), .user("so?"),
            ]
        )
    }

    @Test func `L26: of two results of one call the first stays`() {
        let messages: [TranscriptMessage] = [
            .user("hi"), .assistant("", calls: [Self.call, Self.call]), .tool(call: "c1", text: "one"),
            .tool(call: "c1", text: "again"), .assistant("done"), .tool(call: "c1", text: "late"),
        ]
        #expect(
            TranscriptMessage.repair(messages) == [
                .user("hi"), .assistant("", calls: [Self.call]), .tool(call: "c1", text: "one"), .assistant("done"),
            ]
        )
    }

    @Test func `L27: the window over a foreign history of a hundred messages begins with a person`() {
        var messages: [TranscriptMessage] = []
        while messages.count < 100 {
            messages += [
                .user("q\(messages.count)"), .assistant("", calls: [Self.call]), .tool(call: "c1", text: "r"),
            ]
        }
        let window = TranscriptMessage.window(messages, count: 40)
        #expect(window.count == 42)
        #expect(window.fault == nil)
        #expect(TranscriptMessage.window([.assistant("a"), .user("b")], count: 40) == [.user("b")])
        #expect(TranscriptMessage.window([], count: 40).isEmpty)
    }
}
