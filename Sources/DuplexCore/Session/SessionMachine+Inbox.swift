/// What is said to a running tool: it takes the kinds that it declares, in order and each at most once, as long as it
/// runs. Every message that was accepted has one fate in the log: taken by the tool, or too late.
extension SessionMachine {
    /// Somebody says something to a running call.
    mutating func post(_ post: ToolPost, to id: CallID, _ ticket: Ticket) {
        guard !fold.isClosed else { return answer(ticket, .closed) }
        guard let index = live?.calls.firstIndex(where: { $0.shown == id }), let call = live?.calls[index] else {
            return answer(ticket, .undelivered(fold.calls.contains { $0.id == id } ? .notStarted : .gone))
        }
        // What a tool waits for with a question is answered there, whatever else it takes.
        if case .answer(let text) = post.message, live?.inputs.contains(where: { $0.call == id }) == true {
            return reply(id, .answer(text), by: post.principal, ticket)
        }
        if let reason = reason(against: post, to: call) { return answer(ticket, .undelivered(reason)) }
        let offset = accept(
            post.message, by: post.turn?.value ?? post.principal.value, index,
            source: post.turn == nil ? .client : .agent, principal: post.turn == nil ? post.principal : nil)
        answer(ticket, .recorded(offset))
    }

    /// Puts a message before a tool, which may be waiting for one.
    @discardableResult
    mutating func accept(
        _ message: ToolMessage, by sender: String, _ index: Int, source: EventSource = .system,
        principal: Principal? = nil
    ) -> Offset {
        guard let call = live?.calls[index] else { preconditionFailure("a message is for a running call") }
        let number = call.messageCount + 1
        live?.calls[index].messageCount = number
        var payload: JSONObject = ["by": .string(sender)]
        for member in message.members.members { payload.append(member.key, member.value) }
        var entry = messaged(call, number, message.kind, "accepted", payload)
        entry.source = source
        entry.principal = principal
        let offset = append(entry)
        live?.calls[index].inbox.append(.init(number: number, message: message, by: sender))
        if let reader = call.reader {
            live?.calls[index].reader = nil
            take(index, reader)
        }
        return offset
    }

    private func reason(against post: ToolPost, to call: LiveCall) -> Undelivered? {
        if call.isTold { return .stopping }
        if call.standing == .waiting { return .notStarted }
        let kind = post.message.kind
        let kinds = call.standing == .running ? call.traits.accepts : []
        guard kinds.contains(kind) else {
            return .notAccepted(tool: call.name, kinds: ToolMessage.Kind.allCases.filter(kinds.contains))
        }
        if kind == .amend, call.isCommitted { return .committed }
        if let refusal = post.refusal { return .refused(refusal) }
        guard JSON.object(post.message.members).bytes.count <= limits.toolMessageByteCountMax else { return .tooLong }
        return call.inbox.count < limits.toolMessageCountMax ? nil : .full
    }

    /// A tool asks for its next message; with `waits` it is answered once there is one.
    mutating func collect(_ id: CallID, waits: Bool, _ ticket: Ticket) {
        guard let turn = live, let index = turn.index(of: id) else {
            return answer(ticket, detached[id] == nil ? .ended : .cancelled)
        }
        guard !turn.calls[index].isTold || turn.calls[index].isProtected else { return refuse(ticket, call: id) }
        guard turn.calls[index].inbox.isEmpty else { return take(index, ticket) }
        guard waits else { return answer(ticket, .toolMessage(nil)) }
        guard turn.calls[index].reader == nil else { return answer(ticket, .noReply(.alreadyAsking)) }
        live?.calls[index].reader = ticket
    }

    /// A tool waits no longer for a message.
    mutating func endCollecting(_ id: CallID, _ ticket: Ticket) {
        guard let index = live?.index(of: id), live?.calls[index].reader == ticket else { return }
        live?.calls[index].reader = nil
        answer(ticket, .toolMessage(nil))
    }

    /// Hands the oldest message to the tool.
    private mutating func take(_ index: Int, _ ticket: Ticket) {
        guard let call = live?.calls[index], let next = call.inbox.first else { return }
        live?.calls[index].inbox.removeFirst()
        // From here on these are what the call works with.
        if case .amend(let changes) = next.message {
            live?.calls[index].arguments = .object((call.arguments.object ?? [:]).replacing(changes))
        }
        append(messaged(call, next.number, next.message.kind, "taken"))
        answer(ticket, .toolMessage(next.message))
    }

    /// A call ends: what it has not taken is too late, and who waits for more waits in vain.
    mutating func closeInbox(of id: CallID) {
        guard let index = live?.index(of: id), let call = live?.calls[index] else { return }
        for next in call.inbox { append(messaged(call, next.number, next.message.kind, "too_late")) }
        live?.calls[index].inbox = []
        stopCollecting(index, .ended)
    }

    /// Answers the tool that waits for a message, if it does.
    mutating func stopCollecting(_ index: Int, _ reason: SessionAnswer) {
        guard let reader = live?.calls[index].reader else { return }
        live?.calls[index].reader = nil
        answer(reader, reason)
    }

    func messaged(
        _ call: LiveCall, _ number: Int, _ kind: ToolMessage.Kind, _ state: String, _ more: JSONObject = [:]
    ) -> Entry {
        var payload: JSONObject = [
            "number": .int(number), "kind": .string(kind.rawValue), "state": .string(state),
        ]
        for member in more.members { payload.append(member.key, member.value) }
        return toolEntry(.toolMessaged, call, payload)
    }
}

extension JSONObject {
    /// The same with other members in the place of those of the same names.
    package func replacing(_ changes: JSONObject) -> JSONObject {
        var object = self
        for member in changes.members { object[member.key] = member.value }
        return object
    }
}
