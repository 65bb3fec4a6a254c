package import DuplexCore

/// Someone a Parlant client converses for.
package struct ParlantCustomer: Equatable, Sendable {
    package var id: String
    package var created: Timestamp
    package var name: String
    package var metadata: JSONObject

    package init(id: String, created: Timestamp, name: String, metadata: JSONObject = [:]) {
        self.id = id
        self.created = created
        self.name = name
        self.metadata = metadata
    }

    /// The customer of every session that names none; it cannot be changed or deleted.
    package static let guest = ParlantCustomer(
        id: "guest",
        created: Timestamp(microseconds: 0),
        name: "Guest"
    )

    package var participant: ConversationView.Participant { .init(id: id, displayName: name) }

    /// What clients read, and what is stored.
    package var json: JSON {
        [
            "id": .string(id), "creation_utc": .string(created.description), "name": .string(name),
            "metadata": .object(metadata), "tags": [],
        ]
    }

    /// Reads the stored form; nil when it is damaged.
    package init?(json: JSON) {
        guard let id = json["id"]?.string, let name = json["name"]?.string,
            let created = json["creation_utc"]?.string.flatMap(Timestamp.init(parsing:)),
            let metadata = json["metadata"]?.object
        else { return nil }
        self.init(id: id, created: created, name: name, metadata: metadata)
    }

    /// Reads a request for a new customer; `newID` names it when the client does not.
    ///
    /// - Throws: ``ParlantProblem``: 422, or 404 for a tag, since there are none.
    package init(
        creating body: [UInt8],
        at now: Timestamp,
        newID: @autoclosure () -> String
    ) throws(ParlantProblem) {
        var fields = try ParlantFields(body: body)
        fields.require("name")
        let name = fields.string("name", count: 1...100)
        let id = fields.string("id", count: 1...64)
        let metadata = fields.stringMap("metadata")
        let tags = fields.strings("tags") ?? []
        try fields.check()
        if let tag = tags.first { throw .unknownItem(tag) }
        self.init(id: id ?? newID(), created: now, name: name ?? "", metadata: metadata ?? [:])
    }

    /// Changes what a client asks to change.
    ///
    /// - Throws: ``ParlantProblem``: 422, or 404 for a tag, since there are none.
    package mutating func update(_ body: [UInt8]) throws(ParlantProblem) {
        var fields = try ParlantFields(body: body)
        let name = fields.string("name", count: 1...100)
        let change = fields.fields("metadata") { ParlantMetadataChange(&$0, isText: true) }
        let tags = fields.fields("tags") { ($0.strings("add") ?? []) + ($0.strings("remove") ?? []) } ?? []
        try fields.check()
        if let tag = tags.first { throw .unknownItem(tag) }
        if let name { self.name = name }
        change?.apply(to: &metadata)
    }
}

/// Members to set and to unset.
package struct ParlantMetadataChange: Equatable, Sendable {
    package var set: JSONObject
    package var unset: [String]

    /// Reads `set` and `unset`; with `isText` the values must be strings.
    package init(_ fields: inout ParlantFields, isText: Bool = false) {
        set = (isText ? fields.stringMap("set") : fields.object("set")) ?? [:]
        unset = fields.strings("unset") ?? []
    }

    package func apply(to metadata: inout JSONObject) {
        for member in set.members { metadata[member.key] = member.value }
        for name in unset { metadata[name] = nil }
    }
}
