import DuplexCore
import DuplexServer
import Testing

/// Messages for one branch of a running turn, over HTTP.
@Suite struct BranchTests {
    private static func say(_ server: TestServer, _ id: String, _ body: JSON) throws -> Client.Answer {
        try server.connect().ask("POST", "/v1/sessions/\(id)/messages", body)
    }

    @Test(arguments: [
        (["text": "a", "target": "hotel"], 422, "target"),
        (["text": "a", "target": "hotel", "when_busy": "interrupt"], 422, "target"),
        (["text": "a", "target": "", "when_busy": "steer"], 422, "target"),
        (["text": "a", "target": 7, "when_busy": "steer"], 422, "target"),
        (["text": "a", "target": "hotel", "when_busy": "steer"], 404, nil),
        (["text": "a", "target": "hotel", "when_busy": "steer", "dry_run": true], 404, nil),
    ] as [(JSON, Int, String?)])
    func `a target that cannot be is refused and records nothing`(body: JSON, status: Int, field: String?) async throws {
        try await withServer { server in
            let id = try server.session()
            let refused = try Self.say(server, id, body)
            #expect(refused.status == status)
            #expect(refused.field == field)
            #expect(status == 422 || refused.code == "run.unknown")
            #expect(try server.events(of: id).count == 1)
        }
    }
}
