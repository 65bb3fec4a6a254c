import Glibc

/// Why a store could not be opened: one line that says what to do.
package enum OpenError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The process may not use the directory or the file.
    case noPermission(path: String)

    /// The file is something else; it was not touched.
    case notOurs(path: String)

    /// A newer version of Duplex wrote the file.
    case newerSchema(path: String, found: Int, supported: Int)

    /// Another process uses the directory.
    case locked(directory: String, pid: Int?)

    /// The file is damaged.
    case corrupt(path: String, detail: String)

    /// Anything else.
    case failed(path: String, detail: String)

    package var description: String {
        switch self {
        case .noPermission(let path):
            "No permission to use \(path): give it to the user that runs the server, or choose another directory."
        case .notOurs(let path):
            "\(path) is not a Duplex database: choose another directory, or move the file away."
        case .newerSchema(let path, let found, let supported):
            "\(path) was written by a newer Duplex (schema \(found), this one knows \(supported)): update Duplex."
        case .locked(let directory, let pid?):
            "\(directory) is used by process \(pid): stop that server, or choose another directory."
        case .locked(let directory, nil):
            "\(directory) is used by another process: stop that server, or choose another directory."
        case .corrupt(let path, let detail):
            "\(path) is damaged (\(detail)): restore it from a backup."
        case .failed(let path, let detail):
            "Cannot open \(path): \(detail)."
        }
    }

    init(path: String, errno code: Int32) {
        switch code {
        case EACCES, EPERM, EROFS: self = .noPermission(path: path)
        default: self = .failed(path: path, detail: strerror(code).map { String(cString: $0) } ?? "error \(code)")
        }
    }
}
