import DuplexCore

/// One setting as `duplex config --explain` shows it.
struct ExplainedSetting: Equatable {
    let name: String
    let value: String

    /// Who says so: `default`, the place in the file, the option or the variable.
    let source: String
    let about: String
}

/// Everything that can be set, with what it is and who says so.
struct Explanation {
    private(set) var settings: [ExplainedSetting] = []

    /// How much of a long value is shown.
    private static let valueLengthMax = 60

    init(_ settings: Settings) throws(SettingsError) {
        let file = settings.file
        for setting in Setting.allCases { add(setting, settings) }
        for key in LimitKey.allCases { add(key, file.limitValues?[key], under: "limits") }
        for (_, value) in file.models {
            let model = try value.section(ModelKey.self)
            add(model, without: try model[.kind]?.text() == "scripted" ? [.url, .name, .key] : [.script])
        }
        for (_, value) in file.agents {
            let kind = try value.entries().first { $0.name == "kind" }?.value.text()
            guard kind != "parlant" else {
                add(try value.section(ParlantKey.self))
                continue
            }
            let agent = try value.section(LoopKey.self)
            add(agent, without: [.tools, .lanes])
            let lanes = try agent[.lanes]?.section(LanesKey.self)
            for key in LanesKey.allCases {
                guard let lane = lanes?[key] else { continue }
                add(try lane.section(LaneKey.self), without: key == .main ? [.model, .instructions] : [])
            }
            for tool in try agent[.tools]?.list() ?? [] { add(try tool.section(ToolKey.self)) }
        }
    }

    private mutating func add(_ setting: Setting, _ settings: Settings) {
        let found = settings.find(setting)
        let suffix = ": \(setting.fileName)"
        let origin = found.map { $0.origin.hasSuffix(suffix) ? String($0.origin.dropLast(suffix.count)) : $0.origin }
        let shown = setting == .token ? found.map { _ in "(set)" } : found?.value
        self.settings.append(
            ExplainedSetting(
                name: setting.fileName,
                value: Self.short(shown ?? setting.standard ?? "(none)"),
                source: origin ?? "default",
                about: setting.about
            )
        )
    }

    private mutating func add<Key: ConfigKey>(_ section: ConfigSection<Key>, without hidden: Set<Key> = []) {
        for key in Key.allCases where !hidden.contains(key) { add(key, section[key], under: section.whole.path) }
    }

    private mutating func add(_ key: some ConfigKey, _ value: ConfigValue?, under path: String) {
        let source = value.map { "\($0.source.path):\($0.node.place)" } ?? "default"
        settings.append(
            ExplainedSetting(
                name: "\(path).\(key.rawValue)",
                value: Self.short(value.map(Self.text) ?? key.standard ?? "(none)"),
                source: source,
                about: key.about
            )
        )
    }

    /// A value as the file has it, so that no secret is shown, and whether what it refers to is there.
    private static func text(_ value: ConfigValue) -> String {
        guard case .scalar(.string(let text)) = value.node.value else { return value.node.json.text }
        guard let name = ConfigValue.reference(in: text) else {
            return value.path.hasSuffix(".key") ? "(hidden)" : text
        }
        return "\(text) \(value.source.environment[name]?.isEmpty ?? true ? "(not set)" : "(set)")"
    }

    private static func short(_ text: String) -> String {
        let line = text.replacing("\n", with: " ")
        return line.count <= valueLengthMax ? line : line.prefix(valueLengthMax - 1) + "…"
    }
}
