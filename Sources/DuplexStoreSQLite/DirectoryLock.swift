import Glibc

/// The right to use a data directory, held by one process at a time until the lock goes out of scope.
///
/// The kernel gives it back when the process dies, however it dies.
final class DirectoryLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock of `directory`.
    ///
    /// - Throws: ``OpenError/locked(directory:pid:)`` at once when another process has it.
    init(_ directory: String) throws(OpenError) {
        let path = directory + "/lock"
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw OpenError(path: path, errno: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let isHeld = errno == EWOULDBLOCK
            let error = OpenError(path: path, errno: errno)
            let pid = Self.readPID(descriptor)
            Glibc.close(descriptor)
            throw isHeld ? .locked(directory: directory, pid: pid) : error
        }
        self.descriptor = descriptor
        let text = Array("\(getpid())\n".utf8)
        // Who holds the lock is said for people only; that it cannot be written is no reason not to start.
        ftruncate(descriptor, 0)
        _ = text.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }

    deinit { Glibc.close(descriptor) }

    private static func readPID(_ descriptor: Int32) -> Int? {
        var buffer = [UInt8](repeating: 0, count: 20)
        let count = buffer.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
        guard count > 0 else { return nil }
        return Int(String(decoding: buffer[..<count].prefix { $0 != 0x0A }, as: UTF8.self))
    }
}
