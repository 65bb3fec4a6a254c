/// Settings from a file of `key = value` lines.
///
/// Empty lines and lines that begin with `#` say nothing. A key that nobody knows is a mistake, not a comment.
struct SettingsFile: Equatable, Sendable {
    /// What the file is called in messages.
    let path: String
    private(set) var values: [Setting: String] = [:]

    /// A file that says nothing.
    static let none = SettingsFile(path: "")

    private init(path: String) { self.path = path }

    /// Reads the file's text.
    init(parsing text: String, path: String) throws(SettingsError) {
        self.init(path: path)
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = line.trimmed
            if line.isEmpty || line.hasPrefix("#") { continue }
            try read(line, at: "\(path):\(number + 1)")
        }
    }

    private mutating func read(_ line: Substring, at place: String) throws(SettingsError) {
        guard let equals = line.firstIndex(of: "=") else {
            throw SettingsError("\(place): a line is \"key = value\", this one has no equals sign.")
        }
        let key = String(line[..<equals].trimmed)
        guard let setting = Setting(rawValue: key), setting.mayStandInFile else {
            let known = Setting.allCases.filter(\.mayStandInFile).map(\.rawValue)
            let hint = NearestWord.to(key, in: known).map { "Did you mean \($0)?" } ?? "Known: \(known.sorted().joined(separator: ", "))."
            throw SettingsError("\(place): there is no setting \"\(key)\". \(hint)")
        }
        guard values[setting] == nil else { throw SettingsError("\(place): \(key) is set twice.") }
        values[setting] = String(line[line.index(after: equals)...].trimmed)
    }
}

/// A setting that cannot be used: one line that names the place.
struct SettingsError: Error, Equatable, Sendable {
    let message: String

    init(_ message: String) { self.message = message }
}

extension Substring {
    /// Without white space at both ends.
    var trimmed: Substring {
        var rest = drop { $0.isWhitespace }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }
}
