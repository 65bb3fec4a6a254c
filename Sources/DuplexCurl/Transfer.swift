import Synchronization

/// One call between its reader, who may be on any thread, and the client's thread.
final class Transfer: Sendable {
    private let inbox: Inbox
    private let state = Mutex(State())

    init(inbox: Inbox) { self.inbox = inbox }

    // What the client's thread calls

    func receive(_ head: HTTPHead) {
        update { $0.receive(head) }
    }

    func receive(_ bytes: UnsafeRawBufferPointer) -> Inflow.Verdict {
        update { $0.receive(bytes) }
    }

    func end(_ ending: Inflow.Ending) {
        update { $0.end(ending) }
    }

    // What the reader calls

    /// Waits for the reply's head.
    ///
    /// On cancellation: the connection is closed and `CancellationError` is thrown.
    func head(isolation actor: isolated (any Actor)? = #isolation) async throws -> HTTPHead {
        try await withTaskCancellationHandler {
            try await headHeedless()
        } onCancel: {
            cancel()
        }
    }

    /// Waits for the reply's head whatever becomes of the task; the call's limits end the wait.
    func headHeedless(isolation actor: isolated (any Actor)? = #isolation) async throws -> HTTPHead {
        while true {
            if let head = try state.withLock({ try $0.inflow.takeHead() }) { return head }
            await news()
        }
    }

    /// Waits for bytes; nil at the end.
    ///
    /// On cancellation: the connection is closed and `CancellationError` is thrown.
    func next(isolation actor: isolated (any Actor)? = #isolation) async throws -> [UInt8]? {
        try await withTaskCancellationHandler {
            while true {
                switch try state.withLock({ try $0.inflow.takeBytes() }) {
                case .bytes(let bytes, let wasPaused):
                    if wasPaused { inbox.post(.resume(self)) }
                    return bytes
                case .end: return nil
                case .nothingYet: await news()
                }
            }
        } onCancel: {
            cancel()
        }
    }

    /// Closes the connection and wakes the reader.
    func cancel() {
        let wasRunning = update { inflow in
            let wasRunning = inflow.ending == nil
            inflow.end(.cancelled)
            return wasRunning
        }
        if wasRunning { inbox.post(.cancel(self)) }
    }

    /// Lets the reply run out unread.
    func release() {
        if update({ $0.letGo() }) { inbox.post(.release(self)) }
    }

    /// Closes the connection unless the reader has let go on purpose.
    func abandon() {
        if !state.withLock({ $0.inflow.isReleased }) { cancel() }
    }

    /// Changes the state, then wakes the reader if there is something for it; never wakes it under the lock.
    private func update<Result>(_ change: (inout Inflow) -> Result) -> Result {
        let (result, reader) = state.withLock { state in
            let result = change(&state.inflow)
            guard state.inflow.hasNews else { return (result, nil as CheckedContinuation<Void, Never>?) }
            defer { state.reader = nil }
            return (result, state.reader)
        }
        reader?.resume()
        return result
    }

    private func news(isolation actor: isolated (any Actor)? = #isolation) async {
        await withCheckedContinuation { continuation in
            let hasNews = state.withLock { state in
                precondition(state.reader == nil, "two tasks read one HTTP reply")
                if !state.inflow.hasNews { state.reader = continuation }
                return state.inflow.hasNews
            }
            if hasNews { continuation.resume() }
        }
    }

    private struct State {
        var inflow = Inflow()
        var reader: CheckedContinuation<Void, Never>?
    }
}
