/// What a message does, and how its sender can change that until it is used.
extension SessionMachine {
    /// What a message would do now; nothing changes.
    package func decide(_ submission: Submission) -> Decision {
        guard let running = live else { return Decision(.start, "nothing is running", confidence: 1) }
        let wish = submission.whenBusy ?? fold.whenBusy ?? policy
        switch wish {
        case .named(let action):
            let reason = submission.whenBusy == nil ? "the session's rule" : "asked for by the sender"
            return possible(Decision(action, reason, confidence: 1), running)
        case .auto:
            return possible(meanwhile(chosen(submission.text)), running)
        case .bargeIn: return possible(bargeIn(on: running), running)
        }
    }

    /// Who speaks over the agent wants to be heard at once; whether that costs the work depends on the work alone.
    private func bargeIn(on running: LiveTurn) -> Decision {
        running.calls.contains { $0.traits.duration == .long }
            ? Decision(.side, "spoken over a long operation, which goes on", confidence: 1)
            : Decision(.interrupt, "spoken over the agent", confidence: 1)
    }

    /// What the arbiter makes of a message; one without words is a hint of what would be done with most of them.
    private func chosen(_ text: String) -> Decision {
        guard text.isEmpty else {
            var situation = situation(text)
            let decision = OfflineArbiter().decide(situation)
            guard decision.action == .merge, live?.hasShown == true else { return decision }
            // Too late to be joined with the message before, so it is judged as if that had been said long ago.
            situation.millisecondsSincePreviousMessage = .max
            return OfflineArbiter().decide(situation)
        }
        let isLong = live?.calls.contains { $0.traits.duration == .long } ?? false
        return isLong
            ? Decision(.side, "a long tool is running", confidence: 0.5)
            : Decision(.enqueue, "the agent is answering", confidence: 0.5)
    }

    /// The nearest thing to a wish that the running turn allows.
    func possible(_ wish: Decision, _ running: LiveTurn) -> Decision {
        func instead(_ action: Action, _ reason: String) -> Decision {
            Decision(action, reason, confidence: wish.confidence)
        }
        switch wish.action {
        case .side:
            return reasonAgainstTalk(beside: running).map { instead(.enqueue, "\(wish.reason); \($0)") } ?? wish
        case .steer where running.ending != .working, .merge where running.ending != .working:
            return instead(.enqueue, "\(wish.reason); the turn's work is done already")
        case .steer where running.stop != nil: return instead(.enqueue, "\(wish.reason); the turn is stopping already")
        case .merge where running.hasShown: return instead(.steer, "\(wish.reason); the turn has shown something already")
        case .merge where running.stop != nil: return instead(.interrupt, "\(wish.reason); the turn is stopping already")
        case .resume where resumable(at: wall) == nil:
            return instead(.enqueue, "\(wish.reason); there is nothing to go on from")
        case .rollback where running.hasCommitted:
            return instead(.cancel, "\(wish.reason); a write is past its point of no return")
        case .start: return instead(.enqueue, wish.reason)
        case .interrupt, .enqueue, .reject, .cancel, .steer, .merge, .resume, .rollback: return wish
        }
    }

    // MARK: Steering

    mutating func steer(_ message: Pending) {
        live?.steers.append(
            Steer(event: message.event, decision: message.decision, text: message.text, target: message.target))
        append(steered(message.event, "accepted"))
        if let target = message.target { restart(target) }
    }

    /// The messages that the next step reads, with their receipts.
    mutating func consumeSteers(_ step: Int) -> [String] {
        // What is for one branch is for that branch alone.
        guard let steers = live?.steers.filter({ $0.target == nil }), !steers.isEmpty else { return [] }
        for steer in steers { append(steered(steer.event, "consumed", step: step)) }
        live?.steers.removeAll { $0.target == nil }
        return steers.map(\.text)
    }

    /// What no step of an ending turn has read becomes the next turn's input, unless the person stopped the work.
    mutating func passOnSteers(_ outcome: Outcome) {
        guard let turn = live, let first = turn.steers.first, ![.cancelled, .rolledBack].contains(outcome) else { return }
        live?.steers = []
        if turn.stop?.successor != nil, let successor = queue.first {
            for steer in turn.steers { append(steered(steer.event, "too_late", turn: successor.id)) }
            queue[0].input = turn.steers.map(\.text) + successor.input
        } else {
            let next = QueuedTurn(
                id: freshTurnID, firstOffset: first.event, input: turn.steers.map(\.text),
                isSuccessor: true)
            for steer in turn.steers { append(steered(steer.event, "too_late", turn: next.id)) }
            queue.insert(next, at: 0)
        }
    }

    /// A name for the turn of a message that another turn had taken in.
    ///
    /// The turn that the message may have had before has ended, so its name is used up; the offset of the event that
    /// moves the message is not.
    var freshTurnID: TurnID { turnID(at: Offset(fold.nextOffset)) }

    func steered(
        _ event: Offset, _ state: String, step: Int? = nil, turn: TurnID? = nil, run: RunID? = nil
    ) -> Entry {
        var payload: JSONObject = ["event": .int(event.value), "state": .string(state)]
        payload["step"] = step.map(JSON.int)
        payload["run"] = run.map { .string($0.value) }
        return Entry(.messageSteered, turn: turn ?? live?.id, lane: .main, payload: .object(payload))
    }

    // MARK: Second thoughts

    /// Changes what a message does, as long as nothing has used it and nobody else has changed it.
    mutating func decide(
        _ event: Offset, _ action: Action, replaces: Offset?, by principal: Principal, _ ticket: Ticket
    ) {
        guard let current = pendingMessage(event) else { return answer(ticket, .notPending) }
        if let replaces, replaces != current.decision { return answer(ticket, .decided(current.decision)) }
        guard let running = live else { return answer(ticket, .notPending) }
        let decision = possible(Decision(action, "changed by the sender", confidence: 1), running)
        let message = replace(current, by: decision, running)
        answer(ticket, .accepted(event: event, turn: message.turn, decision: decision))
        carryOut(decision.action, message)
    }

    /// Records another decision on a message that waits, and takes it from where it waits.
    mutating func replace(_ current: Pending, by decision: Decision, _ running: LiveTurn) -> Pending {
        var message = current
        let staysWithLive = [.steer, .cancel, .rollback].contains(decision.action)
        let isQueued = queue.contains { $0.firstOffset == current.event }
        message.turn = staysWithLive ? running.id : isQueued ? current.turn : freshTurnID
        let basis = Offset(fold.nextOffset - 1)
        message.decision = append(
            record(decision, of: current.event, basis: basis, turn: message.turn, overrides: current.decision))
        take(current.event, successor: message.turn == current.turn ? nil : message.turn)
        return message
    }

    /// Takes a message back: it stays in the log, out of view.
    mutating func withdraw(_ event: Offset, by principal: Principal, _ ticket: Ticket) {
        guard let message = pendingMessage(event) else { return answer(ticket, .notPending) }
        let queued = removeQueued { $0.firstOffset == event }
        if let queued {
            end(queued: queued, outcome: .cancelled, cause: .user)
        } else {
            live?.steers.removeAll { $0.event == event }
        }
        let hidden: JSON = ["from": .int(event.value), "to": .int(event.value), "by": .string(principal.value)]
        append(
            Entry(
                .eventsHidden, principal: principal, turn: message.turn, lane: queued?.lane ?? .main, payload: hidden))
        answer(ticket, .updated)
    }

    /// A message that waits: of a turn of its own, or for the running turn's next step.
    func pendingMessage(_ event: Offset) -> Pending? {
        if let turn = (queue + sideQueue).first(where: { $0.firstOffset == event }), let decision = turn.decision {
            return Pending(event: event, decision: decision, text: turn.input.joined(separator: "\n"), turn: turn.id)
        }
        guard let running = live, let steer = running.steers.first(where: { $0.event == event }) else { return nil }
        return Pending(event: event, decision: steer.decision, text: steer.text, turn: running.id)
    }

    /// Removes a message from where it waits; a turn of its own that loses its message ends.
    private mutating func take(_ event: Offset, successor: TurnID?) {
        live?.steers.removeAll { $0.event == event }
        guard let turn = removeQueued(where: { $0.firstOffset == event }) else { return }
        if live?.stop?.successor == turn.id { live?.stop?.successor = nil }
        if let successor { end(queued: turn, outcome: .superseded, cause: .successor, successor: successor) }
    }

    // MARK: Going on

    /// The interrupted turn that can be resumed now: the newest one, or the one that is asked for, while people
    /// remember it and unless another turn has gone on from it.
    func resumable(_ id: TurnID? = nil, at time: Timestamp) -> SessionFold.Interrupted? {
        return fold.interrupted.last { kept in
            let turn = kept.transfer.turn
            return id ?? turn == turn && !kept.isResumed && !queue.contains { $0.resumes == turn }
                && kept.transfer.time + limits.resumeGrace >= time
        }
    }

    /// A new turn that goes on from an interrupted one; whatever runs in between is interrupted first.
    mutating func resume(_ id: TurnID, _ ticket: Ticket) {
        guard !fold.isClosed else { return answer(ticket, .closed) }
        guard fold.turns.contains(where: { $0.id == id }) else { return answer(ticket, .unknownTurn) }
        guard let last = resumable(id, at: wall) else { return answer(ticket, .notResumable) }
        let offset = Offset(fold.nextOffset)
        let turn = QueuedTurn(
            id: turnID(at: offset), firstOffset: offset, input: [last.transfer.query], resumes: id, isSuccessor: true)
        interrupt(with: turn)
        answer(ticket, .accepted(event: offset, turn: turn.id, decision: nil))
    }
}
