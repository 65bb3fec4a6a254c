import DuplexCore

/// How a message gets into the upstream session, once and only once.
extension FeedMachine {
    // MARK: The session

    mutating func created(_ answer: CreateAnswer) {
        guard isCreating else { return }
        switch answer {
        case .created(let session):
            isCreating = false
            place.session = session
            place.next = 0
            readTo = 0
            hasUnknownPast = false
            saveIfMoved()
            if let lost = lostSession { perform(.rebound(from: lost, to: session)) }
            lostSession = nil
            startPolling()
            advance()
        case .refused(let failure):
            isCreating = false
            end(.failed(failure))
        case .failed(let failure):
            createCount += 1
            guard createCount < limits.sendCountMax, !asked.isEmpty else {
                isCreating = false
                return end(.failed(failure))
            }
            let delay = wait(limits.sendRetry, attempt: createCount, longest: limits.retryFirst)
            perform(.setTimer(.create, after: delay))
        }
    }

    mutating func tryCreating() {
        guard isCreating else { return }
        guard !asked.isEmpty else { return isCreating = false }
        perform(.create)
    }

    /// The upstream does not know its session any more, as after a restart without a store.
    ///
    /// A turn that has heard nothing yet is asked again in a new session; one that has cannot go on.
    mutating func lose() {
        lostSession = place.session ?? lostSession
        restart(at: 0)
        place.session = nil
        if let turn = asked.first, turn.stage != .waiting {
            asked[0].sendCount += 1
            if turn.isAbandoned {
                asked.removeFirst()
            } else if turn.messageCount > 0 || asked[0].sendCount >= limits.sendCountMax {
                end(.failed(UpstreamFailure("upstream.lost", "The agent's server has lost the conversation.")))
            } else {
                asked[0].stage = .waiting
            }
        }
        saveIfMoved()
        advance()
    }

    /// Forgets everything that was read: the offsets begin anew.
    private mutating func restart(at offset: Int) {
        perform(.dropPoll)
        polling = .idle
        stopFollowing()
        held = []
        known = []
        readTo = offset
        place.next = offset
        hasUnknownPast = false
    }

    // MARK: The message

    mutating func send(_ run: FeedTurnID) {
        guard let turn = asked.first, turn.id == run, turn.stage == .sending, let session = place.session else {
            return
        }
        guard !turn.isAbandoned else { return giveUpSending() }
        perform(.post(run, session: session, text: turn.text))
    }

    mutating func posted(_ run: FeedTurnID, _ answer: PostAnswer) {
        guard let turn = asked.first, turn.id == run, turn.stage == .sending else { return }
        switch answer {
        case .accepted(let offset, let trace): accept(offset, trace)
        case .unknownSession: lose()
        case .refused(let failure): fail(failure)
        case .notSent(let failure): sendAgain(failure)
        case .unsure(let failure):
            // An agent that was asked to speak first leaves no message to look for.
            guard turn.text != nil else { return fail(failure) }
            asked[0].stage = .checking
            perform(.setTimer(.look(run), after: limits.sendRetry))
        }
    }

    /// Looks among the customer's messages whether the one is there of which nobody knew.
    mutating func looked(_ run: FeedTurnID, _ answer: PollAnswer) {
        guard let turn = asked.first, turn.id == run, turn.stage == .checking else { return }
        switch answer {
        case .events(let events):
            let found = events.first { event in
                guard event.offset >= turn.floor, case .message(let text, _) = event.content else { return false }
                return event.isCustomerMessage && text == turn.text
            }
            guard let found else { return sendAgain(.broken, atOnce: true) }
            accept(found.offset, found.trace)
        case .nothing: sendAgain(.broken, atOnce: true)
        case .unknownSession: lose()
        case .failed(let failure):
            asked[0].sendCount += 1
            guard asked[0].sendCount < limits.sendCountMax else { return fail(failure) }
            let delay = wait(limits.sendRetry, attempt: asked[0].sendCount, longest: limits.retryFirst)
            perform(.setTimer(.look(run), after: delay))
        }
    }

    private mutating func sendAgain(_ failure: UpstreamFailure, atOnce: Bool = false) {
        asked[0].sendCount += 1
        guard asked[0].sendCount < limits.sendCountMax else { return fail(failure) }
        asked[0].stage = .sending
        guard !atOnce else { return send(asked[0].id) }
        let delay = wait(limits.sendRetry, attempt: asked[0].sendCount, longest: limits.retryFirst)
        perform(.setTimer(.post(asked[0].id), after: delay))
    }

    private mutating func giveUpSending() {
        asked.removeFirst()
        advance()
        drain()
    }

    private mutating func fail(_ failure: UpstreamFailure) {
        end(.failed(failure))
        drain()
    }

    private mutating func accept(_ offset: Int, _ trace: String) {
        let turn = asked[0]
        if offset < turn.floor {
            // The same name, another log: the store behind the server was put back.
            restart(at: offset)
            let name = place.session ?? ""
            perform(.rebound(from: name, to: name))
        }
        know(
            UpstreamTurn(
                run: turn.id, turn: turn.turn, offset: offset, trace: Self.usable(trace), isOpened: turn.text == nil))
        asked[0].stage = .sent
        if turn.isAbandoned {
            asked.removeFirst()
            advance()
        }
        if case .pausing = polling { polling = .idle }
        startPolling()
        drain()
    }

    mutating func know(_ turn: UpstreamTurn) {
        // The feed may have read the message before its sender was told where it is.
        known.removeAll { $0.offset == turn.offset }
        known.insert(turn, at: known.firstIndex { $0.offset > turn.offset } ?? known.endIndex)
        if known.count > limits.knownTurnCountMax { known.removeFirst() }
    }

    /// A plain install of Parlant gives everything the same name, in angle brackets.
    static func usable(_ trace: String) -> String { trace.hasPrefix("<") ? "" : trace }
}
