import DuplexAgents
import DuplexCore
import DuplexDemo
import DuplexServer
import Foundation
import Testing

/// Saved views of progress, over HTTP.
@Suite struct ProgressTests {
    /// A scripted agent whose answers need no time, and one that lets it work for it.
    static var options: TestOptions {
        var options = TestOptions()
        let telco = TelcoAgent.make(clock: ContinuousClock(), pace: .zero)
        options.agents = [EchoAgent(), telco, Delegating(to: telco)]
        return options
    }

    /// Says something, and waits for the end of its turn.
    private func say(
        _ text: String, _ progress: JSON, in session: String, of server: TestServer, token: String? = nil
    ) throws -> Client.Answer {
        try server.connect().ask(
            "POST", "/v1/sessions/\(session)/messages", ["text": .string(text), "progress": progress], token: token,
            headers: ["Prefer": "wait=20"])
    }

    private func view(_ id: String, _ query: String = "", of server: TestServer, token: String? = nil) throws -> [JSON] {
        let answer = try server.connect().ask("GET", "/v1/progress/\(id)?limit=1000&\(query)", token: token)
        #expect(answer.status == 200, "\(answer.text)")
        return answer.json["events"]?.array ?? []
    }

    private func kinds(_ events: [JSON]) -> [String] { events.compactMap { $0["kind"]?.string } }

    @Test func `the events of a chosen id can be read while the agent works, from an offset on - G1 G19`() async throws {
        try await withServer(Self.options) { server in
            let session = try server.session()
            let sent = try server.connect().ask(
                "POST", "/v1/sessions/\(session)/messages", ["text": "SLEEP:20", "progress": ["id": "mine"]])
            #expect(sent.status == 202)
            #expect(sent.json["progress"] == "mine")
            #expect(self.kinds(try self.view("mine", "kinds=message.user", of: server)) == ["message.user"])
            let poll = try server.connect().ask("GET", "/v1/progress/mine?from=2&kinds=tool.progress&limit=1&wait=20")
            let first = try #require(poll.json["events"]?.array?.first)
            #expect(first["turn"] == sent.json["turn"])
            let offset = try #require(first["offset"]?.int)
            #expect(poll.json["next"] == .int(offset + 1))
            let rest = try self.view("mine", "from=\(offset)", of: server)
            #expect(rest.first?["offset"]?.int == offset)
            #expect(rest.allSatisfy { ($0["offset"]?.int ?? 0) >= offset })
        }
    }

    @Test func `an id is made up when none is given, and nothing is kept without asking - G2 G3`() async throws {
        try await withServer(Self.options) { server in
            let session = try server.session()
            let answer = try self.say("hello", [:], in: session, of: server)
            let id = try #require(answer.json["progress"]?.string)
            #expect(UUID(uuidString: id) != nil)
            #expect(self.kinds(try self.view(id, of: server)).last == "turn.ended")
            #expect(try server.documentCount(in: ProgressShelf.collection) == 1)
            let plain = try server.say("hello", in: session)
            #expect(try server.documentCount(in: ProgressShelf.collection) == 1, "nothing is kept without asking")
            #expect(plain.json["progress"] == nil)
            #expect(try server.connect().ask("GET", "/v1/progress/\(session)").json == ["events": [], "next": 0])
        }
    }

    @Test func `every kind of a run is recorded unless the filter says otherwise - G4`() async throws {
        try await withServer(Self.options) { server in
            let session = try server.session(["agent": "telco"])
            _ = try self.say("packages", ["id": "all"], in: session, of: server)
            let kinds = Set(self.kinds(try self.view("all", of: server)))
            for kind in EventKind.observation { #expect(kinds.contains(kind.description)) }
            for kind in ["run.started", "step.started", "tool.selected", "tool.started", "tool.finished", "run.ended"] {
                #expect(kinds.contains(kind))
            }
        }
    }

    @Test func `the events of two steps have their order, and one number each - G9 G10`() async throws {
        try await withServer(Self.options) { server in
            let session = try server.session(["agent": "telco"])
            _ = try self.say("packages", ["id": "order"], in: session, of: server)
            let events = try self.view("order", of: server).filter { $0["kind"] != "message.delta" && $0["run"] != nil }
            let asked = ["step.started", "context.transcript", "context.system", "model.requested"]
            #expect(
                self.kinds(events) == ["run.started"] + asked + [
                    "model.responded", "tool.selected", "tool.started", "tool.finished",
                ] + asked + [
                    "response.preparing", "message.started", "model.responded", "model.text", "message.agent", "run.ended",
                ])
            let second = try #require(self.kinds(events).lastIndex(of: "step.started"))
            #expect(events[1..<second].allSatisfy { $0["step"] == 1 })
            #expect(events[second..<(events.count - 1)].allSatisfy { $0["step"] == 2 })
        }
    }

    @Test(arguments: [["turn.started", "tool.started"], ["tool.started"], ["model.requested"]])
    func `a filter shows its kinds and no others, those of child runs too - G5 G6 G7`(_ wanted: [String]) async throws {
        try await withServer(Self.options) { server in
            let session = try server.session(["agent": "delegating"])
            let filter: JSON = ["id": "few", "kinds": .array(wanted.map(JSON.string))]
            _ = try self.say("packages", filter, in: session, of: server)
            let events = try self.view("few", of: server)
            #expect(Set(self.kinds(events)) == Set(wanted))
            #expect(events.contains { $0["parentRun"] != nil })
            // What the filter leaves out of the observations is not in the log either; control events always are.
            let log = Set(try server.events(of: session).compactMap { $0["kind"]?.string })
            let observed = Set(EventKind.observation.map(\.description)).intersection(log)
            #expect(observed == Set(wanted).intersection(EventKind.observation.map(\.description)))
            #expect(log.isSuperset(of: ["run.started", "tool.selected", "run.ended"]))
        }
    }

    @Test func `observations can be kept to the first run, and to their sizes`() async throws {
        try await withServer(Self.options) { server in
            let session = try server.session(["agent": "delegating"])
            _ = try self.say("packages", ["id": "shallow", "depth": 0], in: session, of: server)
            let shallow = self.kinds(try self.view("shallow", of: server))
            #expect(!shallow.contains("model.requested") && shallow.contains("tool.started"))
            _ = try self.say("packages", ["id": "sizes", "redaction": "content"], in: session, of: server)
            let responded = try #require(try self.view("sizes", "kinds=model.responded", of: server).last?["payload"])
            #expect(responded["output"]?["text"] == nil)
            #expect(try #require(responded["output"]?["text_bytes"]?.int) > 20)
            let text = try #require(try self.view("sizes", "kinds=model.text", of: server).last?["payload"])
            #expect(text["text"] == nil)
        }
    }

    @Test func `the runs of a view make a tree, and each names its agent - G8 G13`() async throws {
        try await withServer(Self.options) { server in
            let session = try server.session(["agent": "delegating"])
            _ = try self.say("packages", ["id": "tree"], in: session, of: server)
            var agents: [String: String] = [:]
            var parents: [String: JSON?] = [:]
            for event in try self.view("tree", of: server) {
                #expect(event["time"]?.string?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z/) != nil)
                guard let run = event["run"]?.string else { continue }
                if event["kind"] == "run.started" {
                    agents[run] = event["payload"]?["agent"]?.string
                    parents[run] = event["parentRun"]
                }
                #expect(agents[run] != nil)
                #expect(event["parentRun"] == parents[run] ?? nil)
            }
            #expect(Set(agents.values) == ["delegating", "telco"])
            let root = try #require(agents.first { $0.value == "delegating" }?.key)
            #expect(parents.values.compactMap { $0?.string } == [root])
        }
    }

    @Test func `the calls of one tool keep their names apart from beginning to end - G11`() async throws {
        try await withServer(Self.options) { server in
            let session = try server.session(["agent": "telco"])
            _ = try self.say("packages", ["id": "calls"], in: session, of: server)
            _ = try self.say("packages", ["id": "calls", "keep": true], in: session, of: server)
            let events = try self.view("calls", "kinds=tool.selected,tool.started,tool.finished", of: server)
            let calls = Dictionary(grouping: events) { $0["payload"]?["call"]?.string ?? "" }
            #expect(calls.count == 2)
            for (_, events) in calls { #expect(self.kinds(events) == ["tool.selected", "tool.started", "tool.finished"]) }
        }
    }

    @Test func `a simple display shows human words, and all lines finished at the end - G14 G15`() async throws {
        try await withServer(Self.options) { server in
            let session = try server.session()
            _ = try server.connect().ask(
                "POST", "/v1/sessions/\(session)/messages", ["text": "tool SLEEP:20", "progress": ["id": "lines"]])
            _ = try server.connect().ask("GET", "/v1/progress/lines?kinds=tool.progress&wait=20")
            let running = try server.connect().ask("GET", "/v1/progress/lines/lines")
            #expect(running.json["finished"] == false)
            #expect(running.json["lines"]?.array?.last?["state"] == "running")
            let turn = try #require(try self.view("lines", of: server).first?["turn"]?.string)
            _ = try server.connect().ask("POST", "/v1/sessions/\(session)/turns/\(turn)/cancel", ["wait": 20])
            let next = try #require(running.json["next"]?.int)
            let ended = try server.connect().ask("GET", "/v1/progress/lines/lines?from=\(next)&wait=20")
            #expect(ended.json["finished"] == true)
            #expect(Set(ended.json["lines"]?.array?.compactMap { $0["state"]?.string } ?? []) == ["finished"])
            #expect(ended.json["lines"]?.array?.contains { $0["text"] == "Sleeping" } == true)
        }
    }

    @Test func `nothing tells a foreign view from one that never was, or is gone - G18 G22 G26`() async throws {
        var options = IdentityTests.options()
        options.agents = Self.options.agents
        try await withServer(options) { server in
            let session = try server.session(token: "ann-token")
            let other = try server.session(token: "bob-token")
            _ = try self.say("hello", ["id": "x"], in: session, of: server, token: "ann-token")
            let nothing: JSON = ["events": [], "next": 0]
            let client = try server.connect()
            #expect(try client.ask("GET", "/v1/progress/x", token: "bob-token").json == nothing)
            #expect(try client.ask("GET", "/v1/progress/y", token: "bob-token").json == nothing)
            #expect(try client.ask("DELETE", "/v1/progress/x", token: "bob-token").status == 204)
            _ = try self.say("hello", ["id": "x"], in: other, of: server, token: "bob-token")
            let anns = try self.view("x", of: server, token: "ann-token")
            let bobs = try self.view("x", of: server, token: "bob-token")
            #expect(!anns.isEmpty && !bobs.isEmpty && anns != bobs)
            for _ in 0..<2 {
                #expect(try client.ask("DELETE", "/v1/progress/x", token: "ann-token").status == 204)
                #expect(try client.ask("GET", "/v1/progress/x", token: "ann-token").json == nothing)
            }
            let log = try client.ask("GET", "/v1/sessions/\(session)/events", token: "ann-token")
            #expect(log.json["events"]?.array?.isEmpty == false)
        }
    }

    @Test func `a new run begins the view anew unless it is to be kept - G23`() async throws {
        try await withServer(Self.options) { server in
            let session = try server.session()
            let texts = { (events: [JSON]) in
                events.filter { $0["kind"] == "message.user" }.compactMap { $0["payload"]?["parts"]?.array?[0]["text"]?.string }
            }
            _ = try self.say("first", ["id": "v"], in: session, of: server)
            _ = try self.say("second", ["id": "v"], in: session, of: server)
            #expect(texts(try self.view("v", of: server)) == ["second"])
            _ = try self.say("third", ["id": "v", "keep": true], in: session, of: server)
            #expect(texts(try self.view("v", of: server)) == ["second", "third"])
            // A view of another session has nothing to keep.
            let other = try server.session()
            _ = try self.say("fourth", ["id": "v", "keep": true], in: other, of: server)
            #expect(texts(try self.view("v", of: server)) == ["fourth"])
            #expect(texts(try server.events(of: session)) == ["first", "second", "third"])
        }
    }

    @Test func `a stream of a view goes on with the turns that join it`() async throws {
        try await withServer(Self.options) { server in
            let session = try server.session()
            _ = try self.say("first", ["id": "v"], in: session, of: server)
            let client = try server.connect()
            try client.send("GET", "/v1/progress/v?kinds=turn.ended", headers: ["Accept": "text/event-stream"])
            let source = try EventSource(client)
            let first = try #require(try source.nextEvent())
            _ = try server.say("unseen", in: session)
            let next = try self.say("second", ["id": "v"], in: session, of: server)
            let second = try #require(try source.nextEvent())
            #expect(first.event["turn"] != second.event["turn"])
            #expect(second.event["turn"] == next.json["turn"])
        }
    }

    @Test func `a view expires after seven days, or when it was said to - G27`() async throws {
        try await withServer(Self.options) { server in
            let session = try server.session()
            _ = try self.say("hello", ["id": "week"], in: session, of: server)
            _ = try self.say("hello", ["id": "hour", "expires_after": 3600], in: session, of: server)
            server.wall.advance(seconds: 3600)
            #expect(try self.view("hour", of: server).isEmpty)
            server.wall.advance(seconds: 7 * 24 * 3600 - 3601)
            #expect(try !self.view("week", of: server).isEmpty)
            server.wall.advance(seconds: 1)
            #expect(try self.view("week", of: server).isEmpty)
            // What has expired is also erased, when the next view is saved.
            _ = try self.say("hello", ["id": "new"], in: session, of: server)
            #expect(try server.documentCount(in: ProgressShelf.collection) == 1)
        }
    }

    @Test func `a view that cannot be saved is counted and hinders no run - G36`() async throws {
        var options = Self.options
        let store = FailingStore(options.store)
        options.store = store
        try await withServer(options) { server in
            let session = try server.session()
            store.failDocuments(with: .failed("the disk says no"))
            let answer = try self.say("hello", ["id": "lost"], in: session, of: server)
            #expect(answer.status == 200)
            #expect(answer.json["outcome"] == "completed")
            let metrics = try server.connect().ask("GET", "/metrics").text
            #expect(metrics.contains("duplex_progress_failures_total 1\n"))
            store.failDocuments(with: nil)
            #expect(try self.view("lost", of: server).isEmpty)
        }
    }

    @Test func `views are written and read with the scopes for it - G37`() async throws {
        var options = IdentityTests.options(["reader": "read", "writer": "write"])
        options.agents = Self.options.agents
        try await withServer(options) { server in
            let client = try server.connect()
            let session = try server.session(token: "writer-token")
            let message: JSON = ["text": "hello", "progress": ["id": "v"]]
            let path = "/v1/sessions/\(session)/messages"
            #expect(try client.ask("POST", path, message, token: "reader-token").status == 403)
            #expect(try client.ask("POST", path, message, token: "writer-token").status == 202)
            for place in ["/v1/progress/v", "/v1/progress/v/lines"] {
                #expect(try client.ask("GET", place, token: "writer-token").code == "scope.missing")
            }
            #expect(try client.ask("DELETE", "/v1/progress/v", token: "reader-token").code == "scope.missing")
        }
    }

    @Test(arguments: [
        (["kinds": ["turn.ended", "no.such"]], "progress.kinds[1]"), (["colour": "red"], "progress.colour"),
        ([], "progress"), (["id": ""], "progress.id"), (["depth": -1], "progress.depth"),
        (["redaction": "some"], "progress.redaction"), (["expires_after": -1], "progress.expires_after"),
    ] as [(JSON, String)])
    func `what a filter may not say is refused and named`(_ progress: JSON, _ field: String) async throws {
        try await withServer(Self.options) { server in
            let session = try server.session()
            let answer = try self.say("hello", progress, in: session, of: server)
            #expect(answer.status == 422)
            #expect(answer.field == field, "\(answer.text)")
            let unknown = try server.connect().ask("GET", "/v1/progress/v?kinds=no.such")
            #expect(unknown.status == 422)
            #expect(unknown.field == "kinds")
        }
    }

    @Test func `a repeated message is shown by the view that it began`() async throws {
        try await withServer(Self.options) { server in
            let session = try server.session()
            let message: JSON = ["text": "hello", "client_message_id": "k", "progress": [:]]
            let path = "/v1/sessions/\(session)/messages"
            let first = try server.connect().ask("POST", path, message)
            let again = try server.connect().ask("POST", path, message)
            #expect(first.json["progress"]?.string != nil)
            #expect(again.json["progress"] == first.json["progress"])
            let other: JSON = ["text": "hello", "client_message_id": "k"]
            #expect(try server.connect().ask("POST", path, other).code == "message.key_reused")
        }
    }
}

/// An agent that lets another one answer.
private struct Delegating: Agent {
    let name = "delegating"
    let about = "Lets another agent answer."
    let other: any Agent

    init(to other: any Agent) { self.other = other }

    func run(_ context: RunContext) async throws {
        try await context.say(try await context.run(other, input: context.input.joined(separator: "\n")))
    }
}
