package import DuplexLoop
import Synchronization

/// Those who wait for events, so that a server that stops can let them go.
package final class OpenReaders: Sendable {
    private struct State {
        var ends: [ObjectIdentifier: @Sendable () -> Void] = [:]
        var whenEmpty: Pending?
    }

    private let state = Mutex(State())

    package init() {}

    /// How many there are.
    package var count: Int { state.withLock { $0.ends.count } }

    /// Adds a reader; `end` gives it its last answer, and may be called on any thread.
    package func add(_ reader: AnyObject, end: @escaping @Sendable () -> Void) {
        state.withLock { $0.ends[ObjectIdentifier(reader)] = end }
    }

    /// Removes a reader; an unknown one is harmless.
    package func remove(_ reader: AnyObject) {
        let emptied = state.withLock { state in
            state.ends[ObjectIdentifier(reader)] = nil
            return state.ends.isEmpty ? state.whenEmpty : nil
        }
        emptied?.take()?()
    }

    /// Ends all readers, and waits until they have gone or the time is over.
    ///
    /// On cancellation: nothing changes.
    package func endAll(within patience: Duration, on loop: any EventLoop) async {
        await withCheckedContinuation { continuation in
            let gone = Pending { continuation.resume() }
            let timer = loop.schedule(after: patience) { gone.take()?() }
            let ends = state.withLock { state in
                state.whenEmpty = Pending {
                    timer.cancel()
                    gone.take()?()
                }
                return Array(state.ends.values)
            }
            for end in ends { end() }
            if ends.isEmpty {
                timer.cancel()
                gone.take()?()
            }
        }
    }
}
