/// What a session's log says, folded: the snapshot's content and what a restarted session goes on from.
///
/// A pure function of the log: folding the same events gives the same value, and folding on from a saved state gives
/// what folding from the start gives.
package struct SessionFold: Equatable, Sendable {
    /// Changes when the saved form changes; saved states of another version are ignored.
    package static let version = 1

    package struct Turn: Equatable, Sendable {
        package var id: TurnID
        package var state: TurnState
        package var lane: Lane
        package var successor: TurnID?
        package var input: [String]

        /// Where the turn's events begin: at its first message, or at its start when it answers none.
        package var firstOffset: Offset

        /// What the turn has done so far, for the turn that may have to go on from it.
        package var work = Work()
    }

    /// What an open turn has done, beside its partial results.
    package struct Work: Equatable, Sendable {
        package var completedAgents: [String] = []
        package var effects: [ContextTransfer.Effect] = []
        package var seen = ""
    }

    /// A turn that ended before its time.
    package struct Interrupted: Equatable, Sendable {
        package var transfer: ContextTransfer
        package var outcome: Outcome

        /// Whether a later turn was told of it.
        package var isConsumed = false

        /// Whether a later turn went on from it.
        package var isResumed = false
    }

    /// A tool call that has not ended.
    package struct Call: Equatable, Sendable {
        package var id: CallID
        package var turn: TurnID
        package var run: RunID
        package var lane: Lane
        package var name: String
        package var isStarted = false
        package var isCommitted = false
        package var isLong = false
        package var isWrite = false
        package var interruptible = ToolTraits.Interruptible.anyTime
        package var feedback = ""
        package var percent = 0
        package var text = ""
    }

    /// A run that has not ended.
    package struct Run: Equatable, Sendable {
        package var id: RunID
        package var turn: TurnID
        package var parent: RunID?
        package var agent: String
    }

    package struct Partial: Equatable, Sendable {
        package var turn: TurnID
        package var run: RunID
        package var key: String
        package var revision: Int
        package var value: JSON
        package var isComplete: Bool
    }

    package internal(set) var agent = ""
    package internal(set) var owner = Principal.local
    package internal(set) var title: String?
    package internal(set) var metadata: JSONObject = [:]
    package internal(set) var whenBusy: WhenBusy?
    package internal(set) var isManual = false
    package internal(set) var customer: String?
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

    /// The partial results of the open turns and of the last interrupted one.
    package internal(set) var partials: [Partial] = []

    /// The turns that ended before their time, oldest first.
    package internal(set) var interrupted: [Interrupted] = []

    /// The last things that were said, oldest first, shortened.
    package internal(set) var recent: [Said] = []

    /// When a person last said something.
    package internal(set) var lastMessageTime: Timestamp?

    /// What was said, and by whom.
    package struct Said: Equatable, Sendable {
        package var isUser: Bool
        package var text: String
    }

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
        case .messageSteered, .arbiterDecided: applyMove(entry)
        case .messageDelta: applyDelta(entry)
        case .contextTransferred: applyTransfer(entry)
        case .runStarted, .runEnded: applyRun(entry)
        case .partialUpdated: applyPartial(entry)
        default: applyCall(entry)
        }
    }

    private mutating func applySettings(_ payload: JSON) {
        if let value = payload["agent"]?.string { agent = value }
        if let value = payload["customer"] { customer = value.string }
        if let value = payload["title"] { title = value.string }
        if let object = payload["metadata"]?.object { metadata = object }
        if let word = payload["when_busy"] { whenBusy = word.string.flatMap(WhenBusy.init(name:)) }
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
        if let index = turns.lastIndex(where: { $0.id == id }) {
            turns[index].input.append(text)
        } else {
            turns.append(newTurn(id, entry, input: [text]))
        }
    }

    /// A turn that begins with the event that is being folded in.
    private func newTurn(_ id: TurnID, _ entry: Entry, input: [String]) -> Turn {
        Turn(id: id, state: .queued, lane: entry.lane ?? .main, input: input, firstOffset: Offset(nextOffset - 1))
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
            let resumed = entry.payload["resumes"]?.string
            if let kept = interrupted.lastIndex(where: { $0.transfer.turn.value == resumed }) {
                interrupted[kept].isResumed = true
            }
        case .turnEnded:
            let outcome = entry.payload["outcome"]?.string.flatMap(Outcome.init(rawValue:)) ?? .failed
            keep(turns[index], outcome, entry, at: time)
            turns[index].state = .ended(outcome)
            turns[index].work = Work()
            turns[index].successor = entry.payload["successor"]?.string.map(TurnID.init)
            turns[index].input = []
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
        interrupted.append(Interrupted(transfer: transfer, outcome: outcome))
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

    private mutating func applyCall(_ entry: Entry) {
        guard let id = entry.payload["call"]?.string.map(CallID.init) else { return }
        if entry.kind == .toolSelected {
            guard let turn = entry.turn, let run = entry.run else { return }
            calls.append(
                Call(
                    id: id, turn: turn, run: run, lane: entry.lane ?? .main, name: entry.payload["name"]?.string ?? ""))
            return
        }
        if entry.kind == .toolDiscarded { return applyDiscarded(id, entry) }
        guard let index = calls.firstIndex(where: { $0.id == id }) else { return }
        noteEffect(calls[index], entry)
        switch entry.kind {
        case .toolStarted:
            calls[index].isStarted = true
            calls[index].isLong = entry.payload["duration"]?.string == ToolTraits.DurationClass.long.rawValue
            calls[index].isWrite = entry.payload["effect"]?.string == ToolTraits.EffectClass.write.rawValue
            calls[index].feedback = entry.payload["feedback"]?.string ?? ""
            calls[index].interruptible =
                entry.payload["interruptible"]?.string.flatMap(ToolTraits.Interruptible.init(rawValue:)) ?? .anyTime
        case .toolProgress:
            calls[index].percent = entry.payload["percent"]?.int ?? calls[index].percent
            calls[index].text = entry.payload["text"]?.string ?? ""
        case .toolCommitted: calls[index].isCommitted = true
        case .toolFinished, .toolFailed, .toolCancelled, .toolDetached, .toolHandedOver: calls.remove(at: index)
        default: break
        }
    }

    /// Writes leave a trace that the next turn is told of.
    private mutating func noteEffect(_ call: Call, _ entry: Entry) {
        guard call.isWrite, let index = turns.lastIndex(where: { $0.id == call.turn }) else { return }
        let outcome: String
        switch entry.kind {
        case .toolCommitted: outcome = "committed"
        case .toolFinished: outcome = "finished"
        case .toolFailed where call.isCommitted: outcome = "failed"
        case .toolCancelled where entry.payload["effect"]?.string == "unknown": outcome = "unknown"
        case .toolDetached: outcome = "unknown"
        default: return
        }
        turns[index].work.effects.removeAll { $0.call == call.id }
        turns[index].work.effects.append(.init(call: call.id, name: call.name, outcome: outcome))
    }

    /// The outcome of a detached write is known at last; its result is not used, but the next turn is told of it.
    private mutating func applyDiscarded(_ id: CallID, _ entry: Entry) {
        guard let index = interrupted.lastIndex(where: { $0.transfer.effects.contains { $0.call == id } }) else {
            return
        }
        let effect = ContextTransfer.Effect(
            call: id, name: entry.payload["name"]?.string ?? "", outcome: entry.payload["outcome"]?.string ?? "unknown")
        interrupted[index].transfer = interrupted[index].transfer.adding(effect)
    }

    /// The words of a message: its text parts joined.
    package static func text(of payload: JSON) -> String {
        (payload["parts"]?.array ?? []).compactMap { $0["text"]?.string }.joined(separator: "\n")
    }
}
