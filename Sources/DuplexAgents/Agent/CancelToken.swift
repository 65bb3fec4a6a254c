import Synchronization

/// The cooperative signal of one run or tool call: set once, never reset.
public final class CancelToken: Sendable {
    private struct State {
        var isCancelled = false
        var nextKey = 0
        var handlers: [Int: @Sendable () -> Void] = [:]
    }

    private let state = Mutex(State())

    /// Creates a token that is not set.
    public init() {}

    /// Whether the signal was given.
    public var isCancelled: Bool { state.withLock { $0.isCancelled } }

    /// Gives the signal; later calls do nothing.
    package func cancel() {
        let handlers = state.withLock { state in
            state.isCancelled = true
            defer { state.handlers = [:] }
            return state.handlers.values
        }
        for handler in handlers { handler() }
    }

    /// Calls `handler` when the signal is given, at once if it was; nil then, else a key to take it back with.
    package func onCancel(_ handler: @escaping @Sendable () -> Void) -> Int? {
        let key: Int? = state.withLock { state in
            guard !state.isCancelled else { return nil }
            state.nextKey += 1
            state.handlers[state.nextKey] = handler
            return state.nextKey
        }
        if key == nil { handler() }
        return key
    }

    /// Takes a handler back.
    package func remove(_ key: Int?) {
        guard let key else { return }
        state.withLock { _ = $0.handlers.removeValue(forKey: key) }
    }

    /// Waits on `clock`, at most until the signal.
    ///
    /// - Throws: `CancellationError` when the signal is given or the task is cancelled.
    package func pause(_ duration: Duration, on clock: any Clock<Duration>) async throws {
        try await guarding { try await clock.sleep(for: duration) }
    }

    /// Does something that is cancelled as a task as soon as the signal is given.
    ///
    /// On cancellation: what `work` does; `CancellationError` when it returns all the same.
    package func guarding<Value: Sendable>(
        _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let value: Value? = try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await work() }
            let (signal, feed) = AsyncStream<Never>.makeStream(bufferingPolicy: .bufferingOldest(0))
            group.addTask {
                for await _ in signal {}
                return nil
            }
            let key = onCancel { feed.finish() }
            defer { remove(key) }
            let first = try await group.next() ?? nil
            group.cancelAll()
            return first
        }
        guard let value, !isCancelled else { throw CancellationError() }
        return value
    }
}
