package import DuplexCore

/// A member of a body, or a parameter of a query: declared once, read and documented from that.
package struct Field<Value: Sendable>: Sendable {
    package let name: String
    package let format: Format<Value>
    package let isRequired: Bool

    /// A few words for the documentation.
    package let about: String

    package init(_ name: String, _ format: Format<Value>, isRequired: Bool = false, _ about: String) {
        self.name = name
        self.format = format
        self.isRequired = isRequired
        self.about = about
    }

    /// The field without its type, for lists.
    package var declared: DeclaredField {
        DeclaredField(name: name, schema: format.schema, isRequired: isRequired, about: about)
    }
}

/// A field without its type.
package struct DeclaredField: Sendable {
    package let name: String
    package let schema: JSON
    package let isRequired: Bool
    package let about: String
}

/// The fields that a client gave; unknown ones have been refused.
package struct Fields: Sendable {
    private let members: JSONObject

    private init() { members = [:] }

    /// No fields.
    package static let none = Fields()

    /// Takes an object whose members must all be declared.
    ///
    /// - Throws: `request.invalid`, with the first unknown or missing field.
    package init(_ members: JSONObject, of declared: [DeclaredField]) throws(APIError) {
        for member in members.members where !declared.contains(where: { $0.name == member.key }) {
            throw .invalid(member.key, "there is no such field")
        }
        for field in declared where field.isRequired && members[field.name] == nil {
            throw .invalid(field.name, "is required")
        }
        self.members = members
    }

    /// The value of a field; nil when it was not given.
    package func get<Value>(_ field: Field<Value>) throws(APIError) -> Value? {
        guard let json = members[field.name] else { return nil }
        return try Self.read(json, field)
    }

    /// The value of a field that is required.
    package func require<Value>(_ field: Field<Value>) throws(APIError) -> Value {
        guard let json = members[field.name] else { throw .invalid(field.name, "is required") }
        return try Self.read(json, field)
    }

    /// Whether the field was given.
    package func has<Value>(_ field: Field<Value>) -> Bool { members[field.name] != nil }

    private static func read<Value>(_ json: JSON, _ field: Field<Value>) throws(APIError) -> Value {
        do throws(FieldProblem) {
            return try field.format.read(json)
        } catch {
            throw .invalid(field.name + error.place, error.problem)
        }
    }
}
