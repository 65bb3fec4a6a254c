/// What a model may be shown of a session: a pure fold of its log, valid for a provider at every prefix.
///
/// Every call has exactly one result, which tells the truth as of that prefix. People's words always appear, an
/// agent's only once delivered; a turn that did not complete leaves a marker. Runs below a turn's first one speak to
/// their parent, not to the person, and do not appear.
///
/// Memory: the turns that a window may need, and the open ones; older turns are forgotten.
package struct TranscriptFold: Equatable, Sendable {
    /// Changes when the snapshot's form changes.
    package static let version = 1

    /// Messages that a model is shown, unless a single turn alone has more.
    package static let windowMax = 40

    /// In the log's order of beginnings.
    package internal(set) var turns: [TranscriptTurn] = []

    /// Whether so much was taken out of view that forgotten turns would be in the window again.
    ///
    /// The transcript is valid then, but too short; fold the log anew with ``init(hiding:)``.
    package internal(set) var isShort = false
    var hasForgotten = false

    /// The ranges that are hidden already when their events arrive: only when folding anew.
    var hidden = HiddenRanges()

    package init() {}

    /// A fold that begins at the log's start and leaves out from the outset what is known to be hidden.
    package init(hiding ranges: HiddenRanges) { hidden = ranges }

    /// Folds the log's next event in.
    package mutating func apply(_ event: Event) {
        switch event.kind {
        case .messageUser: applyUser(event)
        case .messageAgent: applyAgent(event)
        case .messageSteered: applySteered(event)
        case .arbiterDecided: applyOverride(event)
        case .turnStarted: applyStart(event)
        case .turnEnded: applyEnd(event)
        case .toolSelected, .toolStarted, .toolProgress, .toolCommitted, .toolFinished, .toolFailed, .toolCancelled,
            .toolDetached, .toolHandedOver, .toolDiscarded:
            applyTool(event)
        case .eventsHidden: if let range = HiddenRanges.range(of: event) { hide(range) }
        default: return
        }
        if hidden.contains(event.offset) { hide(event.offset.value...event.offset.value) }
        if [.messageUser, .messageAgent, .turnEnded].contains(event.kind) { forget() }
    }

    /// The messages of the last turns: at least `window` of them where there are as many, from the start of a turn
    /// and from a person's words on.
    ///
    /// The turn that a model is about to answer comes last, and turns that have not begun are left out then. `window`
    /// is between 1 and ``windowMax``.
    package func transcript(
        for turn: TurnID? = nil,
        window: Int = windowMax,
        excluding excluded: Set<TurnID> = []
    ) -> [TranscriptMessage] {
        var shown = turns.filter { other in
            guard let id = other.id else { return true }
            return !excluded.contains(id) && (turn == nil || id == turn || other.isStarted || other.isEnded)
        }
        if let index = shown.firstIndex(where: { $0.id != nil && $0.id == turn }) {
            shown.append(shown.remove(at: index))
        }
        let start = Self.start(of: shown, window: max(1, window))
        return Array(shown[start...].flatMap(\.messages).drop { !$0.isUser })
    }

    /// Where a window begins: far enough back for its size, then at a turn that begins with a person's words.
    private static func start(of turns: [TranscriptTurn], window: Int) -> Int {
        var count = 0
        for index in turns.indices.reversed() {
            count += turns[index].messageCount
            if count >= window, turns[index].beginsWithUser { return index }
        }
        return 0
    }
}

extension TranscriptFold {
    private mutating func applyUser(_ event: Event) {
        let said = TranscriptTurn.Item.Said(offset: event.offset.value, text: SessionFold.text(of: event.payload))
        withTurn(event.turn, lane: event.entry.lane) { $0.hear(said) }
    }

    private mutating func applyAgent(_ event: Event) {
        guard event.entry.parentRun == nil else { return }
        let said = TranscriptTurn.Item.Said(offset: event.offset.value, text: SessionFold.text(of: event.payload))
        withTurn(event.turn, lane: event.entry.lane) { $0.say(said, run: event.entry.run, step: event.entry.step) }
    }

    private mutating func applySteered(_ event: Event) {
        guard let offset = event.payload["event"]?.int else { return }
        switch event.payload["state"]?.string {
        case "consumed":
            for index in turns.indices.reversed() where turns[index].consume(offset) { return }
        case "too_late":
            if let turn = event.turn { move(offset, to: turn, lane: event.entry.lane) }
        default: return
        }
    }

    /// A sender who changes a decision moves the message to another turn.
    private mutating func applyOverride(_ event: Event) {
        guard event.payload["overrides"] != nil, let turn = event.turn, let offset = event.payload["event"]?.int
        else { return }
        move(offset, to: turn, lane: event.entry.lane)
    }

    private mutating func move(_ offset: Int, to turn: TurnID, lane: Lane?) {
        for index in turns.indices.reversed() where turns[index].id != turn {
            guard let said = turns[index].take(offset) else { continue }
            return withTurn(turn, lane: lane) { $0.hear(said) }
        }
    }

    /// A turn that resumes another one takes over all that was said and done there.
    private mutating func applyStart(_ event: Event) {
        change(turnOf: event) { turn in
            turn.isStarted = true
            turn.lane = event.entry.lane ?? .main
        }
        guard let resumed = event.payload["resumes"]?.string.map(TurnID.init), resumed != event.turn,
            let index = turns.lastIndex(where: { $0.id == resumed && $0.isEnded })
        else { return }
        let items = turns.remove(at: index).items
        change(turnOf: event) { $0.items.insert(contentsOf: items, at: 0) }
    }

    private mutating func applyEnd(_ event: Event) {
        let outcome = event.payload["outcome"]?.string.flatMap(Outcome.init(rawValue:)) ?? .failed
        let end = TranscriptTurn.End(
            offset: event.offset.value,
            outcome: outcome,
            marker: Self.marker(outcome, event.payload["error"])
        )
        var waiting: [TranscriptTurn.Item.Said] = []
        let successor = event.payload["successor"]?.string.map(TurnID.init)
        change(turnOf: event) { turn in
            turn.finish(end)
            if successor != nil { swap(&waiting, &turn.steers) }
        }
        if let successor {
            for said in waiting { withTurn(successor, lane: event.entry.lane) { $0.hear(said) } }
        }
        turns.removeAll { $0.isEnded && $0.messageCount == 0 }
    }

    /// What stands in the place of an answer that never came; nil where none is missing.
    ///
    /// A superseded turn needs none, because its successor answers its words too; what was rolled back is out of
    /// sight.
    private static func marker(_ outcome: Outcome, _ error: JSON?) -> String? {
        switch outcome {
        case .interrupted: "[Interrupted by a new message before this was finished.]"
        case .cancelled: "[Stopped before this was finished.]"
        case .timedOut: "[Timed out before this was finished.]"
        case .failed: "[Failed: \(error?["message"]?.string ?? "an error ended this turn")]"
        case .completed, .superseded, .rolledBack: nil
        }
    }
}

extension TranscriptFold {
    private mutating func applyTool(_ event: Event) {
        guard event.entry.parentRun == nil, let id = event.payload["call"]?.string.map(CallID.init) else { return }
        // What the runtime looked up by itself was for that one run; the next turn looks again.
        guard event.payload["is_agent_decision"] != false else { return }
        // What went on in the background stands where it was handed over; its end is what the later turn answers.
        guard event.payload["continues"] == nil else { return hearEnd(event) }
        if event.kind == .toolSelected { return select(id, event) }
        for index in turns.indices.reversed() {
            let isEnded = turns[index].isEnded
            if turns[index].change(id, { Self.advance(&$0, isEnded: isEnded, by: event) }) { return }
        }
    }

    private mutating func hearEnd(_ event: Event) {
        guard let status = Self.end(event) else { return }
        let text = status.note(of: event.payload["name"]?.string ?? "")
        withTurn(event.turn, lane: event.entry.lane) { $0.insertInput(.init(offset: event.offset.value, text: text)) }
    }

    private mutating func select(_ id: CallID, _ event: Event) {
        let shown = TranscriptCall(
            id: event.payload["model_call"]?.string ?? id.value,
            name: event.payload["name"]?.string ?? "",
            arguments: event.payload["arguments"] ?? [:]
        )
        let call = TranscriptTurn.Call(id: id, shown: shown, selected: event.offset.value)
        // A call belongs to a turn that goes on; anything else would be an answer to nobody.
        change(turnOf: event) { turn in
            if !turn.isEnded { turn.select(call, run: event.entry.run, step: event.entry.step) }
        }
    }

    /// Moves a call on; what has ended stays as it is, but for a detached call's fate.
    private static func advance(_ call: inout TranscriptTurn.Call, isEnded: Bool, by event: Event) {
        if case .detached = call.status, event.kind == .toolDiscarded {
            call.status = .detached(outcome: event.payload["outcome"]?.string)
        }
        guard !call.status.isFinal, !isEnded, let status = status(of: call, after: event) else { return }
        if event.kind == .toolStarted { call.isWrite = event.payload["effect"]?.string == "write" && event.payload["joins"] == nil }
        call.status = status
        if status.isFinal { call.ended = event.offset.value }
    }

    private static func status(of call: TranscriptTurn.Call, after event: Event) -> CallStatus? {
        let payload = event.payload
        switch event.kind {
        case .toolStarted: return .running(percent: 0)
        case .toolProgress:
            guard case .running(let before) = call.status else { return nil }
            return .running(percent: max(before, payload["percent"]?.int ?? 0))
        case .toolCommitted: return .committedOutcomePending
        default: return end(event)
        }
    }

    /// How a call has ended; nil for an event that ends none.
    private static func end(_ event: Event) -> CallStatus? {
        let payload = event.payload
        switch event.kind {
        case .toolFinished: return .finished(payload["result"] ?? .null)
        case .toolFailed:
            let error = payload["error"] ?? .null
            return payload["refused"]?.bool == true ? .refused(error) : .failed(error)
        case .toolCancelled:
            return payload["effect"]?.string == "none" ? .cancelledBeforeEffect : .cancelledEffectUnknown
        case .toolDetached: return .detached(outcome: nil)
        case .toolHandedOver: return .handedOver
        default: return nil
        }
    }
}

extension TranscriptFold {
    /// Changes a turn that is known.
    private mutating func change(turnOf event: Event, _ body: (inout TranscriptTurn) -> Void) {
        guard let id = event.turn else { return }
        if let index = turns.lastIndex(where: { $0.id == id }) { return body(&turns[index]) }
        guard event.kind != .turnEnded else { return }
        withTurn(id, lane: event.entry.lane, body)
    }

    /// Changes a turn, which begins here if it is new.
    ///
    /// Words for no turn, or for one that has ended, stand alone.
    private mutating func withTurn(_ id: TurnID?, lane: Lane?, _ body: (inout TranscriptTurn) -> Void) {
        if let id, let index = turns.lastIndex(where: { $0.id == id }), !turns[index].isEnded {
            return body(&turns[index])
        }
        let isKnown = id.map { id in turns.contains { $0.id == id } } ?? true
        var turn = TranscriptTurn(id: isKnown ? nil : id, lane: lane ?? .main)
        body(&turn)
        if isKnown { turn.end = .init(offset: -1, outcome: .completed, marker: nil) }
        turns.append(turn)
    }

    private mutating func hide(_ range: ClosedRange<Int>) {
        var hasChanged = false
        for index in turns.indices where turns[index].hide(range) { hasChanged = true }
        guard hasChanged else { return }
        turns.removeAll { $0.isEnded && $0.messageCount == 0 }
        if hasForgotten, endedMessageCount < Self.windowMax { isShort = true }
    }

    private var endedMessageCount: Int { turns.reduce(0) { $1.isEnded ? $0 + $1.messageCount : $0 } }

    /// Forgets turns that no window reaches.
    ///
    /// Only ended ones fill a window here, since open ones may be left out of it.
    private mutating func forget() {
        var count = 0
        for index in turns.indices.reversed() where turns[index].isEnded {
            count += turns[index].messageCount
            // Past four windows older turns go even if none begins with a person's words.
            guard count >= (turns[index].beginsWithUser ? Self.windowMax : 4 * Self.windowMax) else { continue }
            let before = turns.count
            var position = 0
            turns.removeAll { turn in
                defer { position += 1 }
                return position < index && turn.isEnded
            }
            if turns.count < before { hasForgotten = true }
            return
        }
    }
}
