extension SessionMachine {
    mutating func startRun(
        agent: String, input: [String], parent: RunID?, childTicket: Ticket?, transfer: ContextTransfer? = nil,
        supersedes: RunID? = nil
    ) {
        guard var turn = live else { return }
        let run = LiveRun(id: nextRunID(of: turn), parent: parent, agent: agent, childTicket: childTicket, input: input)
        turn.runCount += 1
        turn.runs.append(run)
        live = turn
        var payload: JSONObject = ["agent": .string(agent)]
        payload["supersedes"] = supersedes.map { .string($0.value) }
        append(entry(.runStarted, of: run, payload: .object(payload)))
        perform(
            .startRun(
                RunStart(
                    turn: turn.id, run: run.id, parent: parent, agent: agent, lane: turn.lane, input: input,
                    childTicket: childTicket, transfer: transfer, supersedes: supersedes,
                    offersStatus: turn.lane == .side || turn.isTalk || hasBackground)))
    }

    private var hasBackground: Bool { places.contains { $0?.lane == .background } }

    /// The name of the run that a turn starts next.
    func nextRunID(of turn: LiveTurn) -> RunID { RunID("r\(turn.id.value.prefix(12))-\(turn.runCount + 1)") }

    mutating func startChild(agent: String, input: String, of parent: RunID, _ ticket: Ticket) {
        guard let turn = live, let index = turn.index(of: parent) else { return answer(ticket, .ended) }
        guard turn.stop == nil, !turn.runs[index].isTold else { return refuse(ticket) }
        showLife(patience: turn.patience)
        startRun(agent: agent, input: [input], parent: parent, childTicket: ticket)
    }

    /// What a running agent reports.
    ///
    /// The fence: a run that has ended, or was told to stop, changes nothing more. The one exception is a partial
    /// result, which a run may still hand in while it unwinds.
    mutating func report(_ event: RunEvent, of run: RunID, _ ticket: Ticket) {
        guard let turn = live, let index = turn.index(of: run), turn.runs[index].result == nil else {
            return answer(ticket, .ended)
        }
        hear(run)
        if case .partial(let key, let value, let isComplete) = event {
            showLife(patience: turn.patience)
            live?.hasShown = true
            appendPartial(key, value, isComplete, turn.runs[index])
            return answer(ticket, .ok)
        }
        guard turn.stop == nil, !turn.runs[index].isTold else { return refuse(ticket) }
        showLife(patience: event == .step ? limits.modelFirstByte : limits.silence)
        switch event {
        case .step:
            live?.runs[index].step += 1
            append(liveEntry(.stepStarted, index))
            let step = turn.runs[index].step + 1
            // What people add while the answer is being joined comes too late for it.
            let reads = turn.runs[index].parent == nil && turn.ending == .working
            answer(ticket, .step(step, steered: reads ? consumeSteers(step) : [], hasSideTalk: turn.hasSideTalk))
        case .messageStarted(let message):
            live?.hasShown = true
            live?.runs[index].message = OpenMessage(id: message)
            live?.runs[index].gate.lastAt = nil
            append(liveEntry(.messageStarted, index, payload: ["message": .string(message.value)]))
            answer(ticket, .ok)
        case .delta(let message, let text): addDelta(text, message, index, ticket)
        case .messageEnded(let message, let text): endMessage(message, text, index, ticket)
        case .note(let kind, let payload):
            note(kind, payload, index)
            answer(ticket, .ok)
        case .joined(let error):
            endJoining(error)
            answer(ticket, .ok)
        case .partial: answer(ticket, .ok)
        }
    }

    /// Records what the turn's filter lets through. While too much waits for the disk, observations are dropped and
    /// counted: nobody who only watches may hold up the work.
    private mutating func note(_ kind: EventKind, _ payload: JSON, _ index: Int) {
        guard let turn = live, kind.isObservation else { return _ = append(liveEntry(kind, index, payload: payload)) }
        let filter = fold.turns.last { $0.id == turn.id }?.filter ?? ProgressFilter()
        guard filter.records(kind, lane: turn.lane, depth: turn.depth(of: turn.runs[index])) else { return }
        guard fold.nextOffset - durableCount < limits.observationsInFlightMax else {
            live?.droppedObservationCount += 1
            return
        }
        append(liveEntry(kind, index, payload: filter.redacted(payload, of: kind)))
    }

    mutating func runReturned(_ run: RunID, _ result: RunResult) {
        guard let turn = live, let index = turn.index(of: run), turn.runs[index].result == nil else { return }
        if turn.stop != nil { observe(call: nil) }
        live?.runs[index].result = result
        // A run that returns while its tools or children still work leaves nobody who could use their results.
        dropInputs { $0.run == run }
        for call in turn.calls where call.run == run { tell(call.id, [.token, .task]) }
        for child in turn.runs where child.parent == run {
            signal(.run(child.id), .token)
            signal(.run(child.id), .task)
        }
        if turn.stop == nil, turn.calls.contains(where: { $0.run == run }) {
            setTimer(.cancelDetach(turn.id), after: limits.cancelDetach)
        }
        finishIfSettled(run)
    }

    /// Ends a run whose task has come to its end once nothing of it is left.
    mutating func finishIfSettled(_ run: RunID) {
        guard let turn = live, let index = turn.index(of: run), let result = turn.runs[index].result,
            !turn.calls.contains(where: { $0.run == run }), !turn.runs.contains(where: { $0.parent == run }),
            !waitsForTalk(turn.runs[index])
        else { return }
        finish(run, result)
    }

    /// Ends a run, and with the first run its turn.
    mutating func finish(_ id: RunID, _ result: RunResult) {
        guard let turn = live, let index = turn.index(of: id) else { return }
        flush(index)
        guard let run = live?.runs[index] else { return }
        clearTimer(.delta(id))
        let outcome = outcome(of: result, run, stop: turn.stop)
        // Words that were seen are a result too.
        if outcome != .completed, let open = run.message, open.hasDeltas {
            appendPartial("text", .string(open.text), false, run)
        }
        for waiter in run.gate.waiters { answer(waiter, .ended) }
        if run.parent == nil { endWords(of: run, outcome) }
        var error: JSON?
        if outcome == .failed {
            let (code, message) = failure(result)
            error = ["code": .string(code), "message": .string(message)]
            append(entry(.error, of: run, payload: error ?? [:]))
        }
        var payload: JSONObject = ["outcome": .string(outcome.rawValue)]
        if outcome == .completed { payload["output"] = .string(output(of: run)) }
        payload["error"] = error
        append(entry(.runEnded, of: run, payload: .object(payload)))
        live?.runs.remove(at: index)
        for timer in [SessionTimer.branchTask(id), .branchDetach(id)] where run.beginsAnew { clearTimer(timer) }
        if let parent = run.parent, let ticket = run.childTicket {
            let isWanted = turn.stop == nil && turn.runs.contains { $0.id == parent && $0.result == nil && !$0.isTold }
            if run.beginsAnew, isWanted { return beginAnew(run) }
            answerParent(ticket, run, run.isTold ? .cancelled : result)
            finishIfSettled(parent)
        } else {
            endTurn(outcome, error: error)
        }
    }

    /// What a run has said, cut at a bound: its messages have it whole.
    private func output(of run: LiveRun) -> String {
        String(run.spoken.joined(separator: "\n\n").prefix(limits.outputCharacterCountMax))
    }

    private mutating func answerParent(_ ticket: Ticket, _ run: LiveRun, _ result: RunResult) {
        switch result {
        case .finished: answer(ticket, .childEnded(text: run.spoken.joined(separator: "\n\n")))
        case .failed(let code, let message): answer(ticket, .childFailed(code: code, message: message))
        case .cancelled: answer(ticket, .cancelled)
        }
    }

    private func outcome(of result: RunResult, _ run: LiveRun, stop: Stop?) -> Outcome {
        if let stop { return stop.outcome }
        if run.isTold { return .interrupted }
        return result == .finished ? .completed : .failed
    }

    private func failure(_ result: RunResult) -> (code: String, message: String) {
        switch result {
        case .failed(let code, let message): (code, message)
        case .cancelled, .finished: ("agent.stopped_itself", "The agent gave up without an answer.")
        }
    }

    private mutating func endTurn(_ outcome: Outcome, error: JSON?) {
        guard let turn = live else { return }
        clearTimers(of: turn)
        if let stop = turn.stop {
            observe(call: nil)
            append(cancelEntry(.cancelSettled, stop))
        }
        var payload: JSONObject = [
            "outcome": .string(outcome.rawValue), "complete": .bool(outcome == .completed),
            "cause": .string((turn.stop?.cause ?? .done).rawValue),
        ]
        payload["successor"] = turn.stop?.successor.map { .string($0.value) }
        payload["error"] = error
        if turn.droppedObservationCount > 0 { payload["observations_dropped"] = .int(turn.droppedObservationCount) }
        passOnSteers(outcome)
        let last = append(Entry(.turnEnded, turn: turn.id, lane: turn.lane, payload: .object(payload)))
        if outcome == .rolledBack {
            let hidden: JSON = ["from": .int(turn.firstOffset.value), "to": .int(last.value), "by": "rollback"]
            append(Entry(.eventsHidden, turn: turn.id, lane: turn.lane, payload: hidden))
        }
        for waiter in turn.cancelWaiters { answer(waiter, .stopped(turn.id, outcome)) }
        live = nil
        switch turn.lane {
        case .main: startNext()
        case .side: talkEnded(turn, outcome)
        case .background: break
        }
    }

    // MARK: Entries

    /// An entry of a run of the running turn.
    func entry(_ kind: EventKind, of run: LiveRun, source: EventSource = .agent, payload: JSON = [:]) -> Entry {
        Entry(
            kind, source: source, turn: live?.id, run: run.id, parentRun: run.parent, lane: live?.lane,
            step: run.step > 0 ? run.step : nil, payload: payload)
    }

    func liveEntry(_ kind: EventKind, _ index: Int, payload: JSON = [:]) -> Entry {
        guard let run = live?.runs[index] else { preconditionFailure("no turn runs") }
        return entry(kind, of: run, payload: payload)
    }

    mutating func appendPartial(_ key: String, _ value: JSON, _ isComplete: Bool, _ run: LiveRun) {
        let before = fold.partials.first { $0.turn == live?.id && $0.run == run.id && $0.key == key }
        let payload: JSON = [
            "key": .string(key), "revision": .int((before?.revision ?? 0) + 1), "value": value,
            "complete": .bool(isComplete),
        ]
        append(entry(.partialUpdated, of: run, payload: payload))
    }
}
