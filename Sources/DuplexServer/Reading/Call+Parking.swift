import DuplexLoop
import DuplexRuntime

extension Call {
    /// Lets a reader that waits go when its client goes, or the server; call it on the session's loop.
    func park(_ reader: LogReader, in context: ServerContext) {
        guard reader.assumeIsolated({ $0.isLooking }) else { return }
        context.readers.add(reader) {
            reader.session.perform { _ in reader.assumeIsolated { $0.expire() } }
        }
        onClose {
            context.readers.remove(reader)
            reader.session.perform { _ in reader.assumeIsolated { $0.close() } }
        }
    }
}
