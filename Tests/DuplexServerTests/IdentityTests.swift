import DuplexCore
import DuplexServer
import Testing

@Suite struct IdentityTests {
    /// Tokens whose secrets are the principals' names with `-token`.
    static func options(_ scopes: [String: String] = ["ann": "read,write", "bob": "read,write", "root": "admin"])
        -> TestOptions
    {
        var options = TestOptions()
        options.tokens = scopes.sorted { $0.key < $1.key }.map { name, scopes in
            let digest = SHA256.digest(of: Array("\(name)-token".utf8))
            let hex = digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            return "\(name):\(scopes):\(hex)"
        }.joined(separator: "\n")
        return options
    }

    @Test func `without tokens everybody on the machine is local`() async throws {
        try await withServer { server in
            let id = try server.session()
            #expect(try server.events(of: id).first?["principal"] == "local")
        }
    }

    @Test func `with tokens a request needs one that is known`() async throws {
        try await withServer(Self.options()) { server in
            let client = try server.connect()
            let none = try client.ask("GET", "/v1/agents")
            #expect(none.status == 401)
            #expect(none.code == "auth.required")
            #expect(none.header("WWW-Authenticate")?.hasPrefix("Bearer") == true)
            let wrong = try client.ask("GET", "/v1/agents", token: "nobody-token")
            #expect(wrong.status == 401)
            #expect(wrong.code == "auth.invalid")
            #expect(try client.ask("GET", "/v1/agents", token: "ann-token").status == 200)
            let socket = try SocketClient.shakeHands(try server.connect(), "nobody")
            #expect(socket.status == 401)
            for path in ["/healthz", "/readyz", "/openapi.json", "/"] {
                #expect(try client.ask("GET", path).status == 200)
            }
        }
    }

    @Test func `a scope that is missing is told before anything is looked up`() async throws {
        let options = Self.options(["reader": "read", "writer": "write", "root": "admin"])
        try await withServer(options) { server in
            let client = try server.connect()
            let id = try server.session(token: "root-token")
            for session in [id, "nobody"] {
                let answer = try client.ask("DELETE", "/v1/sessions/\(session)", token: "reader-token")
                #expect(answer.status == 403)
                #expect(answer.code == "scope.missing")
                #expect(try client.ask("GET", "/v1/sessions/\(session)", token: "writer-token").status == 403)
            }
            #expect(try client.ask("GET", "/metrics", token: "reader-token").status == 403)
            #expect(try client.ask("GET", "/metrics", token: "root-token").status == 200)
            let own = try server.session(token: "writer-token")
            #expect(try client.ask("DELETE", "/v1/sessions/\(own)", token: "writer-token").status == 204)
        }
    }

    @Test func `P35 a foreign session is answered byte for byte as one that never was, on every route`() async throws {
        try await withServer(Self.options()) { server in
            let foreign = try server.session(token: "ann-token")
            let routes = NativeFacade(server.context).facade.routes.filter { $0.path.places.first == "session" }
            #expect(routes.count >= 10)
            for route in routes {
                var answers: [[String]] = []
                for session in [foreign, "nobody"] {
                    var path = route.path.text.replacing("{session}", with: session)
                    for place in route.path.places.dropFirst() { path = path.replacing("{\(place)}", with: "0") }
                    let answer: Client.Answer
                    if route.name.hasSuffix("/socket") {
                        answer = try SocketClient.shakeHands(
                            try server.connect(), session, headers: ["Authorization": "Bearer bob-token"])
                    } else {
                        let body: JSON? = route.method == "GET" ? nil : Self.body(for: route)
                        answer = try server.connect().ask(route.method, path, body, token: "bob-token")
                    }
                    #expect(answer.status == 404, "\(route.name): \(answer.text)")
                    answers.append(["\(answer.status)", answer.text] + answer.headers.map { "\($0): \($1)" })
                }
                #expect(answers[0] == answers[1], "\(route.name)")
            }
            #expect(try server.connect().ask("GET", "/v1/sessions", token: "bob-token").json["sessions"] == [])
            #expect(try server.connect().ask("GET", "/v1/sessions/\(foreign)", token: "ann-token").status == 200)
        }
    }

    /// A body that the route takes.
    private static func body(for route: Route) -> JSON {
        var body = JSONObject()
        for field in route.body ?? [] {
            switch field.name {
            case "text": body["text"] = "hello"
            case "kind": body["kind"] = route.name.contains("/calls/") ? "answer" : "custom"
            case "action": body["action"] = "steer"
            case "approved": body["approved"] = true
            case "seen": body["seen"] = 0
            default: break
            }
        }
        return .object(body)
    }

    @Test func `a login link is exchanged once for a cookie that logs in`() async throws {
        try await withServer(Self.options()) { server in
            let client = try server.connect()
            let link = try client.ask("POST", "/v1/login/links", token: "ann-token")
            let key = try #require(link.json["key"])
            let login = try client.ask("POST", "/v1/login", ["key": key])
            #expect(login.json == ["principal": "ann", "scopes": ["read", "write"]])
            let cookie = try #require(login.header("Set-Cookie"))
            #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"))
            #expect(try client.ask("POST", "/v1/login", ["key": key]).code == "auth.invalid")
            let pair = try #require(cookie.split(separator: ";").first.map(String.init))
            #expect(try client.ask("GET", "/v1/agents", headers: ["Cookie": "a=b; \(pair)"]).status == 200)
            #expect(try client.ask("GET", "/v1/agents", headers: ["Cookie": "duplex=guess"]).status == 401)
            let late = try #require(try client.ask("POST", "/v1/login/links", token: "ann-token").json["key"])
            server.wall.advance(seconds: 601)
            #expect(try client.ask("POST", "/v1/login", ["key": late]).status == 401)
            server.wall.advance(seconds: Logins.cookieLifeSeconds)
            #expect(try client.ask("GET", "/v1/agents", headers: ["Cookie": pair]).status == 401)
        }
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("localhost:1", true), ("LOCALHOST", true), ("[::1]:80", true), ("evil.example", false),
        ("localhost.evil.example", false), ("127.0.0.1.evil.example:80", false), ("duplex.example", true),
    ])
    func `only requests for this server's names are taken`(host: String, isTaken: Bool) async throws {
        var options = TestOptions()
        options.hosts = ["duplex.example"]
        try await withServer(options) { server in
            let answer = try server.connect().ask("GET", "/v1/agents", headers: ["Host": host])
            #expect(answer.status == (isTaken ? 200 : 421))
            if !isTaken { #expect(answer.code == "host.refused") }
        }
    }

    @Test func `pages of other origins may read nothing and do nothing`() async throws {
        try await withServer { server in
            let id = try server.session()
            let client = try server.connect()
            for origin in ["https://evil.example", "null", "http://localhost.evil.example"] {
                for method in ["POST", "PATCH", "DELETE", "OPTIONS"] {
                    let path = method == "POST" ? "/v1/sessions" : "/v1/sessions/\(id)"
                    let answer = try client.ask(method, path, [:], headers: ["Origin": origin])
                    #expect(answer.status == 403)
                    #expect(answer.code == "origin.refused")
                }
                let read = try client.ask("GET", "/v1/sessions/\(id)", headers: ["Origin": origin])
                #expect(read.status == 200)
                #expect(read.header("Access-Control-Allow-Origin") == nil)
                let socket = try SocketClient.shakeHands(try server.connect(), id, headers: ["Origin": origin])
                #expect(socket.status == 403)
            }
            let own = ["Origin": "http://localhost:\(server.port)"]
            #expect(try client.ask("POST", "/v1/sessions", [:], headers: own).status == 201)
            #expect(try SocketClient.shakeHands(try server.connect(), id, headers: own).status == 101)
        }
    }

    @Test func `pages of configured origins may use the server`() async throws {
        var options = TestOptions()
        options.origins = ["https://app.example"]
        try await withServer(options) { server in
            let client = try server.connect()
            let headers = [
                "Origin": "https://app.example", "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "content-type",
            ]
            let preflight = try client.ask("OPTIONS", "/v1/sessions", headers: headers)
            #expect(preflight.status == 204)
            #expect(preflight.header("Access-Control-Allow-Origin") == "https://app.example")
            #expect(preflight.header("Access-Control-Allow-Methods")?.contains("POST") == true)
            #expect(preflight.header("Access-Control-Allow-Headers")?.contains("Content-Type") == true)
            let made = try client.ask("POST", "/v1/sessions", [:], headers: ["Origin": "https://app.example"])
            #expect(made.status == 201)
            #expect(made.header("Access-Control-Allow-Origin") == "https://app.example")
            let other = try client.ask("GET", "/v1/agents", headers: ["Origin": "https://evil.example"])
            #expect(other.header("Access-Control-Allow-Origin") == nil)
            #expect(other.header("Vary") == "Origin")
        }
    }

    @Test func `too many sessions and messages at once are told to wait`() async throws {
        var options = TestOptions()
        options.limits.sessionBurst = 2
        options.limits.sessionsPerSecond = 0.001
        options.limits.messageBurst = 1
        options.limits.messagesPerSecond = 0.001
        try await withServer(options) { server in
            let id = try server.session()
            _ = try server.session()
            let client = try server.connect()
            let session = try client.ask("POST", "/v1/sessions", [:])
            #expect(session.status == 429)
            #expect(session.code == "rate.limited")
            #expect(try #require(session.header("Retry-After").flatMap { Int($0) }) > 0)
            let path = "/v1/sessions/\(id)/messages"
            #expect(try client.ask("POST", path, ["text": "one"]).status == 202)
            #expect(try client.ask("POST", path, ["text": "two"]).status == 429)
        }
    }
}
