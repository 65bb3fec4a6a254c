import CUv
import Glibc

/// Tells of signals on a loop, so that the process can end in good order.
///
/// While it is open the signals no longer have their default effect.
package final class SignalSource: LoopTenant, @unchecked Sendable {
    // SAFETY: `handles` is touched on the loop only.

    private let loop: UVLoop
    private let handler: @Sendable (Int32) -> Void
    private var handles: [UnsafeMutablePointer<uv_signal_t>] = []

    /// Calls `handler` on `loop` with each of `signals` that arrives, until it is closed or the loop stops.
    package init(
        _ signals: [Int32] = [SIGTERM, SIGINT], on loop: UVLoop, handler: @escaping @Sendable (Int32) -> Void
    ) {
        self.loop = loop
        self.handler = handler
        loop.execute { self.open(signals) }
    }

    /// Gives the signals their default effect back.
    package func close() {
        loop.execute {
            self.loop.remove(self)
            self.loopWillStop()
        }
    }

    private func open(_ signals: [Int32]) {
        loop.add(self)
        for signal in signals {
            let handle = UnsafeMutablePointer<uv_signal_t>.allocate(capacity: 1)
            uv_signal_init(loop.raw, handle)
            handle.pointee.data = Unmanaged.passRetained(self).toOpaque()
            uv_signal_start(handle, signalArrived, signal)
            handles.append(handle)
        }
    }

    func loopWillStop() {
        for handle in handles {
            uv_close(UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_handle_t.self)) { closed in
                guard let closed, let data = closed.pointee.data else { return }
                Unmanaged<SignalSource>.fromOpaque(data).release()
                UnsafeMutableRawPointer(closed).deallocate()
            }
        }
        handles = []
    }

    fileprivate func arrived(_ signal: Int32) { handler(signal) }
}

private func signalArrived(_ handle: UnsafeMutablePointer<uv_signal_t>?, _ signal: Int32) {
    guard let data = handle?.pointee.data else { return }
    Unmanaged<SignalSource>.fromOpaque(data).takeUnretainedValue().arrived(signal)
}
