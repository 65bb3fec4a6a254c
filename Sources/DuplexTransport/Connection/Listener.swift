import CUv
import Glibc

/// Why an address cannot be listened at.
package struct ListenError: Error, Equatable, CustomStringConvertible {
    package enum Code: Sendable {
        /// It is no IPv4 or IPv6 address.
        case invalidAddress
        case addressInUse
        /// This machine does not have the address.
        case addressNotAvailable
        case permissionDenied
        /// The system said something else, which the description has.
        case other
    }

    package let code: Code
    /// One sentence for a person.
    package let description: String
}

/// A listening socket; it accepts on its loop and hands each connection to the server.
final class Listener: LoopTenant, @unchecked Sendable {
    // SAFETY: `handle` and `isOpen` are touched on the loop only.

    /// Connections accepted in one turn, so that those that exist get theirs.
    private static let acceptedPerTurnMax = 64
    /// The system cuts it to its own maximum.
    private static let backlog: Int32 = 4096
    /// When there are no descriptors, trying at once would only burn the processor.
    private static let retryDelay = Duration.milliseconds(100)

    /// The port that is listened at.
    let port: UInt16
    private let loop: UVLoop
    private let descriptor: Int32
    private let accepted: @Sendable (Int32, PeerAddress) -> Void
    private var handle: UnsafeMutablePointer<uv_poll_t>?
    private var isOpen = true

    /// Listens at an IPv4 or IPv6 address; port 0 is any free one.
    init(
        address: String, port: UInt16, loop: UVLoop, accepted: @escaping @Sendable (Int32, PeerAddress) -> Void
    ) throws(ListenError) {
        guard var socketAddress = SocketAddress(address, port: port) else {
            throw ListenError(code: .invalidAddress, description: "\(address) is no IPv4 or IPv6 address.")
        }
        descriptor = try Self.bind(&socketAddress, named: "\(address), port \(port)")
        self.port = SocketAddress.local(of: descriptor)?.port ?? port
        self.loop = loop
        self.accepted = accepted
        loop.execute { self.open() }
    }

    private static func bind(_ address: inout SocketAddress, named name: String) throws(ListenError) -> Int32 {
        let descriptor = socket(address.family, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw error(name) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        var yes: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        // A restart must not wait for the old connections' end. IPv6 sockets leave IPv4 to sockets of their own.
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, size)
        if address.family == AF_INET6 { setsockopt(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &yes, size) }
        guard address.withPointer({ Glibc.bind(descriptor, $0, $1) }) == 0, listen(descriptor, backlog) == 0 else {
            let error = error(name)
            Glibc.close(descriptor)
            throw error
        }
        return descriptor
    }

    private static func error(_ name: String) -> ListenError {
        let code: ListenError.Code =
            switch errno {
            case EADDRINUSE: .addressInUse
            case EADDRNOTAVAIL: .addressNotAvailable
            case EACCES, EPERM: .permissionDenied
            default: .other
            }
        return ListenError(code: code, description: "Cannot listen at \(name): \(String(cString: strerror(errno))).")
    }

    /// Stops accepting; further calls do nothing.
    func close() {
        loop.execute {
            self.loop.remove(self)
            self.loopWillStop()
        }
    }

    private func open() {
        guard isOpen else { return }
        loop.add(self)
        let handle = UnsafeMutablePointer<uv_poll_t>.allocate(capacity: 1)
        uv_poll_init(loop.raw, handle, descriptor)
        handle.pointee.data = Unmanaged.passRetained(self).toOpaque()
        self.handle = handle
        resume()
    }

    func loopWillStop() {
        guard isOpen else { return }
        isOpen = false
        guard let handle else {
            Glibc.close(descriptor)
            return
        }
        self.handle = nil
        uv_close(UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_handle_t.self)) { closed in
            guard let closed, let data = closed.pointee.data else { return }
            UnsafeMutableRawPointer(closed).deallocate()
            let listener = Unmanaged<Listener>.fromOpaque(data)
            Glibc.close(listener.takeUnretainedValue().descriptor)
            listener.release()
        }
    }

    private func resume() {
        guard let handle else { return }
        uv_poll_start(handle, Int32(UV_READABLE.rawValue), connectionsWait)
    }

    fileprivate func acceptWaiting() {
        for _ in 0..<Self.acceptedPerTurnMax {
            var address = SocketAddress()
            let accepted = address.withMutablePointer { accept(descriptor, $0, $1) }
            guard accepted >= 0 else {
                if errno == EINTR || errno == ECONNABORTED { continue }
                if errno != EAGAIN { pause() }
                return
            }
            _ = fcntl(accepted, F_SETFD, FD_CLOEXEC)
            self.accepted(accepted, address.peer)
        }
    }

    private func pause() {
        guard let handle else { return }
        uv_poll_stop(handle)
        loop.schedule(after: Self.retryDelay) { self.resume() }
    }
}

private func connectionsWait(_ handle: UnsafeMutablePointer<uv_poll_t>?, _: Int32, _: Int32) {
    guard let data = handle?.pointee.data else { return }
    Unmanaged<Listener>.fromOpaque(data).takeUnretainedValue().acceptWaiting()
}
