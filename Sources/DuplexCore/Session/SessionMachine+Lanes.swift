/// The side lane: turns that answer people while the main lane's turn goes on, and that turn's end, which waits for
/// them.
extension SessionMachine {
    // MARK: Places

    /// The place of the turn that an input is about; the main lane's when it is about none that runs.
    func place(of input: SessionInput) -> Int {
        switch input {
        case .run(let run, _, _), .calls(let run, _, _), .finalize(let run, _), .child(let run, _, _, _),
            .rejoin(let run, _), .runReturned(let run, _):
            place { $0.index(of: run) != nil }
        case .tool(let call, _, _), .commit(let call, _), .ask(let call, _, _, _), .toolReturned(let call, _),
            .collect(let call, _, _), .endCollecting(let call, _), .handOver(let call, _):
            place { $0.index(of: call) != nil }
        case .post(_, let call, _): place { $0.calls.contains { $0.shown == call } }
        case .cancel(let turn, _, _, _, _), .cancelWaitEnded(let turn, _): place { $0.id == turn }
        case .timer(let timer): place(of: timer)
        // Only the main lane asks people.
        case .reply, .open, .update, .close, .message, .record, .begin, .resume, .decide, .withdraw, .consulted,
            .committed, .recover, .shutdown:
            Self.mainPlace
        }
    }

    private func place(of timer: SessionTimer) -> Int {
        switch timer {
        case .silence(let turn), .total(let turn), .cancelTask(let turn), .cancelDetach(let turn), .sideTalk(let turn):
            place { $0.id == turn }
        case .deadline(let call), .silenceNotice(let call): place { $0.index(of: call) != nil }
        case .input: Self.mainPlace
        case .delta(let run), .branchTask(let run), .branchDetach(let run): place { $0.index(of: run) != nil }
        }
    }

    private func place(where fits: (LiveTurn) -> Bool) -> Int {
        places.firstIndex { $0.map(fits) ?? false } ?? Self.mainPlace
    }

    /// Does something about the turn at another place.
    mutating func at(_ other: Int, _ body: (inout SessionMachine) -> Void) {
        let before = place
        place = other
        body(&self)
        place = before
    }

    // MARK: Turns that wait

    /// Takes a turn out of its queue; nil when none fits.
    mutating func removeQueued(where fits: (QueuedTurn) -> Bool) -> QueuedTurn? {
        if let index = queue.firstIndex(where: fits) { return queue.remove(at: index) }
        if let index = sideQueue.firstIndex(where: fits) { return sideQueue.remove(at: index) }
        return nil
    }

    /// Why a message cannot be answered beside the running turn; nil when it can.
    func reasonAgainstTalk(beside running: LiveTurn) -> String? {
        if !fold.hasSideLane || sidePlaces.isEmpty { return "without a side lane it is answered next" }
        return running.ending == .working ? nil : "the answer is about to come, and it is answered next"
    }

    /// A turn on the side lane: at once when there is room, otherwise in order.
    mutating func talk(_ turn: QueuedTurn) {
        var turn = turn
        turn.lane = .side
        turn.isTalk = true
        places[Self.mainPlace]?.hasSideTalk = true
        sideQueue.append(turn)
        startTalk()
        guard sideQueue.last?.id == turn.id else { return }
        append(Entry(.turnQueued, turn: turn.id, lane: .side, payload: ["position": .int(sideQueue.count)]))
    }

    /// Starts the side turns for which there is room beside the main lane's turn.
    mutating func startTalk() {
        guard let main = places[Self.mainPlace], reasonAgainstTalk(beside: main) == nil else { return }
        for place in sidePlaces where places[place] == nil && !sideQueue.isEmpty {
            let next = sideQueue.removeFirst()
            at(place) { $0.start(next, beside: main.id) }
        }
    }

    /// With nothing left to be beside, the turns that wait for the side lane are answered on the main one.
    mutating func moveTalkToMain() {
        guard queue.isEmpty else { return }
        queue = sideQueue.map { turn in
            var turn = turn
            turn.lane = .main
            return turn
        }
        sideQueue = []
    }

    private mutating func start(_ turn: QueuedTurn, beside main: TurnID) {
        append(Entry(.turnStarted, turn: turn.id, lane: .side, payload: ["beside": .string(main.value)]))
        live = LiveTurn(
            id: turn.id, lane: .side, firstOffset: turn.firstOffset, input: turn.input, now: now,
            patience: limits.modelFirstByte)
        live?.beside = main
        live?.isTalk = true
        places[Self.mainPlace]?.hasSideTalk = true
        setTimer(.total(turn.id), after: limits.sideTurnTotal)
        setTimer(.silence(turn.id), after: limits.modelFirstByte)
        startRun(agent: fold.agent, input: turn.input, parent: nil, childTicket: nil)
    }

    // MARK: The end of a side turn

    /// A side turn has ended: what was said belongs to the work beside which it was said, if that still goes on.
    mutating func talkEnded(_ turn: LiveTurn, _ outcome: Outcome) {
        if outcome == .completed, let main = places[Self.mainPlace], main.id == turn.beside {
            let talk = SideTalk(
                turn: turn.id, asked: turn.input.joined(separator: "\n"),
                answered: turn.spoken.joined(separator: "\n\n"), isStatusOnly: !turn.tools.isEmpty && turn.tools.isSubset(of: SideTalk.operationTools))
            places[Self.mainPlace]?.talk = Array((main.talk + [talk]).suffix(limits.sideTalkCountMax))
        }
        startTalk()
        concludeIfQuiet()
    }

    /// The time for side talk is over: what is still being said is broken off, at once and for good.
    mutating func endTalk(beside turn: TurnID) {
        guard case .waiting = places[Self.mainPlace]?.ending, places[Self.mainPlace]?.id == turn else { return }
        for place in places.indices where places[place]?.beside == turn { at(place) { $0.breakOff() } }
        concludeIfQuiet()
    }

    /// Ends a side turn in one step, so that nothing it still does can be mistaken for a result: it has only looked
    /// things up, so there is nothing to wait for.
    private mutating func breakOff() {
        guard let turn = live else { return }
        clearTimers(of: turn)
        for call in turn.calls {
            clearTimer(.deadline(call.id))
            clearTimer(.silenceNotice(call.id))
            for step in [Signal.token, .task, .abandon] { signal(.call(call.id), step) }
            guard let index = turn.index(of: call.run) else { continue }
            let payload: JSON = ["call": .string(call.id.value), "name": .string(call.name), "effect": "none"]
            append(entry(.toolCancelled, of: turn.runs[index], source: .tool, payload: payload))
        }
        for run in turn.runs.reversed() {
            clearTimer(.delta(run.id))
            signal(.run(run.id), .abandon)
            for ticket in run.batches.compactMap(\.ticket) { answer(ticket, .ended) }
            for waiter in run.gate.waiters { answer(waiter, .ended) }
            if let ticket = run.childTicket { answer(ticket, .ended) }
            append(entry(.runEnded, of: run, payload: ["outcome": .string(Outcome.cancelled.rawValue)]))
        }
        let payload: JSON = [
            "outcome": .string(Outcome.cancelled.rawValue), "complete": false, "cause": .string(Cause.lane.rawValue),
        ]
        append(Entry(.turnEnded, turn: turn.id, lane: turn.lane, payload: payload))
        for waiter in turn.cancelWaiters { answer(waiter, .stopped(turn.id, .cancelled)) }
        live = nil
    }

    // MARK: The end of a main turn

    /// A run has its answer. It is told what to join with it once nobody speaks on the side lane any more.
    mutating func finalize(_ run: RunID, _ ticket: Ticket) {
        guard let turn = live, let index = turn.index(of: run), turn.runs[index].result == nil else {
            return answer(ticket, .ended)
        }
        guard turn.stop == nil else { return refuse(ticket) }
        guard turn.lane == .main, turn.runs[index].parent == nil, turn.ending == .working else {
            return answer(ticket, .talk([]))
        }
        showLife(patience: limits.modelFirstByte)
        guard turn.hasSideTalk else {
            live?.ending = .done
            return answer(ticket, .talk([]))
        }
        waitForTalk(turn.runs[index], ticket)
    }

    /// Whether a main run that has returned must not end yet, because somebody speaks on the side lane.
    mutating func waitsForTalk(_ run: LiveRun) -> Bool {
        guard let turn = live, turn.lane == .main, turn.stop == nil, run.parent == nil, run.result == .finished else {
            return false
        }
        if case .waiting = turn.ending { return true }
        guard turn.ending == .working, isTalking(beside: turn.id) else { return false }
        waitForTalk(run, nil)
        return true
    }

    private mutating func waitForTalk(_ run: LiveRun, _ ticket: Ticket?) {
        guard let turn = live else { return }
        let talking = places.compactMap { $0?.beside == turn.id ? $0?.id : nil }
        append(entry(.runResponded, of: run, payload: ["waits_for": .array(talking.map { .string($0.value) })]))
        live?.ending = .waiting(ticket)
        setTimer(.sideTalk(turn.id), after: limits.sideTalkWait)
        concludeIfQuiet()
    }

    private func isTalking(beside turn: TurnID) -> Bool { places.contains { $0?.beside == turn } }

    private mutating func concludeIfQuiet() {
        guard let main = places[Self.mainPlace], case .waiting(let ticket) = main.ending, !isTalking(beside: main.id)
        else { return }
        at(Self.mainPlace) { $0.conclude(main, ticket) }
    }

    /// Nobody speaks any more: real talk is joined with the answer, which stands as it is otherwise.
    private mutating func conclude(_ turn: LiveTurn, _ ticket: Ticket?) {
        clearTimer(.sideTalk(turn.id))
        live?.ending = .done
        guard let run = turn.runs.first else { return }
        guard let ticket else { return finishIfSettled(run.id) }
        showLife(patience: limits.modelFirstByte)
        let talk = turn.talk.filter { !$0.isStatusOnly }
        if !talk.isEmpty {
            live?.ending = .joining
            let turns = JSON.array(talk.map { .string($0.turn.value) })
            append(entry(.synthesisStarted, of: run, payload: ["turns": turns]))
        }
        answer(ticket, .talk(talk))
    }

    /// The joining is over; with an error the answer stands as it is.
    mutating func endJoining(_ error: JSON?) {
        guard let turn = live, turn.ending == .joining, let run = turn.runs.first else { return }
        live?.ending = .done
        var payload: JSONObject = [
            "outcome": .string((error == nil ? Outcome.completed : .failed).rawValue)
        ]
        payload["error"] = error
        append(entry(.synthesisEnded, of: run, payload: .object(payload)))
    }

    /// What a turn's first run leaves behind as it ends: its words, and no joining that is still open.
    mutating func endWords(of run: LiveRun, _ outcome: Outcome) {
        live?.spoken = run.spoken
        guard let turn = live else { return }
        if case .waiting(let ticket?) = turn.ending { answer(ticket, .ended) }
        guard turn.ending == .joining else { return }
        live?.ending = .done
        append(entry(.synthesisEnded, of: run, payload: ["outcome": .string(outcome.rawValue)]))
    }

    /// A turn that only waits for others has nothing left to be stopped: true when it has ended instead.
    mutating func endWaiting() -> Bool {
        guard let turn = live, case .waiting(let ticket) = turn.ending else { return false }
        clearTimer(.sideTalk(turn.id))
        live?.ending = .done
        if let ticket {
            // Its answer has not been said yet, so there is something to stop.
            answer(ticket, .cancelled)
            return false
        }
        if let run = turn.runs.first { finishIfSettled(run.id) }
        return true
    }
}
