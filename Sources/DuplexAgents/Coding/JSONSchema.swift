import DuplexCore

/// Derives the JSON schema of a type from what it asks a decoder for.
///
/// The type is decoded once from made-up values, and each field that it asks for is noted. So whatever decodes itself
/// from any value of the right type is understood: text, numbers, truth values, optionals, arrays, dictionaries by
/// text, nested structs, and enums of text or whole numbers that are `CaseIterable`.
enum JSONSchema {
    /// How deep types may nest; a type that contains itself has no schema without references.
    static let depthMax = 16

    /// The schema of a type's values.
    ///
    /// - Throws: ``SchemaError`` when the type cannot be understood.
    static func schema(of type: any Decodable.Type, at path: FieldPath = FieldPath()) throws -> JSON {
        try probe(type, at: path).schema
    }

    /// A type's schema, with the made-up value that told it.
    static func probe<Value: Decodable>(_ type: Value.Type, at path: FieldPath) throws -> (schema: JSON, value: Value) {
        guard path.depth <= depthMax else { throw SchemaError(path: path, problem: "\(type) nests too deep") }
        if let known = knownTypes[ObjectIdentifier(type)], let value = known.value as? Value {
            return (known.schema, value)
        }
        if let choice = type as? any (CaseIterable & RawRepresentable).Type, let known = schema(ofCases: choice),
            let value = known.value as? Value
        {
            return (known.schema, value)
        }
        let probe = SchemaProbe(path: path, notes: (type as? any ToolArguments.Type)?.notes ?? [:])
        let value: Value
        do {
            value = try Value(from: probe)
        } catch let error as SchemaError {
            throw error
        } catch {
            throw SchemaError(path: path, problem: "\(type) refuses a made-up value; an enum must be CaseIterable")
        }
        guard let schema = try probe.schema() else {
            // A type without fields asks for nothing.
            return (object([:], required: []), value)
        }
        return (schema, value)
    }

    static func object(_ properties: JSONObject, required: [String]) -> JSON {
        var schema: JSONObject = ["type": "object", "properties": .object(properties)]
        if !required.isEmpty { schema["required"] = .array(required.map(JSON.string)) }
        schema["additionalProperties"] = false
        return .object(schema)
    }

    /// The types that a schema has a word for, each with a made-up value.
    private static let knownTypes: [ObjectIdentifier: (schema: JSON, value: any Sendable)] = {
        var types: [ObjectIdentifier: (schema: JSON, value: any Sendable)] = [
            ObjectIdentifier(String.self): (["type": "string"], ""),
            ObjectIdentifier(Bool.self): (["type": "boolean"], false),
            ObjectIdentifier(Double.self): (["type": "number"], 0.0),
            ObjectIdentifier(Float.self): (["type": "number"], Float(0)),
        ]
        let whole: [any (FixedWidthInteger & Sendable).Type] = [
            Int.self, Int8.self, Int16.self, Int32.self, Int64.self,
            UInt.self, UInt8.self, UInt16.self, UInt32.self, UInt64.self,
        ]
        for type in whole {
            let schema: JSON = type.isSigned ? ["type": "integer"] : ["type": "integer", "minimum": 0]
            types[ObjectIdentifier(type)] = (schema, zero(type))
        }
        return types
    }()

    private static func zero<Number: FixedWidthInteger & Sendable>(_ type: Number.Type) -> any Sendable { Number.zero }

    /// The schema of an enum, with its first case; nil when its raw values are neither text nor whole numbers.
    private static func schema<Choice: CaseIterable & RawRepresentable>(
        ofCases type: Choice.Type
    ) -> (schema: JSON, value: Any)? {
        guard let first = Choice.allCases.first else { return nil }
        let names = Choice.allCases.compactMap { ($0.rawValue as? String).map(JSON.string) }
        if !names.isEmpty { return (["type": "string", "enum": .array(names)], first) }
        let numbers = Choice.allCases.compactMap { ($0.rawValue as? Int).map(JSON.int) }
        return numbers.isEmpty ? nil : (["type": "integer", "enum": .array(numbers)], first)
    }
}

/// Why a type has no schema: a mistake in the program.
struct SchemaError: Error, CustomStringConvertible {
    var path: FieldPath
    var problem: String

    var description: String { path.message(problem) }
}

/// The place of a value inside the arguments, as in `legs[0].from`.
struct FieldPath: Equatable, Sendable, CustomStringConvertible {
    private(set) var description = ""
    private(set) var depth = 0

    func member(_ name: String) -> FieldPath {
        FieldPath(description: description.isEmpty ? name : "\(description).\(name)", depth: depth + 1)
    }

    func element(_ index: Int) -> FieldPath { FieldPath(description: "\(description)[\(index)]", depth: depth + 1) }

    /// A problem with the value there, named by its path.
    func message(_ problem: String) -> String { description.isEmpty ? problem : "\(description): \(problem)" }
}
