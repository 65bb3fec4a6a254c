package import DuplexCore

/// Reads the fields of a body or a query and collects what is wrong with them, in the words of the original's
/// validator, so that clients that show these sentences show the same ones.
package struct ParlantFields {
    private let values: JSONObject
    private let location: [JSON]

    /// What a missing field is reported to have been given: the object, or null in a query.
    private let whole: JSON
    package private(set) var issues: [JSON] = []

    /// The fields of a body.
    ///
    /// - Throws: ``ParlantProblem`` when the bytes are no JSON object.
    package init(body: [UInt8]) throws(ParlantProblem) {
        location = ["body"]
        guard !body.isEmpty else { throw .invalid([Self.missing(["body"], input: .null)]) }
        do {
            whole = try JSON(parsing: body)
        } catch {
            throw .invalid([
                [
                    "type": "json_invalid", "loc": ["body", .int(error.byteOffset)], "msg": "JSON decode error",
                    "input": [:], "ctx": ["error": .string(error.problem)],
                ]
            ])
        }
        guard let values = whole.object else {
            throw .invalid([
                [
                    "type": "model_attributes_type", "loc": ["body"],
                    "msg": "Input should be a valid dictionary or object to extract fields from", "input": whole,
                ]
            ])
        }
        self.values = values
    }

    /// The items of a query; of a name that occurs twice the last one counts.
    package init(query: [(name: String, value: String)]) {
        location = ["query"]
        whole = .null
        var values = JSONObject()
        for item in query { values[item.name] = .string(item.value) }
        self.values = values
    }

    private init(values: JSONObject, location: [JSON]) {
        self.values = values
        self.location = location
        whole = .object(values)
    }

    /// Throws everything that was found wrong so far.
    package func check() throws(ParlantProblem) {
        if !issues.isEmpty { throw .invalid(issues) }
    }

    /// The field as it is; nil when absent or null.
    package func any(_ name: String) -> JSON? {
        guard let value = values[name], !value.isNull else { return nil }
        return value
    }
}

extension ParlantFields {
    package mutating func require(_ name: String) {
        if values[name] == nil { issues.append(Self.missing(location + [.string(name)], input: whole)) }
    }

    package mutating func string(_ name: String, count: ClosedRange<Int>? = nil) -> String? {
        guard let value = any(name) else { return nil }
        guard let text = value.string else { return refuse(name, "string_type", "Input should be a valid string") }
        let size = text.unicodeScalars.count
        if let count, size < count.lowerBound {
            let words = "at least \(Self.characters(count.lowerBound))"
            return refuse(
                name,
                "string_too_short",
                "String should have \(words)",
                ["min_length": .int(count.lowerBound)]
            )
        }
        if let count, size > count.upperBound {
            let words = "at most \(Self.characters(count.upperBound))"
            return refuse(
                name,
                "string_too_long",
                "String should have \(words)",
                ["max_length": .int(count.upperBound)]
            )
        }
        return text
    }

    /// A whole number, also written as text.
    package mutating func int(_ name: String, in range: ClosedRange<Int>? = nil) -> Int? {
        guard let value = any(name) else { return nil }
        let sentence = "Input should be a valid integer"
        let number: Int
        switch value {
        case .string(let text):
            guard let parsed = Int(text) else {
                return refuse(name, "int_parsing", "\(sentence), unable to parse string as an integer")
            }
            number = parsed
        case .double(let double) where Int(exactly: double) == nil:
            return refuse(name, "int_from_float", "\(sentence), got a number with a fractional part")
        default:
            guard let whole = value.int else { return refuse(name, "int_type", sentence) }
            number = whole
        }
        if let range, number < range.lowerBound {
            let words = "Input should be greater than or equal to \(range.lowerBound)"
            return refuse(name, "greater_than_equal", words, ["ge": .int(range.lowerBound)])
        }
        if let range, number > range.upperBound {
            let words = "Input should be less than or equal to \(range.upperBound)"
            return refuse(name, "less_than_equal", words, ["le": .int(range.upperBound)])
        }
        return number
    }

    /// A truth value, also in the words that queries use for it.
    package mutating func bool(_ name: String) -> Bool? {
        guard let value = any(name) else { return nil }
        if let truth = value.bool { return truth }
        switch value.string?.lowercased() {
        case "true", "1", "yes", "on", "t", "y": return true
        case "false", "0", "no", "off", "f", "n": return false
        default:
            let words = "Input should be a valid boolean, unable to interpret input"
            return refuse(name, "bool_parsing", words)
        }
    }

    /// One of some words.
    package mutating func word<Word: RawRepresentable & CaseIterable>(
        _ name: String,
        as type: Word.Type
    ) -> Word? where Word.RawValue == String {
        guard let value = any(name) else { return nil }
        if let word = value.string.flatMap(Word.init(rawValue:)) { return word }
        let words = Self.list(Word.allCases.map { "'\($0.rawValue)'" })
        return refuse(name, "enum", "Input should be \(words)", ["expected": .string(words)])
    }

    package mutating func object(_ name: String) -> JSONObject? {
        guard let value = any(name) else { return nil }
        guard let object = value.object else { return refuse(name, "dict_type", "Input should be a valid dictionary") }
        return object
    }

    /// An object whose values are strings.
    package mutating func stringMap(_ name: String) -> JSONObject? {
        guard let object = object(name) else { return nil }
        for member in object.members where member.value.string == nil {
            report([.string(name), .string(member.key)], "string_type", "Input should be a valid string", member.value)
        }
        return object
    }

    package mutating func strings(_ name: String) -> [String]? {
        guard let value = any(name) else { return nil }
        guard let elements = value.array else { return refuse(name, "list_type", "Input should be a valid list") }
        for (index, element) in elements.enumerated() where element.string == nil {
            report([.string(name), .int(index)], "string_type", "Input should be a valid string", element)
        }
        return elements.compactMap(\.string)
    }

    /// Reads an object's own fields.
    package mutating func fields<Value>(_ name: String, _ read: (inout ParlantFields) -> Value) -> Value? {
        guard let value = any(name) else { return nil }
        guard let object = value.object else {
            let words = "Input should be a valid dictionary or object to extract fields from"
            return refuse(name, "model_attributes_type", words)
        }
        var inner = ParlantFields(values: object, location: location + [.string(name)])
        let result = read(&inner)
        issues += inner.issues
        return result
    }

    private mutating func refuse<Value>(
        _ name: String,
        _ type: String,
        _ message: String,
        _ context: JSON? = nil
    ) -> Value? {
        report([.string(name)], type, message, values[name] ?? .null, context)
        return nil
    }

    private mutating func report(
        _ path: [JSON],
        _ type: String,
        _ message: String,
        _ input: JSON,
        _ context: JSON? = nil
    ) {
        var issue: JSONObject = [
            "type": .string(type), "loc": .array(location + path), "msg": .string(message), "input": input,
        ]
        issue["ctx"] = context
        issues.append(.object(issue))
    }

    private static func missing(_ location: [JSON], input: JSON) -> JSON {
        ["type": "missing", "loc": .array(location), "msg": "Field required", "input": input]
    }

    private static func characters(_ count: Int) -> String { "\(count) character\(count == 1 ? "" : "s")" }

    /// Words as a sentence lists them: 'a', 'b' or 'c'.
    private static func list(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " or " + last
    }
}
