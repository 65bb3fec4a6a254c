import DuplexAgents
import DuplexCore

/// Holds arguments against the schema that came with a tool: types, choices, required and unknown names, which is what
/// models get wrong. What else a schema may say is for the tool's own server to check.
enum ArgumentCheck {
    /// What is wrong with the arguments; nil when they fit.
    static func fault(in arguments: JSON, by schema: JSON) -> ToolError? {
        problem(with: arguments, by: schema, at: "").map { ToolError("invalid_arguments", $0) }
    }

    private static func problem(with value: JSON, by schema: JSON, at path: String) -> String? {
        let types = schema["type"]?.array?.compactMap(\.string) ?? schema["type"]?.string.map { [$0] } ?? []
        guard types.isEmpty || types.contains(where: { isOf(value, $0) }) else {
            return message("expected \(types.joined(separator: " or ")), not \(value.typeName)", at: path)
        }
        if let choices = schema["enum"]?.array, !choices.contains(value) {
            return message("expected one of \(choices.map(\.text).joined(separator: ", "))", at: path)
        }
        switch value {
        case .object(let object): return problem(with: object, by: schema, at: path)
        case .array(let elements):
            guard let items = schema["items"] else { return nil }
            for (index, element) in elements.enumerated() {
                if let problem = problem(with: element, by: items, at: "\(path)[\(index)]") { return problem }
            }
            return nil
        case .null, .bool, .int, .double, .string: return nil
        }
    }

    private static func problem(with object: JSONObject, by schema: JSON, at path: String) -> String? {
        func inside(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
        for name in schema["required"]?.array?.compactMap(\.string) ?? [] where object[name] == nil {
            return message("is missing", at: inside(name))
        }
        for (name, value) in object.members {
            if let property = schema["properties"]?[name] {
                if let problem = problem(with: value, by: property, at: inside(name)) { return problem }
            } else if schema["additionalProperties"]?.bool != true, schema["properties"] != nil {
                // A misspelt optional argument must not pass as an absent one.
                return message("there is no such argument", at: inside(name))
            }
        }
        return nil
    }

    private static func isOf(_ value: JSON, _ type: String) -> Bool {
        switch (type, value) {
        case ("object", .object), ("array", .array), ("string", .string), ("boolean", .bool), ("null", .null),
            ("number", .int), ("number", .double):
            true
        case ("integer", _): value.int != nil
        default: false
        }
    }

    private static func message(_ problem: String, at path: String) -> String {
        path.isEmpty ? "The arguments: \(problem)." : "\(path): \(problem)."
    }
}
