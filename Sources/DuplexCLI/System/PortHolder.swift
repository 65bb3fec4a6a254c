import Glibc

/// The process that listens at a port.
struct PortHolder: Equatable, Sendable {
    let name: String
    let pid: Int

    /// Finds who listens at a port of this machine; nil when nobody does, or when the system does not tell us.
    static func find(_ port: UInt16) -> PortHolder? {
        let inodes = ["/proc/net/tcp", "/proc/net/tcp6"].reduce(into: Set<String>()) { found, path in
            found.formUnion(listeners(at: port, in: SystemFile.text(path) ?? ""))
        }
        guard !inodes.isEmpty else { return nil }
        let targets = Set(inodes.map { "socket:[\($0)]" })
        for pid in SystemFile.names(in: "/proc").compactMap({ Int($0) }) {
            let folder = "/proc/\(pid)/fd"
            guard SystemFile.names(in: folder).contains(where: { name in
                SystemFile.target(of: "\(folder)/\(name)").map(targets.contains) ?? false
            }) else { continue }
            let name = SystemFile.text("/proc/\(pid)/comm")?.split(separator: "\n").first.map(String.init)
            return PortHolder(name: name ?? "a process", pid: pid)
        }
        return nil
    }

    /// The inodes of the sockets that listen at a port, from the kernel's table.
    ///
    /// Source: proc(5), /proc/net/tcp; state 0A is LISTEN.
    static func listeners(at port: UInt16, in table: String) -> [String] {
        table.split(separator: "\n").dropFirst().compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count > 9, fields[3] == "0A", let colon = fields[1].lastIndex(of: ":"),
                UInt16(fields[1][fields[1].index(after: colon)...], radix: 16) == port
            else { return nil }
            return String(fields[9])
        }
    }
}

/// What the kernel shows as files.
enum SystemFile {
    /// The text of a file whose size is not known in advance; nil when it cannot be read.
    static func text(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count < 16 << 20 {
            let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count <= 0 { break }
            bytes.append(contentsOf: buffer[..<count])
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The names in a directory; none when it cannot be read.
    static func names(in path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            // SAFETY: the system ends the name with a zero byte within the field.
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// Where a symbolic link points.
    static func target(of path: String) -> String? {
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = buffer.withUnsafeMutableBytes { bytes in
            bytes.baseAddress.map { readlink(path, $0.assumingMemoryBound(to: CChar.self), bytes.count) } ?? -1
        }
        return count < 0 ? nil : String(decoding: buffer[..<count], as: UTF8.self)
    }
}
