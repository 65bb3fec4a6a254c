import Glibc

/// The directory that a store lives in.
enum DataDirectory {
    /// Creates the directory, and those above it, for its owner only; one that exists is left as it is.
    static func make(_ directory: String) throws(OpenError) {
        var end = directory.startIndex
        while end < directory.endIndex {
            end = directory[directory.index(after: end)...].firstIndex(of: "/") ?? directory.endIndex
            let path = String(directory[..<end])
            guard mkdir(path, 0o700) == 0 || errno == EEXIST || errno == EISDIR else {
                // Above the directory there may be some that exist but may not be written to.
                var status = stat()
                let code = errno
                if stat(path, &status) == 0 { continue }
                throw OpenError(path: path, errno: code)
            }
        }
        var status = stat()
        guard stat(directory, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw .failed(path: directory, detail: "it is not a directory")
        }
    }

    /// Makes sure that the directory's entries survive a power failure.
    static func sync(_ directory: String) throws(OpenError) {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        // A directory above ours may be closed to us; then it was there before and needs no sync.
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw OpenError(path: directory, errno: errno) }
    }
}
