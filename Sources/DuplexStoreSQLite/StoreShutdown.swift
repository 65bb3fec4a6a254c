import Synchronization

/// Counts a store's threads out, gives the data directory back when the last one ended, and tells who waits for that.
final class StoreShutdown: Sendable {
    private let state: Mutex<State>

    init(_ lock: DirectoryLock, threadCount: Int) {
        state = Mutex(State(threadCount: threadCount, lock: lock))
    }

    func threadEnded() {
        let waiters: [@Sendable () -> Void] = state.withLock { state in
            state.threadCount -= 1
            guard state.threadCount == 0 else { return [] }
            state.lock = nil
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter() }
    }

    /// Calls `done` once the store is closed, at once when it is.
    func whenComplete(_ done: @escaping @Sendable () -> Void) {
        let isComplete = state.withLock { state in
            if state.threadCount > 0 { state.waiters.append(done) }
            return state.threadCount == 0
        }
        if isComplete { done() }
    }

    private struct State {
        var threadCount: Int
        var lock: DirectoryLock?
        var waiters: [@Sendable () -> Void] = []
    }
}
