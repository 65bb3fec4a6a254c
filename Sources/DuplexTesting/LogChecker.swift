public import DuplexCore

/// Checks a session's log against the promises that every log keeps at every prefix.
///
/// Feed it the events in order; it returns what is wrong, in words that name the offset. An empty answer means that
/// the prefix keeps all promises.
public struct LogChecker: Sendable {
    private var nextOffset = 0
    private var lastTime: Timestamp?
    private var messages: Set<Offset> = []
    private let sideTurnCountMax: Int
    private var openTurns: [TurnID: OpenTurn] = [:]
    private var endedTurns: Set<TurnID> = []
    private var openRuns: [RunID: TurnID] = [:]
    private var endedRuns: Set<RunID> = []
    private var openCalls: [CallID: (run: RunID, percent: Int)] = [:]
    private var endedCalls: Set<CallID> = []

    /// What running calls were told and have not read, oldest first, and how much they were told in all.
    private var unread: [CallID: [Int]] = [:]
    private var toldCounts: [CallID: Int] = [:]

    /// What is asked of a person, and by which run.
    private var openInputs: [CallID: RunID] = [:]
    private var texts: [MessageID: String] = [:]
    private var transcript = TranscriptFold()
    private var isClosed = false

    /// The turn that must start next, and the call that must go on in it.
    private var handedOver: (turn: String?, call: String?)?
    private var joining: Set<TurnID> = []

    private struct OpenTurn {
        var isRunning = false
        var lane: Lane?
    }

    /// Creates a checker for a log from its start.
    ///
    /// - Parameter sideTurnCountMax: How many turns may run on the side lane at once.
    public init(sideTurnCountMax: Int = Limits().sideTurnCountMax) { self.sideTurnCountMax = sideTurnCountMax }

    /// Checks the next event.
    public mutating func check(_ event: Event) -> [String] {
        var faults: [String] = []
        if event.offset.value != nextOffset { faults.append("offset \(event.offset) where \(nextOffset) was due") }
        nextOffset = event.offset.value + 1
        if let lastTime, event.time < lastTime { faults.append("time falls") }
        lastTime = event.time
        if isClosed { faults.append("\(event.kind) after session.closed") }
        checkFence(event, &faults)
        checkTurn(event, &faults)
        checkLane(event, &faults)
        checkRun(event, &faults)
        checkHandOver(event, &faults)
        checkInbox(event, &faults)
        checkCall(event, &faults)
        checkNotice(event, &faults)
        checkInput(event, &faults)
        checkMessage(event, &faults)
        isClosed = event.kind == .sessionClosed
        transcript.apply(event)
        // Deltas do not change what a model is shown.
        if event.kind != .messageDelta { faults += Self.faults(in: transcript.transcript()) }
        return faults.map { "\(event.offset) \(event.kind): \($0)" }
    }

    /// Checks a whole log.
    public static func check(_ events: [Event]) -> [String] {
        var checker = LogChecker()
        return events.flatMap { checker.check($0) }
    }

    /// What is still open; a log at rest has nothing open.
    public var open: [String] {
        openTurns.keys.map { "turn \($0)" } + openRuns.keys.map { "run \($0)" } + openCalls.keys.map { "call \($0)" }
    }

    /// Whatever has ended accepts nothing more.
    private func checkFence(_ event: Event, _ faults: inout [String]) {
        let mayNameEnded: [EventKind] = [.toolDiscarded, .eventsHidden, .eventAnnotated]
        guard !mayNameEnded.contains(event.kind) else { return }
        if let turn = event.turn {
            if endedTurns.contains(turn) { faults.append("names the ended turn \(turn)") }
            if event.entry.lane == nil { faults.append("has a turn but no lane") }
        }
        if let run = event.entry.run, endedRuns.contains(run) { faults.append("names the ended run \(run)") }
    }

    private mutating func checkTurn(_ event: Event, _ faults: inout [String]) {
        guard let turn = event.turn else { return }
        switch event.kind {
        case .messageUser, .turnQueued: openTurns[turn] = openTurns[turn] ?? OpenTurn()
        case .messageSteered, .arbiterDecided:
            // A message that moves opens the turn that it moves to.
            openTurns[turn] = openTurns[turn] ?? OpenTurn()
        case .turnStarted:
            if openTurns[turn]?.isRunning == true { faults.append("starts a turn that is not waiting") }
            openTurns[turn] = OpenTurn(isRunning: true, lane: event.entry.lane)
            let count = openTurns.values.count { $0.isRunning && $0.lane == event.entry.lane }
            if event.entry.lane == .main, count > 1 { faults.append("a second turn runs on the main lane") }
            if event.entry.lane == .side, count > sideTurnCountMax { faults.append("\(count) turns run on the side lane") }
        case .turnEnded:
            if openTurns[turn] == nil { faults.append("ends a turn that is not open") }
            openTurns[turn] = nil
            endedTurns.insert(turn)
            for (run, its) in openRuns where its == turn { faults.append("leaves the run \(run) open") }
            let isComplete = event.payload["complete"]?.bool
            if isComplete != (event.payload["outcome"]?.string == Outcome.completed.rawValue) {
                faults.append("complete and outcome differ")
            }
        default: break
        }
    }

    /// A running turn stays on its lane, the side lane only looks things up, and each synthesis that begins ends.
    private mutating func checkLane(_ event: Event, _ faults: inout [String]) {
        guard let turn = event.turn else { return }
        if let open = openTurns[turn], open.isRunning, let lane = event.entry.lane, lane != open.lane {
            faults.append("is on the lane \(lane), its turn is not")
        }
        switch event.kind {
        case .toolStarted where event.entry.lane == .side:
            for (member, word) in [("duration", "long"), ("effect", "write")]
            where event.payload[member]?.string == word {
                faults.append("a \(word) tool runs on the side lane")
            }
        case .toolCommitted where event.entry.lane == .side: faults.append("a call on the side lane commits")
        case .synthesisStarted:
            if !joining.insert(turn).inserted { faults.append("starts a second synthesis") }
        case .synthesisEnded:
            if joining.remove(turn) == nil { faults.append("ends a synthesis that is not open") }
        case .turnEnded:
            if joining.contains(turn) { faults.append("leaves the synthesis open") }
        default: break
        }
    }

    private mutating func checkRun(_ event: Event, _ faults: inout [String]) {
        guard let run = event.entry.run, let turn = event.turn else { return }
        switch event.kind {
        case .runStarted:
            if openRuns[run] != nil { faults.append("starts a run twice") }
            if openTurns[turn]?.isRunning != true { faults.append("starts a run in a turn that does not run") }
            openRuns[run] = turn
        case .runEnded:
            if openRuns[run] == nil { faults.append("ends a run that is not open") }
            for (call, its) in openCalls where its.run == run { faults.append("leaves the call \(call) open") }
            openRuns[run] = nil
            endedRuns.insert(run)
        case .toolDiscarded: break
        default:
            if openRuns[run] == nil { faults.append("names a run that is not open") }
        }
    }

    private mutating func checkCall(_ event: Event, _ faults: inout [String]) {
        guard event.kind.description.hasPrefix("tool."), let id = event.payload["call"]?.string.map(CallID.init) else {
            return
        }
        switch event.kind {
        case .toolSelected:
            if openCalls[id] != nil || endedCalls.contains(id) { faults.append("selects the call \(id) twice") }
            if let run = event.entry.run { openCalls[id] = (run, -1) }
        case .toolDiscarded, .toolMessaged, .toolQueued: break
        case .toolStarted, .toolCommitted:
            if openCalls[id] == nil { faults.append("the call \(id) is not open") }
            if event.kind == .toolStarted { openCalls[id]?.percent = 0 }
        case .toolProgress:
            let percent = event.payload["percent"]?.int ?? -1
            if !(0...100).contains(percent) { faults.append("\(percent) is no percentage") }
            if percent < openCalls[id]?.percent ?? 101 { faults.append("progress of \(id) falls to \(percent)") }
            openCalls[id]?.percent = percent
        default:
            if openCalls.removeValue(forKey: id) == nil { faults.append("ends the call \(id), which is not open") }
            endedCalls.insert(id)
        }
    }

    /// A call that is handed over goes on at once, in a turn on the background lane, and no turn starts there otherwise.
    private mutating func checkHandOver(_ event: Event, _ faults: inout [String]) {
        let starts = event.kind == .turnStarted && event.entry.lane == .background
        if let next = handedOver {
            // Calls that have joined one another are handed over together.
            if event.kind == .toolHandedOver, event.payload["to"]?.string == next.call { return }
            let fits = starts && event.turn?.value == next.turn && event.payload["call"]?.string == next.call
            if !fits { faults.append("comes between a call that was handed over and its turn") }
        } else if starts {
            faults.append("starts in the background, where nothing was handed over")
        }
        handedOver = nil
        guard event.kind == .toolHandedOver else { return }
        // What would do the same again joins what goes on in the background already.
        if let turn = event.payload["turn"]?.string.map(TurnID.init), openTurns[turn]?.lane == .background { return }
        handedOver = (event.payload["turn"]?.string, event.payload["to"]?.string)
    }

    /// What a running call is told is numbered, read in that order and each once, or said to be too late before its end.
    private mutating func checkInbox(_ event: Event, _ faults: inout [String]) {
        guard event.kind.description.hasPrefix("tool."), let id = event.payload["call"]?.string.map(CallID.init) else {
            return
        }
        guard event.kind == .toolMessaged else {
            let isEnd = ![.toolSelected, .toolQueued, .toolStarted, .toolProgress, .toolCommitted, .toolDiscarded].contains(
                event.kind)
            if isEnd, unread[id]?.isEmpty == false { faults.append("ends the call \(id), which has unread messages") }
            return
        }
        if openCalls[id] == nil { faults.append("a message to the call \(id), which is not open") }
        let number = event.payload["number"]?.int ?? 0
        if event.payload["state"]?.string == "accepted" {
            toldCounts[id, default: 0] += 1
            if number != toldCounts[id] { faults.append("message \(number) of \(id) is out of order") }
            unread[id, default: []].append(number)
        } else if unread[id]?.first == number {
            unread[id]?.removeFirst()
        } else {
            faults.append("the call \(id) reads the message \(number), which is not its next one")
        }
    }

    /// What the session says for a silent tool repeats its percentage, while it runs.
    private func checkNotice(_ event: Event, _ faults: inout [String]) {
        guard event.kind == .custom, event.entry.source == .system,
            event.payload["type"]?.string == SessionMachine.silenceNoticeType
        else { return }
        guard let id = event.payload["call"]?.string.map(CallID.init), let call = openCalls[id] else {
            return faults.append("speaks for a call that is not open")
        }
        if event.payload["percent"]?.int != max(0, call.percent) { faults.append("claims progress for \(id)") }
        if openInputs[id] != nil { faults.append("speaks for \(id), which waits for a person") }
    }

    /// A request to a person is resolved once, before its call, its run and its turn end.
    private mutating func checkInput(_ event: Event, _ faults: inout [String]) {
        let call = event.payload["call"]?.string.map(CallID.init)
        switch event.kind {
        case .inputRequested:
            guard let call, let run = event.entry.run, openCalls[call] != nil else {
                return faults.append("a request of no open call")
            }
            if openInputs.updateValue(run, forKey: call) != nil { faults.append("\(call) asks twice at once") }
        case .inputResolved:
            if call.flatMap({ openInputs.removeValue(forKey: $0) }) == nil { faults.append("resolves no open request") }
        case .toolStarted, .toolFinished, .toolFailed, .toolCancelled, .toolDetached, .toolHandedOver:
            if let call, openInputs[call] != nil { faults.append("the call \(call) goes on without its answer") }
        case .runEnded:
            if openInputs.values.contains(where: { $0 == event.entry.run }) { faults.append("leaves a request open") }
        default: break
        }
    }

    private mutating func checkMessage(_ event: Event, _ faults: inout [String]) {
        guard let id = event.payload["message"]?.string.map(MessageID.init) else { return }
        switch event.kind {
        case .messageStarted: texts[id] = ""
        case .messageDelta:
            guard let text = texts[id] else { return faults.append("a delta of no message") }
            texts[id] = text + (event.payload["text"]?.string ?? "")
        case .messageAgent:
            if texts[id] != SessionFold.text(of: event.payload) { faults.append("the deltas are not the text") }
            texts[id] = nil
        default: break
        }
    }

    /// Every call has exactly one result, right behind the message that asked for it.
    static func faults(in messages: [TranscriptMessage]) -> [String] {
        var faults: [String] = []
        var due: Set<String> = []
        if let first = messages.first, !first.isUser { faults.append("the transcript does not begin with a user") }
        for message in messages {
            switch message {
            case .tool(let call, _):
                if due.remove(call) == nil { faults.append("the transcript has a result without a call") }
            case .user, .assistant:
                if !due.isEmpty { faults.append("the transcript has a call without a result") }
                due = []
                if case .assistant(_, let calls) = message { due = Set(calls.map(\.id)) }
            }
        }
        if !due.isEmpty { faults.append("the transcript ends with a call without a result") }
        return faults
    }
}
