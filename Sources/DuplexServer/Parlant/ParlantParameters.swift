import DuplexCore

/// The parameters and members of this protocol, for the description of the routes. What is not declared is ignored, as
/// the original does.
enum ParlantParameters {
    // MARK: Parameters

    static let page = [
        field("limit", integer(1...100), "Asks for a page of at most so many; without it everything comes."),
        field("cursor", text(), "A page's `next_cursor`."),
        field("sort", words(ParlantSort.self), "By the time of creation."),
    ]
    static let filter = [
        field("agent_id", text(), "Only of this agent."), field("customer_id", text(), "Only of this customer."),
        field("labels", list(text()), "Only with all of these labels."),
    ]
    static let newSession = [field("allow_greeting", truth, "Whether the agent may speak first.")]
    static let post = [field("moderation", words(ParlantModeration.self), "Taken, and without effect.")]
    static let read = [wait, stream, field("wait_for_completion", truth, "Waits until a message is complete.")]
    static let events = [
        field("min_offset", integer(), "The first offset that is wanted."),
        field("source", words(ParlantSource.self), "Only of this source."), field("trace_id", text(), "Only of this turn."),
        field("kinds", text(), "Only these kinds: a list with commas."), wait, stream,
    ]
    static let hiding = [field("min_offset", integer(), isRequired: true, "The first offset that goes.")]
    private static let wait = field("wait_for_data", integer(), "Seconds to wait for the first event; 60 when not given.")
    private static let stream = field("sse", truth, "Streams the events.")

    // MARK: Bodies

    static let agent = [
        field("name", text(1...1000), "The agent's name."), field("description", text(), "What it does."),
        field("max_engine_iterations", integer(1...1_000_000), "Kept, and without effect."),
        field("composition_mode", words(ParlantComposition.self), "Kept, and without effect."),
        field("message_output_mode", words(ParlantOutput.self), "Whether messages are shown while they are written."),
    ]
    static let newAgent = required("name", in: agent) + [id, field("tags", list(text()), "Tags, which must exist.")]
    static let agentChange = agent + [field("tags", change("add", "remove"), "Tags, which must exist.")]
    static let newCustomer = [
        field("name", text(1...100), isRequired: true, "The customer's name."), id,
        field("metadata", map(text()), "Texts by name."), field("tags", list(text()), "Tags, which must exist."),
    ]
    static let customerChange = [
        field("name", text(1...100), "The customer's name."), field("metadata", metadataChange(text()), "Texts by name."),
        field("tags", change("add", "remove"), "Tags, which must exist."),
    ]
    static let session = [
        field("agent_id", text(), isRequired: true, "Who answers."), field("customer_id", text(), "Who speaks; a guest when not given."),
        field("title", text(0...200), "What lists show."), field("metadata", map([:]), "Values by name."),
        field("labels", list(text()), "Labels."),
    ]
    static let sessionChange = [
        field("title", text(0...200), "What lists show."),
        field("mode", words(ParlantSessionMode.self), "Whether the agent answers by itself."),
        field("customer_id", text(), "Who speaks."), field("agent_id", text(), "Who answers."),
        field("consumption_offsets", object(["client": integer(0...Int.max)]), "What the client has seen."),
        field("metadata", metadataChange([:]), "Values by name."),
        field("labels", change("upsert", "remove"), "Labels."),
    ]
    static let event = [
        field("kind", words(ParlantKind.self), isRequired: true, "What is posted."),
        field("source", words(ParlantSource.self), isRequired: true, "Who speaks."),
        field("message", text(), "The words of a message."), field("data", [:], "The data of a custom event or a status."),
        field("metadata", map([:]), "Values by name."),
        field(
            "participant", object(["id": nullable(text()), "display_name": text()], required: ["display_name"]),
            "Who is shown as the speaker."),
        field("status", words(ParlantStatus.self), "The status of a status event."),
        field("guidelines", list(object(["action": text()])), "What the agent is to do when it speaks unasked."),
    ]
    static let eventChange = [field("metadata", metadataChange([:]), "Values by name.")]
    private static let id = field("id", text(1...64), "The name to know it by; made up when not given.")

    // MARK: Schemas

    private static func field(
        _ name: String, _ schema: JSON, isRequired: Bool = false, _ about: String
    ) -> DeclaredField { DeclaredField(name: name, schema: schema, isRequired: isRequired, about: about) }

    private static func required(_ name: String, in fields: [DeclaredField]) -> [DeclaredField] {
        fields.map { field($0.name, $0.schema, isRequired: $0.name == name, $0.about) }
    }

    private static func text(_ length: ClosedRange<Int>? = nil) -> JSON {
        guard let length else { return ["type": "string"] }
        return ["type": "string", "minLength": .int(length.lowerBound), "maxLength": .int(length.upperBound)]
    }

    private static func integer(_ range: ClosedRange<Int>? = nil) -> JSON {
        guard let range else { return ["type": "integer"] }
        return ["type": "integer", "minimum": .int(range.lowerBound), "maximum": .int(range.upperBound)]
    }

    private static let truth: JSON = ["type": "boolean"]

    private static func words<Word: RawRepresentable & CaseIterable>(_ type: Word.Type) -> JSON
    where Word.RawValue == String { ["type": "string", "enum": .array(type.allCases.map { .string($0.rawValue) })] }

    private static func list(_ element: JSON) -> JSON { ["type": "array", "items": element] }
    private static func map(_ value: JSON) -> JSON { ["type": "object", "additionalProperties": value] }
    private static func nullable(_ schema: JSON) -> JSON { ["anyOf": [schema, ["type": "null"]]] }

    private static func object(_ properties: JSONObject, required: [JSON] = []) -> JSON {
        var object: JSONObject = ["type": "object", "properties": .object(properties)]
        if !required.isEmpty { object["required"] = .array(required) }
        return .object(object)
    }

    private static func change(_ first: String, _ second: String) -> JSON {
        object([first: list(text()), second: list(text())])
    }

    private static func metadataChange(_ value: JSON) -> JSON { object(["set": map(value), "unset": list(text())]) }
}
