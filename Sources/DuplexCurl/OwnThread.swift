import CCurl
import Glibc
import Synchronization

/// A thread of our own, for a library whose calls block.
final class OwnThread: Sendable {
    private let id: Mutex<pthread_t?>
    private let end: Gate

    /// Starts a thread that runs `body` and ends with it.
    ///
    /// Debuggers show the name, which has at most 15 bytes.
    init(name: String, _ body: @escaping @Sendable () -> Void) {
        let end = Gate()
        self.end = end
        let start = Start(name: name) {
            body()
            end.open()
        }
        var id = pthread_t()
        // SAFETY: the thread takes over the reference that is handed to it here.
        let status = pthread_create(&id, nil, { Start.run($0) }, Unmanaged.passRetained(start).toOpaque())
        precondition(status == 0, "the system refuses another thread: error \(status)")
        self.id = Mutex(id)
    }

    /// A thread that nobody waited for frees itself.
    deinit { if let id = id.withLock({ $0.take() }) { pthread_detach(id) } }

    /// Waits until the thread has ended.
    ///
    /// On cancellation: waits all the same.
    func join() async {
        await end.passed()
        // The thread's last act was to open the gate, so that this blocks for microseconds.
        if let id = id.withLock({ $0.take() }) { pthread_join(id, nil) }
    }

    private final class Start {
        private let name: String
        private let body: @Sendable () -> Void

        init(name: String, _ body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }

        static func run(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
            guard let pointer else { preconditionFailure("a thread without its work") }
            // SAFETY: `init` passed one reference to this thread, which is taken exactly once.
            let start = Unmanaged<Start>.fromOpaque(pointer).takeRetainedValue()
            // Signals belong to the program's other threads; SIGPIPE would come from writing to a closed connection.
            var all = sigset_t()
            sigfillset(&all)
            pthread_sigmask(SIG_BLOCK, &all, nil)
            ccurl_name_thread(start.name)
            start.body()
            return nil
        }
    }
}

/// Lets everybody through once it has been opened.
private final class Gate: Sendable {
    private let state = Mutex<(isOpen: Bool, waiting: [CheckedContinuation<Void, Never>])>((false, []))

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    func passed() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }
}

/// The time on the system's monotonic clock, by which libcurl measures its own limits too.
func monotonicNow() -> Duration {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}
