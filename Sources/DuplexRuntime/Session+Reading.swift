package import DuplexCore

/// What readers need of a session.
extension Session {
    /// The offset after the last event that readers may see.
    package var end: Offset { tail.end }

    /// The bytes of its events that it holds in memory.
    package var keptByteCount: Int { tail.heldByteCount }

    /// What is there from `from` on, as far as memory holds it.
    package func peek(from: Offset) -> Peek {
        switch state {
        case .failed(let error): return .failed(error)
        case .putAway: return .failed(failure)
        case .open, .closed: break
        }
        guard from <= tail.end else { return .beyondEnd }
        if from < tail.first { return .older }
        if from == tail.end { return state == .closed ? .closed : .nothingYet }
        return .events(tail.from(from))
    }

    /// Where an offset of the conversation view lies, as ``LogTail/offset(ofView:)`` tells.
    func offset(ofView view: Int) -> Offset? { tail.offset(ofView: view) }

    /// The conversation view as readers may see it now.
    package func conversationView(
        agent: ConversationView.Participant, customer: ConversationView.Participant
    ) -> ConversationView {
        ConversationView(mode: numberer.mode, agent: agent, customer: customer, overlay: shownOverlay)
    }

    /// Whether an event was taken out of view.
    package func isHidden(_ offset: Offset) -> Bool { shownOverlay.hidden.contains(offset) }

    /// Whether one more event can be annotated.
    package var canAnnotate: Bool { !overlay.isFull }

    /// How the conversation view shows messages of this session.
    package var conversationMode: ConversationMode { numberer.mode }

    /// Calls `wake` once, after the next commit or when the session ends; returns a key to take it back with.
    package func wait(_ wake: @escaping @Sendable () -> Void) -> Int {
        waiterCount += 1
        waiters.append((waiterCount, wake))
        return waiterCount
    }

    /// Forgets a waiter; an unknown key is harmless.
    package func forget(_ key: Int) {
        // Keys only grow, so the place of one is found by halves: thousands may leave one session at once.
        var (low, high) = (0, waiters.count)
        while low < high {
            let middle = (low + high) / 2
            if waiters[middle].key < key { low = middle + 1 } else { high = middle }
        }
        if low < waiters.count, waiters[low].key == key { waiters.remove(at: low) }
    }

    /// Whether the session has left memory, idle or after an append that failed; it must be found again.
    package var hasLeft: Bool {
        switch state {
        case .putAway: true
        case .failed(let error): error != .closed
        case .open, .closed: false
        }
    }

    /// Leaves memory.
    func putAway() { state = .putAway }

    /// Whether nobody would notice if the session were put away.
    package var isIdle: Bool {
        !machine.isBusy && pending.isEmpty && waiters.isEmpty && runs.isEmpty && calls.isEmpty && answers.isEmpty
            && companions.isEmpty
            && keysInFlight.isEmpty
    }
}

/// What memory holds of a log from an offset on.
package enum Peek {
    case events(ArraySlice<StoredEvent>)
    case nothingYet

    /// The offset is so old that only the store has it.
    case older
    case beyondEnd

    /// The session was deleted, and everything up to its end has been read.
    case closed
    case failed(StoreError)
}
