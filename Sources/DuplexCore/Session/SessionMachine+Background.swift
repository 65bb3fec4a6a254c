/// Calls that outlive their turn because their tool chooses to: the call ends as handed over, and a turn on the background
/// lane owns what comes of it. Its agent begins when the call has ended, with that as what it answers.
extension SessionMachine {
    /// The places of the side lane; those after them are in the background.
    var sidePlaces: Range<Int> { 1..<1 + max(0, limits.sideTurnCountMax) }

    /// A running tool asks to go on beyond its turn. It stays where it is when the turn is no main one or is being
    /// stopped, while it asks somebody, and when too much goes on in the background already.
    mutating func handOver(_ id: CallID, _ ticket: Ticket) {
        guard let turn = live, let index = turn.index(of: id) else {
            return answer(ticket, detached[id] == nil ? .ended : .cancelled)
        }
        let call = turn.calls[index]
        guard !call.isTold || call.isProtected else { return refuse(ticket, call: id) }
        let stays = turn.lane != .main || turn.stop != nil || turn.inputs.contains { $0.call == id }
        guard !stays, let place = freeBackgroundPlace() else {
            return answer(ticket, .handedOver(turn.lane == .background ? turn.id : nil))
        }
        let owner = freshTurnID
        let continued = CallID("\(id.value)-b")
        clearTimer(.silenceNotice(id))
        // The same deed goes on for everybody who wanted it.
        let joined = turn.calls.filter { $0.standing == .joined(id) }
        for other in joined {
            append(toolEntry(.toolHandedOver, other, ["turn": .string(owner.value), "to": .string(continued.value)]))
        }
        for unread in call.inbox { append(messaged(call, unread.number, unread.message.kind, "too_late")) }
        append(toolEntry(.toolHandedOver, call, ["turn": .string(owner.value), "to": .string(continued.value)]))
        live?.calls.removeAll { $0.id == id || $0.standing == .joined(id) }
        at(place) { $0.goOn(with: call, as: continued, in: owner, from: turn.id) }
        for ended in [call] + joined {
            conclude(ToolOutcome(call: ended.id, status: .handedOver, value: .null), of: ended.run)
            finishIfSettled(ended.run)
        }
        answer(ticket, .handedOver(owner))
    }

    private mutating func freeBackgroundPlace() -> Int? {
        let first = sidePlaces.upperBound
        if let free = places.indices.dropFirst(first).first(where: { places[$0] == nil }) { return free }
        guard places.count - first < limits.backgroundTurnCountMax else { return nil }
        places.append(nil)
        return places.count - 1
    }

    /// Most sessions have nothing in the background, so nothing is kept for that.
    mutating func closeBackgroundPlaces() {
        while places.count > sidePlaces.upperBound, let last = places.last, last == nil { places.removeLast() }
    }

    /// Begins the turn that owns a call from now on.
    private mutating func goOn(with old: LiveCall, as continued: CallID, in owner: TurnID, from turn: TurnID) {
        let first = append(
            Entry(
                .turnStarted, turn: owner, lane: .background,
                payload: [
                    "cause": .string(Cause.call.rawValue), "call": .string(continued.value), "from": .string(turn.value),
                ]))
        var turn = LiveTurn(
            id: owner, lane: .background, firstOffset: first, input: [], now: now, patience: limits.modelFirstByte)
        var run = LiveRun(id: nextRunID(of: turn), parent: nil, agent: fold.agent, childTicket: nil)
        run.isDormant = true
        turn.runs = [run]
        turn.runCount = 1
        turn.hasCommitted = old.isCommitted
        turn.hasShown = true
        var call = old
        call.run = run.id
        call.continued = continued
        call.inbox = []
        call.messageCount = 0
        turn.calls = [call]
        live = turn
        setTimer(.silence(owner), after: limits.modelFirstByte)
        append(entry(.runStarted, of: run, payload: ["agent": .string(run.agent)]))
        append(
            toolEntry(.toolSelected, call, ["arguments": call.arguments, "model_call": .string(continued.value)]))
        append(toolEntry(.toolStarted, call, startMembers(of: call.traits, key: idempotencyKey(of: call.id))))
        if call.percent > 0 || !call.text.isEmpty {
            append(toolEntry(.toolProgress, call, ["percent": .int(call.percent), "text": .string(call.text)]))
        }
        if call.isCommitted { append(toolEntry(.toolCommitted, call)) }
        for unread in old.inbox { accept(unread.message, by: unread.by, 0) }
    }

    /// The call of a background turn has ended: its agent begins, and that is what it answers. Nobody is told of a call
    /// that was stopped.
    mutating func wake(_ id: RunID, _ call: LiveCall, _ outcome: ToolOutcome) {
        guard let turn = live, let index = turn.index(of: id) else { return }
        live?.runs[index].isDormant = false
        guard turn.stop == nil else {
            live?.runs[index].result = .cancelled
            return finishIfSettled(id)
        }
        let note = CallStatus(outcome).note(of: call.name)
        live?.input = [note]
        live?.runs[index].input = [note]
        showLife(patience: limits.modelFirstByte)
        setTimer(.total(turn.id), after: limits.turnTotal)
        perform(
            .startRun(
                RunStart(
                    turn: turn.id, run: id, agent: turn.runs[index].agent, lane: .background, input: [note])))
    }

    /// The name by which a call's task goes, of its name in the log.
    package func task(of call: CallID) -> CallID {
        places.lazy.compactMap(\.self).flatMap(\.calls).first { $0.shown == call }?.id ?? call
    }
}
