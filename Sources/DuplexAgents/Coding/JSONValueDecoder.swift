import DuplexCore

/// Decodes a value from ``JSON``; an error is a ``ToolError`` that names the field.
struct JSONValueDecoder: Decoder {
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]
    private let json: JSON
    private let path: FieldPath

    init(_ json: JSON, at path: FieldPath = FieldPath()) {
        self.json = json
        self.path = path
    }

    /// Decodes a value.
    ///
    /// - Throws: ``ToolError`` with the code `invalid_arguments`.
    static func decode<Value: Decodable>(_ type: Value.Type, from json: JSON, at path: FieldPath) throws -> Value {
        func fault(_ expected: String) -> ToolError { problem(path, "expected \(expected)") }
        func typed(_ value: Any?, _ expected: String) throws -> Value {
            guard let value = value as? Value else { throw fault(expected) }
            return value
        }
        switch type {
        case is String.Type: return try typed(json.string, "text")
        case is Bool.Type: return try typed(json.bool, "true or false")
        case is Double.Type: return try typed(json.double, "a number")
        case is Float.Type: return try typed(json.double.map { Float($0) }, "a number")
        case let whole as any FixedWidthInteger.Type:
            return try typed(json.int.flatMap { exactly($0, whole) }, "a whole number")
        case let choice as any (CaseIterable & RawRepresentable).Type:
            if let value = match(json, choice) as? Value { return value }
            if let words = words(of: choice) { throw fault("one of \(words)") }
        default: break
        }
        do {
            return try Value(from: JSONValueDecoder(json, at: path))
        } catch let error as ToolError {
            throw error
        } catch let error as DecodingError {
            throw problem(path, summary(error))
        }
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard let object = json.object else { throw Self.problem(path, "expected an object") }
        return KeyedDecodingContainer(KeyedValues<Key>(object: object, path: path))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard let array = json.array else { throw Self.problem(path, "expected a list") }
        return UnkeyedValues(array: array, path: path)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { SingleValue(json: json, path: path) }

    static func problem(_ path: FieldPath, _ problem: String) -> ToolError {
        ToolError("invalid_arguments", path.message(problem))
    }

    private static func exactly<Number: FixedWidthInteger>(_ number: Int, _ type: Number.Type) -> Any? {
        Number(exactly: number)
    }

    /// The case whose raw value the JSON is.
    private static func match<Choice: CaseIterable & RawRepresentable>(_ json: JSON, _ type: Choice.Type) -> Any? {
        Choice.allCases.first { choice in
            switch choice.rawValue {
            case let text as String: json == .string(text)
            case let number as Int: json.int == number
            default: false
            }
        }
    }

    /// The raw values of an enum of text, for people.
    private static func words<Choice: CaseIterable & RawRepresentable>(of type: Choice.Type) -> String? {
        let words = Choice.allCases.compactMap { ($0.rawValue as? String) ?? ($0.rawValue as? Int)?.description }
        return words.isEmpty ? nil : words.joined(separator: ", ")
    }

    /// What a type's own decoding has to say of a value.
    private static func summary(_ error: DecodingError) -> String {
        switch error {
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
            .dataCorrupted(let context):
            context.debugDescription
        @unknown default: "not understood"
        }
    }
}

private struct KeyedValues<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let object: JSONObject
    let path: FieldPath
    let codingPath: [any CodingKey] = []

    var allKeys: [Key] { object.members.compactMap { Key(stringValue: $0.key) } }

    func contains(_ key: Key) -> Bool { object[key.stringValue] != nil }
    func decodeNil(forKey key: Key) throws -> Bool { object[key.stringValue]?.isNull ?? true }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try JSONValueDecoder.decode(type, from: value(key), at: path.member(key.stringValue))
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { try superDecoder(forKey: key).container(keyedBy: type) }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try superDecoder(forKey: key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { JSONValueDecoder(.object(object), at: path) }

    func superDecoder(forKey key: Key) throws -> any Decoder {
        JSONValueDecoder(try value(key), at: path.member(key.stringValue))
    }

    private func value(_ key: Key) throws -> JSON {
        guard let value = object[key.stringValue] else {
            throw JSONValueDecoder.problem(path.member(key.stringValue), "is missing")
        }
        return value
    }
}

private struct UnkeyedValues: UnkeyedDecodingContainer {
    let array: [JSON]
    let path: FieldPath
    let codingPath: [any CodingKey] = []
    private(set) var currentIndex = 0
    var count: Int? { array.count }
    var isAtEnd: Bool { currentIndex >= array.count }

    init(array: [JSON], path: FieldPath) {
        self.array = array
        self.path = path
    }

    mutating func decodeNil() throws -> Bool {
        guard !isAtEnd, array[currentIndex].isNull else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let (value, place) = try next()
        return try JSONValueDecoder.decode(type, from: value, at: place)
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> { try superDecoder().container(keyedBy: type) }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try superDecoder().unkeyedContainer()
    }

    mutating func superDecoder() throws -> any Decoder {
        let (value, place) = try next()
        return JSONValueDecoder(value, at: place)
    }

    private mutating func next() throws -> (JSON, FieldPath) {
        let place = path.element(currentIndex)
        guard !isAtEnd else { throw JSONValueDecoder.problem(place, "is missing") }
        defer { currentIndex += 1 }
        return (array[currentIndex], place)
    }
}

private struct SingleValue: SingleValueDecodingContainer {
    let json: JSON
    let path: FieldPath
    let codingPath: [any CodingKey] = []

    func decodeNil() -> Bool { json.isNull }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try JSONValueDecoder.decode(type, from: json, at: path)
    }
}
