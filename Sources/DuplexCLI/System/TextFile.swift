import Glibc

/// A small file, read whole.
enum TextFile {
    /// Settings and tokens are small; what is larger is the wrong file.
    static let byteCountMax = 1 << 20

    /// The file's text; nil when there is no such file.
    static func read(_ path: String) throws(SettingsError) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw SettingsError("\(path) cannot be read: \(problem(errno)).")
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw SettingsError("\(path) cannot be read: \(problem(errno)).") }
            if count == 0 { break }
            bytes.append(contentsOf: buffer[..<count])
            guard bytes.count <= byteCountMax else { throw SettingsError("\(path) is too large to be right.") }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw SettingsError("\(path) is not UTF-8 text.")
        }
        return text
    }

    private static func problem(_ code: Int32) -> String { String(cString: strerror(code)) }
}
