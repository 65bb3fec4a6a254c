/// The settings of one invocation: option, then environment, then file.
struct Settings: Sendable {
    private let invocation: Invocation
    private let environment: [String: String]
    let file: Configuration

    init(_ invocation: Invocation, environment: [String: String], file: Configuration = .none) {
        self.invocation = invocation
        self.environment = environment
        self.file = file
    }

    /// Reads the configuration file too: the one that is named, else the one in the working folder if there is one.
    init(reading invocation: Invocation, environment: [String: String]) throws(SettingsError) {
        let bare = Settings(invocation, environment: environment)
        let named = bare.text(.config)
        let path = named ?? Configuration.standardPath
        guard let text = try TextFile.read(path) else {
            if let named { throw SettingsError("There is no file \(named).") }
            self = bare
            return
        }
        // The way of a file in the working folder says nothing more than its name.
        let shown = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
        let file = try Configuration(parsing: text, path: shown, environment: environment)
        self.init(invocation, environment: environment, file: file)
    }

    /// What a setting is, and who says so; nil when nobody does. An empty variable says nothing.
    func find(_ setting: Setting) -> (value: String, origin: String)? {
        if let value = invocation.value(setting.optionName) { return (value, "--\(setting.optionName)") }
        if let value = environment[setting.variable], !value.isEmpty { return (value, setting.variable) }
        return file.settings[setting]
    }

    /// A text.
    func text(_ setting: Setting) -> String? { find(setting)?.value }

    /// Whether something is on. An option that is given without a value is.
    func isOn(_ setting: Setting) throws(SettingsError) -> Bool {
        guard let (value, origin) = find(setting) else { return false }
        switch value.lowercased() {
        case "", "1", "true", "yes", "on": return true
        case "0", "false", "no", "off": return false
        default: throw SettingsError("\(origin) is on or off, not \"\(value)\".")
        }
    }

    /// A whole number within bounds.
    func number(_ setting: Setting, in range: ClosedRange<Int>) throws(SettingsError) -> Int? {
        guard let (value, origin) = find(setting) else { return nil }
        guard let number = Int(value), range.contains(number) else {
            throw SettingsError(
                "\(origin) is a whole number from \(range.lowerBound) to \(range.upperBound), not \"\(value)\".")
        }
        return number
    }

    /// A time with its unit.
    func duration(_ setting: Setting) throws(SettingsError) -> Duration? {
        guard let (value, origin) = find(setting) else { return nil }
        guard let duration = Duration(configured: value) else {
            throw SettingsError("\(origin) is \(Duration.configuredForm), not \"\(value)\".")
        }
        return duration
    }

    /// One of a few words.
    func word<Word: RawRepresentable<String> & CaseIterable>(
        _ setting: Setting, as type: Word.Type
    ) throws(SettingsError) -> Word? {
        guard let (value, origin) = find(setting) else { return nil }
        if let word = Word(rawValue: value.lowercased()) { return word }
        let known = Word.allCases.map(\.rawValue)
        let hint = NearestWord.to(value, in: known).map { " Did you mean \($0)?" } ?? ""
        throw SettingsError("\(origin) is one of \(known.joined(separator: ", ")), not \"\(value)\".\(hint)")
    }

    /// A variable that belongs to other programs too.
    func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
}

extension Duration {
    /// What a time looks like in options, variables and files.
    static let configuredForm = "a time with its unit, like \"500ms\", \"30s\", \"10m\" or \"24h\""

    /// Reads a time of more than nothing and at most a month; nil for anything else.
    init?(configured text: String) {
        guard let match = text.wholeMatch(of: /(\d{1,9})(ms|s|m|h)/), let count = Int(match.1) else { return nil }
        let units: [Substring: Duration] = [
            "ms": .milliseconds(1), "s": .seconds(1), "m": .seconds(60), "h": .seconds(3600),
        ]
        let duration = (units[match.2] ?? .seconds(1)) * count
        guard duration > .zero, duration <= .seconds(31 * 24 * 3600) else { return nil }
        self = duration
    }
}
