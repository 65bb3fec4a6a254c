package import DuplexCore

extension Span {
    /// A request of OTLP over HTTP with JSON for some spans.
    ///
    /// Source: OpenTelemetry protocol 1.x, `ExportTraceServiceRequest`; ids are hexadecimal there, 64-bit numbers are
    /// texts.
    package static func request(_ spans: [Span]) -> JSON {
        let resource: JSON = ["attributes": [["key": "service.name", "value": ["stringValue": "duplex"]]]]
        return [
            "resourceSpans": [
                [
                    "resource": resource,
                    "scopeSpans": [["scope": ["name": "duplex"], "spans": .array(spans.map(\.otlp))]],
                ]
            ]
        ]
    }

    private var otlp: JSON {
        var span: JSONObject = ["traceId": .string(turn.value), "spanId": .string(id)]
        span["parentSpanId"] = parent.map(JSON.string)
        span["name"] = .string(name)
        // A model is somebody else's server: `client`; everything else happens inside.
        span["kind"] = .int(kind == .model ? 3 : 1)
        span["startTimeUnixNano"] = .string("\(start.microseconds)000")
        span["endTimeUnixNano"] = .string("\(end.microseconds)000")
        var attributes = attributes
        if let failure {
            attributes["error.type"] = .string(failure)
            span["status"] = ["code": 2, "message": .string(failure)]
        }
        span["attributes"] = .array(
            attributes.members.map { ["key": .string($0.key), "value": Self.value($0.value)] })
        return .object(span)
    }

    private static func value(_ json: JSON) -> JSON {
        switch json {
        case .null: [:]
        case .bool: ["boolValue": json]
        case .int(let number): ["intValue": .string("\(number)")]
        case .double: ["doubleValue": json]
        case .string: ["stringValue": json]
        case .array(let elements): ["arrayValue": ["values": .array(elements.map(value))]]
        case .object: ["stringValue": .string(json.text)]
        }
    }
}
