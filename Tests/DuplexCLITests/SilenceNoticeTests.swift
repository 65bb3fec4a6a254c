import DuplexCore
import Testing

@testable import DuplexCLI

/// What a chat shows of a tool that says nothing.
@Suite struct SilenceNoticeTests {
    private static func event(_ second: Int64, _ kind: EventKind, _ payload: JSON, _ source: EventSource = .tool) -> Event {
        Event(
            session: "s", offset: Offset(Int(second)), time: Timestamp(microseconds: second * 1_000_000),
            entry: Entry(kind, source: source, turn: "t", lane: .main, payload: payload))
    }

    private static func notice(_ silent: Int, _ more: JSONObject = [:]) -> JSON {
        var payload: JSONObject = ["type": "tool.silent", "call": "c", "name": "work", "silent": .int(silent)]
        for (key, value) in more.members { payload[key] = value }
        return .object(payload)
    }

    @Test func `each silence of a tool is told in one dim line`() {
        var chat = Conversation(width: 80)
        let words = [
            Self.event(0, .toolStarted, ["call": "c", "name": "work"]),
            Self.event(5, .custom, Self.notice(5), .system),
            Self.event(10, .custom, Self.notice(10), .system),
            Self.event(11, .toolProgress, ["call": "c", "name": "work", "percent": 50]),
            Self.event(16, .custom, Self.notice(5, ["estimate": 16]), .system),
        ].flatMap { chat.apply($0) }
        #expect(words.map(\.text) == [
            "       work still works, without a word for 5 s",
            "       work still works, without a word for 5 s, about 16 s left",
        ])
        #expect(words.allSatisfy { $0.tone == .dim })
        #expect(chat.liveRows(at: Timestamp(microseconds: 16_000_000)).first?.text.contains("50 %") == true)
    }

    @Test func `what a client posts, and what names no running tool, is no notice`() {
        var chat = Conversation(width: 80)
        _ = chat.apply(Self.event(0, .toolStarted, ["call": "c", "name": "work"]))
        #expect(chat.apply(Self.event(5, .custom, Self.notice(5), .client)).isEmpty)
        #expect(chat.apply(Self.event(6, .custom, ["type": "weather"], .system)).isEmpty)
        #expect(chat.apply(Self.event(7, .toolFinished, ["call": "c", "name": "work"])).map(\.text) == [
            "       work done · 7.0 s"
        ])
        #expect(chat.apply(Self.event(8, .custom, Self.notice(5), .system)).isEmpty)
    }
}
