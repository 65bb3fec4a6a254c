package import DuplexLoop

/// The parent of all runs and tool calls of one loop.
///
/// A turn never waits for a task, only for its outcome, so a task that ignores every signal hangs neither its turn nor
/// another session; it can only delay the return of ``run()``.
package final class Supervisor: Sendable {
    package typealias Job = @concurrent @Sendable () async -> Void

    private let loop: any EventLoop
    private let jobs: AsyncStream<Job>
    private let feed: AsyncStream<Job>.Continuation

    package init(loop: any EventLoop) {
        self.loop = loop
        // Bounded by the sessions' own limits on turns and calls; a dropped job would be a turn that never ends.
        (jobs, feed) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
    }

    /// Starts a job as a child of ``run()``.
    package func start(_ job: @escaping Job) { feed.yield(job) }

    /// Takes no more jobs.
    package func finish() { feed.finish() }

    /// Runs jobs until ``finish()`` was called and all of them have returned.
    ///
    /// On cancellation: cancels the jobs, and returns when they have.
    package func run() async {
        await withDiscardingTaskGroup { group in
            for await job in jobs {
                group.addTask(executorPreference: loop, operation: job)
            }
        }
    }
}
