import DuplexCore
import Glibc

extension Reader {
    /// Writes a copy of the store into a new file at `path` and names the copy's history.
    ///
    /// A copy that cannot be finished is removed.
    func backup(to path: String, history: String) throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StoreError.failed("\(OpenError(path: path, errno: errno))") }
        close(descriptor)
        do {
            let copy = try Connection(path: path, .write)
            try connection.copy(into: copy)
            // A single file, synced: whoever carries it away needs no write-ahead log beside it.
            try copy.execute("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL")
            try copy.setHistory(history, inode: nil)
        } catch {
            unlink(path)
            throw error
        }
    }
}
