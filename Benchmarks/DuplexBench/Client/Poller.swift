import CLinux
import Glibc

/// Waits for many connections at once.
final class Poller {
    private let descriptor: Int32
    private var ready = [UInt64](repeating: 0, count: 512)

    init() throws {
        descriptor = clinux_epoll()
        guard descriptor >= 0 else { throw BenchError.system("epoll") }
    }

    deinit { close(descriptor) }

    /// Watches a connection; `tag` is what ``wait(milliseconds:)`` calls it by.
    func add(_ connection: Connection, tag: Int) throws {
        guard clinux_epoll_add(descriptor, connection.descriptor, UInt64(tag)) == 0 else {
            throw BenchError.system("epoll")
        }
    }

    /// The tags of connections on which something has arrived; none when nothing comes in time.
    func wait(milliseconds: Int32) throws -> [Int] {
        let count = clinux_epoll_wait(descriptor, &ready, Int32(ready.count), milliseconds)
        guard count >= 0 else { throw BenchError.system("epoll") }
        return ready.prefix(Int(count)).map { Int($0) }
    }
}
