import Duplex
import DuplexCurl

/// A tool over HTTP, as the configuration describes it.
enum ConfiguredTool {
    static func make(_ section: ConfigSection<ToolKey>, client: CurlClient) throws(SettingsError) -> AnyTool {
        let name = try section.required(.name)
        guard try name.text().wholeMatch(of: /[A-Za-z0-9_]{1,64}/) != nil else {
            throw name.expected("letters, digits and underscores, at most 64")
        }
        let parameters = try parameters(section[.parameters])
        return HTTPTool.make(
            name: try name.text(),
            about: try section.required(.about).text(),
            url: try section.required(.url).url(),
            key: try section[.key]?.secret(),
            parameters: parameters,
            traits: try traits(section, parameters),
            client: client
        )
    }

    private static func traits(
        _ section: ConfigSection<ToolKey>,
        _ parameters: JSON
    ) throws(SettingsError) -> ToolTraits {
        var traits = ToolTraits(deadline: .seconds(60))
        if let value = section[.duration] {
            traits.duration = try value.choice(of: [("quick", .quick), ("long", .long)])
        }
        if let value = section[.effect] { traits.effect = try value.choice(of: [("read", .read), ("write", .write)]) }
        if let value = section[.interruptible] {
            traits.interruptible = try value.choice(of: [
                ("anyTime", .anyTime), ("untilCommit", .untilCommit), ("never", .never),
            ])
        }
        if let value = section[.feedback] { traits.feedback = try value.text() }
        if let value = section[.deadline] { traits.deadline = try value.duration() }
        if let value = section[.approval] { traits.needsApproval = try value.flag() }
        for value in try section[.secrets]?.list() ?? [] {
            let name = try value.text()
            guard parameters["properties"]?[name] != nil else {
                throw value.fault("the tool has no argument \"\(name)\".")
            }
            traits.secretFields.insert(name)
        }
        return traits
    }

    /// The schema of the arguments, which is that of an object.
    private static func parameters(_ value: ConfigValue?) throws(SettingsError) -> JSON {
        guard let value else { return ["type": "object", "properties": [:], "additionalProperties": false] }
        guard var schema = value.node.json.object else { throw value.expected("a JSON schema in braces") }
        guard schema["type"] ?? "object" == "object", schema["properties"]?.object != nil else {
            throw value.fault("expected the schema of an object: { type: \"object\", properties: { … } }.")
        }
        schema["type"] = "object"
        return .object(schema)
    }
}
