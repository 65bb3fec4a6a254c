import CCurl

/// Header fields in their order; names are compared without regard to case.
package struct HTTPHeaders: Sendable, ExpressibleByDictionaryLiteral {
    /// The fields as they were written or received.
    package private(set) var fields: [(name: String, value: String)] = []

    package init() {}

    package init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { append(name, value) }
    }

    /// The first field of this name.
    package subscript(name: String) -> String? {
        let wanted = name.lowercased()
        return fields.first { $0.name.lowercased() == wanted }?.value
    }

    /// Adds a field; a name may occur more than once.
    package mutating func append(_ name: String, _ value: String) {
        fields.append((name, value))
    }

    /// The field's value as seconds since 1970, when it is a date as HTTP writes dates.
    package func date(_ name: String) -> Int? {
        guard let text = self[name] else { return nil }
        let seconds = curl_getdate(text, nil)
        return seconds < 0 ? nil : seconds
    }
}
