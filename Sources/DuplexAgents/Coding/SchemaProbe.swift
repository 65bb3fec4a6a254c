import DuplexCore

/// A decoder that answers with made-up values and notes what it was asked for.
final class SchemaProbe: Decoder {
    private enum Shape {
        case object
        case array(JSON)
        case single(JSON)
    }

    /// The name under which a dictionary is asked for its one made-up member.
    fileprivate static let anyName = "*"

    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]
    fileprivate let path: FieldPath
    private let notes: [String: String]
    private var shape: Shape?
    private var properties = JSONObject()
    private var required: [String] = []
    private var optional: Set<String> = []

    init(path: FieldPath, notes: [String: String]) {
        self.path = path
        self.notes = notes
    }

    /// What was asked for; nil for nothing at all.
    ///
    /// - Throws: ``SchemaError`` when a note names a field that does not exist.
    func schema() throws -> JSON? {
        switch shape {
        case nil: return nil
        case .array(let items): return ["type": "array", "items": items]
        case .single(let schema): return schema
        case .object:
            if let values = properties[Self.anyName] { return ["type": "object", "additionalProperties": values] }
            for name in notes.keys where properties[name] == nil {
                throw SchemaError(path: path, problem: "there is a note on \(name), but no such field")
            }
            return JSONSchema.object(properties, required: required)
        }
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        shape = .object
        return KeyedDecodingContainer(KeyedProbe<Key>(probe: self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { UnkeyedProbe(probe: self) }
    func singleValueContainer() throws -> any SingleValueDecodingContainer { SingleProbe(probe: self) }

    fileprivate func noteOptional(_ name: String) { optional.insert(name) }

    fileprivate func member<Value: Decodable>(_ name: String, _ type: Value.Type) throws -> Value {
        var (schema, value) = try JSONSchema.probe(type, at: path.member(name))
        if let note = notes[name], var object = schema.object {
            object["description"] = .string(note)
            schema = .object(object)
        }
        properties[name] = schema
        if !optional.contains(name), !required.contains(name) { required.append(name) }
        return value
    }

    fileprivate func element<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let (schema, value) = try JSONSchema.probe(type, at: path.element(0))
        shape = .array(schema)
        return value
    }

    fileprivate func single<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let (schema, value) = try JSONSchema.probe(type, at: path.element(0))
        shape = .single(schema)
        return value
    }

    fileprivate func unsupported() -> SchemaError {
        SchemaError(path: path, problem: "nested containers are not supported; use a nested struct")
    }
}

private struct KeyedProbe<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let probe: SchemaProbe
    let codingPath: [any CodingKey] = []

    /// A dictionary lists its members; a struct never asks for them, and its keys refuse the made-up name.
    var allKeys: [Key] { Key(stringValue: SchemaProbe.anyName).map { [$0] } ?? [] }

    /// Only who can do without a field asks whether it is there.
    func contains(_ key: Key) -> Bool {
        probe.noteOptional(key.stringValue)
        return true
    }

    func decodeNil(forKey key: Key) throws -> Bool {
        probe.noteOptional(key.stringValue)
        return false
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try probe.member(key.stringValue, type)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { throw probe.unsupported() }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { throw probe.unsupported() }
    func superDecoder() throws -> any Decoder { throw probe.unsupported() }
    func superDecoder(forKey key: Key) throws -> any Decoder { throw probe.unsupported() }
}

/// An array with one made-up element.
private struct UnkeyedProbe: UnkeyedDecodingContainer {
    let probe: SchemaProbe
    let codingPath: [any CodingKey] = []
    let count: Int? = 1
    private(set) var currentIndex = 0
    var isAtEnd: Bool { currentIndex > 0 }

    mutating func decodeNil() throws -> Bool { false }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        currentIndex += 1
        return try probe.element(type)
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> { throw probe.unsupported() }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { throw probe.unsupported() }
    mutating func superDecoder() throws -> any Decoder { throw probe.unsupported() }
}

private struct SingleProbe: SingleValueDecodingContainer {
    let probe: SchemaProbe
    let codingPath: [any CodingKey] = []

    func decodeNil() -> Bool { false }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try probe.single(type) }
}
