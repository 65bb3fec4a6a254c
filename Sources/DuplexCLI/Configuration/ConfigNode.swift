import DuplexCore

/// A value of the configuration file, and where it stands.
struct ConfigNode: Equatable, Sendable {
    /// A line and a column, both from 1.
    struct Place: Equatable, Sendable, CustomStringConvertible {
        var line: Int
        var column: Int

        var description: String { "\(line):\(column)" }
    }

    enum Value: Equatable, Sendable {
        case scalar(JSON)
        case list([ConfigNode])
        case section([ConfigMember])
    }

    let place: Place
    let value: Value

    /// The value without its places.
    var json: JSON {
        switch value {
        case .scalar(let scalar): return scalar
        case .list(let elements): return .array(elements.map(\.json))
        case .section(let members):
            var object = JSONObject()
            for member in members { object[member.name] = member.node.json }
            return .object(object)
        }
    }
}

/// One named value of a section.
struct ConfigMember: Equatable, Sendable {
    let name: String

    /// Where the name stands.
    let place: ConfigNode.Place
    let node: ConfigNode
}
