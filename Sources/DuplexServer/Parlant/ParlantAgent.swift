package import DuplexCore

/// An agent as Parlant clients see it: one that the server was built with, or one that a client made.
package struct ParlantAgent: Equatable, Sendable {
    package var id: String
    package var name: String
    package var about: String?
    package var iterationCountMax: Int
    package var composition: ParlantComposition
    package var output: ParlantOutput

    package init(
        id: String,
        name: String,
        about: String? = nil,
        iterationCountMax: Int = 3,
        composition: ParlantComposition = .fluid,
        output: ParlantOutput = .block
    ) {
        self.id = id
        self.name = name
        self.about = about
        self.iterationCountMax = iterationCountMax
        self.composition = composition
        self.output = output
    }

    /// What clients read, and what is stored of one that a client made.
    package var json: JSON {
        [
            "id": .string(id), "name": .string(name), "description": about.map(JSON.string) ?? .null,
            "max_engine_iterations": .int(iterationCountMax), "composition_mode": .string(composition.rawValue),
            "message_output_mode": .string(output.rawValue), "tags": [],
        ]
    }

    /// Reads the stored form; nil when it is damaged.
    package init?(json: JSON) {
        guard let id = json["id"]?.string, let name = json["name"]?.string,
            let iterations = json["max_engine_iterations"]?.int,
            let composition = json["composition_mode"]?.string.flatMap(ParlantComposition.init(rawValue:)),
            let output = json["message_output_mode"]?.string.flatMap(ParlantOutput.init(rawValue:))
        else { return nil }
        self.init(
            id: id,
            name: name,
            about: json["description"]?.string,
            iterationCountMax: iterations,
            composition: composition,
            output: output
        )
    }

    /// Reads a request for a new agent; `newID` names it when the client does not.
    ///
    /// - Throws: ``ParlantProblem``: 422, or 404 for a tag, since there are none.
    package init(creating body: [UInt8], newID: @autoclosure () -> String) throws(ParlantProblem) {
        var fields = try ParlantFields(body: body)
        fields.require("name")
        let change = Change(&fields)
        let id = fields.string("id", count: 1...64)
        let tags = fields.strings("tags") ?? []
        try fields.check()
        if let tag = tags.first { throw .unknownItem(tag) }
        self.init(id: id ?? newID(), name: "")
        apply(change)
    }

    /// Changes what a client asks to change.
    ///
    /// - Throws: ``ParlantProblem``: 422, or 404 for a tag, since there are none.
    package mutating func update(_ body: [UInt8]) throws(ParlantProblem) {
        var fields = try ParlantFields(body: body)
        let change = Change(&fields)
        let tags = fields.fields("tags") { ($0.strings("add") ?? []) + ($0.strings("remove") ?? []) } ?? []
        try fields.check()
        if let tag = tags.first { throw .unknownItem(tag) }
        apply(change)
    }

    private mutating func apply(_ change: Change) {
        if let name = change.name { self.name = name }
        if let about = change.about { self.about = about }
        if let iterations = change.iterationCountMax { iterationCountMax = iterations }
        if let composition = change.composition { self.composition = composition }
        if let output = change.output { self.output = output }
    }

    private struct Change {
        var name: String?
        var about: String?
        var iterationCountMax: Int?
        var composition: ParlantComposition?
        var output: ParlantOutput?

        init(_ fields: inout ParlantFields) {
            name = fields.string("name", count: 1...1000)
            about = fields.string("description")
            iterationCountMax = fields.int("max_engine_iterations", in: 1...1_000_000)
            composition = fields.word("composition_mode", as: ParlantComposition.self)
            output = fields.word("message_output_mode", as: ParlantOutput.self)
        }
    }
}
