extension SessionMachine {
    /// A person's message: a turn of its own, or what its decision says.
    mutating func receive(_ submission: Submission, _ ticket: Ticket) {
        guard !fold.isClosed else { return answer(ticket, .closed) }
        guard !fold.isManual else {
            let event = append(message(submission, turn: nil))
            return answer(ticket, .accepted(event: event, turn: nil, decision: nil))
        }
        if let fault = fault(of: submission) { return answer(ticket, fault) }
        let decision = decide(submission)
        let question = question(on: submission)
        if decision.action == .reject, let running = live { return answer(ticket, .rejected(running: running.id)) }
        let waitingCount = max(queue.count + sideQueue.count, live?.steers.count ?? 0)
        guard waitingCount < limits.queuedTurnCountMax else { return answer(ticket, .queueFull) }
        let basis = Offset(max(0, fold.nextOffset - 1))
        let offset = Offset(fold.nextOffset)
        let staysWithLive = [.steer, .cancel, .rollback].contains(decision.action)
        let turn = staysWithLive ? live?.id ?? turnID(at: offset) : turnID(at: offset)
        append(message(submission, turn: turn, lane: decision.action == .side ? .side : .main))
        let target = decision.action == .steer ? branch(submission.target)?.id : nil
        let decided = append(record(decision, of: offset, basis: basis, turn: turn, target: target))
        answer(ticket, .accepted(event: offset, turn: turn, decision: decision))
        carryOut(
            decision.action,
            Pending(event: offset, decision: decided, text: submission.text, turn: turn, target: target))
        consult(question, on: offset, decision)
    }

    /// A message whose decision is being carried out.
    struct Pending {
        var event: Offset
        var decision: Offset
        var text: String
        var turn: TurnID

        /// The branch that it is for.
        var target: RunID?

        var queued: QueuedTurn {
            QueuedTurn(id: turn, firstOffset: event, input: [text], decision: decision, isSuccessor: false)
        }
    }

    /// Does what was decided.
    mutating func carryOut(_ action: Action, _ message: Pending) {
        switch action {
        case .start: start(message.queued)
        case .interrupt: interrupt(with: message.queued)
        case .merge:
            var merged = message.queued
            merged.input = (live?.input ?? []) + merged.input
            interrupt(with: merged)
        case .resume:
            var resumed = message.queued
            resumed.resumes = resumable(at: wall)?.transfer.turn
            interrupt(with: resumed)
        case .steer: steer(message)
        case .cancel: stop(cause: .user, outcome: .cancelled, mode: .stop, successor: nil)
        case .rollback: stop(cause: .user, outcome: .rolledBack, mode: .rollback, successor: nil)
        case .side: talk(message.queued)
        case .enqueue, .reject: enqueue(message.queued)
        }
    }

    /// A turn that answers no message.
    mutating func begin(_ ticket: Ticket) {
        guard !fold.isClosed else { return answer(ticket, .closed) }
        let offset = Offset(fold.nextOffset)
        let turn = QueuedTurn(id: turnID(at: offset), firstOffset: offset, input: [], isSuccessor: false)
        if live == nil { start(turn) } else { interrupt(with: turn) }
        answer(ticket, .accepted(event: offset, turn: turn.id, decision: nil))
    }

    /// Starts the next turn that waits; the session is idle when there is none.
    mutating func startNext() {
        guard live == nil else { return }
        moveTalkToMain()
        guard !queue.isEmpty else { return }
        let next = queue.removeFirst()
        if next.isSuccessor { append(Entry(.turnQueued, turn: next.id, lane: .main)) }
        start(next)
        startTalk()
    }

    private func message(_ submission: Submission, turn: TurnID?, lane: Lane = .main) -> Entry {
        let parts = (submission.parts ?? [submission.text]).map { text -> JSON in
            ["type": "text", "text": .string(text)]
        }
        var payload: JSONObject = ["parts": .array(parts)]
        payload["client_message_id"] = submission.clientKey.map(JSON.string)
        payload["when_busy"] = submission.whenBusy.map { .string($0.name) }
        payload["conversation"] = submission.conversation.map(JSON.object)
        payload["progress"] = submission.progress.map(JSON.object)
        return Entry(
            .messageUser, source: submission.source, principal: submission.principal, turn: turn,
            lane: turn == nil ? nil : lane, payload: .object(payload))
    }

    func record(
        _ decision: Decision, of event: Offset, basis: Offset, turn: TurnID, overrides: Offset? = nil, target: RunID? = nil
    ) -> Entry {
        var payload: JSONObject = [
            "event": .int(event.value), "action": .string(decision.action.rawValue),
            "reason": .string(decision.reason), "basis": .int(basis.value),
            "confidence": .double(decision.confidence),
        ]
        payload["overrides"] = overrides.map { .int($0.value) }
        payload["target"] = target.map { .string($0.value) }
        let lane = decision.action == .side ? Lane.side : .main
        return Entry(.arbiterDecided, turn: turn, lane: lane, payload: .object(payload))
    }

    mutating func enqueue(_ turn: QueuedTurn) {
        append(Entry(.turnQueued, turn: turn.id, lane: .main, payload: ["position": .int(queue.count + 1)]))
        queue.append(turn)
    }

    /// The new turn goes before all that wait; a successor that has not started gives way to it.
    mutating func interrupt(with turn: QueuedTurn) {
        var turn = turn
        turn.isSuccessor = true
        guard live != nil else { return start(turn) }
        if let first = queue.first, first.isSuccessor {
            queue.removeFirst()
            end(queued: first, outcome: .superseded, cause: .successor, successor: turn.id)
        }
        queue.insert(turn, at: 0)
        if live?.stop == nil {
            stop(cause: .successor, outcome: .interrupted, mode: .stop, successor: turn.id)
        } else if live?.stop?.successor == nil {
            live?.stop?.successor = turn.id
        }
    }

    /// Ends a turn that never started.
    mutating func end(queued turn: QueuedTurn, outcome: Outcome, cause: Cause, successor: TurnID? = nil) {
        var payload: JSONObject = [
            "outcome": .string(outcome.rawValue), "complete": false, "cause": .string(cause.rawValue),
        ]
        payload["successor"] = successor.map { .string($0.value) }
        append(Entry(.turnEnded, turn: turn.id, lane: turn.lane, payload: .object(payload)))
    }

    private mutating func start(_ turn: QueuedTurn) {
        var payload: JSONObject = [:]
        payload["resumes"] = turn.resumes.map { .string($0.value) }
        append(Entry(.turnStarted, turn: turn.id, lane: .main, payload: .object(payload)))
        live = LiveTurn(
            id: turn.id, lane: .main, firstOffset: turn.firstOffset, input: turn.input, now: now,
            patience: limits.modelFirstByte)
        live?.isTalk = turn.isTalk
        setTimer(.total(turn.id), after: limits.turnTotal)
        setTimer(.silence(turn.id), after: limits.modelFirstByte)
        startRun(agent: fold.agent, input: turn.input, parent: nil, childTicket: nil, transfer: transfer(to: turn))
    }

    /// Hands an interrupted turn's work to the turn that starts: that of the turn it resumes, else the newest, once.
    private mutating func transfer(to turn: QueuedTurn) -> ContextTransfer? {
        let kept = fold.interrupted.last { $0.transfer.turn == turn.resumes }
        guard let last = kept ?? fold.interrupted.last, !last.isConsumed || kept != nil else { return nil }
        guard let transfer = handedOver(last.transfer.turn) else { return nil }
        append(Entry(.contextTransferred, turn: turn.id, lane: .main, payload: transfer.payload))
        return transfer
    }

    /// What a turn hands over, with what it had taken over itself: a turn that is interrupted before it could use that
    /// must not lose it.
    func handedOver(_ id: TurnID) -> ContextTransfer? {
        var chain: [ContextTransfer] = []
        var next: TurnID? = id
        // Each turn inherits from one that ended before it, so the chain ends; a damaged log must not make it a circle.
        while let id = next, chain.count < SessionFold.interruptedCountMax,
            let kept = fold.interrupted.last(where: { $0.transfer.turn == id })
        {
            chain.append(kept.transfer)
            next = kept.inherits
        }
        guard var transfer = chain.first else { return nil }
        transfer.earlier = Array(chain.dropFirst())
        return transfer
    }
}
