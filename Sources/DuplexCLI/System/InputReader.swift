import Glibc
import Synchronization

/// Reads a descriptor on a thread of its own, one piece for each time that somebody asks.
///
/// Nothing is read before it is asked for, so that a long input waits where it comes from. One task reads at a time.
final class InputReader: Sendable {
    /// What came.
    enum Arrival: Equatable, Sendable {
        case bytes([UInt8])

        /// Nothing came in the time that was given.
        case silence
        case end
    }

    private struct State {
        var waiting: CheckedContinuation<Arrival, Never>?
        var hasEnded = false
    }

    private static let pieceByteCountMax = 64 << 10

    /// The words of the pipe that wakes the thread: the time to wait, or the end.
    private static let stopWord: Int32 = -2

    private let descriptor: Int32
    private let state = Mutex(State())
    private let requests: (reader: Int32, writer: Int32)

    /// Starts the thread; nil when the system has no descriptors or threads left.
    init?(_ descriptor: Int32 = STDIN_FILENO) {
        self.descriptor = descriptor
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        requests = (ends[0], ends[1])
        var thread = pthread_t()
        // SAFETY: the thread takes over the reference that is handed to it here.
        let own = Unmanaged.passRetained(self)
        guard pthread_create(&thread, nil, runReader, own.toOpaque()) == 0 else {
            own.release()
            return nil
        }
        pthread_detach(thread)
    }

    deinit {
        close(requests.reader)
        close(requests.writer)
    }

    /// What comes next, within a time where one is given.
    ///
    /// On cancellation: answers the end, and the reader is of no more use.
    func next(within time: Duration? = nil) async -> Arrival {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let hasEnded = state.withLock { state in
                    if !state.hasEnded { state.waiting = continuation }
                    return state.hasEnded
                }
                if hasEnded { return continuation.resume(returning: .end) }
                request(time.map { Int32(clamping: Int64($0 / .milliseconds(1))) } ?? -1)
            }
        } onCancel: {
            stop()
        }
    }

    /// Ends the thread.
    func stop() { request(Self.stopWord) }

    private func request(_ word: Int32) {
        var word = word
        // A word is smaller than what a pipe writes in one piece, and there are never more than a few.
        _ = write(requests.writer, &word, MemoryLayout<Int32>.size)
    }

    /// The thread's work.
    fileprivate func run() {
        while let time = nextRequest() {
            let arrival = waitForInput(time)
            deliver(arrival)
            if arrival == .end { return }
        }
        deliver(.end)
    }

    /// How many milliseconds to wait, -1 for ever; nil at the end.
    private func nextRequest() -> Int32? {
        var word: Int32 = 0
        var count: Int
        repeat { count = read(requests.reader, &word, MemoryLayout<Int32>.size) } while count < 0 && errno == EINTR
        return count == MemoryLayout<Int32>.size && word != Self.stopWord ? word : nil
    }

    private func waitForInput(_ milliseconds: Int32) -> Arrival {
        var wanted = [
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: requests.reader, events: Int16(POLLIN), revents: 0),
        ]
        var ready: Int32
        repeat { ready = poll(&wanted, 2, milliseconds) } while ready < 0 && errno == EINTR
        if ready == 0 { return .silence }
        // While it waits, nothing but the end can be asked for.
        guard ready > 0, wanted[1].revents == 0 else { return .end }
        var buffer = [UInt8](repeating: 0, count: Self.pieceByteCountMax)
        var count: Int
        repeat {
            count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        } while count < 0 && errno == EINTR
        return count > 0 ? .bytes(Array(buffer[..<count])) : .end
    }

    private func deliver(_ arrival: Arrival) {
        let waiting = state.withLock { state in
            if arrival == .end { state.hasEnded = true }
            return state.waiting.take()
        }
        waiting?.resume(returning: arrival)
    }
}

private func runReader(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let argument { Unmanaged<InputReader>.fromOpaque(argument).takeRetainedValue().run() }
    return nil
}
