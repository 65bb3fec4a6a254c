import DuplexCore
import DuplexDemo
import DuplexServer
import Testing

@Suite struct TravelRouteTests {
    /// A store of its own each time.
    static var options: TestOptions {
        var options = TestOptions()
        options.agents = [EchoAgent(), ErrandAgent()]
        return options
    }

    @Test func `I1 I15 a message is answered before its work is done, and its task can be looked at`() async throws {
        try await withServer(Self.options) { server in
            let said = try server.chat("ann", "intent=flight flight=2 child stay")
            #expect(said.status == 200)
            #expect(said.json["status"] == "running")
            let task = try server.status(of: "ann") { $0["agents_completed"]?.array?.isEmpty == false }
            #expect(task["task_id"] == said.json["task_id"])
            #expect(task["user_id"] == "ann")
            #expect(task["status"] == "running")
            #expect(task["query"] == "intent=flight flight=2 child stay")
            #expect(task["intent"] == "flight")
            #expect(task["current_agent"] == "travel")
            #expect(task["agents_completed"] == ["helper"])
            #expect(task["partial_results"] == ["flight": "2"])
            #expect(task["final_results"] == .null)
            #expect(task["started_at"]?.string != nil)
            #expect(task["completed_at"] == .null)
            #expect(task["error"] == .null)
        }
    }

    @Test(arguments: [
        (["user_id": "ann", "message": "  "], 400, "message.empty", "message"),
        (["user_id": "ann"], 422, "request.invalid", "message"),
        (["message": "hello"], 422, "request.invalid", "user_id"),
        (["user_id": "", "message": "hello"], 422, "request.invalid", "user_id"),
        (["user_id": 7, "message": "hello"], 422, "request.invalid", "user_id"),
        (["user_id": "ann", "message": "hello", "colour": "red"], 422, "request.invalid", "colour"),
    ] as [(JSON, Int, String, String)])
    func `I2 what is no message starts no task`(body: JSON, status: Int, code: String, field: String) async throws {
        try await withServer(Self.options) { server in
            let answer = try server.connect().ask("POST", "/chat", body)
            #expect(answer.status == status)
            #expect(answer.code == code)
            #expect(answer.field == field)
            #expect(answer.json["detail"] == answer.json["error"]?["message"])
            #expect(try server.status(of: "ann")["status"] == "idle")
        }
    }

    @Test func `I3 I4 I28 of messages in a row the last one counts, and each starts when the one before has stopped`()
        async throws
    {
        try await withServer(Self.options) { server in
            let socket = try SocketClient(server, path: "/ws/ann")
            var tasks: [JSON?] = []
            for number in 1...3 {
                tasks.append(try server.chat("ann", "flight=\(number) \(number < 3 ? "stay" : "say=done")").json["task_id"])
                if number < 3 { _ = try socket.frame { $0["partial_results"]?["flight"] == .string("\(number)") } }
            }
            let replay = try SocketClient(server, path: "/ws/ann?from=0")
            var order: [String] = []
            while order.last != "2 completed" {
                let frame = try replay.nextJSON()
                let place = tasks.firstIndex { $0 == frame["task_id"] } ?? -1
                let word = "\(place) \(frame["status"]?.string ?? "")"
                if word != order.last { order.append(word) }
            }
            #expect(order == [
                "0 queued", "0 running", "0 interrupted", "1 queued", "1 running", "1 interrupted", "2 queued",
                "2 running", "2 completed",
            ])
            #expect(try server.status(of: "ann")["task_id"] == tasks[2])
        }
    }

    @Test func `I6 I7 I16 what was found is kept when the user interrupts`() async throws {
        try await withServer(Self.options) { server in
            try server.chat("ann", "flight=1 hotel=1 flight=2 stay")
            _ = try server.status(of: "ann") { $0["partial_results"]?["flight"] == "2" }
            let stopped = try server.connect().ask("POST", "/interrupt/ann")
            #expect(stopped.json["interrupted"] == true)
            #expect(stopped.json["status"] == "interrupted")
            let partial = try server.connect().ask("GET", "/partial-results/ann").json
            #expect(partial == [
                "partial_results": ["flight": "2", "hotel": "1"], "status": "interrupted", "previous_context": .null,
            ])
            #expect(try server.status(of: "ann")["partial_results"] == partial["partial_results"])
        }
    }

    @Test func `I8 I10 a task is told what the one before was interrupted with`() async throws {
        try await withServer(Self.options) { server in
            try server.chat("ann", "intent=flight flight=2 stay")
            let first = try server.status(of: "ann") { $0["partial_results"]?["flight"] == "2" }
            #expect(first["previous_context"] == .null)
            try server.chat("ann", "hotel=1 say=here")
            let second = try server.status(of: "ann") { $0["status"] == "completed" }
            let context = try #require(second["previous_context"])
            #expect(context["previous_query"] == "intent=flight flight=2 stay")
            #expect(context["intent"] == "flight")
            #expect(context["partial_results"] == ["flight": "2"])
            #expect(context["agents_completed"] == [])
            #expect(context["interrupted_at"]?.string != nil)
            #expect(second["final_results"] == ["hotel": "1", "response": "here"])
        }
    }

    @Test func `I9 I14 an interrupt with nothing to stop is harmless and leaves no trace`() async throws {
        try await withServer(Self.options) { server in
            let idle: JSON = ["interrupted": false, "status": "idle", "task_id": .null]
            #expect(try server.connect().ask("POST", "/interrupt/ann").json == idle)
            try server.chat("ann", "say=hello")
            _ = try server.status(of: "ann") { $0["status"] == "completed" }
            let session = try #require(try server.connect().ask("GET", "/v1/sessions").json["sessions"]?.array?.first)
            let id = try #require(session["id"]?.string)
            let before = try server.events(of: id).count
            #expect(try server.connect().ask("POST", "/interrupt/ann").json == idle)
            #expect(try server.events(of: id).count == before)
        }
    }

    @Test(arguments: [
        ("say=hello", "completed", nil), ("boom", "failed", "It went wrong."),
    ] as [(String, String, String?)])
    func `I11 I12 I32 a task that has ended stays as it ended, and the next one works`(
        message: String, status: String, error: String?
    ) async throws {
        try await withServer(Self.options) { server in
            try server.chat("ann", message)
            let ended = try server.status(of: "ann") { $0["completed_at"] != .null }
            #expect(ended["status"]?.string == status)
            #expect(ended["error"]?.string == error)
            _ = try server.connect().ask("POST", "/interrupt/ann")
            #expect(try server.status(of: "ann") == ended)
            try server.chat("ann", "say=again")
            let next = try server.status(of: "ann") { $0["status"] == "completed" && $0["task_id"] != ended["task_id"] }
            #expect(next["final_results"]?["response"] == "again")
            #expect(next["previous_context"]?["previous_query"]?.string == (error == nil ? nil : message))
        }
    }

    @Test func `I15 I16 a user who never said anything is idle`() async throws {
        try await withServer(Self.options) { server in
            let status = try server.status(of: "nobody")
            #expect(status["status"] == "idle")
            #expect(status["task_id"] == .null)
            #expect(status["partial_results"] == [:])
            let partial = try server.connect().ask("GET", "/partial-results/nobody").json
            #expect(partial["partial_results"] == [:])
            #expect(partial["status"] == "idle")
            #expect(try server.connect().ask("GET", "/v1/sessions").json["sessions"] == [])
        }
    }

    @Test func `a user id means the same session after a restart, and nobody else's`() async throws {
        var options = Self.options
        options.tokens = IdentityTests.options().tokens
        let first = try await withServer(options) { server in
            let said = try server.connect().ask(
                "POST", "/chat", ["user_id": "ann", "message": "say=one"], token: "ann-token")
            _ = try server.connect().ask("POST", "/interrupt/ann", token: "ann-token")
            return try #require(said.json["task_id"]?.string)
        }
        try await withServer(options) { server in
            let mine = try server.connect().ask("GET", "/status/ann", token: "ann-token").json
            #expect(mine["task_id"]?.string == first)
            let foreign = try server.connect().ask("GET", "/status/ann", token: "bob-token").json
            #expect(foreign["status"] == "idle")
            #expect(try server.connect().ask("GET", "/status/ann").status == 401)
        }
    }

    @Test func `many first messages of a user at once make one session`() async throws {
        try await withServer(Self.options) { server in
            let clients = try (0..<8).map { _ in try server.connect() }
            for client in clients { try client.send("POST", "/chat", ["user_id": "ann", "message": "say=hello"]) }
            for client in clients { #expect(try client.readAnswer().status == 200) }
            let sessions = try server.connect().ask("GET", "/v1/sessions").json["sessions"]?.array
            #expect(sessions?.count == 1)
        }
    }

    @Test func `a user whose session was deleted begins anew`() async throws {
        try await withServer(Self.options) { server in
            try server.chat("ann", "say=hello")
            let sessions = try server.connect().ask("GET", "/v1/sessions").json["sessions"]?.array
            let id = try #require(sessions?.first?["id"]?.string)
            #expect(try server.connect().ask("DELETE", "/v1/sessions/\(id)").status == 204)
            #expect(try server.status(of: "ann")["status"] == "idle")
            #expect(try server.chat("ann", "say=again").status == 200)
            #expect(try server.status(of: "ann") { $0["status"] == "completed" }["query"] == "say=again")
        }
    }

    @Test func `I3 on these routes each message interrupts, whatever the agent itself would make of it`() async throws {
        var options = TestOptions()
        options.agents = [TravelAgent.make(clock: ContinuousClock(), pace: .zero)]
        try await withServer(options) { server in
            let first = try server.chat("ann", "Flights to Oslo, please").json["task_id"]
            _ = try server.status(of: "ann") { $0["partial_results"]?["flight"] != nil }
            // Said to the agent itself this would be answered beside the search.
            let second = try server.chat("ann", "how far are you?").json["task_id"]
            #expect(second != first)
            let done = try server.status(of: "ann") { $0["status"] == "completed" }
            #expect(done["task_id"] == second)
            #expect(done["previous_context"]?["previous_query"] == "Flights to Oslo, please")
        }
    }

    @Test func `I23 I27 the travel agent behind the routes finds flights and hotels and keeps them apart`() async throws {
        var options = TestOptions()
        options.agents = [EchoAgent(), TravelAgent.make(clock: ContinuousClock(), pace: .zero)]
        try await withServer(options) { server in
            try server.chat("ann", "Flights and hotels in Oslo, please")
            let task = try server.status(of: "ann") { $0["agents_completed"]?.array?.isEmpty == false }
            #expect(task["intent"] == "both")
            let done = try server.status(of: "ann") { $0["status"] == "completed" }
            #expect(Set(done["agents_completed"]?.array?.compactMap(\.string) ?? []) == ["flight", "hotel"])
            #expect(done["final_results"]?["hotel"]?["city"] == "Oslo")
            #expect(done["final_results"]?["response"]?.string?.contains("In all:") == true)
        }
    }
}

extension TestServer {
    @discardableResult
    func chat(_ user: String, _ message: String) throws -> Client.Answer {
        try connect().ask("POST", "/chat", ["user_id": .string(user), "message": .string(message)])
    }

    /// The user's task once it is as wanted; asks again after each of the session's events, so it ends with the turn.
    func status(of user: String, when isWanted: (JSON) -> Bool = { _ in true }) throws -> JSON {
        var socket: SocketClient?
        while true {
            let task = try connect().ask("GET", "/status/\(user)").json
            if isWanted(task) { return task }
            if socket == nil { socket = try SocketClient(self, path: "/ws/\(user)?from=0") }
            _ = try socket?.nextJSON()
        }
    }
}

extension SocketClient {
    /// The next frame that is as wanted.
    func frame(_ isWanted: (JSON) -> Bool) throws -> JSON {
        while true {
            let frame = try nextJSON()
            if isWanted(frame) { return frame }
        }
    }
}
