package import DuplexCore

/// How a value is written in requests: what the documentation says of it, and how it is read.
package struct Format<Value: Sendable>: Sendable {
    /// The JSON schema.
    package let schema: JSON

    /// Reads the value.
    package let read: @Sendable (JSON) throws(FieldProblem) -> Value

    package init(schema: JSON, read: @escaping @Sendable (JSON) throws(FieldProblem) -> Value) {
        self.schema = schema
        self.read = read
    }
}

/// Why a field's value is not allowed.
package struct FieldProblem: Error, Equatable, Sendable {
    /// Where inside the field, as in `[0].type`; empty for the field itself.
    package var place: String

    /// The rest of a sentence that begins with the field's name.
    package var problem: String

    package init(_ problem: String, at place: String = "") {
        self.place = place
        self.problem = problem
    }

    static func expected(_ wanted: String, _ found: JSON) -> FieldProblem {
        FieldProblem("expected \(wanted), found \(found.typeName)")
    }
}

extension Format where Value == String {
    /// Text of a number of characters.
    package static func text(_ lengths: ClosedRange<Int> = 0...Int.max) -> Format {
        var schema: JSONObject = ["type": "string"]
        if lengths.lowerBound > 0 { schema["minLength"] = .int(lengths.lowerBound) }
        if lengths.upperBound < .max { schema["maxLength"] = .int(lengths.upperBound) }
        return Format(schema: .object(schema)) { json throws(FieldProblem) in
            guard let text = json.string else { throw .expected("a string", json) }
            // Characters as JSON Schema counts them, which is code points.
            let count = lengths.upperBound < .max || lengths.lowerBound > 0 ? text.unicodeScalars.count : 0
            guard lengths.upperBound == .max && lengths.lowerBound == 0 || lengths.contains(count) else {
                throw FieldProblem("must have \(lengths.lowerBound) to \(lengths.upperBound) characters")
            }
            return text
        }
    }
}

extension Format where Value == Int {
    /// A whole number from `minimum` on; what is above `maximum` counts as `maximum`.
    package static func count(from minimum: Int = 0, clampedTo maximum: Int = .max) -> Format {
        Format(schema: ["type": "integer", "minimum": .int(minimum)]) { json throws(FieldProblem) in
            guard let number = json.int else { throw .expected("a whole number", json) }
            guard number >= minimum else { throw FieldProblem("must be at least \(minimum)") }
            return min(number, maximum)
        }
    }
}

extension Format where Value == Duration {
    /// A time in seconds, from 0 on; what is above `maximum` is refused, or counts as `maximum` when `clamps`.
    package static func seconds(upTo maximum: Int, clamps: Bool = false) -> Format {
        let schema: JSON =
            clamps
            ? ["type": "number", "minimum": 0] : ["type": "number", "minimum": 0, "maximum": .int(maximum)]
        return Format(schema: schema) { json throws(FieldProblem) in
            guard let seconds = json.double else { throw .expected("a number of seconds", json) }
            guard seconds >= 0 else { throw FieldProblem("must be at least 0") }
            guard clamps || seconds <= Double(maximum) else { throw FieldProblem("must be at most \(maximum)") }
            return .milliseconds(Int((min(seconds, Double(maximum)) * 1000).rounded()))
        }
    }
}

extension Format where Value == Bool {
    package static var truth: Format {
        Format(schema: ["type": "boolean"]) { json throws(FieldProblem) in
            guard let truth = json.bool else { throw .expected("true or false", json) }
            return truth
        }
    }
}

extension Format where Value == JSON {
    /// Anything.
    package static var anything: Format { Format(schema: [:]) { json throws(FieldProblem) in json } }
}

extension Format where Value == JSONObject {
    /// An object with any members.
    package static var object: Format {
        Format(schema: ["type": "object"]) { json throws(FieldProblem) in
            guard let object = json.object else { throw .expected("an object", json) }
            return object
        }
    }
}

extension Format {
    /// One of some words.
    package static func word(_ words: [String], _ make: @escaping @Sendable (String) -> Value?) -> Format {
        Format(schema: ["type": "string", "enum": .array(words.map(JSON.string))]) { json throws(FieldProblem) in
            guard let word = json.string else { throw .expected("a string", json) }
            guard let value = make(word) else {
                throw FieldProblem("must be one of \(words.joined(separator: ", "))")
            }
            return value
        }
    }

    /// The same, or `null`.
    package var orNull: Format<Value?> {
        let schema: JSON = ["anyOf": [schema, ["type": "null"]]]
        return Format<Value?>(schema: schema) { json throws(FieldProblem) in
            json.isNull ? nil : try read(json)
        }
    }

    /// A list of them.
    package func list() -> Format<[Value]> {
        Format<[Value]>(schema: ["type": "array", "items": schema]) { json throws(FieldProblem) in
            guard let elements = json.array else { throw .expected("an array", json) }
            var values: [Value] = []
            for (index, element) in elements.enumerated() {
                do throws(FieldProblem) {
                    values.append(try read(element))
                } catch {
                    throw FieldProblem(error.problem, at: "[\(index)]\(error.place)")
                }
            }
            return values
        }
    }

    /// Words with commas between them, as in a query.
    package func commaSeparated() -> Format<[Value]> {
        Format<[Value]>(schema: ["type": "string"]) { json throws(FieldProblem) in
            guard let text = json.string else { throw .expected("a string", json) }
            var values: [Value] = []
            for word in text.split(separator: ",", omittingEmptySubsequences: false) {
                values.append(try read(.string(String(word))))
            }
            return values
        }
    }
}
