import CLinux
import Glibc

/// Small text files.
enum TextFile {
    /// The whole text of a file.
    static func read(_ path: String) throws -> String {
        let file = open(path, O_RDONLY)
        guard file >= 0 else { throw BenchError.system(path) }
        defer { close(file) }
        var text: [UInt8] = []
        var page = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(file, &page, page.count)
            guard count >= 0 else { throw BenchError.system(path) }
            if count == 0 { return String(decoding: text, as: UTF8.self) }
            text += page[..<count]
        }
    }

    /// Replaces a file.
    static func write(_ text: String, to path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        guard file >= 0 else { throw BenchError.system(path) }
        defer { close(file) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { throw BenchError.system(path) }
            rest = rest.dropFirst(count)
        }
    }
}

/// A directory that is empty at first and is gone in the end.
struct ScratchDirectory {
    let path: String

    /// Makes a directory below `parent`.
    init(in parent: String, _ name: String) throws {
        mkdir(parent, 0o755)
        path = "\(parent)/\(name)-\(getpid())-\(Moment.now.nanoseconds)"
        guard mkdir(path, 0o755) == 0 else { throw BenchError.system(path) }
    }

    /// Removes the directory with everything in it.
    func remove() { if clinux_remove_tree(path) != 0 { Bench.say("\(path) cannot be removed") } }
}
