import DuplexCore

/// A session as a Parlant client uses it.
final class ParlantTalk {
    let client: Client
    let session: String

    /// The next offset that has not been seen.
    private(set) var next = 0

    /// Makes a session.
    init(_ server: TestServer, agent: String = "echo", token: String? = nil) throws {
        client = try server.connect()
        let made = try client.ask("POST", "/sessions", ["agent_id": .string(agent)], token: token)
        guard made.status == 201, let id = made.json["id"]?.string else {
            throw Client.Failure(description: "no session: \(made.text)")
        }
        session = id
    }

    /// Goes on with a session that there is.
    init(_ server: TestServer, session: String) throws {
        client = try server.connect()
        self.session = session
    }

    var events: String { "/sessions/\(session)/events" }

    /// Says something, and returns the event.
    @discardableResult
    func say(_ text: String) throws -> JSON {
        try post(["kind": "message", "source": "customer", "message": .string(text)])
    }

    @discardableResult
    func post(_ body: JSON) throws -> JSON {
        let answer = try client.ask("POST", events, body)
        guard answer.status == 201 else { throw Client.Failure(description: "not posted: \(answer.text)") }
        return answer.json
    }

    /// What there is.
    func list(_ query: String = "") throws -> [JSON] {
        let answer = try client.ask("GET", "\(events)?wait_for_data=0&\(query)")
        guard answer.status == 200 else { throw Client.Failure(description: "not listed: \(answer.text)") }
        return answer.json.array ?? []
    }

    /// Follows the session by long polls until an event has come.
    @discardableResult
    func follow(until isLast: (JSON) -> Bool) throws -> [JSON] {
        var seen: [JSON] = []
        while !seen.contains(where: isLast) {
            let answer = try client.ask("GET", "\(events)?min_offset=\(next)&wait_for_data=20")
            guard answer.status == 200, let found = answer.json.array, let last = found.last?["offset"]?.int else {
                throw Client.Failure(description: "nothing came after \(seen.map(\.word)): \(answer.text)")
            }
            seen += found
            next = last + 1
        }
        return seen
    }

    /// Follows the session to the end of a turn: of any, or of the one with this trace.
    @discardableResult
    func turn(_ trace: JSON? = nil) throws -> [JSON] {
        try follow { $0.endsTurn && (trace == nil || $0["trace_id"] == trace) }
    }
}

extension JSON {
    /// An event of the conversation view in a word: its status, or its kind.
    var word: String { self["data"]?["status"]?.string ?? self["kind"]?.string ?? "?" }

    var endsTurn: Bool { word == "ready" && self["data"]?["data"]?["stage"] == "completed" }

    /// What an event says, or the stage that it names.
    var said: String? { self["data"]?["message"]?.string }

    /// The value's form without its content: members and types, of arrays the first element's.
    var shape: String {
        switch self {
        case .object(let object):
            "{" + object.members.map { "\($0.key):\($0.value.shape)" }.sorted().joined(separator: ",") + "}"
        case .array(let elements): "[\(elements.first?.shape ?? "")]"
        default: typeName
        }
    }
}
