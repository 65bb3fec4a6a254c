/// Cancel is a transaction: requested, observed, settled or detached.
extension SessionMachine {
    mutating func cancel(_ id: TurnID, mode: CancelMode, cause: Cause, waits: Bool, _ ticket: Ticket) {
        guard let known = fold.turns.last(where: { $0.id == id }) else { return answer(ticket, .unknownTurn) }
        if case .ended(let outcome) = known.state { return answer(ticket, .stopped(id, outcome)) }
        if let turn = removeQueued(where: { $0.id == id }) {
            let stop = Stop(cause: cause, outcome: .cancelled, mode: mode, requestedAt: now)
            for kind in [EventKind.cancelRequested, .cancelObserved, .cancelSettled] {
                append(cancelEntry(kind, stop, turn: id, lane: turn.lane))
            }
            end(queued: turn, outcome: .cancelled, cause: cause)
            return answer(ticket, .stopped(id, .cancelled))
        }
        guard live?.id == id else { return answer(ticket, .unknownTurn) }
        if mode == .rollback, live?.hasCommitted == true { return answer(ticket, .committed) }
        if live?.stop == nil {
            // What goes on beside a side turn is not taken out of view with it.
            let isRollback = mode == .rollback && live?.lane != .side
            let outcome = cause == .deadline ? Outcome.timedOut : .cancelled
            stop(cause: cause, outcome: isRollback ? .rolledBack : outcome, mode: mode, successor: nil)
        }
        if case .ended(let outcome)? = fold.turns.last(where: { $0.id == id })?.state {
            answer(ticket, .stopped(id, outcome))
        } else if waits {
            live?.cancelWaiters.append(ticket)
        } else {
            answer(ticket, .stopping(id, known.state))
        }
    }

    mutating func endCancelWait(_ id: TurnID, _ ticket: Ticket) {
        guard live?.id == id, let place = live?.cancelWaiters.firstIndex(of: ticket) else { return }
        live?.cancelWaiters.remove(at: place)
        answer(ticket, .stopping(id, .running))
    }

    /// Begins to stop the running turn: the cooperative signal now, louder ones by and by.
    mutating func stop(cause: Cause, outcome: Outcome, mode: CancelMode, successor: TurnID?) {
        guard let turn = live, turn.stop == nil, !endWaiting() else { return }
        let stop = Stop(cause: cause, outcome: outcome, mode: mode, successor: successor, requestedAt: now)
        live?.stop = stop
        append(cancelEntry(.cancelRequested, stop))
        dropInputs { _ in true }
        for call in turn.calls where !call.isProtected { tell(call.id, [.token]) }
        for run in turn.runs { signal(.run(run.id), .token) }
        setTimer(.cancelTask(turn.id), after: limits.cancelTask)
        setTimer(.cancelDetach(turn.id), after: limits.cancelDetach)
    }

    /// Tells a call to stop, unless nothing may stop it any more.
    mutating func tell(_ id: CallID, _ signals: [Signal]) {
        guard let index = live?.index(of: id), live?.calls[index].isProtected == false else { return }
        live?.calls[index].isTold = true
        if let call = live?.calls[index], call.standing != .running {
            signal(.call(id), .abandon)
            return dropIdle(call)
        }
        stopCollecting(index, .cancelled)
        for step in signals { signal(.call(id), step) }
    }

    /// Refuses a report of something that was told to stop; the refusal is how it learns of it.
    mutating func refuse(_ ticket: Ticket, call: CallID? = nil) {
        observe(call: call)
        answer(ticket, .cancelled)
    }

    /// Records the first sign that the stop was noticed.
    mutating func observe(call: CallID?) {
        guard let stop = live?.stop, !stop.isObserved else { return }
        live?.stop?.isObserved = true
        append(cancelEntry(.cancelObserved, stop, call: call.map { id in live?.calls.first { $0.id == id }?.shown ?? id }))
    }

    func cancelEntry(
        _ kind: EventKind, _ stop: Stop, turn: TurnID? = nil, lane: Lane? = nil, call: CallID? = nil
    ) -> Entry {
        var payload: JSONObject = ["cause": .string(stop.cause.rawValue)]
        if kind == .cancelRequested {
            payload["mode"] = .string(stop.mode.rawValue)
        } else {
            payload["ms"] = .int(Int((now - stop.requestedAt) / .milliseconds(1)))
        }
        payload["call"] = call.map { .string($0.value) }
        return Entry(kind, turn: turn ?? live?.id, lane: lane ?? live?.lane, payload: .object(payload))
    }

    // MARK: Timers

    mutating func fire(_ timer: SessionTimer) {
        switch timer {
        case .delta(let run): deltaTimerFired(run)
        case .deadline(let call): deadlinePassed(call)
        case .silenceNotice(let call): checkSilence(of: call)
        case .input(let call): inputExpired(call)
        case .total(let turn):
            guard live?.id == turn else { return }
            stop(cause: .deadline, outcome: .timedOut, mode: .stop, successor: nil)
        case .silence(let turn): checkSilence(turn)
        case .sideTalk(let turn): endTalk(beside: turn)
        case .cancelTask(let id):
            guard let turn = live, turn.id == id, turn.stop != nil else { return }
            for call in turn.calls { tell(call.id, [.task]) }
            for run in turn.runs { signal(.run(run.id), .task) }
        case .cancelDetach(let id): goOnWithout(id)
        case .branchTask(let run): branchTimerFired(run, .task)
        case .branchDetach(let run): branchTimerFired(run, .abandon)
        }
    }

    /// A sign of life from the agent itself; the runtime's own notices are none.
    mutating func showLife(patience: Duration) {
        let now = now
        live?.evidenceAt = now
        live?.patience = patience
        if let turn = live, now + patience < turn.silenceDue { watchSilence(turn.id, after: patience) }
    }

    private mutating func watchSilence(_ id: TurnID, after delay: Duration) {
        let due = now + delay
        live?.silenceDue = due
        setTimer(.silence(id), after: delay)
    }

    /// The timer is not moved at every sign of life; it looks, when it fires, how long ago the last one was.
    private mutating func checkSilence(_ id: TurnID) {
        guard let turn = live, turn.id == id, turn.stop == nil else { return }
        // Tools have deadlines of their own, and people theirs.
        guard turn.calls.isEmpty, turn.inputs.isEmpty else { return watchSilence(id, after: limits.silence) }
        let left = turn.evidenceAt + turn.patience - now
        guard left <= .zero else { return watchSilence(id, after: left) }
        stop(cause: .deadline, outcome: .timedOut, mode: .stop, successor: nil)
    }

    /// The last rung: what has not stopped by now is left behind. Committed calls are waited for.
    private mutating func goOnWithout(_ id: TurnID) {
        guard let turn = live, turn.id == id else { return }
        let orphans = turn.stop != nil ? turn.calls : turn.calls.filter { call in
            turn.runs.contains { $0.id == call.run && $0.result != nil }
        }
        for call in orphans where !call.isProtected { detach(call) }
        guard let turn = live, turn.id == id, turn.stop != nil, turn.calls.isEmpty else { return }
        observe(call: nil)
        for run in turn.runs.reversed() where live?.index(of: run.id) != nil {
            signal(.run(run.id), .abandon)
            finish(run.id, .cancelled)
        }
    }

    mutating func clearTimers(of turn: LiveTurn) {
        let id = turn.id
        for timer in [SessionTimer.silence(id), .total(id), .cancelTask(id), .cancelDetach(id)] { clearTimer(timer) }
        if case .waiting = turn.ending { clearTimer(.sideTalk(id)) }
    }
}

extension SessionMachine {
    /// Whether the turn runs and has been told to stop.
    package func isStopping(_ turn: TurnID) -> Bool { places.contains { $0?.id == turn && $0?.stop != nil } }

    /// The lane of a run that has not ended; nil for any other.
    package func lane(of run: RunID) -> Lane? {
        places.lazy.compactMap(\.self).first { $0.index(of: run) != nil }?.lane
    }

    /// Whether the call is running and has been told to stop.
    package func isTold(_ call: CallID) -> Bool {
        for turn in places.compactMap(\.self) {
            if let index = turn.index(of: call) { return turn.calls[index].isTold }
        }
        return true
    }
}
