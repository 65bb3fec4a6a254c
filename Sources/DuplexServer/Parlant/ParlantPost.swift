package import DuplexCore

/// An event that a Parlant client posts.
package enum ParlantPost: Equatable, Sendable {
    /// A customer speaks; the agent answers, unless the session is manual.
    case message(String, conversation: JSONObject)

    /// The agent is to take a turn without being spoken to.
    case run(guidelines: [String])

    /// What is recorded as it is: words of a human agent, statuses, custom data.
    case record(Entry)

    /// - Throws: ``ParlantProblem``: 422.
    package init(body: [UInt8], query: [(name: String, value: String)]) throws(ParlantProblem) {
        var parameters = ParlantFields(query: query)
        _ = parameters.word("moderation", as: ParlantModeration.self)
        var fields = try ParlantFields(body: body)
        fields.require("kind")
        fields.require("source")
        let kind = fields.word("kind", as: ParlantKind.self)
        let source = fields.word("source", as: ParlantSource.self)
        let content = Content(&fields)
        let issues = parameters.issues + fields.issues
        guard issues.isEmpty, let kind, let source else { throw .invalid(issues) }
        switch kind {
        case .message: self = try Self.message(source, content)
        case .custom: self = try Self.custom(source, content)
        case .status: self = try Self.status(source, content)
        case .tool:
            throw .meaningless("Only message, custom and status events can currently be added manually")
        }
    }

    /// The body's other fields.
    private struct Content {
        var message: String?
        var data: JSON?
        var metadata: JSONObject?
        var participant: JSONObject?
        var status: ParlantStatus?
        var guidelines: [String]?

        init(_ fields: inout ParlantFields) {
            message = fields.string("message")
            data = fields.any("data")
            metadata = fields.object("metadata")
            participant = fields.fields("participant") { inner in
                inner.require("display_name")
                return [
                    "id": inner.string("id").map(JSON.string) ?? .null,
                    "display_name": .string(inner.string("display_name") ?? ""),
                ]
            }
            status = fields.word("status", as: ParlantStatus.self)
            if let elements = fields.any("guidelines")?.array {
                guidelines = elements.compactMap { $0["action"]?.string }
            }
        }

        /// What the event keeps for the conversation view beside its words.
        func conversation(_ source: ParlantSource? = nil) -> JSONObject {
            var object = JSONObject()
            object["source"] = source.map { .string($0.rawValue) }
            object["participant"] = participant.map(JSON.object)
            object["metadata"] = metadata.map(JSON.object)
            return object
        }
    }

    private static func message(_ source: ParlantSource, _ content: Content) throws(ParlantProblem) -> ParlantPost {
        let words = content.message.flatMap { $0.isEmpty ? nil : $0 }
        switch source {
        case .customer:
            guard let words else { throw .meaningless(missingMessage) }
            return .message(words, conversation: content.conversation())
        case .humanAgent, .humanAgentOnBehalf:
            guard let words else { throw .meaningless(missingMessage) }
            guard source == .humanAgentOnBehalf || content.participant != nil else {
                throw .meaningless("Missing 'participant' with 'display_name' for human agent message")
            }
            var conversation = content.conversation(source)
            // One who speaks in the agent's name is shown as the agent.
            if source == .humanAgentOnBehalf { conversation["participant"] = nil }
            let parts: JSON = [["type": "text", "text": .string(words)]]
            return .record(
                Entry(
                    .messageAgent,
                    source: .operator,
                    payload: ["parts": parts, "conversation": .object(conversation)]
                )
            )
        case .aiAgent:
            guard content.message == nil else { throw .meaningless(generatedMessage) }
            return .run(guidelines: content.guidelines ?? [])
        case .customerUI, .system: throw .meaningless(unsupportedSource)
        }
    }

    private static func custom(_ source: ParlantSource, _ content: Content) throws(ParlantProblem) -> ParlantPost {
        guard let data = content.data, !data.isFalsy else {
            throw .meaningless("Missing 'data' field for custom event")
        }
        return .record(entry(.custom, source, data, content))
    }

    private static func status(_ source: ParlantSource, _ content: Content) throws(ParlantProblem) -> ParlantPost {
        guard let status = content.status else { throw .meaningless("Missing \"status\" field for status event") }
        guard content.data?.object != nil || content.data == nil else {
            throw .meaningless("Status event \"data\" must be a JSON object")
        }
        let data: JSON = ["status": .string(status.rawValue), "data": content.data ?? [:]]
        return .record(entry(.status, source, data, content))
    }

    private static func entry(_ kind: ParlantKind, _ source: ParlantSource, _ data: JSON, _ content: Content) -> Entry {
        var conversation = content.conversation(source)
        conversation["kind"] = .string(kind.rawValue)
        conversation["data"] = data
        return Entry(.custom, source: .client, payload: ["conversation": .object(conversation)])
    }

    private static let missingMessage = "Missing 'message' field for event"
    private static let generatedMessage =
        "If you add an agent message, you cannot specify what the message will be, as it will be auto-generated by the "
        + "agent."
    private static let unsupportedSource =
        "Only \"customer\", \"human_agent\", and \"human_agent_on_behalf_of_ai_agent\" sources are supported for "
        + "direct posting."
}

extension JSON {
    /// Whether the original's language takes the value for no value.
    fileprivate var isFalsy: Bool {
        switch self {
        case .null: true
        case .bool(let truth): !truth
        case .int(let number): number == 0
        case .double(let number): number == 0
        case .string(let text): text.isEmpty
        case .array(let elements): elements.isEmpty
        case .object(let object): object.isEmpty
        }
    }
}
