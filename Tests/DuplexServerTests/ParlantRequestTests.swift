import DuplexCore
import DuplexServer
import Testing

/// Requests as the official client sends them, and the refusals that the original answers.
@Suite struct ParlantRequestTests {
    @Test(arguments: ParlantExchange.all.filter { $0.status == 422 && !$0.name.contains("mid_trace") })
    func `what does not fit is refused in the original's words`(_ exchange: ParlantExchange) throws {
        let problem = try #require(throws: ParlantProblem.self) { try parse(exchange) }
        #expect(problem.status == 422)
        #expect(problem.body == exchange.answer)
    }

    @Test(
        arguments: ParlantExchange.all.filter {
            (200..<300).contains($0.status) && ["agents", "customers", "sessions"].contains($0.segments[0])
        }
    )
    func `what the original takes is taken`(_ exchange: ParlantExchange) throws {
        try parse(exchange)
    }

    @Test func `a body that is no JSON object is refused with the place of the fault`() throws {
        let broken = try #require(throws: ParlantProblem.self) { try ParlantFields(body: Array("{bad}".utf8)) }
        let issue = try #require(broken.body["detail"]?.array?.first)
        #expect(issue["type"] == "json_invalid")
        #expect(issue["loc"] == ["body", 1])
        let list = try #require(throws: ParlantProblem.self) { try ParlantFields(body: Array("[1]".utf8)) }
        #expect(list.body["detail"]?.array?.first?["type"] == "model_attributes_type")
        let empty = try #require(throws: ParlantProblem.self) { try ParlantFields(body: []) }
        #expect(
            empty.body == ["detail": [["type": "missing", "loc": ["body"], "msg": "Field required", "input": nil]]]
        )
    }

    @Test(
        arguments: [
            (#"{"name": 1}"#, "string_type", ["body", "name"]),
            (#"{"name": ""}"#, "string_too_short", ["body", "name"]),
            (#"{"name": "n", "max_engine_iterations": 0}"#, "greater_than_equal", ["body", "max_engine_iterations"]),
            (#"{"name": "n", "max_engine_iterations": 1.5}"#, "int_from_float", ["body", "max_engine_iterations"]),
            (#"{"name": "n", "max_engine_iterations": "x"}"#, "int_parsing", ["body", "max_engine_iterations"]),
            (#"{"name": "n", "max_engine_iterations": {}}"#, "int_type", ["body", "max_engine_iterations"]),
            (#"{"name": "n", "tags": {}}"#, "list_type", ["body", "tags"]),
            (#"{"name": "n", "tags": [1]}"#, "string_type", ["body", "tags", 0]),
        ] as [(String, String, JSON)]
    )
    func `each kind of misfit has its type and its place`(_ body: String, _ type: String, _ place: JSON) throws {
        let problem = try #require(throws: ParlantProblem.self) {
            try ParlantAgent(creating: Array(body.utf8), newID: "a1")
        }
        let issue = try #require(problem.body["detail"]?.array?.first)
        #expect(issue["type"] == .string(type))
        #expect(issue["loc"] == place)
    }

    @Test func `a long poll waits for a minute unless told otherwise, and answers before the client gives up`() throws {
        #expect(try ParlantEventQuery(query: []).wait == .milliseconds(59_500))
        #expect(try ParlantEventQuery(query: [("wait_for_data", "1")]).wait == .seconds(1))
        #expect(try ParlantEventQuery(query: [("wait_for_data", "0")]).wait == .zero)
        #expect(try ParlantEventQuery(query: [("wait_for_data", "-1")]).wait == .zero)
        #expect(try ParlantEventQuery(query: [("wait_for_data", "99999")]).wait == .milliseconds(599_500))
        #expect(try ParlantEventQuery(query: [("min_offset", "-3")]).from == 0)
        #expect(ParlantProblem.timedOut.body == ["detail": "Request timed out"])
    }

    @Test func `P10: events are filtered by kinds, source and trace, and keep their offsets`() throws {
        let events = (try #require(ParlantExchange.named("events_all"))).answer.array ?? []
        for name in ["events_kinds", "events_source", "events_trace", "events_min3", "events_min_neg", "events_beyond"]
        {
            let exchange = try #require(ParlantExchange.named(name))
            let query = try ParlantEventQuery(query: exchange.query)
            #expect(.array(events.filter(query.matches)) == exchange.answer, "\(name)")
        }
        let problem = try #require(throws: ParlantProblem.self) { try ParlantEventQuery(query: [("kinds", "zzz")]) }
        #expect(problem.status == 422)
    }

    /// Reads a request as the route that it names would.
    private func parse(_ exchange: ParlantExchange) throws {
        switch (exchange.segments[0], exchange.segments.count, exchange.method) {
        case ("agents", 1, "POST"): _ = try ParlantAgent(creating: exchange.body, newID: "a1")
        case ("agents", 2, "PATCH"):
            var agent = ParlantAgent(id: "a1", name: "A1")
            try agent.update(exchange.body)
        case ("customers", 1, "POST"):
            _ = try ParlantCustomer(creating: exchange.body, at: Timestamp(microseconds: 0), newID: "c1")
        case ("customers", 2, "PATCH"):
            var customer = ParlantCustomer.guest
            try customer.update(exchange.body)
        case ("sessions", 1, "POST"): _ = try ParlantNewSession(body: exchange.body, query: exchange.query)
        case ("sessions", 1, _): _ = try ParlantSessionFilter(query: exchange.query)
        case ("sessions", 2, "PATCH"): _ = try ParlantSessionChange(body: exchange.body)
        case ("sessions", 3, "POST"): _ = try ParlantPost(body: exchange.body, query: exchange.query)
        case ("sessions", 3, "DELETE"): _ = try ParlantEventDeletion(query: exchange.query)
        case ("sessions", 3, _): _ = try ParlantEventQuery(query: exchange.query)
        case ("sessions", 4, "PATCH"): _ = try ParlantEventChange(body: exchange.body)
        case ("sessions", 4, _): _ = try ParlantEventRead(query: exchange.query)
        default: break
        }
    }
}
