import DuplexCore
import DuplexServer
import Testing

@Suite struct SystemRouteTests {
    @Test func `the description has every route, and every route answers`() async throws {
        try await withServer { server in
            let document = try server.connect().ask("GET", "/openapi.json").json
            let paths = try #require(document["paths"]?.object)
            let routes = server.context.facades.flatMap(\.routes)
            let described = paths.members.flatMap { path in
                (path.value.object?.members ?? []).map { "\($0.key.uppercased()) \(path.key)" }
            }
            #expect(described.sorted() == routes.map(\.name).sorted())
            for route in routes {
                // Each file of the console is a place of its own.
                let value = route.path.text == "/console/{file}" ? "app.js" : "0"
                let path = route.path.places.reduce(route.path.text) { $0.replacing("{\($1)}", with: value) }
                let answer = try server.connect().ask(route.method, path)
                #expect(answer.code != "route.unknown" && answer.code != "method.not_allowed", "\(route.name)")
                #expect(!["Not Found", "Method Not Allowed"].contains(answer.json["detail"]), "\(route.name)")
                let operation = paths[route.path.text]?[route.method.lowercased()]
                let fields = operation?["requestBody"]?["content"]?["application/json"]?["schema"]?["properties"]
                #expect(fields?.object?.members.map(\.key) == route.body.map { $0.map(\.name) })
                let parameters = operation?["parameters"]?.array?.compactMap { $0["name"]?.string } ?? []
                #expect(parameters == route.path.places + route.query.map(\.name))
            }
            let codes = document["components"]?["schemas"]?["Error"]?["properties"]?["error"]?["properties"]?["code"]?["enum"]
            #expect(codes?.array?.count == ErrorCode.all.count)
        }
    }

    @Test func `every known path answers OPTIONS and refuses other methods with those that it takes`() async throws {
        try await withServer { server in
            let routes = NativeFacade(server.context).facade.routes
            for path in Set(routes.map(\.path.text)) {
                let target = path.replacing("{session}", with: "s").replacing("{turn}", with: "t")
                let answer = try server.connect().ask("BREW", target)
                #expect(answer.status == 405)
                let methods = Set(try #require(answer.header("Allow")).split(separator: ", ").map(String.init))
                let taken = Set(routes.filter { $0.path.text == path }.map(\.method))
                #expect(methods == taken.union(["OPTIONS"]).union(taken.contains("GET") ? ["HEAD"] : []))
                #expect(try server.connect().ask("OPTIONS", target).header("Allow") == answer.header("Allow"))
            }
        }
    }

    @Test func `health, readiness, metrics, agents and the page say what they promise`() async throws {
        try await withServer { server in
            let client = try server.connect()
            let health = try client.ask("GET", "/healthz")
            #expect(health.json["status"] == "healthy")
            #expect(health.json["checks"]?.object != nil)
            #expect(try client.ask("GET", "/readyz").status == 200)
            let agents = try client.ask("GET", "/v1/agents").json["agents"]?.array
            #expect(agents?.first?["name"] == "echo")
            let id = try server.session()
            try server.say("hello", in: id)
            let metrics = try client.ask("GET", "/metrics")
            #expect(metrics.header("Content-Type")?.hasPrefix("text/plain") == true)
            let lines = metrics.text.split(separator: "\n")
            #expect(lines.contains("duplex_sessions_alive 1"))
            #expect(lines.contains("duplex_turns_open 0"))
            #expect(lines.contains(#"duplex_http_requests_total{route="POST /v1/sessions",status="201"} 1"#))
            let page = try client.ask("GET", "/")
            #expect(page.header("Content-Type")?.hasPrefix("text/html") == true)
            #expect(page.header("Content-Security-Policy")?.contains("default-src 'none'") == true)
            for elsewhere in ["src=\"http", "href=\"http", "src=\"//", "href=\"//"] {
                #expect(!page.text.contains(elsewhere), "the page loads from elsewhere")
            }
            #expect(page.header("X-Content-Type-Options") == "nosniff")
        }
    }

    @Test func `a server that stops takes no more work and says so`() async throws {
        try await withServer { server in
            let id = try server.session()
            server.context.stopTakingWork()
            let client = try server.connect()
            let refused = try client.ask("POST", "/v1/sessions/\(id)/messages", ["text": "hello"])
            #expect(refused.status == 503)
            #expect(refused.code == "server.stopping")
            #expect(refused.header("Retry-After") != nil)
            #expect(try client.ask("GET", "/readyz").status == 503)
            #expect(try client.ask("GET", "/healthz").status == 200)
        }
    }
}
