import DuplexCore
import DuplexRuntime

/// How a message wants its turn's progress recorded, and under which id it is shown.
struct ProgressRequest: Sendable {
    /// The name of the view; nil for one that the server makes up.
    var id: String?
    var filter: ProgressFilter

    /// Whether the view keeps the turns that it has; otherwise it begins anew.
    var keeps: Bool
    var lifetime: Duration

    /// What may stand in `progress`: the one list of its members.
    private enum Member {
        static let id = Field("id", .text(1...128), "The view's name; one is made up when it is left out.")
        static let kinds = Field("kinds", EventsQuery.kindFormat.list(), "Only events of these kinds; all when left out.")
        static let lane = Field("lane", .word(Lane.allCases.map(\.rawValue), Lane.init(rawValue:)), "Only this lane.")
        static let depth = Field(
            "depth", .count(clampedTo: 1000), "How far below the turn's first run observations are recorded.")
        static let redaction = Field(
            "redaction",
            .word(ProgressFilter.Redaction.allCases.map(\.rawValue), ProgressFilter.Redaction.init(rawValue:)),
            "`content` replaces the texts of observations by their sizes.")
        static let keep = Field("keep", .truth, "Whether the view keeps its earlier turns.")
        static let expiresAfter = Field(
            "expires_after", .seconds(upTo: 366 * 24 * 3600), "How long the view is kept, in seconds; seven days.")

        static let all = [
            id.declared, kinds.declared, lane.declared, depth.declared, redaction.declared, keep.declared,
            expiresAfter.declared,
        ]
    }

    static let format = Format<ProgressRequest>(schema: schema) { json throws(FieldProblem) in
        guard let object = json.object else { throw .expected("an object", json) }
        for member in object.members where !Member.all.contains(where: { $0.name == member.key }) {
            throw FieldProblem("there is no such field", at: ".\(member.key)")
        }
        let kinds = try read(Member.kinds, object)
        return ProgressRequest(
            id: try read(Member.id, object),
            filter: ProgressFilter(
                kinds: kinds.map(Set.init), lane: try read(Member.lane, object), depth: try read(Member.depth, object),
                redaction: try read(Member.redaction, object) ?? .none),
            keeps: try read(Member.keep, object) ?? false,
            lifetime: try read(Member.expiresAfter, object) ?? ProgressView.lifetime)
    }

    private static var schema: JSON {
        var properties = JSONObject()
        for field in Member.all { properties[field.name] = field.schema }
        return ["type": "object", "additionalProperties": false, "properties": .object(properties)]
    }

    private static func read<Value>(_ field: Field<Value>, _ object: JSONObject) throws(FieldProblem) -> Value? {
        guard let json = object[field.name] else { return nil }
        do throws(FieldProblem) {
            return try field.format.read(json)
        } catch {
            throw FieldProblem(error.problem, at: ".\(field.name)\(error.place)")
        }
    }

    /// What the message's event says of it.
    func members(id: String) -> JSONObject {
        var members: JSONObject = ["id": .string(id)]
        for member in filter.members.members { members[member.key] = member.value }
        if keeps { members["keep"] = true }
        return members
    }

    /// The view that begins with a message.
    func view(of receipt: MessageReceipt, in session: SessionID, now: Timestamp) -> ProgressView {
        ProgressView(
            session: session, turns: receipt.turn.map { [$0] } ?? [], base: receipt.event.offset, filter: filter,
            expires: now + lifetime)
    }

    /// A made-up name in the form of a UUID.
    static func name(from secret: String) -> String {
        var bytes = Array(SHA256.digest(of: Array(secret.utf8)).prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        return [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { digits[$0].joined() }.joined(separator: "-")
    }
}
