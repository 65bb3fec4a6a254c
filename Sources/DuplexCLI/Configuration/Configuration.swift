import DuplexCore

/// The configuration file, read and checked but for what the agents are made of.
struct Configuration: Sendable {
    /// What is looked for when nobody names a file.
    static let standardPath = "./duplex.json5"

    /// A file that says nothing.
    static let none = Configuration()

    /// What the file is called; nil for none.
    private(set) var path: String?

    /// The settings that options and variables can give too, with the places that messages name.
    private(set) var settings: [Setting: (value: String, origin: String)] = [:]

    /// The models and agents, in the order of the file.
    private(set) var models: [(name: String, value: ConfigValue)] = []
    private(set) var agents: [(name: String, value: ConfigValue)] = []
    private(set) var limits = ConfiguredLimits()
    private(set) var limitValues: ConfigSection<LimitKey>?

    private init() {}

    /// Reads a file's text.
    init(parsing text: String, path: String, environment: [String: String] = [:]) throws(SettingsError) {
        self.path = path
        let source = ConfigSource(path: path, environment: environment)
        let node: ConfigNode
        do throws(JSON5Error) {
            node = try JSON5Reader.read(text)
        } catch {
            throw SettingsError("\(path):\(error.place): \(error.problem).")
        }
        let root = ConfigValue(node: node, path: "", source: source)
        guard case .section(let members) = node.value else { throw root.expected("a section in braces") }
        for (member, entry) in zip(members, try root.entries()) {
            try take(entry.name, entry.value, at: member.place, of: root)
        }
    }

    private mutating func take(
        _ name: String,
        _ value: ConfigValue,
        at place: ConfigNode.Place,
        of root: ConfigValue
    ) throws(SettingsError) {
        switch PartKey(rawValue: name) {
        case .models: models = try value.entries()
        case .agents:
            agents = try value.entries()
            for agent in agents where agent.name.wholeMatch(of: /[A-Za-z0-9_-]{1,64}/) == nil {
                throw agent.value.fault("an agent's name has letters, digits, - and _, at most 64.")
            }
        case .limits: try takeLimits(value)
        case nil:
            guard let setting = Setting.allCases.first(where: { $0.fileName == name && $0.mayStandInFile }) else {
                let known = Setting.allCases.filter(\.mayStandInFile).map(\.fileName) + PartKey.allCases.map(\.rawValue)
                let hint = NearestWord.to(name, in: known).map { "Did you mean \($0)?" }
                throw root.fault(
                    "there is no setting \"\(name)\". \(hint ?? "Known: \(known.sorted().joined(separator: ", ")).")",
                    at: place
                )
            }
            settings[setting] = (try text(of: value, for: setting), "\(value.source.path):\(value.node.place): \(name)")
        }
    }

    /// A setting's value as an option would have it.
    private func text(of value: ConfigValue, for setting: Setting) throws(SettingsError) -> String {
        if setting.valueName == nil { return try value.flag() ? "true" : "false" }
        switch value.node.value {
        case .scalar(.string): return try value.text()
        case .scalar(.int(let number)) where setting == .loops: return String(number)
        case .list where setting == .corsOrigin:
            var origins: [String] = []
            for origin in try value.list() { origins.append(try origin.text()) }
            return origins.joined(separator: ",")
        default: throw value.expected(setting == .loops ? "a whole number" : "a text in quotes")
        }
    }

    private mutating func takeLimits(_ value: ConfigValue) throws(SettingsError) {
        let section = try value.section(LimitKey.self)
        for key in LimitKey.allCases {
            guard let value = section[key] else { continue }
            if let place = key.durationPlace { limits[keyPath: place] = try value.duration() }
            if let place = key.countPlace { limits[keyPath: place] = try value.count(in: 1...(1 << 30)) }
        }
        limitValues = section
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
