import DuplexCore

/// How the upstream's events are read, without end, and each of them once.
extension FeedMachine {
    mutating func startPolling() {
        guard polling == .idle, let session = place.session else { return }
        pollCount += 1
        polling = .waiting(pollCount)
        perform(.poll(pollCount, session: session, from: readTo))
    }

    mutating func polled(_ number: Int, _ answer: PollAnswer, took: Duration) {
        guard polling == .waiting(number) else { return }
        polling = .idle
        switch answer {
        case .events(let events):
            failureCount = 0
            let isNew = take(events)
            if isNew || took >= limits.pollPace { startPolling() } else { pause(number, limits.pollPace) }
        case .nothing:
            // That nothing happens is what waiting looks like.
            failureCount = 0
            if took >= limits.pollPace { startPolling() } else { pause(number, limits.pollPace) }
        case .unknownSession: lose()
        case .failed(let failure):
            failureCount += 1
            // Somebody who waits shall not wait for the longest of all waits.
            let longest = asked.isEmpty ? limits.retryLongest : limits.retryFirst
            let delay = wait(limits.retryFirst, attempt: failureCount, longest: longest)
            if failureCount == 1 || !asked.isEmpty {
                perform(
                    .note([
                        "type": "upstream.retrying", "code": .string(failure.code), "attempt": .int(failureCount),
                        "wait_ms": .int(Int(delay / .milliseconds(1))),
                    ]))
            }
            pause(number, delay)
        }
    }

    private mutating func pause(_ number: Int, _ delay: Duration) {
        guard polling == .idle else { return }
        polling = .pausing(number)
        perform(.setTimer(.poll(number), after: delay))
    }

    /// Takes what was read; false when nothing of it was new.
    private mutating func take(_ events: [UpstreamEvent]) -> Bool {
        var isNew = false
        for event in events.sorted(by: { $0.offset < $1.offset }) where event.offset >= readTo {
            isNew = true
            readTo = event.offset + 1
            held.append(event)
            if following != nil, event.endsWriting { timeOpenMessage() }
        }
        if isNew { showNews() }
        drain()
        if held.count > limits.heldCountMax {
            held = []
            place.next = readTo
            end(.failed(UpstreamFailure("upstream.flood", "The agent's server sends more than can be kept.")))
        }
        return isNew
    }

    /// Deals with the events that wait, until one has to wait longer.
    mutating func drain() {
        var count = 0
        while count < held.count, !isHolding {
            let event = held[count]
            count += 1
            // Dealing with an event may forget all the others.
            place.next = event.offset + 1
            process(event)
        }
        held.removeFirst(min(count, held.count))
    }

    // MARK: Messages that are being written

    mutating func follow(_ event: UpstreamEvent, written: String) {
        guard let session = place.session else { return }
        following = FollowedMessage(id: event.id, written: written)
        perform(.follow(event.id, session: session))
        // Its turn may have ended in the same answer.
        if held.contains(where: { $0.offset > event.offset && $0.endsWriting }) { timeOpenMessage() }
    }

    mutating func changed(_ event: UpstreamEvent) {
        guard let message = following, message.id == event.id, let turn = asked.first,
            case .message(let text, let isOpen) = event.content
        else { return }
        // A message only grows; what was rewritten on the way has been seen already, and stays as it was seen.
        if text.utf8.count > message.written.utf8.count, text.hasPrefix(message.written) {
            perform(.deliver(turn.id, .words(String(text.dropFirst(message.written.count)))))
            following?.written = text
            following?.attemptCount = 0
        }
        if !isOpen { endFollowedMessage() }
    }

    mutating func followEnded(_ id: String) {
        guard let message = following, message.id == id else { return }
        following?.attemptCount += 1
        let attempt = message.attemptCount + 1
        guard attempt < limits.sendCountMax else { return endFollowedMessage() }
        let delay = wait(limits.sendRetry, attempt: attempt, longest: limits.retryFirst)
        perform(.setTimer(.follow(id), after: delay))
    }

    /// The message is as long as it gets.
    mutating func endFollowedMessage() {
        guard following != nil, let turn = asked.first else { return }
        stopFollowing()
        perform(.deliver(turn.id, .messageEnded(place)))
        drain()
    }

    mutating func stopFollowing() {
        guard following != nil else { return }
        following = nil
        perform(.dropFollow)
    }

    private mutating func timeOpenMessage() {
        guard let message = following, !message.isTimed else { return }
        following?.isTimed = true
        perform(.setTimer(.openMessage(message.id), after: limits.openMessageTime))
    }
}

extension UpstreamEvent {
    /// Whether no message of its turn is written after it.
    fileprivate var endsWriting: Bool {
        guard case .status(let name, let stage, _) = content else { return false }
        return name == "cancelled" || name == "error" || (name == "ready" && stage == "completed")
    }
}
