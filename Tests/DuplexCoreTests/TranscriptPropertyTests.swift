import DuplexCore
import Testing

/// Invariant 6, on random logs, at every prefix.
@Suite struct TranscriptPropertyTests {
    @Test(arguments: 0..<12) func `the transcript is valid and truthful at every prefix`(_ seed: Int) throws {
        let log = RandomTranscriptLog(seed: UInt64(seed)).log
        var fold = TranscriptFold()
        var truth = CallTruth()
        for event in log.events {
            fold.apply(event)
            truth.apply(event)
            let transcript = fold.transcript()
            if let fault = transcript.fault { Issue.record("\(fault) after \(event.kind) at \(event.offset)") }
            for case .tool(let call, let text) in transcript {
                let word = try JSON(parsing: text)["status"]?.string
                #expect(word == truth.words[call], "\(call) after \(event.kind) at \(event.offset)")
            }
            #expect(transcript.count < TranscriptFold.windowMax + 60)
        }
    }

    @Test(arguments: 0..<4) func `folding on from a snapshot gives what folding from the start gives`(_ seed: Int)
        throws
    {
        let log = RandomTranscriptLog(seed: UInt64(seed + 1000)).log
        var fold = TranscriptFold()
        for event in log.events {
            fold.apply(event)
            let restored = TranscriptFold(snapshot: try JSON(parsing: fold.snapshot.bytes))
            #expect(restored == fold)
            fold = try #require(restored)
        }
        #expect(fold == log.fold)
    }

    @Test(arguments: 0..<8) func `folding anew without what is hidden gives the same transcript`(_ seed: Int) {
        let log = RandomTranscriptLog(seed: UInt64(seed + 2000)).log
        var ranges = HiddenRanges()
        for event in log.events { if let range = HiddenRanges.range(of: event) { ranges.insert(range) } }
        var anew = TranscriptFold(hiding: ranges)
        for event in log.events { anew.apply(event) }
        if !log.fold.isShort { #expect(anew.transcript() == log.transcript) }
    }

    @Test func `a snapshot of another version is refused`() {
        #expect(TranscriptFold(snapshot: ["version": 99, "turns": []]) == nil)
        #expect(TranscriptFold(snapshot: .null) == nil)
    }
}

/// What is true of each call, told in the simplest way: the first end counts, and none counts after the turn's.
private struct CallTruth {
    private(set) var words: [String: String] = [:]
    private var turns: [String: TurnID] = [:]
    private var writes: Set<String> = []
    private var ended: Set<TurnID> = []

    mutating func apply(_ event: Event) {
        if event.kind == .turnEnded, let turn = event.turn {
            ended.insert(turn)
            for (call, owner) in turns where owner == turn && words[call] == "running" {
                words[call] = writes.contains(call) ? "cancelled_effect_unknown" : "cancelled_before_effect"
            }
        }
        guard let call = event.payload["call"]?.string, event.payload["continues"] == nil else { return }
        if event.kind == .toolSelected {
            words[call] = "not_started"
            turns[call] = event.turn
        }
        let open = ["not_started", "running", "committed_outcome_pending"]
        guard open.contains(words[call] ?? ""), let turn = turns[call], !ended.contains(turn) else { return }
        switch event.kind {
        case .toolStarted:
            words[call] = "running"
            if event.payload["effect"] == "write" { writes.insert(call) }
        case .toolCommitted: words[call] = "committed_outcome_pending"
        case .toolFinished: words[call] = "finished"
        case .toolFailed: words[call] = event.payload["refused"] == true ? "refused" : "failed"
        case .toolDetached: words[call] = "detached"
        case .toolHandedOver: words[call] = "handed_over"
        case .toolCancelled:
            words[call] = event.payload["effect"] == "none" ? "cancelled_before_effect" : "cancelled_effect_unknown"
        default: break
        }
    }
}
