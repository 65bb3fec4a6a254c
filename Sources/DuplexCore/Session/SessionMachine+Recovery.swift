/// Beginnings and ends of a process.
extension SessionMachine {
    /// After a crash nothing runs. A turn that waited for a person goes on waiting where that can be done without doing
    /// anything twice; whatever else the log says is open is ended, so that nobody waits for it.
    mutating func recover(_ selections: [ToolSelection]) {
        let waiting = fold.openTurns.first { canGoOn($0, with: selections) }
        for turn in fold.openTurns where turn.id != waiting?.id { endLost(turn) }
        if let waiting { goOn(with: waiting, selections) }
        startNext()
    }

    /// The server stops. A turn that waits for a person stays open in the log, for the next start to take up.
    mutating func shutdown() {
        for turn in queue + sideQueue { end(queued: turn, outcome: .cancelled, cause: .shutdown) }
        queue = []
        sideQueue = []
        for place in places.indices where place != Self.mainPlace || !onlyWaits {
            at(place) { $0.stop(cause: .shutdown, outcome: .cancelled, mode: .stop, successor: nil) }
        }
    }

    /// Whether the running turn does nothing but wait for a person.
    package var onlyWaits: Bool {
        guard let turn = live, !turn.inputs.isEmpty, turn.stop == nil, turn.runs.count == 1, queue.isEmpty else {
            return false
        }
        return turn.calls.allSatisfy { call in turn.inputs.contains { $0.call == call.id } && isRepeatable(call) }
    }

    private func isRepeatable(_ call: LiveCall) -> Bool {
        guard call.messageCount == 0 else { return false }
        return call.traits.effect == .read || (call.traits.interruptible == .untilCommit && !call.isCommitted)
    }

    // MARK: What is lost

    private mutating func endLost(_ turn: SessionFold.Turn) {
        passOn(turn.work.steers, of: turn)
        for input in fold.inputs where input.turn == turn.id {
            var payload: JSONObject = ["call": .string(input.call.value), "kind": .string(input.kind.rawValue)]
            payload["by"] = "system"
            if input.kind == .approval { payload["approved"] = false }
            payload["reason"] = "restart"
            append(Entry(.inputResolved, turn: input.turn, run: input.run, lane: turn.lane, payload: .object(payload)))
        }
        for call in fold.calls where call.turn == turn.id { endLost(call) }
        for run in fold.runs.reversed() where run.turn == turn.id {
            if turn.isJoining, run.parent == nil {
                append(
                    Entry(
                        .synthesisEnded, source: .agent, turn: run.turn, run: run.id, lane: turn.lane,
                        payload: ["outcome": "failed"]))
            }
            append(
                Entry(
                    .runEnded, source: .agent, turn: run.turn, run: run.id, parentRun: run.parent, lane: turn.lane,
                    payload: ["outcome": "failed"]))
        }
        let error: JSON = ["code": "turn.lost", "message": "The server was restarted while this turn was open."]
        let payload: JSON = [
            "outcome": "failed", "complete": false, "cause": .string(Cause.restart.rawValue), "error": error,
        ]
        append(Entry(.turnEnded, turn: turn.id, lane: turn.lane, payload: payload))
    }

    private mutating func endLost(_ call: SessionFold.Call) {
        let isUnknown = call.isStarted && call.isWrite
        var payload: JSONObject = ["call": .string(call.id.value), "name": .string(call.name)]
        payload["continues"] = call.continues.map { .string($0.value) }
        payload["effect"] = isUnknown ? "unknown" : "none"
        let parent = fold.runs.first { $0.id == call.run }?.parent
        func entry(_ kind: EventKind, _ payload: JSON) -> Entry {
            Entry(kind, source: .tool, turn: call.turn, run: call.run, parentRun: parent, lane: call.lane, payload: payload)
        }
        for unread in call.unread {
            append(
                entry(
                    .toolMessaged,
                    [
                        "call": .string(call.id.value), "name": .string(call.name), "number": .int(unread.number),
                        "kind": .string(unread.kind), "state": "too_late",
                    ]))
        }
        append(entry(.toolCancelled, .object(payload)))
    }

    /// Messages that no step of a lost turn has read become a turn of their own.
    private mutating func passOn(_ steers: [Steer], of turn: SessionFold.Turn) {
        guard turn.lane == .main, let first = steers.first, !fold.isClosed else { return }
        let next = QueuedTurn(
            id: freshTurnID, firstOffset: first.event, input: steers.map(\.text), isSuccessor: true)
        for steer in steers { append(steered(steer.event, "too_late", turn: next.id)) }
        queue.append(next)
    }

    // MARK: What goes on

    /// Whether a turn only has to wait again: one run, and of what it waits for nothing that could happen twice.
    private func canGoOn(_ turn: SessionFold.Turn, with selections: [ToolSelection]) -> Bool {
        let inputs = fold.inputs.filter { $0.turn == turn.id }
        guard turn.lane == .main, !inputs.isEmpty, fold.runs.filter({ $0.turn == turn.id }).count == 1 else { return false }
        return inputs.allSatisfy { input in
            guard let call = fold.calls.first(where: { $0.id == input.call }) else { return false }
            return selections.contains { $0.call == call.id } && (input.kind == .approval || isRepeatable(call))
        }
    }

    /// Whether a call can be made again: it changes nothing, or has not passed its point of no return, and nobody has told
    /// it anything that it would not be told again.
    private func isRepeatable(_ call: SessionFold.Call) -> Bool {
        guard !call.hasMessages, !call.isJoined else { return false }
        return !call.isWrite || (call.interruptible == .untilCommit && !call.isCommitted)
    }

    private mutating func goOn(with turn: SessionFold.Turn, _ selections: [ToolSelection]) {
        guard let saved = fold.runs.first(where: { $0.turn == turn.id }) else { return }
        var run = LiveRun(id: saved.id, parent: nil, agent: saved.agent, childTicket: nil)
        run.step = saved.step
        let outcomes = Dictionary(saved.outcomes.map { ($0.call, $0) }, uniquingKeysWith: { first, _ in first })
        run.batches = [Batch(ticket: nil, calls: saved.calls, outcomes: outcomes)]
        var live = LiveTurn(
            id: turn.id, lane: .main, firstOffset: turn.firstOffset, input: turn.input, now: now,
            patience: limits.modelFirstByte)
        live.runs = [run]
        live.runCount = turn.work.runCount
        live.steers = turn.work.steers
        live.hasCommitted = !turn.work.effects.isEmpty
        live.hasShown = true
        self.live = live
        append(entry(.runResumed, of: run, payload: ["agent": .string(run.agent)]))
        setTimer(.total(turn.id), after: limits.turnTotal)
        setTimer(.silence(turn.id), after: limits.modelFirstByte)
        perform(
            .startRun(
                RunStart(
                    turn: turn.id, run: run.id, agent: run.agent, lane: .main, input: turn.input,
                    transfer: turn.work.told.flatMap(handedOver), isResumed: true)))
        let inputs = fold.inputs
        for call in fold.calls where call.turn == turn.id {
            goOn(with: call, selections.first { $0.call == call.id }, inputs.first { $0.call == call.id })
        }
    }

    /// Makes a call again, or waits again until it is allowed; what cannot be made again has an unknown fate.
    private mutating func goOn(with call: SessionFold.Call, _ selection: ToolSelection?, _ input: SessionFold.Input?) {
        if let input, input.kind == .approval, let selection {
            wait(again: OpenInput(call: call.id, run: call.run, kind: .approval, selection: selection), input)
            return
        }
        guard let selection, call.isStarted, isRepeatable(call), let turn = live else {
            endLost(call)
            let isUnknown = call.isStarted && call.isWrite
            let status: ToolOutcome.Status = isUnknown ? .cancelledEffectUnknown : .cancelledBeforeEffect
            return conclude(ToolOutcome(call: call.id, status: status, value: .null), of: call.run)
        }
        var again = LiveCall(
            id: call.id, run: call.run, name: call.name, traits: selection.traits, arguments: selection.shownArguments,
            deadlineDue: now + selection.traits.deadline)
        again.percent = call.percent
        again.text = call.text
        again.replies = call.replies
        live?.calls.append(again)
        perform(.startTool(call.id, run: call.run, turn: turn.id, key: idempotencyKey(of: call.id)))
        guard let input else {
            setTimer(.deadline(call.id), after: selection.traits.deadline)
            return listen(to: call.id)
        }
        var question = OpenInput(call: call.id, run: call.run, kind: .question)
        question.deadlineLeft = selection.traits.deadline
        wait(again: question, input)
    }

    private mutating func wait(again input: OpenInput, _ saved: SessionFold.Input) {
        let left = Duration.microseconds(saved.expires.microseconds - wall.microseconds)
        keep(input, for: max(.zero, left))
    }

    /// A run that has come back takes up its open step: it is answered once all calls of that have an outcome.
    mutating func rejoin(_ run: RunID, _ ticket: Ticket) {
        guard let turn = live, let index = turn.index(of: run), turn.runs[index].result == nil else {
            return answer(ticket, .ended)
        }
        guard turn.stop == nil else { return refuse(ticket) }
        guard let place = turn.runs[index].batches.firstIndex(where: { $0.ticket == nil }) else {
            return answer(ticket, .outcomes([]))
        }
        live?.runs[index].batches[place].ticket = ticket
        answerBatch(place, of: index)
    }
}
