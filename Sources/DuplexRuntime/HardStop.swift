
/// The hard stop of one task: cancels it from outside without anybody holding the task.
package final class HardStop: Sendable {
    private let signal: AsyncStream<Never>
    private let feed: AsyncStream<Never>.Continuation

    package init() {
        (signal, feed) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(0))
    }

    /// Cancels the work; later calls do nothing.
    package func pull() { feed.finish() }

    /// Runs `work`; it is cancelled when the stop is pulled or the caller's task is cancelled.
    package func guarding<Value: Sendable>(
        _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await work() }
            group.addTask { [signal] in
                for await _ in signal {}
                return nil
            }
            var result = try await group.next() ?? nil
            group.cancelAll()
            // The stop came first: the work has now been cancelled and says how it ends.
            if result == nil { result = try await group.next() ?? nil }
            guard let result else { throw CancellationError() }
            return result
        }
    }
}
