import DuplexAgents
import DuplexCore
import Testing

/// Every request that was recorded from the original, in its order, against this server.
@Suite struct ParlantReplayTests {
    /// What depends on sessions that the recording had before, on the machine, or is no route of this protocol's.
    private static let foreign: Set<String> = [
        "healthz", "root", "agents_list", "sessions_list_limit", "sessions_list_cursor", "sessions_list_badcursor",
    ]

    /// Where the original fails with 500 and this server says what is wrong.
    private static let better = ["agent_create_dup_id": 409, "events_kinds_bad": 422]

    @Test func `the recordings of the original are there`() {
        #expect(ParlantExchange.all.count > 100)
    }

    @Test func `each recorded request is answered as the original answered it`() async throws {
        try await withServer(TestOptions(agents: [Parrot(name: "stub-agent")])) { server in
            var replay = ParlantReplay(client: try server.connect())
            for exchange in ParlantExchange.all {
                // What follows is about sessions whose making was not recorded.
                if exchange.name == "route_404" { break }
                if !Self.foreign.contains(exchange.name) { try replay.run(exchange, status: Self.better[exchange.name]) }
            }
            #expect(replay.count >= 95)
        }
    }
}

/// Repeats what it is told, at once.
struct Parrot: Agent {
    var name = "parrot"
    let about = "Repeats."

    func run(_ context: RunContext) async throws {
        let step = try await context.beginStep()
        let message = try await context.beginMessage()
        try await message.end(text: (context.input + step.steered).joined(separator: "\n"))
    }
}

/// A client that asks what was recorded, with the names of this server's things in the place of the recorded ones.
private struct ParlantReplay {
    let client: Client
    var count = 0

    /// The names that this server gave, by the recorded ones.
    ///
    /// An agent of this server is called by its id.
    private var names = ["\"Stub\"": "\"stub-agent\""]

    init(client: Client) { self.client = client }

    mutating func run(_ exchange: ParlantExchange, status: Int? = nil) throws {
        count += 1
        let query = exchange.query.map { "\($0.name)=\(Self.escaped($0.value))" }.joined(separator: "&")
        let target = renamed(exchange.path) + (query.isEmpty ? "" : "?" + renamed(query))
        let body = exchange.body.isEmpty ? nil : try JSON(parsing: exchange.body)
        let answer = try client.ask(exchange.method, target, body)
        #expect(answer.status == status ?? exchange.status, "\(exchange.name): \(answer.text)")
        guard status == nil else { return }
        if let text = exchange.answer.string {
            // A body without JSON: nothing, or a stream.
            let expected = try Self.blocks(renamed(text))
            let found = try Self.blocks(answer.text)
            #expect(found.map(Self.masked) == expected.map(Self.masked), "\(exchange.name)")
            return
        }
        learn(exchange.answer, answer.json)
        let expected = try JSON(parsing: Array(renamed(exchange.answer.text).utf8))
        #expect(Self.masked(answer.json) == Self.masked(expected), "\(exchange.name): \(answer.text)")
    }

    /// Learns the names of what was made.
    private mutating func learn(_ recorded: JSON, _ made: JSON) {
        for member in ["id", "trace_id"] {
            if let old = recorded[member]?.string, let new = made[member]?.string { names[old] = new }
        }
    }

    private func renamed(_ text: String) -> String {
        names.reduce(text) { text, name in Self.replacing(name.key, with: name.value, in: text) }
    }

    private static func replacing(_ old: String, with new: String, in text: String) -> String {
        var rest = text[...]
        var result = ""
        while let place = rest.firstRange(of: old) {
            result += rest[..<place.lowerBound] + new
            rest = rest[place.upperBound...]
        }
        return result + rest
    }

    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain = (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || [0x2D, 0x2E, 0x5F].contains(byte)
            let digits = String(byte, radix: 16, uppercase: true)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + (digits.count == 1 ? "0" : "") + digits
        }.joined()
    }

    private static func blocks(_ text: String) throws -> [JSON] {
        try text.split(separator: "\n").filter { !$0.isEmpty }.map { line in
            guard line.hasPrefix("data: ") else { throw Client.Failure(description: "no data: \(line)") }
            return try JSON(parsing: Array(line.dropFirst(6).utf8))
        }
    }

    /// Without times, and with names that the server chose only said to be there.
    private static func masked(_ json: JSON) -> JSON {
        switch json {
        case .array(let elements): return .array(elements.map(masked))
        case .object(let object):
            var masked = JSONObject()
            for (key, value) in object.members {
                let isTime = key == "creation_utc"
                let isTrace = key == "trace_id" || key == "correlation_id"
                masked[key] = isTime || isTrace ? .string(value.typeName) : Self.masked(value)
            }
            return .object(masked)
        default: return json
        }
    }
}
