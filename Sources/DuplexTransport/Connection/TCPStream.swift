import CUv
import Glibc

/// What a ``TCPStream`` tells its owner; always on its loop.
protocol TCPStreamOwner: AnyObject {
    /// Bytes have arrived; they are valid during the call only.
    func received(_ bytes: UnsafeRawBufferPointer)
    /// The peer sends nothing more. It may still read.
    func receivedEnd()
    /// Nothing waits to be sent any more.
    func drained()
    /// The end of sending, asked for by ``TCPStream/endOutput()``, is on its way to the peer.
    func outputEnded()
    /// The connection broke, from outside.
    func broke()
}

/// An accepted TCP connection on a loop: the only code that touches libuv's streams.
///
/// It lives until it is closed: until then libuv holds a reference to it.
final class TCPStream {
    // SAFETY (of the pointers in this file): the handle is freed only in its close callback, and every write request
    // only in its own callback, which libuv calls before the handle's close callback.

    /// Unsent bytes that the kernel takes for one connection; the rest waits here, where it is counted.
    private static let kernelUnsentByteCountMax: Int32 = 128 * 1024

    private let handle: UnsafeMutablePointer<uv_tcp_t>
    private let scratch: UnsafeMutableRawBufferPointer
    /// Owner and stream refer to each other until the stream is closed.
    private var owner: (any TCPStreamOwner)?
    private(set) var isClosed = false
    private var isReading = false
    private var hasEndedOutput = false

    /// Takes over a connected socket; nil if the loop cannot take it, and then the socket is closed.
    ///
    /// `scratch` is where bytes are read to; streams of one loop can share it, since its content is used at once.
    init?(descriptor: Int32, loop: UVLoop, scratch: UnsafeMutableRawBufferPointer) {
        self.scratch = scratch
        handle = .allocate(capacity: 1)
        uv_tcp_init(loop.raw, handle)
        handle.pointee.data = Unmanaged.passRetained(self).toOpaque()
        guard uv_tcp_open(handle, descriptor) == 0 else {
            Glibc.close(descriptor)
            close()
            return nil
        }
        uv_tcp_nodelay(handle, 1)
        var limit = Self.kernelUnsentByteCountMax
        setsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_NOTSENT_LOWAT, &limit, socklen_t(MemoryLayout<Int32>.size))
    }

    // MARK: Input

    func open(for owner: any TCPStreamOwner) {
        self.owner = owner
        resumeReading()
    }

    func resumeReading() {
        guard !isReading, !isClosed else { return }
        isReading = uv_read_start(stream, provideScratch, bytesArrived) == 0
    }

    func pauseReading() {
        guard isReading, !isClosed else { return }
        isReading = false
        uv_read_stop(stream)
    }

    fileprivate func provide() -> uv_buf_t {
        uv_buf_t(base: scratch.baseAddress?.assumingMemoryBound(to: CChar.self), len: scratch.count)
    }

    fileprivate func arrived(_ count: Int) {
        if count > 0 {
            owner?.received(UnsafeRawBufferPointer(rebasing: scratch[..<count]))
        } else if count == Int(UV_EOF.rawValue) {
            pauseReading()
            owner?.receivedEnd()
        } else if count < 0 {
            owner?.broke()
        }
    }

    // MARK: Output

    /// Bytes that the kernel has not taken yet.
    var pendingByteCount: Int { isClosed ? 0 : uv_stream_get_write_queue_size(stream) }

    /// Sends bytes after all earlier ones; what the kernel does not take at once is copied and waits.
    ///
    /// Returns false when the connection turns out to be broken; the owner is not told in another way.
    func write(_ bytes: [UInt8]) -> Bool {
        precondition(!hasEndedOutput, "nothing can be written after the end")
        guard !isClosed, !bytes.isEmpty else { return true }
        return bytes.withUnsafeBytes { bytes in
            var sent = 0
            if pendingByteCount == 0 {
                var buffer = uv_buf_t(
                    base: UnsafeMutableRawPointer(mutating: bytes.baseAddress)?.assumingMemoryBound(to: CChar.self),
                    len: bytes.count)
                let result = uv_try_write(stream, &buffer, 1)
                if result < 0 && result != UV_EAGAIN.rawValue { return false }
                sent = max(0, Int(result))
            }
            return sent == bytes.count || queue(UnsafeRawBufferPointer(rebasing: bytes[sent...]))
        }
    }

    /// Copies the bytes behind a write request, in one block, and hands it to libuv.
    private func queue(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let headCount = MemoryLayout<uv_write_t>.size
        let block = UnsafeMutableRawBufferPointer.allocate(
            byteCount: headCount + bytes.count, alignment: MemoryLayout<uv_write_t>.alignment)
        guard let start = block.baseAddress else { return false }
        UnsafeMutableRawBufferPointer(rebasing: block[headCount...]).copyMemory(from: bytes)
        let request = start.bindMemory(to: uv_write_t.self, capacity: 1)
        var buffer = uv_buf_t(
            base: (start + headCount).assumingMemoryBound(to: CChar.self), len: bytes.count)
        guard uv_write(request, stream, &buffer, 1, writeCompleted) == 0 else {
            block.deallocate()
            return false
        }
        return true
    }

    fileprivate func writeEnded(_ status: Int32) {
        guard !isClosed else { return }
        if status < 0 {
            owner?.broke()
        } else if pendingByteCount == 0 {
            owner?.drained()
        }
    }

    /// Tells the peer, once everything has been sent, that nothing more comes.
    ///
    /// Returns false when the connection turns out to be broken.
    func endOutput() -> Bool {
        guard !hasEndedOutput, !isClosed else { return true }
        hasEndedOutput = true
        let request = UnsafeMutablePointer<uv_shutdown_t>.allocate(capacity: 1)
        guard uv_shutdown(request, stream, shutdownCompleted) == 0 else {
            request.deallocate()
            return false
        }
        return true
    }

    fileprivate func shutdownEnded(_ status: Int32) {
        guard !isClosed else { return }
        if status < 0 { owner?.broke() } else { owner?.outputEnded() }
    }

    // MARK: Closing

    /// Closes the socket; with `reset` what the kernel still holds is dropped, so that a dead peer costs no memory.
    func close(reset: Bool = false) {
        guard !isClosed else { return }
        isClosed = true
        owner = nil
        // A reset is refused after the end of output; then the socket is closed in the ordinary way.
        if reset, uv_tcp_close_reset(handle, streamClosed) == 0 { return }
        uv_close(UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_handle_t.self), streamClosed)
    }

    private var stream: UnsafeMutablePointer<uv_stream_t> {
        UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_stream_t.self)
    }

    fileprivate static func from(_ data: UnsafeMutableRawPointer?) -> TCPStream? {
        data.map { Unmanaged<TCPStream>.fromOpaque($0).takeUnretainedValue() }
    }
}

// libuv's callbacks. They are functions of the file, since a closure could capture an actor's isolation.

private func provideScratch(
    _ handle: UnsafeMutablePointer<uv_handle_t>?, _: Int, _ buffer: UnsafeMutablePointer<uv_buf_t>?
) {
    guard let stream = TCPStream.from(handle?.pointee.data) else { return }
    buffer?.pointee = stream.provide()
}

private func bytesArrived(
    _ handle: UnsafeMutablePointer<uv_stream_t>?, _ count: Int, _: UnsafePointer<uv_buf_t>?
) {
    TCPStream.from(handle?.pointee.data)?.arrived(count)
}

private func writeCompleted(_ request: UnsafeMutablePointer<uv_write_t>?, _ status: Int32) {
    guard let request else { return }
    let stream = TCPStream.from(request.pointee.handle?.pointee.data)
    UnsafeMutableRawPointer(request).deallocate()
    stream?.writeEnded(status)
}

private func shutdownCompleted(_ request: UnsafeMutablePointer<uv_shutdown_t>?, _ status: Int32) {
    guard let request else { return }
    let stream = TCPStream.from(request.pointee.handle?.pointee.data)
    request.deallocate()
    stream?.shutdownEnded(status)
}

private func streamClosed(_ handle: UnsafeMutablePointer<uv_handle_t>?) {
    guard let handle, let data = handle.pointee.data else { return }
    UnsafeMutableRawPointer(handle).deallocate()
    Unmanaged<TCPStream>.fromOpaque(data).release()
}
