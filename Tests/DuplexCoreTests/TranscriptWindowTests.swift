import DuplexCore
import Testing

@Suite struct TranscriptWindowTests {
    @Test func `L27: the window of forty reaches back to the start of a turn and splits no pair`() {
        var log = TranscriptLog()
        for number in 0..<30 {
            let turn = TurnID("t\(number)")
            log.begin("question \(number)", turn: turn)
            log.tool(.toolSelected, "c\(number)", turn: turn)
            log.tool(.toolStarted, "c\(number)", turn: turn)
            log.tool(.toolFinished, "c\(number)", turn: turn, ["result": .int(number)])
            log.agent("answer \(number)", turn: turn, step: 2)
            log.agent("more \(number)", turn: turn, step: 3)
            log.end(turn)
        }
        let transcript = log.transcript
        #expect(transcript.count == 40)
        #expect(transcript.first == .user("question 22"))
        #expect(log.fold.transcript(window: 41).first == .user("question 22"))
        #expect(
            log.fold.transcript(window: 6).map(\.isUser) == [true, false, false, false, false] + [
                true, false, false, false, false,
            ]
        )
        #expect(transcript.fault == nil)
    }

    @Test func `L27: a turn longer than the window is shown whole`() {
        var log = TranscriptLog()
        log.begin("old", turn: "t0")
        log.end("t0")
        log.begin("go", turn: "t1")
        for number in 0..<60 { log.agent("\(number)", turn: "t1", step: number) }
        #expect(log.transcript.count == 61)
        #expect(log.transcript.first == .user("go"))
    }

    @Test func `what no window reaches is forgotten, however many turns there are`() {
        var log = TranscriptLog()
        var fold = TranscriptFold()
        for number in 0..<2000 {
            let turn = TurnID("t\(number)")
            if number % 7 != 0 { log.user("q", turn: turn) }
            log.add(.turnStarted, turn: turn)
            if number % 3 == 0 { log.agent("a", turn: turn) }
            log.end(turn, number % 5 == 0 ? "failed" : "completed")
        }
        var most = 0
        for event in log.events {
            fold.apply(event)
            most = max(most, fold.turns.count)
        }
        #expect(most <= TranscriptFold.windowMax + 5)
        #expect(!fold.isShort)
    }

    @Test func `hiding more than the fold remembers is noticed, and folding anew repairs it`() {
        var log = TranscriptLog()
        var firstHidden = 0
        for number in 0..<100 {
            if number == 50 { firstHidden = log.events.count }
            log.begin("q\(number)", turn: TurnID("t\(number)"))
            log.agent("a\(number)", turn: TurnID("t\(number)"))
            log.end(TurnID("t\(number)"))
        }
        log.add(.eventsHidden, ["from": .int(firstHidden), "to": .int(log.events.count - 1), "by": "local"])
        #expect(log.fold.isShort)
        var ranges = HiddenRanges()
        for event in log.events { if let range = HiddenRanges.range(of: event) { ranges.insert(range) } }
        var anew = TranscriptFold(hiding: ranges)
        for event in log.events { anew.apply(event) }
        #expect(!anew.isShort)
        #expect(anew.transcript().count == 40)
        #expect(anew.transcript().last == .assistant("a49"))
    }

    @Test func `hidden ranges join where they touch`() {
        var ranges = HiddenRanges()
        for range in [5...6, 10...12, 1...1, 7...9, 20...20] { ranges.insert(range) }
        #expect(ranges.ranges == [1...1, 5...12, 20...20])
        #expect(
            [0, 1, 4, 5, 12, 13, 20, 21].map { ranges.contains(Offset($0)) } == [
                false, true, false, true, true, false, true, false,
            ]
        )
        #expect(HiddenRanges(snapshot: ranges.snapshot) == ranges)
    }
}
