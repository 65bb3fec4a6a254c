import DuplexCore

/// Puts values into the texts and arguments of a ``ScriptedReply``.
struct ScriptedTemplate {
    let captures: [String: String]
    let results: [String: JSON]

    /// The element that an `each` is at.
    private var element: JSON?
    private var problem: ScriptedScene.Problem?

    init(captures: [String: String], results: [String: JSON]) {
        self.captures = captures
        self.results = results
    }

    /// A text with its values; a name that means nothing stays as it is.
    func expand(_ text: String, problem: ScriptedScene.Problem?) -> String {
        var values = self
        values.problem = problem
        return values.expand(text[...])
    }

    /// Arguments with their values.
    func expand(_ arguments: JSON) -> JSON { value(arguments) ?? .null }

    private func value(_ json: JSON) -> JSON? {
        switch json {
        case .null, .bool, .int, .double: return json
        case .array(let elements): return .array(elements.compactMap(value))
        case .object(let object):
            var expanded = JSONObject()
            for (name, member) in object.members { expanded[name] = value(member) }
            return .object(expanded)
        case .string(let text):
            guard let name = Self.wholeName(text) else { return .string(expand(text[...])) }
            guard name.hasPrefix("#") else { return lookUp(name) }
            return lookUp(name.dropFirst()).flatMap { $0.int ?? Int($0.string ?? "") }.map(JSON.int)
        }
    }

    /// The name in a text that is nothing but one name.
    private static func wholeName(_ text: String) -> Substring? {
        guard text.hasPrefix("{"), text.hasSuffix("}") else { return nil }
        let name = text.dropFirst().dropLast()
        return name.contains { $0 == "{" || $0 == "}" } ? nil : name
    }

    private func expand(_ text: Substring) -> String {
        var output = ""
        var rest = text
        while let open = rest.firstIndex(of: "{") {
            output += rest[..<open]
            guard let close = Self.closing(of: open, in: rest) else { break }
            let content = rest[rest.index(after: open)..<close]
            output += replacement(of: content) ?? String(rest[open...close])
            rest = rest[rest.index(after: close)...]
        }
        return output + rest
    }

    /// The brace that closes the one at `open`, over the braces inside.
    private static func closing(of open: Substring.Index, in text: Substring) -> Substring.Index? {
        var depth = 0
        for index in text[open...].indices {
            if text[index] == "{" { depth += 1 }
            if text[index] == "}" { depth -= 1 }
            if depth == 0 { return index }
        }
        return nil
    }

    private func replacement(of content: Substring) -> String? {
        guard content.hasPrefix("each "), let bar = content.firstIndex(of: "|") else {
            return lookUp(content).map(Self.shown)
        }
        let elements = lookUp(content[..<bar].dropFirst(5))?.array ?? []
        return elements.map { element in
            var values = self
            values.element = element
            return values.expand(content[content.index(after: bar)...])
        }.joined()
    }

    private func lookUp(_ name: Substring) -> JSON? {
        let path = name.split(separator: ".").map(String.init)
        guard let first = path.first else { return nil }
        let rest = path.dropFirst()
        if first == "it", let element { return Self.member(element, rest) }
        if let value = element?[first] { return Self.member(value, rest) }
        if let value = results[first] { return Self.member(value, rest) }
        if first == "error", let problem { return .string(problem.message) }
        return rest.isEmpty ? captures[first].map(JSON.string) : nil
    }

    private static func member(_ value: JSON, _ path: ArraySlice<String>) -> JSON? {
        path.reduce(value as JSON?) { $0?[$1] }
    }

    private static func shown(_ value: JSON) -> String {
        switch value {
        case .string(let text): text
        case .null: "none"
        case .bool(let truth): truth ? "yes" : "no"
        case .int, .double, .array, .object: value.text
        }
    }
}
