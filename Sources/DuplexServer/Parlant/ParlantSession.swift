package import DuplexCore

/// A session as Parlant clients see it.
package struct ParlantSession: Equatable, Sendable {
    package var id: String
    package var agent: String
    package var customer: String
    package var created: Timestamp
    package var title: String?
    package var mode: ParlantSessionMode
    package var metadata: JSONObject
    package var extras: Extras

    /// What only this protocol knows of a session; stored beside it.
    package struct Extras: Equatable, Sendable {
        /// How far the client has read: stored as it was told, and used for nothing.
        package var consumed = 0

        /// Sorted, each once.
        package var labels: [String] = []

        /// The agent that a client made; nil when the session names one of the server's own.
        package var agent: String?

        package init() {}

        package var json: JSON {
            var object: JSONObject = [
                "consumption_offsets": ["client": .int(consumed)], "labels": .array(labels.map(JSON.string)),
            ]
            object["agent_id"] = agent.map(JSON.string)
            return .object(object)
        }

        /// Reads the stored form; what is damaged is as if it had never been set.
        package init(json: JSON) {
            consumed = json["consumption_offsets"]?["client"]?.int ?? 0
            labels = json["labels"]?.array?.compactMap(\.string) ?? []
            agent = json["agent_id"]?.string
        }
    }

    package init(
        id: String,
        agent: String,
        customer: String?,
        created: Timestamp,
        title: String? = nil,
        mode: ParlantSessionMode = .auto,
        metadata: JSONObject = [:],
        extras: Extras = Extras()
    ) {
        self.id = id
        self.agent = agent
        self.customer = customer ?? ParlantCustomer.guest.id
        self.created = created
        self.title = title
        self.mode = mode
        self.metadata = metadata
        self.extras = extras
    }

    package var json: JSON {
        [
            "id": .string(id), "agent_id": .string(agent), "customer_id": .string(customer),
            "creation_utc": .string(created.description), "title": title.map(JSON.string) ?? .null,
            "mode": .string(mode.rawValue), "consumption_offsets": ["client": .int(extras.consumed)],
            "metadata": .object(metadata), "labels": .array(extras.labels.map(JSON.string)),
        ]
    }

    package var place: ParlantPage.Cursor { .init(created: created, id: id) }
}

/// A request for a new session.
package struct ParlantNewSession: Equatable, Sendable {
    package var agent: String
    package var customer: String
    package var title: String?
    package var metadata: JSONObject
    package var labels: [String]

    /// Whether the agent may speak first.
    package var mayGreet: Bool

    /// - Throws: ``ParlantProblem``: 422.
    package init(body: [UInt8], query: [(name: String, value: String)]) throws(ParlantProblem) {
        var parameters = ParlantFields(query: query)
        mayGreet = parameters.bool("allow_greeting") ?? false
        var fields = try ParlantFields(body: body)
        fields.require("agent_id")
        let agent = fields.string("agent_id")
        customer = fields.string("customer_id") ?? ParlantCustomer.guest.id
        title = fields.string("title", count: 0...200)
        metadata = fields.object("metadata") ?? [:]
        labels = Set(fields.strings("labels") ?? []).sorted()
        let issues = parameters.issues + fields.issues
        guard issues.isEmpty, let agent else { throw .invalid(issues) }
        self.agent = agent
    }
}

/// A request to change a session; absent members stay as they are.
package struct ParlantSessionChange: Equatable, Sendable {
    package var title: String?
    package var mode: ParlantSessionMode?
    package var customer: String?
    package var agent: String?
    package var consumed: Int?
    package var metadata: ParlantMetadataChange?
    package var addedLabels: [String]
    package var removedLabels: [String]

    /// - Throws: ``ParlantProblem``: 422.
    package init(body: [UInt8]) throws(ParlantProblem) {
        var fields = try ParlantFields(body: body)
        title = fields.string("title", count: 0...200)
        mode = fields.word("mode", as: ParlantSessionMode.self)
        customer = fields.string("customer_id")
        agent = fields.string("agent_id")
        consumed = fields.fields("consumption_offsets") { $0.int("client", in: 0...Int.max) } ?? nil
        metadata = fields.fields("metadata") { ParlantMetadataChange(&$0) }
        let labels = fields.fields("labels") { ($0.strings("upsert") ?? [], $0.strings("remove") ?? []) }
        addedLabels = labels?.0 ?? []
        removedLabels = labels?.1 ?? []
        try fields.check()
    }

    /// What is recorded in the log for it, the agent aside; `metadata` is what the session has.
    package func members(changing metadata: JSONObject) -> JSONObject {
        var members = JSONObject()
        members["title"] = title.map(JSON.string)
        members["mode"] = mode.map { .string($0.rawValue) }
        members["customer"] = customer.map { $0 == ParlantCustomer.guest.id ? .null : .string($0) }
        if let change = self.metadata {
            var metadata = metadata
            change.apply(to: &metadata)
            members["metadata"] = .object(metadata)
        }
        return members
    }

    /// Changes what is kept beside the log, the agent aside.
    package func apply(to extras: inout ParlantSession.Extras) {
        if let consumed { extras.consumed = consumed }
        extras.labels = Set(extras.labels).union(addedLabels).subtracting(removedLabels).sorted()
    }
}

/// Which sessions are listed or deleted.
package struct ParlantSessionFilter: Equatable, Sendable {
    package var agent: String?
    package var customer: String?

    /// All of them must be among a session's labels.
    package var labels: [String]
    package var page: ParlantPage

    /// - Throws: ``ParlantProblem``: 422.
    package init(query: [(name: String, value: String)]) throws(ParlantProblem) {
        var fields = ParlantFields(query: query)
        agent = fields.string("agent_id")
        customer = fields.string("customer_id")
        labels = query.filter { $0.name == "labels" }.map(\.value)
        page = ParlantPage(&fields)
        try fields.check()
    }

    package func matches(_ session: ParlantSession) -> Bool {
        agent.map { $0 == session.agent } ?? true && customer.map { $0 == session.customer } ?? true
            && labels.allSatisfy(session.extras.labels.contains)
    }
}
