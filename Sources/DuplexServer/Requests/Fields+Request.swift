package import DuplexCore
package import DuplexTransport

extension Fields {
    /// Reads a body: a JSON object, or nothing, which counts as an object without members.
    ///
    /// - Throws: `body.type`, `request.malformed`, `request.invalid`.
    package init(body request: HTTPRequest, of declared: [DeclaredField]) throws(APIError) {
        guard !request.body.isEmpty else {
            try self.init([:], of: declared)
            return
        }
        guard Self.isJSON(request.headers["Content-Type"]) else {
            throw APIError(.bodyType, "The body must be application/json.")
        }
        try self.init(try Self.object(request.body), of: declared)
    }

    /// Reads the parameters of a query.
    ///
    /// - Throws: `request.malformed`, `request.invalid`.
    package init(query request: HTTPRequest, of declared: [DeclaredField]) throws(APIError) {
        guard let items = request.queryItems else {
            throw APIError(.malformed, "The query has an escape that cannot be read.")
        }
        var members = JSONObject()
        for item in items {
            guard members[item.name] == nil else { throw .invalid(item.name, "is given twice") }
            let schema = declared.first { $0.name == item.name }?.schema
            members[item.name] = Self.value(item.value, schema)
        }
        try self.init(members, of: declared)
    }

    /// Reads bytes that must be a JSON object.
    ///
    /// - Throws: `request.malformed` for what is no JSON, `request.invalid` for what is no object.
    package static func object(_ bytes: [UInt8]) throws(APIError) -> JSONObject {
        let json: JSON
        do throws(JSONError) {
            json = try JSON(parsing: bytes)
        } catch {
            throw APIError(.malformed, "The body is not JSON: \(error.problem) at byte \(error.byteOffset).")
        }
        guard let object = json.object else { throw .invalid("body", "must be an object, it is \(json.typeName)") }
        return object
    }

    private static func isJSON(_ type: String?) -> Bool {
        let essence = type?.prefix { $0 != ";" && $0 != " " }
        return essence?.lowercased() == "application/json"
    }

    /// A parameter's text as the JSON value that its schema wants; what is no plain number stays text, and is refused
    /// as such.
    private static func value(_ text: String, _ schema: JSON?) -> JSON {
        let type = schema?["type"]?.string
        let isPlain = text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2E }
        guard isPlain, type == "integer" || type == "number" else { return .string(text) }
        if let whole = Int(text) { return .int(whole) }
        if type == "number", let number = Double(text) { return .double(number) }
        return .string(text)
    }
}
