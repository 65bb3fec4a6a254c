import DuplexCore
import Testing

@Suite struct BadInputTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var method = "POST"
        var path: String
        var body: String?
        var type: String? = "application/json"
        var status: Int
        var code: String
        var field: String?

        var testDescription: String { "\(method) \(path) \(body ?? "")" }

        static func query(_ path: String, _ field: String) -> Case {
            Case(method: "GET", path: path, type: nil, status: 422, code: "request.invalid", field: field)
        }

        static func body(_ path: String, _ body: String, _ field: String) -> Case {
            Case(path: path, body: body, status: 422, code: "request.invalid", field: field)
        }

        static func change(_ body: String, _ field: String) -> Case {
            Case(method: "PATCH", path: "", body: body, status: 422, code: "request.invalid", field: field)
        }
    }

    private static let session = "/v1/sessions/SESSION"

    @Test(arguments: [
        .query("/events?from=-1", "from"), .query("/events?from=abc", "from"), .query("/events?from=1.5", "from"),
        .query("/events?from=99999999999999999999", "from"), .query("/events?from=", "from"),
        .query("/events?wait=-1", "wait"), .query("/events?wait=soon", "wait"), .query("/events?limit=-1", "limit"),
        .query("/events?limit=x", "limit"), .query("/events?kinds=message.user,nonsense", "kinds"),
        .query("/events?source=martian", "source"), .query("/events?lane=fast", "lane"),
        .query("/events?colour=red", "colour"), .query("/events?from=0&from=1", "from"),
        .query("?verbose=1", "verbose"), .query("/socket?wait=1", "wait"),
        .body("/messages", #"{"text":1}"#, "text"), .body("/messages", #"{"text":null}"#, "text"),
        .body("/messages", #"{"text":"a","parts":[]}"#, "parts"),
        .body("/messages", #"{"parts":[{"type":"image","text":"a"}]}"#, "parts[0].type"),
        .body("/messages", #"{"parts":[{"type":"text","text":"a"},{"type":"text"}]}"#, "parts[1].text"),
        .body("/messages", #"{"parts":["a"]}"#, "parts[0]"),
        .body("/messages", #"{"text":"a","when_busy":"start"}"#, "when_busy"),
        .body("/messages", #"{"text":"a","client_message_id":""}"#, "client_message_id"),
        .body("/messages", #"{"text":"a","dry_run":"yes"}"#, "dry_run"),
        .body("/messages", #"{"text":"a","colour":"red"}"#, "colour"), .body("/messages", #"["a"]"#, "body"),
        .body("/events", #"{"kind":"message.user"}"#, "kind"), .body("/events", "{}", "kind"),
        .body("/turns/t/cancel", #"{"mode":"softly"}"#, "mode"), .body("/turns/t/cancel", #"{"wait":61}"#, "wait"),
        .change(#"{"mode":"fast"}"#, "mode"), .change(#"{"metadata":[]}"#, "metadata"),
        .change(#"{"agent":"echo"}"#, "agent"), .body("/messages/x/withdraw", "{}", "offset"),
        Case(path: "/messages", body: "{", status: 400, code: "request.malformed"),
        Case(path: "/messages", body: "{\"text\":\"\u{1}\"}", status: 400, code: "request.malformed"),
        Case(path: "/messages", body: #"{"text":"a","text":"b"}"#, status: 400, code: "request.malformed"),
        Case(path: "/messages", body: "{}", type: "text/plain", status: 415, code: "body.type"),
        Case(path: "/messages", body: "{}", type: nil, status: 415, code: "body.type"),
        Case(method: "GET", path: "/events?from=%zz", type: nil, status: 400, code: "request.malformed"),
        Case(method: "GET", path: "/events/", type: nil, status: 404, code: "route.unknown"),
        Case(method: "GET", path: "/nothing", type: nil, status: 404, code: "route.unknown"),
        Case(method: "PUT", path: "/events", type: nil, status: 405, code: "method.not_allowed"),
    ] as [Case])
    func `what is wrong is refused and named, and the connection lives`(bad: Case) async throws {
        try await withServer { server in
            let id = try server.session()
            let client = try server.connect()
            let target = Self.session.replacing("SESSION", with: id) + bad.path
            let headers = bad.type.map { ["Content-Type": $0] } ?? [:]
            try client.send(bad.method, target, bytes: Array((bad.body ?? "").utf8), headers: headers)
            let answer = try client.readAnswer()
            #expect(answer.status == bad.status)
            #expect(answer.code == bad.code)
            #expect(answer.field == bad.field)
            #expect(answer.header("Content-Type") == "application/json")
            #expect(answer.json["error"]?["message"]?.string?.isEmpty == false)
            #expect(try client.ask("GET", "/v1/sessions/\(id)").json["head"] == 0)
        }
    }

    @Test func `text that is not UTF-8 is refused`() async throws {
        try await withServer { server in
            let id = try server.session()
            let client = try server.connect()
            try client.send(
                "POST", "/v1/sessions/\(id)/messages", bytes: Array(#"{"text":""#.utf8) + [0xFF] + Array(#""}"#.utf8),
                headers: ["Content-Type": "application/json; charset=utf-8"])
            #expect(try client.readAnswer().status == 400)
        }
    }

    @Test func `a body that is too large is refused before it is read`() async throws {
        try await withServer { server in
            let id = try server.session()
            let client = try server.connect()
            let head = "POST /v1/sessions/\(id)/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1048577\r\n\r\n"
            try client.send(Array(head.utf8))
            let answer = try client.readAnswer()
            #expect(answer.status == 413)
            #expect(answer.code == "body.too_large")
        }
    }

    @Test func `waits and limits that are too large are clamped`() async throws {
        try await withServer { server in
            let id = try server.session()
            let answer = try server.connect().ask("GET", "/v1/sessions/\(id)/events?wait=9999&limit=99999")
            #expect(answer.json["events"]?.array?.count == 1)
        }
    }

    @Test func `an agent that is not there is refused by name`() async throws {
        try await withServer { server in
            let answer = try server.connect().ask("POST", "/v1/sessions", ["agent": "nobody"])
            #expect(answer.status == 422)
            #expect(answer.field == "agent")
        }
    }
}
