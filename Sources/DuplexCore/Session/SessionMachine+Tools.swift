extension SessionMachine {
    /// Records what a run asks for and starts what may be started.
    mutating func startCalls(_ selections: [ToolSelection], of run: RunID, _ ticket: Ticket) {
        guard let turn = live, let index = turn.index(of: run), turn.runs[index].result == nil else {
            return answer(ticket, .ended)
        }
        guard turn.stop == nil, !turn.runs[index].isTold else { return refuse(ticket) }
        guard !selections.isEmpty else { return answer(ticket, .outcomes([])) }
        showLife(patience: limits.silence)
        var batch = Batch(ticket: ticket, calls: selections.map(\.call))
        for (place, selection) in selections.enumerated() {
            let selected = Self.payload(
                of: selection,
                ["arguments": selection.shownArguments, "model_call": .string(selection.modelCall)])
            append(liveEntry(.toolSelected, index, payload: selected))
            let tooMany = ToolSelection.Refusal(
                code: "too_many_calls", message: "At most \(limits.callsPerStepMax) calls may be asked for at once.")
            let refusal =
                selection.refusal ?? turn.lane.refusal(of: selection.traits) ?? refusalOfOverlap(selection)
            if let refusal = place < limits.callsPerStepMax ? refusal : tooMany {
                batch.outcomes[selection.call] = refuse(selection, refusal, index)
            } else if let outcome = outcomeInBackground(of: selection, index) {
                batch.outcomes[selection.call] = outcome
            } else if selection.traits.needsApproval {
                requestApproval(of: selection, index)
            } else {
                start(selection, index)
            }
        }
        if batch.isComplete {
            answer(ticket, .outcomes(batch.calls.compactMap { batch.outcomes[$0] }))
        } else {
            live?.runs[index].batches.append(batch)
        }
    }

    mutating func refuse(
        _ selection: ToolSelection, _ refusal: ToolSelection.Refusal, _ index: Int
    ) -> ToolOutcome {
        signal(.call(selection.call), .abandon)
        let error: JSON = ["code": .string(refusal.code), "message": .string(refusal.message)]
        let payload = Self.payload(of: selection, ["error": error, "refused": true])
        append(liveEntry(.toolFailed, index, payload: payload))
        return ToolOutcome(call: selection.call, status: .refused, value: error)
    }

    /// Starts a call, unless another call of its tool stands before it.
    mutating func start(_ selection: ToolSelection, _ index: Int) {
        guard let run = live?.runs[index] else { return }
        let call = LiveCall(
            id: selection.call, run: run.id, name: selection.name, traits: selection.traits,
            arguments: selection.shownArguments, isAgentDecision: selection.isAgentDecision)
        live?.calls.append(call)
        live?.hasShown = true
        if let other = deed(of: selection) { return join(call, other) }
        if selection.traits.overlap == .queued, let other = rival(of: call.id, call.name) { return wait(call, other) }
        begin(call)
    }

    /// Starts a call's work.
    mutating func begin(_ call: LiveCall) {
        guard let turn = live, let index = turn.index(of: call.id) else { return }
        let key = idempotencyKey(of: call.id)
        appendStart(of: call, key: key)
        live?.calls[index].standing = .running
        let due = now + call.traits.deadline
        live?.calls[index].deadlineDue = due
        // What the runtime looks up by itself makes no talk of importance.
        if turn.lane == .side, call.isAgentDecision { live?.tools.insert(call.name) }
        setTimer(.deadline(call.id), after: call.traits.deadline)
        listen(to: call.id)
        perform(.startTool(call.id, run: call.run, turn: turn.id, key: key))
    }

    /// Records that a call works from now on; `joins` is the one that does its work.
    mutating func appendStart(of call: LiveCall, key: String, joins other: LiveCall? = nil) {
        var members = startMembers(of: call.traits, key: key)
        if let other {
            members["joins"] = .string(other.shown.value)
            members["accepts"] = nil
        }
        var entry = toolEntry(.toolStarted, call, members)
        entry.source = .agent
        append(entry)
    }

    /// What `tool.started` says of a tool.
    func startMembers(of traits: ToolTraits, key: String) -> JSONObject {
        var members: JSONObject = [
            "duration": .string(traits.duration.rawValue), "effect": .string(traits.effect.rawValue),
            "interruptible": .string(traits.interruptible.rawValue), "feedback": .string(traits.feedback),
            "key": .string(key),
        ]
        let kinds = ToolMessage.Kind.allCases.filter(traits.accepts.contains).map { JSON.string($0.rawValue) }
        if !kinds.isEmpty { members["accepts"] = .array(kinds) }
        return members
    }

    /// The same for every attempt of a call.
    func idempotencyKey(of call: CallID) -> String { "\(id.value)/\(call.value)" }

    /// What a running tool reports.
    mutating func report(_ event: ToolEvent, of call: CallID, _ ticket: Ticket) {
        guard let turn = live, let index = turn.index(of: call), let run = turn.index(of: turn.calls[index].run) else {
            return answer(ticket, detached[call] == nil ? .ended : .cancelled)
        }
        let running = turn.calls[index]
        let now = now
        live?.calls[index].heardAt = now
        if case .partial(let key, let value, let isComplete) = event {
            showLife(patience: turn.patience)
            appendPartial(key, value, isComplete, turn.runs[run])
            return answer(ticket, .ok)
        }
        guard !running.isTold || running.isProtected else { return refuse(ticket, call: call) }
        showLife(patience: limits.silence)
        switch event {
        case .progress(let percent, let text):
            let percent = max(running.percent, min(100, max(0, percent)))
            if percent > running.percent || (text != running.text && !text.isEmpty) {
                live?.calls[index].percent = percent
                live?.calls[index].text = text
                append(toolEntry(.toolProgress, running, ["percent": .int(percent), "text": .string(text)]))
            }
        case .remember(let key, let value):
            append(Entry(.sessionUpdated, source: .tool, payload: ["memory": .object([key: value])]))
        case .partial: break
        }
        answer(ticket, .ok)
    }

    /// One winner: a cancel that came first, or the commit.
    mutating func commit(_ call: CallID, _ ticket: Ticket) {
        guard let turn = live, let index = turn.index(of: call) else {
            return answer(ticket, detached[call] == nil ? .ended : .cancelled)
        }
        guard !turn.calls[index].isTold || turn.calls[index].isProtected else { return refuse(ticket, call: call) }
        // What changes nothing has nothing to commit.
        guard turn.lane != .side else { return answer(ticket, .cancelled) }
        if !turn.calls[index].isCommitted {
            live?.calls[index].isCommitted = true
            live?.hasCommitted = true
            append(toolEntry(.toolCommitted, turn.calls[index]))
        }
        answer(ticket, .ok)
    }

    mutating func toolReturned(_ id: CallID, _ result: ToolResult) {
        if let gone = detached.removeValue(forKey: id) { return discard(gone, result) }
        guard let turn = live, let index = turn.index(of: id) else { return }
        let call = turn.calls[index]
        dropInputs { $0.call == id }
        if call.isTold { observe(call: id) }
        showLife(patience: limits.modelFirstByte)
        switch result {
        case .finished(let value):
            end(call, .toolFinished, ["result": value, "arguments": call.arguments])
            settle(call, .finished, value)
        case .cancelled where call.isTold:
            // A tool that stops where it was told to has not passed its commit point; one that has none may have.
            let isUnknown = call.traits.effect == .write && call.traits.interruptible == .anyTime
            end(call, .toolCancelled, ["effect": isUnknown ? "unknown" : "none"])
            settle(call, isUnknown ? .cancelledEffectUnknown : .cancelledBeforeEffect, .null)
        case .cancelled: fail(call, code: "tool.stopped_itself", message: "The tool gave up.")
        case .failed(let code, let message): fail(call, code: code, message: message)
        }
    }

    /// A call took longer than its tool allows.
    mutating func deadlinePassed(_ id: CallID) {
        guard let turn = live, let index = turn.index(of: id) else { return }
        let call = turn.calls[index]
        giveUp(call)
        if call.isCommitted {
            end(call, .toolCancelled, ["effect": "unknown"])
            settle(call, .cancelledEffectUnknown, .null)
        } else {
            fail(call, code: "tool.timed_out", message: "The tool took longer than \(call.traits.deadline).")
        }
    }

    /// Goes on without a call that does not stop.
    mutating func detach(_ call: LiveCall) {
        giveUp(call)
        end(call, .toolDetached)
        settle(call, .detached, .null)
    }

    /// Records how a call has ended; what it was told and has not read is too late.
    mutating func end(_ call: LiveCall, _ kind: EventKind, _ more: JSONObject = [:]) {
        closeInbox(of: call.id)
        append(toolEntry(kind, call, more))
    }

    private mutating func giveUp(_ call: LiveCall) {
        dropInputs { $0.call == call.id }
        guard let turn = live else { return }
        detached[call.id] = DetachedCall(
            shown: call.shown, turn: turn.id, run: call.run, lane: turn.lane, name: call.name, leftAt: now)
        for step in [Signal.token, .task, .abandon] { signal(.call(call.id), step) }
    }

    private mutating func discard(_ gone: DetachedCall, _ result: ToolResult) {
        let outcome: String
        switch result {
        case .finished: outcome = "finished"
        case .failed: outcome = "failed"
        // It stopped after all: nothing is thrown away.
        case .cancelled: return
        }
        let payload: JSON = [
            "call": .string(gone.shown.value), "name": .string(gone.name), "outcome": .string(outcome),
            "ms": .int(Int((now - gone.leftAt) / .milliseconds(1))),
        ]
        append(Entry(.toolDiscarded, source: .tool, turn: gone.turn, run: gone.run, lane: gone.lane, payload: payload))
    }

    private mutating func fail(_ call: LiveCall, code: String, message: String) {
        let error: JSON = ["code": .string(code), "message": .string(message)]
        end(call, .toolFailed, ["error": error, "arguments": call.arguments])
        settle(call, .failed, error)
    }

    /// The run learns of its calls once each of them has an outcome.
    mutating func settle(_ call: LiveCall, _ status: ToolOutcome.Status, _ value: JSON) {
        clearTimer(.deadline(call.id))
        clearTimer(.silenceNotice(call.id))
        live?.calls.removeAll { $0.id == call.id }
        let outcome = ToolOutcome(call: call.id, status: status, value: value)
        letOthersGoOn(after: call, outcome)
        if let turn = live, let run = turn.index(of: call.run), turn.runs[run].isDormant {
            return wake(call.run, call, outcome)
        }
        conclude(outcome, of: call.run)
        // The ladder waited for a committed call; the run itself gets its time to unwind now.
        if let turn = live, turn.stop != nil, call.isProtected {
            setTimer(.cancelDetach(turn.id), after: limits.cancelDetach)
        }
        finishIfSettled(call.run)
    }

    /// Gives one outcome to the batch that waits for it, and the batch to its run once it is complete.
    mutating func conclude(_ outcome: ToolOutcome, of id: RunID) {
        guard let turn = live, let run = turn.index(of: id),
            let place = turn.runs[run].batches.firstIndex(where: { $0.calls.contains(outcome.call) })
        else { return }
        live?.runs[run].batches[place].outcomes[outcome.call] = outcome
        answerBatch(place, of: run)
    }

    /// Answers a batch once it is complete and somebody waits for it.
    mutating func answerBatch(_ place: Int, of run: Int) {
        guard let turn = live, let ticket = turn.runs[run].batches[place].ticket, turn.runs[run].batches[place].isComplete
        else { return }
        let batch = turn.runs[run].batches[place]
        live?.runs[run].batches.remove(at: place)
        let told = turn.stop != nil || turn.runs[run].result != nil || turn.runs[run].isTold
        answer(ticket, told ? .cancelled : .outcomes(batch.calls.compactMap { batch.outcomes[$0] }))
    }

    func toolEntry(_ kind: EventKind, _ call: LiveCall, _ more: JSONObject = [:]) -> Entry {
        var members: JSONObject = [:]
        if call.continued != nil { members["continues"] = .string(call.id.value) }
        for member in more.members { members.append(member.key, member.value) }
        let payload = Self.payload(of: call.shown, call.name, isAgentDecision: call.isAgentDecision, members)
        guard let turn = live, let index = turn.index(of: call.run) else { preconditionFailure("a call has its run") }
        return entry(kind, of: turn.runs[index], source: .tool, payload: payload)
    }

    private static func payload(of selection: ToolSelection, _ more: JSONObject) -> JSON {
        payload(of: selection.call, selection.name, isAgentDecision: selection.isAgentDecision, more)
    }

    /// What every event of a call begins with; that an agent asked for it goes without saying.
    private static func payload(of call: CallID, _ name: String, isAgentDecision: Bool, _ more: JSONObject) -> JSON {
        var payload: JSONObject = ["call": .string(call.value), "name": .string(name)]
        if !isAgentDecision { payload.append("is_agent_decision", false) }
        for member in more.members { payload.append(member.key, member.value) }
        return .object(payload)
    }
}
