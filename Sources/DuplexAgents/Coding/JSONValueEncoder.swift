import DuplexCore

/// Encodes a value as ``JSON``.
final class JSONValueEncoder: Encoder {
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]
    private var shape = Shape.nothing
    private var parts: [(name: String, value: JSONValueEncoder)] = []

    /// Encodes a value; one that encodes nothing at all is an empty object.
    ///
    /// - Throws: what the value's own encoding throws.
    static func encode(_ value: some Encodable) throws -> JSON {
        switch value {
        case let text as String: return .string(text)
        case let truth as Bool: return .bool(truth)
        case let number as Double: return .double(number)
        case let number as Float: return .double(Double(number))
        case let number as any FixedWidthInteger: return whole(number)
        default: break
        }
        let encoder = JSONValueEncoder()
        try value.encode(to: encoder)
        return encoder.json
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(KeyedOutput<Key>(encoder: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer { UnkeyedOutput(encoder: self) }
    func singleValueContainer() -> any SingleValueEncodingContainer { SingleOutput(encoder: self) }

    /// What was encoded so far.
    fileprivate var json: JSON {
        switch shape {
        case .nothing: [:]
        case .single(let value): value
        case .array: .array(parts.map(\.value.json))
        case .object: .object(parts.reduce(into: JSONObject()) { $0[$1.name] = $1.value.json })
        }
    }

    fileprivate var count: Int { parts.count }

    fileprivate func set(_ value: JSON) { shape = .single(value) }
    fileprivate func beginObject() { shape = .object }
    fileprivate func beginArray() { shape = .array }

    /// The place of a member's value, or of the next element.
    fileprivate func part(_ name: String = "") -> JSONValueEncoder {
        let value = JSONValueEncoder()
        parts.append((name, value))
        return value
    }

    /// A number that an `Int` cannot hold loses its last digits, as it would with most readers of JSON.
    private static func whole(_ number: some FixedWidthInteger) -> JSON {
        Int(exactly: number).map(JSON.int) ?? .double(Double(number))
    }

    private enum Shape {
        case nothing, array, object
        case single(JSON)
    }
}

private struct KeyedOutput<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: JSONValueEncoder
    let codingPath: [any CodingKey] = []

    init(encoder: JSONValueEncoder) {
        self.encoder = encoder
        encoder.beginObject()
    }

    func encodeNil(forKey key: Key) throws { encoder.part(key.stringValue).set(.null) }

    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        encoder.part(key.stringValue).set(try JSONValueEncoder.encode(value))
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> { encoder.part(key.stringValue).container(keyedBy: type) }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        encoder.part(key.stringValue).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { encoder.part("super") }
    func superEncoder(forKey key: Key) -> any Encoder { encoder.part(key.stringValue) }
}

private struct UnkeyedOutput: UnkeyedEncodingContainer {
    let encoder: JSONValueEncoder
    let codingPath: [any CodingKey] = []
    var count: Int { encoder.count }

    init(encoder: JSONValueEncoder) {
        self.encoder = encoder
        encoder.beginArray()
    }

    func encodeNil() throws { encoder.part().set(.null) }

    func encode<Value: Encodable>(_ value: Value) throws {
        encoder.part().set(try JSONValueEncoder.encode(value))
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        encoder.part().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { encoder.part().unkeyedContainer() }
    func superEncoder() -> any Encoder { encoder.part() }
}

private struct SingleOutput: SingleValueEncodingContainer {
    let encoder: JSONValueEncoder
    let codingPath: [any CodingKey] = []

    func encodeNil() throws { encoder.set(.null) }
    func encode<Value: Encodable>(_ value: Value) throws { encoder.set(try JSONValueEncoder.encode(value)) }
}
