import DuplexAgents
import DuplexCore
import Testing

private enum Class: String, Codable, CaseIterable { case economy, business }

private struct Leg: ToolArguments {
    var from: String
    var stops: [String]?
    static let notes = ["from": "An airport"]
}

private struct Flight: ToolArguments {
    var name: String
    var days: Int
    var budget: Double?
    var isFlexible: Bool
    var cabin: Class
    var legs: [Leg]
    var seats: [String: Int]?
    static let notes = ["days": "How many days"]
}

private struct Book: Tool {
    let name = "book"
    let about = "Books a flight."
    let filled = ["name": "who"]

    func call(_ arguments: Flight, _ call: ToolCall) async throws -> String {
        "\(arguments.name) \(arguments.days) \(arguments.cabin) \(arguments.legs.map(\.from))"
    }
}

struct AnyToolTests {
    private let tool = AnyTool(Book())

    private func arguments(_ changes: JSONObject = [:], without: String? = nil) -> JSON {
        var object: JSONObject = [
            "name": "Ada", "days": 3, "isFlexible": true, "cabin": "economy",
            "legs": [["from": "FRA", "stops": ["MUC"]]], "seats": ["window": 1],
        ]
        for (name, value) in changes.members { object[name] = value }
        if let without { object[without] = nil }
        return .object(object)
    }

    @Test func `the schema follows the stored properties and their notes`() {
        #expect(
            tool.parameters == [
                "type": "object",
                "properties": [
                    "name": ["type": "string"],
                    "days": ["type": "integer", "description": "How many days"],
                    "budget": ["type": "number"],
                    "isFlexible": ["type": "boolean"],
                    "cabin": ["type": "string", "enum": ["economy", "business"]],
                    "legs": [
                        "type": "array",
                        "items": [
                            "type": "object",
                            "properties": [
                                "from": ["type": "string", "description": "An airport"],
                                "stops": ["type": "array", "items": ["type": "string"]],
                            ],
                            "required": ["from"],
                            "additionalProperties": false,
                        ],
                    ],
                    "seats": ["type": "object", "additionalProperties": ["type": "integer"]],
                ],
                "required": ["days", "isFlexible", "cabin", "legs"],
                "additionalProperties": false,
            ])
    }

    @Test func `a tool without arguments has an empty object for a schema`() {
        struct Ping: Tool {
            let name = "ping"
            let about = "Answers."
            func call(_ arguments: NoArguments, _ call: ToolCall) async throws -> String { "pong" }
        }
        #expect(
            AnyTool(Ping()).parameters == ["type": "object", "properties": [:], "additionalProperties": false])
        #expect(AnyTool(Ping()).fault(in: [:]) == nil)
        #expect(AnyTool(Ping()).fault(in: ["x": 1])?.message == "x: there is no such argument")
    }

    @Test(arguments: [
        (["days": "three"], "days: expected a whole number"),
        (["days": 2.5], "days: expected a whole number"),
        (["name": 7], "name: expected text"),
        (["name": nil], "name: expected text"),
        (["isFlexible": "yes"], "isFlexible: expected true or false"),
        (["budget": "much"], "budget: expected a number"),
        (["cabin": "first"], "cabin: expected one of economy, business"),
        (["legs": "FRA"], "legs: expected a list"),
        (["legs": [["from": "FRA"], ["from": 1]]], "legs[1].from: expected text"),
        (["legs": [[:]]], "legs[0].from: is missing"),
        (["legs": [["from": "FRA", "stops": [1]]]], "legs[0].stops[0]: expected text"),
        (["legs": [["form": "FRA"]]], "legs[0].form: there is no such argument"),
        (["seats": ["aisle": "two"]], "seats.aisle: expected a whole number"),
        (["hotel": true], "hotel: there is no such argument"),
    ] as [(JSONObject, String)])
    func `G34 rejected arguments are named by their path`(changes: JSONObject, message: String) {
        #expect(tool.fault(in: arguments(changes)) == ToolError("invalid_arguments", message))
    }

    @Test func `optional arguments may be absent or null, others may not`() {
        #expect(tool.fault(in: arguments(["budget": nil, "seats": nil])) == nil)
        #expect(tool.fault(in: arguments(without: "seats")) == nil)
        #expect(tool.fault(in: arguments(without: "days"))?.message == "days: is missing")
        #expect(tool.fault(in: [1])?.message == "expected an object")
    }

    @Test func `L32 an argument that the model leaves out is filled from the session`() throws {
        let complete = arguments()
        let incomplete = arguments(without: "name")
        let said = try simulate { clock in
            let host = FakeHost(clock, memory: ["who": "Grace"])
            let tool = AnyTool(Book())
            let requests = [complete, incomplete].map {
                ToolRequest(modelCall: "c", name: "book", arguments: $0.text, tool: tool)
            }
            return try await host.context([]).call(requests).map(\.value)
        }
        #expect(said == [#"Ada 3 economy ["FRA"]"#, #"Grace 3 economy ["FRA"]"#])
        #expect(tool.fill(incomplete, from: ["who": "Grace"])["name"] == "Grace")
    }

    @Test func `a result becomes JSON, and text stays text`() throws {
        struct Result: Encodable, Sendable {
            var list = [1, 2]
            var none: Int?
            var nested: [String: Double] = ["a": 1.5]
            var cabin = Class.business
            var flag = true
        }
        struct Give: Tool {
            let name = "give"
            let about = "Gives."
            func call(_ arguments: NoArguments, _ call: ToolCall) async throws -> Result { Result() }
        }
        let value = try simulate { clock in
            let request = ToolRequest(modelCall: "c", name: "give", arguments: "{}", tool: AnyTool(Give()))
            return try await FakeHost(clock).context([]).call([request]).first?.value
        }
        #expect(value == ["list": [1, 2], "nested": ["a": 1.5], "cabin": "business", "flag": true])
    }
}
