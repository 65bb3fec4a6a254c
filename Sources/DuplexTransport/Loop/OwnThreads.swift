import Glibc

/// Runs each piece of work on a thread of its own: for tools that block, which must hold up no loop.
///
/// A task whose work is here begins on a fresh thread, and goes on on another one after each suspension; a thread costs
/// some 20 µs, which is little to work that blocks. Their number is that of the calls that block at the moment.
package final class OwnThreads: TaskExecutor {
    /// Runs what the system has no thread for: late is better than never.
    private let spare: any TaskExecutor

    /// Creates the executor.
    ///
    /// - Parameter spare: Runs what the system refuses a thread for, as it does at its limit.
    package init(spare: any TaskExecutor) { self.spare = spare }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        var thread = pthread_t()
        // SAFETY: the new thread takes over the reference that is retained here; without a thread it is released here.
        let start = Unmanaged.passRetained(Start(job, on: self))
        let status = pthread_create(
            &thread, nil,
            { pointer in
                guard let pointer else { return nil }
                Unmanaged<Start>.fromOpaque(pointer).takeRetainedValue().run()
                return nil
            }, start.toOpaque())
        guard status == 0 else {
            start.release()
            return spare.enqueue(ExecutorJob(job))
        }
        pthread_detach(thread)
    }

    private final class Start {
        private let job: UnownedJob
        private let executor: OwnThreads

        init(_ job: UnownedJob, on executor: OwnThreads) {
            self.job = job
            self.executor = executor
        }

        func run() {
            // Signals belong to the program's other threads.
            var all = sigset_t()
            sigfillset(&all)
            pthread_sigmask(SIG_BLOCK, &all, nil)
            // SAFETY: the job was taken out of `enqueue` and is run exactly once, here.
            job.runSynchronously(on: executor.asUnownedTaskExecutor())
        }
    }
}
