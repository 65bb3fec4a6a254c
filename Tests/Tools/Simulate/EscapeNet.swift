import DuplexTesting
import Glibc
import Synchronization

/// Catches jobs that go to the global pool: in a simulation nothing may, since nothing there is a function of the seed.
enum EscapeNet {
    private typealias Original = @convention(thin) (UnownedJob) -> Void
    private typealias Hook = @convention(thin) (UnownedJob, Original) -> Void

    private static let escapedCount = Atomic<Int>(0)

    /// How many jobs have escaped.
    static var count: Int { escapedCount.load(ordering: .relaxed) }

    /// Hangs the net; the runtime calls it for every job that is about to go to the global pool.
    ///
    /// Source: swift/stdlib/public/Concurrency, the runtime's documented override points.
    static func hang() -> Bool {
        guard let symbol = dlsym(dlopen(nil, 0), "swift_task_enqueueGlobal_hook") else { return false }
        symbol.assumingMemoryBound(to: Hook?.self).pointee = { job, original in
            EscapeNet.escapedCount.add(1, ordering: .relaxed)
            original(job)
        }
        return true
    }
}
