/// Calls of one tool that come together: the same deed is done once, and another one runs beside it, waits or is refused,
/// as the tool says. What the side lane looks up stands in nobody's way.
extension SessionMachine {
    /// The call that does already what another one of these traits would do.
    func deed(of selection: ToolSelection) -> LiveCall? {
        guard live?.lane != .side, let deed = selection.traits.deed else { return nil }
        return working(selection.name).first { $0.id != selection.call && $0.traits.deed == deed }
    }

    /// Another call of the same tool that works.
    func rival(of id: CallID, _ name: String) -> LiveCall? {
        live?.lane == .side ? nil : working(name).first { $0.id != id }
    }

    private func working(_ name: String) -> [LiveCall] {
        places.compactMap(\.self).filter { $0.lane != .side }.flatMap(\.calls)
            .filter { $0.name == name && $0.standing == .running }
    }

    /// Why a call is refused that comes while another one of its tool runs; nil when it is not.
    func refusalOfOverlap(_ selection: ToolSelection) -> ToolSelection.Refusal? {
        guard selection.traits.overlap == .refused, deed(of: selection) == nil,
            rival(of: selection.call, selection.name) != nil
        else { return nil }
        return ToolSelection.Refusal(
            code: "already_running",
            message: "\(selection.name) is running already, for something else; this can be done when that has ended.")
    }

    /// A deed that goes on in the background already: the call need not wait for it. Nil for any other.
    mutating func outcomeInBackground(of selection: ToolSelection, _ index: Int) -> ToolOutcome? {
        guard let other = deed(of: selection), other.continued != nil, let run = live?.runs[index],
            let owner = places.compactMap(\.self).first(where: { $0.index(of: other.id) != nil })
        else { return nil }
        let call = LiveCall(
            id: selection.call, run: run.id, name: selection.name, traits: selection.traits,
            arguments: selection.shownArguments, isAgentDecision: selection.isAgentDecision)
        signal(.call(call.id), .abandon)
        appendStart(of: call, key: idempotencyKey(of: other.id), joins: other)
        append(toolEntry(.toolHandedOver, call, ["turn": .string(owner.id.value), "to": .string(other.shown.value)]))
        return ToolOutcome(call: call.id, status: .handedOver, value: .null)
    }

    /// A call that would do what another one does: it waits for that one's end, and does nothing itself.
    mutating func join(_ call: LiveCall, _ other: LiveCall) {
        guard let index = live?.index(of: call.id) else { return }
        live?.calls[index].standing = .joined(other.id)
        signal(.call(call.id), .abandon)
        appendStart(of: call, key: idempotencyKey(of: other.id), joins: other)
    }

    /// A call that waits until no other one of its tool works.
    mutating func wait(_ call: LiveCall, _ other: LiveCall) {
        guard let index = live?.index(of: call.id) else { return }
        live?.calls[index].standing = .waiting
        append(
            toolEntry(
                .toolQueued, call,
                [
                    "behind": .string(other.shown.value),
                    "text": .string("\(call.name) is running already; this begins when that has ended."),
                ]))
    }

    /// A call has ended: those that joined it end too, and the next one that waited for it begins.
    mutating func letOthersGoOn(after call: LiveCall, _ outcome: ToolOutcome) {
        for other in places.indices {
            for joined in places[other]?.calls ?? [] where joined.standing == .joined(call.id) {
                at(other) { $0.endJoined(joined, outcome) }
            }
        }
        guard call.standing == .running, working(call.name).isEmpty else { return }
        for other in places.indices where places[other]?.lane != .side {
            for waiting in places[other]?.calls ?? []
            where waiting.standing == .waiting && waiting.name == call.name {
                return at(other) { $0.begin(waiting) }
            }
        }
    }

    /// A call ends as the one that it had joined.
    private mutating func endJoined(_ call: LiveCall, _ outcome: ToolOutcome) {
        switch outcome.status {
        case .finished: end(call, .toolFinished, ["result": outcome.value, "arguments": call.arguments])
        case .failed, .refused: end(call, .toolFailed, ["error": outcome.value, "arguments": call.arguments])
        case .cancelledBeforeEffect, .cancelledEffectUnknown, .detached, .handedOver:
            let isUnknown =
                outcome.status == .cancelledEffectUnknown || outcome.status == .detached && call.traits.effect == .write
            end(call, .toolCancelled, ["effect": isUnknown ? "unknown" : "none"])
            return settle(call, isUnknown ? .cancelledEffectUnknown : .cancelledBeforeEffect, .null)
        }
        settle(call, outcome.status == .finished ? .finished : .failed, outcome.value)
    }

    /// A call that does nothing itself is stopped at once.
    mutating func dropIdle(_ call: LiveCall) {
        end(call, .toolCancelled, ["effect": "none"])
        settle(call, .cancelledBeforeEffect, .null)
    }
}
