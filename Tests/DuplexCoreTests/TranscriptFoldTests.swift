import DuplexCore
import Testing

@Suite struct TranscriptFoldTests {
    @Test func `words, calls and results of a turn stand in the order a provider wants`() {
        var log = TranscriptLog()
        log.begin("Where is it?", turn: "t1")
        log.agent("I will look.", turn: "t1", step: 1)
        log.tool(.toolSelected, "a", turn: "t1")
        log.tool(.toolSelected, "b", turn: "t1")
        log.tool(.toolStarted, "a", turn: "t1")
        log.tool(.toolStarted, "b", turn: "t1")
        log.tool(.toolFinished, "b", turn: "t1", ["result": 2])
        log.tool(.toolFinished, "a", turn: "t1", ["result": 1])
        log.agent("In the hall.", turn: "t1", step: 2)
        log.end("t1")
        let calls = ["a", "b"].map { TranscriptCall(id: $0, name: "look_up", arguments: ["q": 1]) }
        #expect(
            log.transcript == [
                .user("Where is it?"), .assistant("I will look.", calls: calls),
                .tool(call: "a", text: #"{"status":"finished","result":1}"#),
                .tool(call: "b", text: #"{"status":"finished","result":2}"#), .assistant("In the hall."),
            ]
        )
    }

    @Test(
        arguments: [
            ([], "not_started"), ([.toolStarted], "running"),
            ([.toolStarted, .toolCommitted], "committed_outcome_pending"), ([.toolStarted, .toolFinished], "finished"),
            ([.toolStarted, .toolFailed], "failed"), ([.toolStarted, .toolDetached], "detached"),
            ([.toolStarted, .toolHandedOver], "handed_over"),
            ([.toolStarted, .toolFinished, .toolFailed], "finished"),
        ] as [([EventKind], String)]
    )
    func `a call says what is true of it at that point`(_ kinds: [EventKind], _ word: String) {
        var log = TranscriptLog()
        log.begin("go", turn: "t1")
        log.tool(.toolSelected, "a", turn: "t1")
        for kind in kinds { log.tool(kind, "a", turn: "t1") }
        #expect(log.transcript.statuses == [word])
        #expect(log.transcript.fault == nil)
    }

    @Test func `refusals, cancellations and progress keep their particulars`() {
        var log = TranscriptLog()
        log.begin("go", turn: "t1")
        for call in ["a", "b", "c", "d"] { log.tool(.toolSelected, call, turn: "t1") }
        log.tool(.toolFailed, "a", turn: "t1", ["error": ["code": "not_allowed"], "refused": true])
        log.tool(.toolCancelled, "b", turn: "t1", ["effect": "none"])
        log.tool(.toolCancelled, "c", turn: "t1", ["effect": "unknown"])
        log.tool(.toolStarted, "d", turn: "t1")
        log.tool(.toolProgress, "d", turn: "t1", ["percent": 40])
        log.tool(.toolProgress, "d", turn: "t1", ["percent": 30])
        #expect(
            log.transcript.suffix(4) == [
                .tool(call: "a", text: #"{"status":"refused","error":{"code":"not_allowed"}}"#),
                .tool(call: "b", text: #"{"status":"cancelled_before_effect"}"#),
                .tool(call: "c", text: #"{"status":"cancelled_effect_unknown"}"#),
                .tool(call: "d", text: #"{"status":"running","percent":40}"#),
            ]
        )
    }

    @Test func `I36: text that was not delivered is absent and the interrupted turn leaves a marker`() {
        var log = TranscriptLog()
        log.begin("first", turn: "t1")
        log.add(.messageStarted, turn: "t1", run: "r", ["message": "m"])
        log.add(.messageDelta, turn: "t1", run: "r", ["message": "m", "text": "half an ans"])
        log.user("second", turn: "t2")
        log.end("t1", "interrupted", successor: "t2")
        log.add(.turnStarted, turn: "t2")
        #expect(
            log.transcript == [
                .user("first"), .assistant("[Interrupted by a new message before this was finished.]"),
                .user("second"),
            ]
        )
    }

    @Test(arguments: [("cancelled", 2), ("failed", 2), ("timed_out", 2), ("superseded", 1), ("rolled_back", 1)])
    func `I36: a turn without its answer leaves a marker unless nothing is missing`(_ outcome: String, _ count: Int) {
        var log = TranscriptLog()
        log.begin("first", turn: "t1")
        log.end("t1", outcome)
        #expect(log.transcript.count == count)
    }

    @Test func `a late result is dropped and only the fate of a detached call is told`() {
        var log = TranscriptLog()
        log.begin("go", turn: "t1")
        log.tool(.toolSelected, "a", turn: "t1")
        log.tool(.toolSelected, "b", turn: "t1")
        log.tool(.toolStarted, "a", turn: "t1")
        log.tool(.toolDetached, "a", turn: "t1")
        log.end("t1", "cancelled")
        log.tool(.toolFinished, "b", turn: "t1", ["result": "late"])
        log.tool(.toolDiscarded, "a", turn: "t1", ["outcome": "finished"])
        #expect(
            log.transcript.suffix(3) == [
                .tool(call: "a", text: #"{"status":"detached","outcome":"finished"}"#),
                .tool(call: "b", text: #"{"status":"not_started"}"#),
                .assistant("[Stopped before this was finished.]"),
            ]
        )
    }

    @Test func `a call that was handed over comes back as the input of the turn that owns it`() {
        var log = TranscriptLog()
        log.begin("go", turn: "t1")
        log.tool(.toolSelected, "a", turn: "t1")
        log.tool(.toolStarted, "a", turn: "t1")
        log.tool(.toolHandedOver, "a", turn: "t1", ["turn": "t2"])
        log.end("t1")
        log.add(.turnStarted, turn: "t2", lane: .background)
        let more: JSONObject = ["continues": "a"]
        log.tool(.toolSelected, "b", turn: "t2", lane: .background, more)
        log.tool(.toolStarted, "b", turn: "t2", lane: .background, more)
        #expect(log.transcript.last?.isUser == false)
        log.tool(.toolFinished, "b", turn: "t2", lane: .background, ["continues": "a", "result": 7])
        #expect(log.transcript.statuses == ["handed_over"])
        #expect(
            log.transcript.last
                == .user(
                    "[The call look_up that went on in the background has ended: {\"status\":\"finished\",\"result\":7}]"
                )
        )
    }

    @Test func `a steered message comes after the results that were due and before the step that takes it up`() {
        var log = TranscriptLog()
        log.begin("go", turn: "t1")
        log.tool(.toolSelected, "a", turn: "t1")
        log.tool(.toolStarted, "a", turn: "t1")
        let steer = log.user("make it blue", turn: "t1")
        #expect(log.transcript.last == .user("make it blue"))
        #expect(log.transcript.fault == nil)
        log.tool(.toolFinished, "a", turn: "t1", ["result": 1])
        log.add(.messageSteered, turn: "t1", ["event": .int(steer), "state": "consumed", "step": 2])
        log.agent("Blue it is.", turn: "t1", step: 2)
        #expect(log.transcript.suffix(2) == [.user("make it blue"), .assistant("Blue it is.")])
        #expect(log.transcript.count == 5)
    }

    @Test func `a steer that no step took up becomes the successor's input`() {
        var log = TranscriptLog()
        log.begin("go", turn: "t1")
        log.user("also this", turn: "t1")
        log.user("no, stop", turn: "t2")
        log.end("t1", "interrupted", successor: "t2")
        log.add(.turnStarted, turn: "t2")
        #expect(log.transcript.filter(\.isUser) == [.user("go"), .user("also this"), .user("no, stop")])
        #expect(log.fold.turns.last?.items.count == 2)
    }

    @Test func `a sender who overrides the decision moves the message`() {
        var log = TranscriptLog()
        log.begin("go", turn: "t1")
        let message = log.user("later", turn: "t1")
        log.add(
            .arbiterDecided,
            turn: "t2",
            ["event": .int(message), "action": "enqueue", "reason": "asked", "overrides": 4]
        )
        #expect(log.fold.turns.map(\.id) == ["t1", "t2"])
        #expect(log.fold.transcript(for: "t1") == [.user("go")])
    }

    @Test func `a turn that is about to be answered comes last, without those that wait behind it`() {
        var log = TranscriptLog()
        log.begin("old", turn: "t0")
        log.agent("done", turn: "t0")
        log.end("t0")
        log.begin("main", turn: "t1")
        log.begin("aside", turn: "t2", lane: .side)
        log.user("queued", turn: "t3")
        let fold = log.fold
        #expect(fold.transcript(for: "t1") == [.user("old"), .assistant("done"), .user("aside"), .user("main")])
        #expect(fold.transcript(for: "t1", excluding: ["t2"]).last == .user("main"))
        #expect(fold.transcript().last == .user("queued"))
    }

    @Test func `a resumed turn continues where the old one stood`() {
        var log = TranscriptLog()
        log.begin("go", turn: "t1")
        log.tool(.toolSelected, "a", turn: "t1")
        log.tool(.toolStarted, "a", turn: "t1")
        log.tool(.toolFinished, "a", turn: "t1", ["result": 1])
        log.end("t1", "interrupted")
        log.begin("stop", turn: "t2")
        log.end("t2")
        log.add(.turnStarted, turn: "t3", ["resumes": "t1"])
        #expect(log.transcript.count == 4)
        #expect(log.transcript.last == .tool(call: "a", text: #"{"status":"finished","result":1}"#))
    }

    @Test func `what is hidden is gone, and a call goes together with its result`() {
        var log = TranscriptLog()
        log.begin("go", turn: "t1")
        let selected = log.tool(.toolSelected, "a", turn: "t1")
        log.tool(.toolSelected, "b", turn: "t1")
        log.tool(.toolStarted, "a", turn: "t1")
        let finished = log.tool(.toolFinished, "a", turn: "t1", ["result": 1])
        log.tool(.toolStarted, "b", turn: "t1")
        log.tool(.toolFinished, "b", turn: "t1", ["result": 2])
        log.agent("done", turn: "t1", step: 2)
        log.end("t1")
        var half = log
        half.add(.eventsHidden, ["from": .int(finished), "to": .int(finished), "by": "local"])
        #expect(half.transcript.statuses == ["finished"])
        #expect(half.transcript.fault == nil)
        log.add(.eventsHidden, ["from": .int(selected), "to": .int(log.events.count - 1), "by": "local"])
        #expect(log.transcript == [.user("go")])
    }

    @Test func `runs below the turn's first one speak to their parent only`() {
        var log = TranscriptLog()
        log.begin("go", turn: "t1")
        log.agent("inner", turn: "t1", run: "child", parentRun: "r")
        log.agent("outer", turn: "t1")
        #expect(log.transcript == [.user("go"), .assistant("outer")])
    }

    @Test func `side talk that was broken off leaves its question only`() {
        var log = TranscriptLog()
        log.begin("joke?", turn: "t1", lane: .side)
        log.agent("Knock", turn: "t1", lane: .side)
        log.end("t1", "cancelled", lane: .side)
        #expect(log.transcript == [.user("joke?"), .assistant("[Stopped before this was finished.]")])
    }
}
