import DuplexCore
import Testing

@testable import DuplexCLI

/// What `duplex watch` shows of a log.
@Suite struct WatchTreeTests {
    /// Events of one session, a second apart.
    private func log(_ entries: [Entry]) -> [Event] {
        entries.enumerated().map { place, entry in
            Event(
                session: "s", offset: Offset(place), time: Timestamp(microseconds: Int64(place) * 1_000_000),
                entry: entry)
        }
    }

    private func said(_ text: String, turn: TurnID) -> Entry {
        Entry(.messageUser, turn: turn, lane: .main, payload: ["parts": [["type": "text", "text": .string(text)]]])
    }

    private func tool(_ kind: EventKind, _ call: String, run: RunID, _ more: JSONObject = [:]) -> Entry {
        var payload: JSONObject = ["call": .string(call), "name": "search"]
        for member in more.members { payload[member.key] = member.value }
        return Entry(kind, turn: "t", run: run, lane: .main, step: 1, payload: .object(payload))
    }

    private var working: [Entry] {
        [
            said("find me a room", turn: "t"), Entry(.turnStarted, turn: "t", lane: .main),
            Entry(.runStarted, turn: "t", run: "r1", lane: .main, payload: ["agent": "travel"]),
            Entry(.stepStarted, turn: "t", run: "r1", lane: .main, step: 1),
            Entry(.runStarted, turn: "t", run: "r2", parentRun: "r1", lane: .main, payload: ["agent": "hotel"]),
            tool(.toolStarted, "a", run: "r2", ["feedback": "Searching rooms"]),
            tool(.toolStarted, "b", run: "r1", ["feedback": ""]),
            tool(.toolProgress, "a", run: "r2", ["percent": 40, "text": "two found"]),
        ]
    }

    @Test func `a turn is a tree of its runs, steps and tools as they are now`() {
        var tree = WatchTree()
        for event in log(working) { #expect(tree.apply(event) == []) }
        #expect(tree.isBusy)
        let rows = tree.rows(at: Timestamp(microseconds: 9_000_000), width: 80).map(\.text)
        #expect(
            rows == [
                "● turn 1  find me a room  8.0 s", "  ● travel  7.0 s", "    ● step 1  6.0 s", "      ● search  3.0 s",
                "    ● hotel  5.0 s", "      ● search  Searching rooms  two found  40 %  4.0 s",
            ])
        #expect(tree.rows(at: Timestamp(microseconds: 9_000_000), width: 30).allSatisfy { $0.text.count < 30 })
    }

    @Test func `a turn that has ended is told once, with what became of each part`() {
        var tree = WatchTree()
        let ending = [
            tool(.toolFailed, "a", run: "r2", ["error": ["code": "x", "message": "no rooms"]]),
            Entry(.runEnded, turn: "t", run: "r2", parentRun: "r1", lane: .main, payload: ["outcome": "failed"]),
            tool(.toolCancelled, "b", run: "r1"),
            Entry(.runEnded, turn: "t", run: "r1", lane: .main, payload: ["outcome": "cancelled"]),
            Entry(.turnEnded, turn: "t", lane: .main, payload: ["outcome": "cancelled"]),
        ]
        let lines = log(working + ending).flatMap { tree.apply($0) }
        #expect(
            lines.map(\.text) == [
                "■ turn 1  find me a room  cancelled  11.0 s", "  ■ travel  cancelled  9.0 s", "    ✓ step 1  8.0 s",
                "      ■ search  stopped  4.0 s", "    ✕ hotel  failed  5.0 s",
                "      ✕ search  Searching rooms  no rooms  3.0 s",
            ])
        #expect(!tree.isBusy)
        #expect(tree.rows(at: tree.lastTime, width: 80) == [])
    }

    @Test func `what waits says so, and hostile words stay words`() {
        var tree = WatchTree()
        for event in log([said("one\u{1B}[2J\ntwo", turn: "u"), Entry(.turnQueued, turn: "u", lane: .side)]) {
            _ = tree.apply(event)
        }
        let rows = tree.rows(at: tree.lastTime, width: 80).map(\.text)
        #expect(rows.count == 1)
        #expect(rows[0].hasPrefix("· turn 1  one") && rows[0].hasSuffix("two  waits"))
        #expect(!rows[0].contains("\u{1B}"))
    }
}
