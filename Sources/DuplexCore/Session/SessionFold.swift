/// What a session's log says, folded: the snapshot's content and what a restarted session goes on from.
///
/// A pure function of the log: folding the same events gives the same value, and folding on from a saved state gives
/// what folding from the start gives.
package struct SessionFold: Equatable, Sendable {
    /// Changes when the saved form changes; saved states of another version are ignored.
    package static let version = 2

    package internal(set) var agent = ""
    package internal(set) var owner = Principal.local
    package internal(set) var title: String?
    package internal(set) var metadata: JSONObject = [:]
    package internal(set) var whenBusy: WhenBusy?
    package internal(set) var isManual = false
    package internal(set) var customer: String?

    /// Whether messages may be answered beside the running turn.
    package internal(set) var hasSideLane = true
    package internal(set) var created = Timestamp(microseconds: 0)
    package internal(set) var isClosed = false

    /// What tools remember from turn to turn.
    package internal(set) var memory: JSONObject = [:]

    /// The next offset; 0 for an empty log.
    package internal(set) var nextOffset = 0

    /// All open turns and the last ended ones, oldest first.
    package internal(set) var turns: [Turn] = []
    package internal(set) var runs: [Run] = []
    package internal(set) var calls: [Call] = []

    /// What the open turns wait for people for.
    package internal(set) var inputs: [Input] = []

    /// The partial results of the open turns and of the last interrupted one.
    package internal(set) var partials: [Partial] = []

    /// The turns that ended before their time, oldest first.
    package internal(set) var interrupted: [Interrupted] = []

    /// The last things that were said, oldest first, shortened.
    package internal(set) var recent: [Said] = []

    /// The message before the event that comes next, and the steer that was decided and is about to be accepted.
    private var lastMessage: Steer?
    private var decidedSteer: Steer?

    /// When a person last said something.
    package internal(set) var lastMessageTime: Timestamp?

    /// Of what was said: enough to understand a short message by.
    private static let recentCountMax = 6
    private static let saidCharacterCountMax = 300

    /// The interrupted turns that are kept.
    package static let interruptedCountMax = 5

    /// The bytes of an unfinished answer that are kept as what the person has seen.
    private static let seenByteCountMax = 8 * 1024

    private let endedTurnCountMax: Int

    package init(endedTurnCountMax: Int = Limits().endedTurnCountMax) {
        self.endedTurnCountMax = endedTurnCountMax
    }

    /// The offset of the last event; nil for an empty log.
    package var head: Offset? { nextOffset > 0 ? Offset(nextOffset - 1) : nil }

    /// The turns that have not ended, oldest first.
    package var openTurns: [Turn] {
        turns.filter { if case .ended = $0.state { false } else { true } }
    }

    /// Folds the next event in.
    package mutating func apply(_ entry: Entry, at time: Timestamp) {
        nextOffset += 1
        if entry.kind != .arbiterDecided { lastMessage = nil }
        let payload = entry.payload
        switch entry.kind {
        case .sessionOpened:
            owner = entry.principal ?? .local
            created = time
            applySettings(payload)
        case .sessionUpdated: applySettings(payload)
        case .sessionClosed: isClosed = true
        case .messageUser:
            remember(entry, isUser: true)
            lastMessageTime = time
            applyMessage(entry)
        case .messageAgent: if entry.parentRun == nil { remember(entry, isUser: false) }
        case .turnQueued, .turnStarted, .turnEnded: applyTurn(entry, at: time)
        case .messageSteered, .arbiterDecided:
            applySteer(entry)
            applyMove(entry)
        case .eventsHidden: applyHidden(payload)
        case .messageDelta: applyDelta(entry)
        case .contextTransferred: applyTransfer(entry)
        case .runStarted, .runEnded, .stepStarted: applyRun(entry)
        case .runResponded, .synthesisStarted, .synthesisEnded: applyAnswer(entry)
        case .inputRequested, .inputResolved: applyInput(entry)
        case .partialUpdated: applyPartial(entry)
        default: applyCall(entry, at: time)
        }
    }

    private mutating func applySettings(_ payload: JSON) {
        if let value = payload["agent"]?.string { agent = value }
        if let value = payload["customer"] { customer = value.string }
        if let value = payload["title"] { title = value.string }
        if let object = payload["metadata"]?.object { metadata = object }
        if let word = payload["when_busy"] { whenBusy = word.string.flatMap(WhenBusy.init(name:)) }
        if let side = payload["side"]?.bool { hasSideLane = side }
        if let mode = payload["mode"]?.string { isManual = mode == "manual" }
        if let object = payload["memory"]?.object {
            for member in object.members { memory[member.key] = member.value.isNull ? nil : member.value }
        }
    }

    private mutating func remember(_ entry: Entry, isUser: Bool) {
        let text = String(Self.text(of: entry.payload).prefix(Self.saidCharacterCountMax))
        recent.append(Said(isUser: isUser, text: text))
        if recent.count > Self.recentCountMax { recent.removeFirst() }
    }

    private mutating func applyMessage(_ entry: Entry) {
        guard let id = entry.turn else { return }
        let text = Self.text(of: entry.payload)
        lastMessage = Steer(event: place, decision: place, text: text)
        let filter = entry.payload["progress"].map(ProgressFilter.init(json:))
        if let index = turns.lastIndex(where: { $0.id == id }) {
            turns[index].input.append(text)
            if let filter { turns[index].filter = filter }
        } else {
            var turn = newTurn(id, entry, input: [text])
            turn.filter = filter
            turns.append(turn)
        }
    }

    /// The offset of the event that is being folded in.
    private var place: Offset { Offset(nextOffset - 1) }

    /// Follows a steered message until a step has read it.
    private mutating func applySteer(_ entry: Entry) {
        guard let event = entry.payload["event"]?.int.map(Offset.init) else { return }
        switch (entry.kind, entry.payload["state"]?.string) {
        case (.arbiterDecided, _):
            if entry.payload["overrides"] != nil { forgetSteers { $0.event == event } }
            guard entry.payload["action"]?.string == Action.steer.rawValue else { return }
            let own = turns.last { $0.firstOffset == event }?.input.joined(separator: "\n")
            let text = lastMessage?.event == event ? lastMessage?.text : own
            decidedSteer = text.map { Steer(event: event, decision: place, text: $0) }
        case (_, "accepted"):
            if let steer = decidedSteer, let index = turns.lastIndex(where: { $0.id == entry.turn }) {
                turns[index].work.steers.append(steer)
            }
            decidedSteer = nil
        default: forgetSteers { $0.event == event }
        }
    }

    private mutating func applyHidden(_ payload: JSON) {
        guard let from = payload["from"]?.int, let to = payload["to"]?.int else { return }
        forgetSteers { (from...max(from, to)).contains($0.event.value) }
    }

    private mutating func forgetSteers(where isGone: (Steer) -> Bool) {
        for index in turns.indices where !turns[index].work.steers.isEmpty {
            turns[index].work.steers.removeAll(where: isGone)
        }
    }

    /// A turn that begins with the event that is being folded in.
    private func newTurn(_ id: TurnID, _ entry: Entry, input: [String]) -> Turn {
        Turn(id: id, state: .queued, lane: entry.lane ?? .main, input: input, firstOffset: place)
    }

    /// A message that moves opens the turn that it moves to; one that only stops a turn is none that it answers.
    private mutating func applyMove(_ entry: Entry) {
        let stops = [Action.cancel, .rollback].contains { $0.rawValue == entry.payload["action"]?.string }
        if stops, entry.payload["overrides"] == nil, let index = turns.lastIndex(where: { $0.id == entry.turn }) {
            // The decision follows its message directly, so its words are the last ones.
            _ = turns[index].input.popLast()
        }
        let moves = entry.payload["state"]?.string == "too_late" || entry.payload["overrides"] != nil
        guard moves, let id = entry.turn, !turns.contains(where: { $0.id == id }) else { return }
        turns.append(newTurn(id, entry, input: []))
    }

    private mutating func applyDelta(_ entry: Entry) {
        guard entry.parentRun == nil, let id = entry.turn, let index = turns.lastIndex(where: { $0.id == id }),
            turns[index].work.seen.utf8.count < Self.seenByteCountMax
        else { return }
        turns[index].work.seen += entry.payload["text"]?.string ?? ""
    }

    private mutating func applyTransfer(_ entry: Entry) {
        guard let from = entry.payload["from"]?.string.map(TurnID.init),
            let index = interrupted.lastIndex(where: { $0.transfer.turn == from })
        else { return }
        interrupted[index].isConsumed = true
        if let receiver = turns.lastIndex(where: { $0.id == entry.turn }) { turns[receiver].work.told = from }
    }

    private mutating func applyTurn(_ entry: Entry, at time: Timestamp) {
        guard let id = entry.turn else { return }
        if !turns.contains(where: { $0.id == id }), entry.kind != .turnEnded {
            turns.append(newTurn(id, entry, input: []))
        }
        guard let index = turns.lastIndex(where: { $0.id == id }) else { return }
        switch entry.kind {
        case .turnStarted:
            turns[index].state = .running
            turns[index].lane = entry.lane ?? .main
            turns[index].startedAt = time
            turns[index].beside = entry.payload["beside"]?.string.map(TurnID.init)
            let resumed = entry.payload["resumes"]?.string
            if let kept = interrupted.lastIndex(where: { $0.transfer.turn.value == resumed }) {
                interrupted[kept].isResumed = true
            }
            if let resumed, turns[index].filter == nil {
                turns[index].filter = turns.last { $0.id.value == resumed }?.filter
            }
        case .turnEnded:
            let outcome = entry.payload["outcome"]?.string.flatMap(Outcome.init(rawValue:)) ?? .failed
            keep(turns[index], outcome, entry, at: time)
            turns[index].state = .ended(outcome)
            turns[index].work = Work()
            turns[index].startedAt = nil
            turns[index].beside = nil
            turns[index].successor = entry.payload["successor"]?.string.map(TurnID.init)
            turns[index].input = []
            inputs.removeAll { $0.turn == id }
            if outcome == .completed { partials.removeAll { $0.turn == id } }
            forgetOldTurns()
        default: break
        }
    }

    private mutating func keep(_ turn: Turn, _ outcome: Outcome, _ entry: Entry, at time: Timestamp) {
        guard turn.state != .queued, turn.lane == .main, ![.completed, .rolledBack].contains(outcome) else { return }
        let findings = partials.filter { $0.turn == turn.id }.map {
            ContextTransfer.Finding(run: $0.run, key: $0.key, value: $0.value, isComplete: $0.isComplete)
        }
        let transfer = ContextTransfer(
            turn: turn.id, query: turn.input.joined(separator: "\n"), completedAgents: turn.work.completedAgents,
            findings: findings, effects: turn.work.effects, seen: turn.work.seen,
            reason: entry.payload["cause"]?.string.flatMap(Cause.init(rawValue:)) ?? .done, time: time)
        interrupted.append(Interrupted(transfer: transfer, outcome: outcome, inherits: turn.work.told))
        if interrupted.count > Self.interruptedCountMax { interrupted.removeFirst() }
    }

    private mutating func forgetOldTurns() {
        var surplus = turns.count - openTurns.count - endedTurnCountMax
        turns.removeAll { turn in
            guard case .ended = turn.state, surplus > 0 else { return false }
            surplus -= 1
            return true
        }
        let kept = Set(turns.map(\.id))
        partials.removeAll { !kept.contains($0.turn) }
    }

    private mutating func applyRun(_ entry: Entry) {
        guard let run = entry.run, let turn = entry.turn else { return }
        if entry.kind == .runStarted {
            let agent = entry.payload["agent"]?.string ?? ""
            runs.append(Run(id: run, turn: turn, parent: entry.parentRun, agent: agent))
            if let index = turns.lastIndex(where: { $0.id == turn }) { turns[index].work.runCount += 1 }
        } else if entry.kind == .stepStarted {
            guard let index = runs.firstIndex(where: { $0.id == run }) else { return }
            runs[index].step = entry.step ?? runs[index].step + 1
            runs[index].calls = []
            runs[index].outcomes = []
        } else {
            if let ended = runs.first(where: { $0.id == run }), ended.parent != nil,
                entry.payload["outcome"]?.string == Outcome.completed.rawValue,
                let index = turns.lastIndex(where: { $0.id == turn })
            {
                turns[index].work.completedAgents.append(ended.agent)
            }
            runs.removeAll { $0.id == run }
        }
    }

    /// The work is done; what is left is to wait for side turns and to join their talk with the answer.
    private mutating func applyAnswer(_ entry: Entry) {
        guard let index = turns.lastIndex(where: { $0.id == entry.turn }) else { return }
        turns[index].state = .finalizing
        turns[index].isJoining = entry.kind == .synthesisStarted
    }

    private mutating func applyPartial(_ entry: Entry) {
        guard let turn = entry.turn, let run = entry.run, let key = entry.payload["key"]?.string else { return }
        let partial = Partial(
            turn: turn, run: run, key: key, revision: entry.payload["revision"]?.int ?? 1,
            value: entry.payload["value"] ?? .null, isComplete: entry.payload["complete"]?.bool ?? false)
        if let index = partials.firstIndex(where: { $0.turn == turn && $0.run == run && $0.key == key }) {
            partials[index] = partial
        } else {
            partials.append(partial)
        }
    }

    /// The words of a message: its text parts joined.
    package static func text(of payload: JSON) -> String {
        (payload["parts"]?.array ?? []).compactMap { $0["text"]?.string }.joined(separator: "\n")
    }
}
