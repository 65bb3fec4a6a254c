/// Turns that wait for a person: for leave to start a call, or for the answer to a running tool's question.
///
/// The request is an event, so it outlives the process. While it is open the turn's and the tool's own times stand
/// still; only the request's expiry goes on.
extension SessionMachine {
    // MARK: Asking

    /// A call that a person must allow: it starts when they have.
    mutating func requestApproval(of selection: ToolSelection, _ index: Int) {
        guard let run = live?.runs[index] else { return }
        let input = OpenInput(call: selection.call, run: run.id, kind: .approval, selection: selection)
        let feedback = selection.traits.feedback
        let payload: JSONObject = [
            "prompt": .string(feedback.isEmpty ? "Allow \(selection.name)?" : "Allow \(selection.name)? \(feedback)"),
            "arguments": selection.shownArguments, "effect": .string(selection.traits.effect.rawValue),
        ]
        open(input, name: selection.name, payload, within: limits.inputPatience)
    }

    /// A running tool asks; `patience` is how long it waits for the answer.
    mutating func ask(_ id: CallID, _ prompt: String, within patience: Duration?, _ ticket: Ticket) {
        guard let turn = live, let index = turn.index(of: id) else {
            return answer(ticket, detached[id] == nil ? .ended : .cancelled)
        }
        let call = turn.calls[index]
        guard !call.isTold || call.isProtected else { return refuse(ticket, call: id) }
        // A call that nothing may stop goes on without an answer while its turn ends.
        // So does one on another lane, where nobody is kept waiting.
        guard turn.stop == nil, turn.lane == .main else { return answer(ticket, .noReply(.cancelled)) }
        // A tool that runs again after a restart asks again what was answered before.
        if let known = call.replies.first {
            live?.calls[index].replies.removeFirst()
            return answer(ticket, known.map(SessionAnswer.replied) ?? .noReply(.expired))
        }
        if let place = turn.inputs.firstIndex(where: { $0.call == id }) {
            guard turn.inputs[place].ticket == nil else { return answer(ticket, .noReply(.alreadyAsking)) }
            live?.inputs[place].ticket = ticket
            return
        }
        guard prompt.utf8.count <= limits.promptByteCountMax else { return answer(ticket, .noReply(.tooLong)) }
        var input = OpenInput(call: id, run: call.run, kind: .question, ticket: ticket)
        input.deadlineLeft = max(.zero, call.deadlineDue - now)
        clearTimer(.deadline(id))
        clearTimer(.silenceNotice(id))
        open(input, name: call.name, ["prompt": .string(prompt)], within: patience ?? limits.inputPatience)
    }

    private mutating func open(_ input: OpenInput, name: String, _ more: JSONObject, within patience: Duration) {
        guard let run = live?.runs.first(where: { $0.id == input.run }) else { return }
        let expires = wall + patience
        var payload: JSONObject = [
            "call": .string(input.call.value), "name": .string(name), "kind": .string(input.kind.rawValue),
            "expires": .string(expires.description),
        ]
        for member in more.members { payload.append(member.key, member.value) }
        append(entry(.inputRequested, of: run, source: .tool, payload: .object(payload)))
        keep(input, for: patience)
    }

    /// Waits for an answer; the turn's own time stands still meanwhile.
    mutating func keep(_ input: OpenInput, for patience: Duration) {
        guard let turn = live else { return }
        if turn.inputs.isEmpty {
            let now = now
            live?.waitsSince = now
            clearTimer(.total(turn.id))
        }
        live?.inputs.append(input)
        live?.hasShown = true
        setTimer(.input(input.call), after: patience)
    }

    // MARK: Answering

    /// What a person says; the first answer counts.
    mutating func reply(_ call: CallID, _ reply: InputReply, by principal: Principal, _ ticket: Ticket) {
        guard !fold.isClosed else { return answer(ticket, .closed) }
        guard let input = live?.inputs.first(where: { $0.call == call }) else { return answer(ticket, .inputNotOpen) }
        guard input.kind == reply.kind else { return answer(ticket, .inputWants(input.kind)) }
        let offset = Offset(fold.nextOffset)
        resolve(call, .replied(reply, by: principal))
        answer(ticket, .recorded(offset))
    }

    mutating func inputExpired(_ call: CallID) { resolve(call, .expired) }

    /// Nobody needs the answer any more: the turn stops, or the run or call that asked has ended.
    mutating func dropInputs(where isConcerned: (OpenInput) -> Bool) {
        for input in live?.inputs.filter(isConcerned) ?? [] { resolve(input.call, .cancelled) }
    }

    private mutating func resolve(_ call: CallID, _ resolution: InputResolution) {
        guard let place = live?.inputs.firstIndex(where: { $0.call == call }), let input = live?.inputs.remove(at: place),
            let run = live?.runs.first(where: { $0.id == input.run })
        else { return }
        clearTimer(.input(call))
        var payload: JSONObject = ["call": .string(call.value), "kind": .string(input.kind.rawValue)]
        for member in resolution.members(input.kind).members { payload.append(member.key, member.value) }
        var resolved = entry(.inputResolved, of: run, source: resolution.source, payload: .object(payload))
        resolved.principal = resolution.principal
        append(resolved)
        goOnCounting()
        showLife(patience: limits.modelFirstByte)
        switch input.kind {
        case .approval: settleApproval(input, resolution)
        case .question: settleQuestion(input, resolution)
        }
    }

    /// The turn's time goes on once nothing is waited for.
    private mutating func goOnCounting() {
        guard let turn = live, turn.inputs.isEmpty, let since = turn.waitsSince else { return }
        let waited = turn.waited + now - since
        live?.waited = waited
        live?.waitsSince = nil
        setTimer(.total(turn.id), after: max(.zero, turn.startedAt + limits.turnTotal + waited - now))
    }

    private mutating func settleApproval(_ input: OpenInput, _ resolution: InputResolution) {
        guard let selection = input.selection, let index = live?.index(of: input.run) else { return }
        var text: String?
        switch resolution {
        case .replied(.approval(true, _), _):
            if let refusal = refusalOfOverlap(selection) {
                conclude(refuse(selection, refusal, index), of: input.run)
                return finishIfSettled(input.run)
            }
            if let outcome = outcomeInBackground(of: selection, index) {
                conclude(outcome, of: input.run)
                return finishIfSettled(input.run)
            }
            return start(selection, index)
        case .replied(.approval(false, let said), _): text = said
        case .replied(.answer, _), .expired: break
        case .cancelled:
            signal(.call(input.call), .abandon)
            append(liveEntry(.toolCancelled, index, payload: ["call": .string(input.call.value), "name": .string(selection.name), "effect": "none"]))
            conclude(ToolOutcome(call: input.call, status: .cancelledBeforeEffect, value: .null), of: input.run)
            return finishIfSettled(input.run)
        }
        signal(.call(input.call), .abandon)
        let refusal =
            resolution == .expired
            ? ToolSelection.Refusal(code: "approval_expired", message: "Nobody allowed the call in time.")
            : ToolSelection.Refusal(code: "not_approved", message: text ?? "The person did not allow the call.")
        let outcome = refuse(selection, refusal, index)
        conclude(outcome, of: input.run)
        finishIfSettled(input.run)
    }

    private mutating func settleQuestion(_ input: OpenInput, _ resolution: InputResolution) {
        guard let index = live?.index(of: input.call), let call = live?.calls[index] else { return }
        let due = now + input.deadlineLeft
        live?.calls[index].deadlineDue = due
        setTimer(.deadline(input.call), after: input.deadlineLeft)
        listen(to: input.call)
        var reply: String?
        if case .replied(.answer(let text), _) = resolution { reply = text }
        guard let ticket = input.ticket else {
            // The tool runs again after a restart and has not asked again yet.
            live?.calls[index].replies.append(reply)
            return
        }
        if let reply { return answer(ticket, .replied(reply)) }
        if resolution == .cancelled, !call.isProtected { return answer(ticket, .cancelled) }
        answer(ticket, .noReply(resolution == .expired ? .expired : .cancelled))
    }
}

/// What a running turn waits for a person for.
struct OpenInput: Equatable, Sendable {
    let call: CallID
    let run: RunID
    let kind: InputKind

    /// The tool that waits for its answer; nil for an approval, and after a restart until the tool asks again.
    var ticket: Ticket?

    /// The call that needs to be allowed.
    var selection: ToolSelection?

    /// How long the asking call may work on after the answer.
    var deadlineLeft = Duration.zero

    init(call: CallID, run: RunID, kind: InputKind, ticket: Ticket? = nil, selection: ToolSelection? = nil) {
        self.call = call
        self.run = run
        self.kind = kind
        self.ticket = ticket
        self.selection = selection
    }
}

/// How a request to a person ended.
private enum InputResolution: Equatable {
    case replied(InputReply, by: Principal)
    case expired
    case cancelled

    var principal: Principal? { if case .replied(_, let principal) = self { principal } else { nil } }
    var source: EventSource { principal == nil ? .system : .customer }

    /// What the event says of it.
    func members(_ kind: InputKind) -> JSONObject {
        var members: JSONObject = ["by": .string(principal?.value ?? "system")]
        switch self {
        case .replied(.approval(let isApproved, let text), _):
            members["approved"] = .bool(isApproved)
            members["text"] = text.map(JSON.string)
            members["reason"] = "answered"
        case .replied(.answer(let text), _):
            members["answer"] = .string(text)
            members["reason"] = "answered"
        case .expired, .cancelled:
            if kind == .approval { members["approved"] = false }
            members["reason"] = self == .expired ? "expired" : "cancelled"
        }
        return members
    }
}
