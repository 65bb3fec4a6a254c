import DuplexStoreSQLite
import Glibc

/// `duplex backup`.
struct BackupCommand {
    let directory: String
    let file: String

    /// Copies the database.
    ///
    /// On cancellation: the copy is finished all the same.
    func run(_ output: Output) async throws -> ExitCode {
        let database = "\(directory)/duplex.db"
        guard access(database, F_OK) == 0 else {
            throw CommandFailure("There is no database \(database). --data DIR says where it is.")
        }
        guard access(file, F_OK) != 0 else { throw CommandFailure("\(file) exists already; a backup is a new file.") }
        let store = try open()
        let result = await withCheckedContinuation { continuation in
            store.backup(to: file) { continuation.resume(returning: $0) }
        }
        await withCheckedContinuation { continuation in store.close { continuation.resume() } }
        if case .failure(let error) = result { throw CommandFailure("No backup was made: \(error)") }
        try output.line("\(database) was copied to \(file).")
        return .completed
    }

    private func open() throws(CommandFailure) -> SQLiteStore {
        let names = RandomNames()
        do {
            return try SQLiteStore(directory: directory) { names.next() }
        } catch {
            throw CommandFailure(error.description)
        }
    }
}
