import DuplexCore

/// Where a configuration comes from.
struct ConfigSource: Sendable {
    /// What the file is called in messages.
    let path: String
    let environment: [String: String]

    /// A file that is named beside this one.
    func neighbour(_ name: String) -> String {
        guard !name.hasPrefix("/"), let slash = path.lastIndex(of: "/") else { return name }
        return path[...slash] + name
    }
}

/// A value of the configuration file as somebody reads it: every mistake names place, path, value and remedy.
struct ConfigValue: Sendable {
    let node: ConfigNode

    /// As in `agents.telco.tools[0].url`; empty for the whole file.
    let path: String
    let source: ConfigSource

    func fault(_ problem: String, at place: ConfigNode.Place? = nil) -> SettingsError {
        SettingsError("\(source.path):\(place ?? node.place): \(path.isEmpty ? "" : path + ": ")\(problem)")
    }

    /// The mistake of a value that is not what is expected.
    func expected(_ what: String) -> SettingsError { fault("expected \(what), not \(shown).") }

    /// The value as a message shows it.
    private var shown: String {
        switch node.value {
        case .scalar(let scalar): scalar.text
        case .list: "a list"
        case .section: "a section"
        }
    }

    // MARK: Texts

    /// A text. One that is nothing but `${NAME}` stands for that variable of the environment.
    func text() throws(SettingsError) -> String {
        guard case .scalar(.string(let text)) = node.value else { throw expected("a text in quotes") }
        guard let name = Self.reference(in: text) else { return text }
        guard let value = source.environment[name], !value.isEmpty else {
            throw fault("the environment has no \(name). Set it before the start, as in \(name)=… duplex serve.")
        }
        return value
    }

    /// A secret, which stands in the environment and never in the file.
    func secret() throws(SettingsError) -> String {
        guard case .scalar(.string(let text)) = node.value, Self.reference(in: text) != nil else {
            throw fault("a secret does not stand in a file. Put it into the environment and write \"${NAME}\" here.")
        }
        return try self.text()
    }

    /// A text, or with `file:NAME` what stands in that file beside this one.
    func longText() throws(SettingsError) -> String {
        let text = try text()
        guard text.hasPrefix("file:") else { return text }
        let path = source.neighbour(String(text.dropFirst("file:".count)))
        guard let content = try TextFile.read(path) else { throw fault("there is no file \(path).") }
        return content
    }

    /// An address of a server.
    func url() throws(SettingsError) -> String {
        let text = try text()
        guard text.hasPrefix("http://") || text.hasPrefix("https://") else {
            throw expected("an address like http://127.0.0.1:8800")
        }
        return text
    }

    /// One of a few words.
    func word<Word: RawRepresentable<String> & CaseIterable>(_ type: Word.Type) throws(SettingsError) -> Word {
        try choice(of: Word.allCases.map { ($0.rawValue, $0) })
    }

    /// One of a few words that mean something else each.
    func choice<Meaning>(of choices: [(word: String, meaning: Meaning)]) throws(SettingsError) -> Meaning {
        let text = try text()
        if let known = choices.first(where: { $0.word == text }) { return known.meaning }
        let words = choices.map(\.word)
        let hint = NearestWord.to(text, in: words).map { " Did you mean \($0)?" } ?? ""
        throw fault("expected one of \(words.joined(separator: ", ")), not \"\(text)\".\(hint)")
    }

    /// The variable that a text stands for: it is nothing but `${NAME}`.
    static func reference(in text: String) -> String? {
        text.wholeMatch(of: /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/).map { String($0.1) }
    }

    // MARK: Other values

    func flag() throws(SettingsError) -> Bool {
        guard case .scalar(.bool(let flag)) = node.value else { throw expected("true or false") }
        return flag
    }

    func count(in range: ClosedRange<Int>) throws(SettingsError) -> Int {
        guard case .scalar(.int(let count)) = node.value, range.contains(count) else {
            throw expected("a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return count
    }

    func number(in range: ClosedRange<Double>) throws(SettingsError) -> Double {
        guard case .scalar(let scalar) = node.value, let number = scalar.double, range.contains(number) else {
            throw expected("a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// A time that is more than none and not more than a month, as in `500ms`, `30s`, `10m` or `24h`.
    func duration() throws(SettingsError) -> Duration {
        guard case .scalar(.string(let text)) = node.value, let duration = Duration(configured: text) else {
            throw expected(Duration.configuredForm)
        }
        return duration
    }

    func list() throws(SettingsError) -> [ConfigValue] {
        guard case .list(let elements) = node.value else { throw expected("a list") }
        return elements.enumerated().map { ConfigValue(node: $1, path: "\(path)[\($0)]", source: source) }
    }

    /// The members of a section whose names are free.
    func entries() throws(SettingsError) -> [(name: String, value: ConfigValue)] {
        guard case .section(let members) = node.value else { throw expected("a section in braces") }
        return members.map { member in
            let inside = path.isEmpty ? member.name : "\(path).\(member.name)"
            return (member.name, ConfigValue(node: member.node, path: inside, source: source))
        }
    }

    /// A section whose names are known.
    func section<Key: ConfigKey>(_ keys: Key.Type) throws(SettingsError) -> ConfigSection<Key> {
        guard case .section(let members) = node.value else { throw expected("a section in braces") }
        let known = Key.allCases.map(\.rawValue)
        for member in members where Key(rawValue: member.name) == nil {
            let hint = NearestWord.to(member.name, in: known).map { "Did you mean \($0)?" }
            throw fault(
                "there is no \"\(member.name)\" here. \(hint ?? "Known: \(known.joined(separator: ", ")).")",
                at: member.place
            )
        }
        var values: [Key: ConfigValue] = [:]
        for (name, value) in try entries() { if let key = Key(rawValue: name) { values[key] = value } }
        return ConfigSection(whole: self, values: values)
    }
}

/// The names that a section of the configuration may have.
protocol ConfigKey: RawRepresentable<String>, CaseIterable, Hashable, Sendable {
    /// What it means, in a sentence.
    var about: String { get }

    /// What counts where it is left out; nil for nothing.
    var standard: String? { get }
}

/// A section of which all names are known.
struct ConfigSection<Key: ConfigKey>: Sendable {
    let whole: ConfigValue
    fileprivate let values: [Key: ConfigValue]

    subscript(key: Key) -> ConfigValue? { values[key] }

    /// A member that must be there.
    func required(_ key: Key) throws(SettingsError) -> ConfigValue {
        guard let value = values[key] else { throw whole.fault("\(key.rawValue) is missing: \(key.about)") }
        return value
    }
}
