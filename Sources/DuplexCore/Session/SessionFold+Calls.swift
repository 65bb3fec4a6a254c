/// What the fold keeps of tool calls, and of what they ask people for.
extension SessionFold {
    mutating func applyCall(_ entry: Entry, at time: Timestamp) {
        guard let id = entry.payload["call"]?.string.map(CallID.init) else { return }
        if entry.kind == .toolSelected {
            guard let turn = entry.turn, let run = entry.run else { return }
            calls.append(
                Call(
                    id: id, turn: turn, run: run, lane: entry.lane ?? .main, name: entry.payload["name"]?.string ?? "",
                    modelCall: entry.payload["model_call"]?.string ?? "",
                    continues: entry.payload["continues"]?.string.map(CallID.init), arguments: entry.payload["arguments"] ?? [:]))
            // A run that goes on after a restart takes up the calls that it asked for itself.
            guard entry.payload["is_agent_decision"] != false else { return }
            if let index = runs.firstIndex(where: { $0.id == run }) { runs[index].calls.append(id) }
            return
        }
        if entry.kind == .toolDiscarded { return applyDiscarded(id, entry) }
        guard let index = calls.firstIndex(where: { $0.id == id }) else { return }
        noteEffect(calls[index], entry)
        switch entry.kind {
        case .toolStarted:
            calls[index].isStarted = true
            calls[index].startedAt = time
            calls[index].isLong = entry.payload["duration"]?.string == ToolTraits.DurationClass.long.rawValue
            calls[index].isJoined = entry.payload["joins"] != nil
            calls[index].isWrite = !calls[index].isJoined && entry.payload["effect"]?.string == ToolTraits.EffectClass.write.rawValue
            calls[index].feedback = entry.payload["feedback"]?.string ?? ""
            calls[index].accepts = (entry.payload["accepts"]?.array ?? []).compactMap { $0.string.flatMap(ToolMessage.Kind.init) }
            calls[index].interruptible =
                entry.payload["interruptible"]?.string.flatMap(ToolTraits.Interruptible.init(rawValue:)) ?? .anyTime
        case .toolProgress:
            let percent = entry.payload["percent"]?.int ?? calls[index].percent
            if percent != calls[index].percent { calls[index].progressAt = time }
            calls[index].percent = percent
            calls[index].text = entry.payload["text"]?.string ?? ""
        case .toolCommitted: calls[index].isCommitted = true
        case .toolMessaged: applyMessaged(entry, index)
        case .toolFinished, .toolFailed, .toolCancelled, .toolDetached, .toolHandedOver: end(calls[index], entry)
        default: break
        }
    }

    private mutating func applyMessaged(_ entry: Entry, _ index: Int) {
        let number = entry.payload["number"]?.int ?? 0
        calls[index].hasMessages = true
        calls[index].unread.removeAll { $0.number == number }
        guard entry.payload["state"]?.string == "accepted" else { return }
        calls[index].unread.append(Unread(number: number, kind: entry.payload["kind"]?.string ?? ""))
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

    private mutating func end(_ call: Call, _ entry: Entry) {
        calls.removeAll { $0.id == call.id }
        guard let index = runs.firstIndex(where: { $0.id == call.run }), runs[index].calls.contains(call.id) else { return }
        runs[index].outcomes.append(Self.outcome(of: call.id, entry))
    }

    /// How a call ended, as its run is told.
    private static func outcome(of call: CallID, _ entry: Entry) -> ToolOutcome {
        let payload = entry.payload
        switch entry.kind {
        case .toolFinished: return ToolOutcome(call: call, status: .finished, value: payload["result"] ?? .null)
        case .toolFailed:
            let status: ToolOutcome.Status = payload["refused"]?.bool == true ? .refused : .failed
            return ToolOutcome(call: call, status: status, value: payload["error"] ?? .null)
        case .toolDetached: return ToolOutcome(call: call, status: .detached, value: .null)
        case .toolHandedOver: return ToolOutcome(call: call, status: .handedOver, value: .null)
        default:
            let isUnknown = payload["effect"]?.string == "unknown"
            return ToolOutcome(
                call: call, status: isUnknown ? .cancelledEffectUnknown : .cancelledBeforeEffect, value: .null)
        }
    }

    mutating func applyInput(_ entry: Entry) {
        guard let call = entry.payload["call"]?.string.map(CallID.init), let turn = entry.turn, let run = entry.run,
            let kind = entry.payload["kind"]?.string.flatMap(InputKind.init(rawValue:))
        else { return }
        if entry.kind == .inputRequested {
            let expires = entry.payload["expires"]?.string.flatMap(Timestamp.init(parsing:)) ?? created
            inputs.append(
                Input(call: call, turn: turn, run: run, kind: kind, expires: expires, request: entry.payload))
            setState(of: turn, from: .running, to: .waitingForInput)
            return
        }
        inputs.removeAll { $0.call == call }
        if kind == .question, let index = calls.firstIndex(where: { $0.id == call }) {
            calls[index].replies.append(entry.payload["answer"]?.string)
        }
        if !inputs.contains(where: { $0.turn == turn }) { setState(of: turn, from: .waitingForInput, to: .running) }
    }

    private mutating func setState(of turn: TurnID, from: TurnState, to state: TurnState) {
        guard let index = turns.lastIndex(where: { $0.id == turn && $0.state == from }) else { return }
        turns[index].state = state
    }
}
