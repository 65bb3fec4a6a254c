import DuplexCore

/// Whose an event is, and what it means to its turn.
extension FeedMachine {
    mutating func process(_ event: UpstreamEvent) {
        if event.isCustomerMessage {
            guard !known.contains(where: { $0.offset == event.offset }) else { return }
            // Somebody speaks in the same session by another way.
            return know(UpstreamTurn(offset: event.offset, trace: Self.usable(event.trace)))
        }
        guard let index = owner(of: event) else { return noteLate(event, turn: nil) }
        let owner = known[index]
        guard let turn = asked.first, turn.id == owner.run, turn.stage == .sent else {
            return processLate(event, index)
        }
        quietCount += 1
        switch event.content {
        case .message(let text, let isOpen):
            asked[0].messageCount += 1
            if event.isPreamble { asked[0].preambleCount += 1 }
            guard isOpen else { return perform(.deliver(turn.id, .message(text, place))) }
            perform(.deliver(turn.id, .words(text)))
            follow(event, written: text)
        case .tool(let calls): perform(.deliver(turn.id, .tools(calls)))
        case .other(let kind): perform(.deliver(turn.id, .alive(stage: kind, percent: nil)))
        case .status("acknowledged", let stage, let percent):
            known[index].isOpened = true
            perform(.deliver(turn.id, .alive(stage: stage ?? "acknowledged", percent: percent)))
        case .status("cancelled", _, _): known[index].isCancelled = true
        case .status("error", _, _):
            // What it says of itself is a traceback, for developers of that server only.
            known[index].isClosed = true
            end(.failed(UpstreamFailure("upstream.failed", "The agent reported an error.")))
        case .status("ready", let stage, _): ready(index, isLast: stage == "completed")
        case .status(let name, let stage, let percent):
            perform(.deliver(turn.id, .alive(stage: stage ?? name, percent: percent)))
        }
    }

    /// An event of a turn that nobody listens to any more stays with that turn.
    private mutating func processLate(_ event: UpstreamEvent, _ index: Int) {
        switch event.content {
        case .message: noteLate(event, turn: known[index].turn)
        case .status("acknowledged", _, _): known[index].isOpened = true
        case .status("cancelled", _, _): known[index].isCancelled = true
        case .status("error", _, _): known[index].isClosed = true
        case .status("ready", let stage, _):
            if stage == "completed" { place.hasStages = true }
            if stage == "completed" || known[index].isCancelled { known[index].isClosed = true }
        case .status, .tool, .other: break
        }
    }

    private mutating func noteLate(_ event: UpstreamEvent, turn: TurnID?) {
        guard case .message(let text, _) = event.content else { return }
        var payload: JSONObject = ["type": "upstream.late", "text": .string(text)]
        payload["turn"] = turn.map { .string($0.value) }
        perform(.note(payload))
    }

    // MARK: Ends

    /// `ready` follows each message; only one that says so, or that nothing follows, is the turn's end.
    private mutating func ready(_ index: Int, isLast: Bool) {
        if isLast { place.hasStages = true }
        if known[index].isCancelled {
            known[index].isClosed = true
            let failure = UpstreamFailure(
                "upstream.interrupted",
                "Somebody else spoke to the agent and interrupted this answer."
            )
            return end(.failed(failure))
        }
        if isLast {
            known[index].isClosed = true
            guard asked[0].messageCount == 0 || asked[0].isOnlyAnnounced else { return end(.completed) }
            perform(.setTimer(.quiet(quietCount), after: limits.trailingErrorTime))
        } else if !place.hasStages, !asked[0].isOnlyAnnounced {
            perform(.setTimer(.quiet(quietCount), after: limits.quietTime))
        }
    }

    /// Nothing more came of a turn that may be over.
    mutating func quietTimePassed(_ number: Int) {
        guard number == quietCount, let turn = asked.first, turn.stage == .sent, following == nil else { return }
        if let index = known.lastIndex(where: { $0.run == turn.id }) { known[index].isClosed = true }
        // A model that fails leaves nothing behind but the announcement.
        let empty = UpstreamFailure("upstream.empty", "The agent announced an answer and gave none.")
        end(turn.isOnlyAnnounced ? .failed(empty) : .completed)
        drain()
    }

    // MARK: Whose

    /// The turn that an event belongs to; nil for one of a turn that this feed has not asked for.
    ///
    /// The upstream's names of turns decide where they tell turns apart. Otherwise its statuses do: what comes between
    /// a message and its acknowledgement still belongs to the turn before.
    private mutating func owner(of event: UpstreamEvent) -> Int? {
        let earlier = known.indices.filter { known[$0].offset <= event.offset }
        guard let newest = earlier.last else { return nil }
        // A person who steps in answers what is open.
        if event.source.hasPrefix("human_agent") { return newest }
        let trace = Self.usable(event.trace)
        let isAcknowledgement = if case .status("acknowledged", _, _) = event.content { true } else { false }
        if !trace.isEmpty {
            let same = earlier.filter { known[$0].trace == trace }
            if same.count == 1 { return same[0] }
            if same.isEmpty, !known[newest].trace.isEmpty {
                // Some servers name the turn otherwise than its message.
                guard isAcknowledgement, !known[newest].isOpened else { return nil }
                known[newest].trace = trace
                return newest
            }
        }
        if known[newest].isOpened || isAcknowledgement { return newest }
        if let before = earlier.dropLast().last { return known[before].isClosed ? newest : before }
        return hasUnknownPast ? nil : newest
    }
}
