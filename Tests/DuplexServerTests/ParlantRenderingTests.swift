import DuplexCore
import DuplexServer
import Testing

@Suite struct ParlantRenderingTests {
    private static let created = Timestamp(parsing: "2026-11-21T01:12:55.604653Z") ?? Timestamp(microseconds: 0)

    @Test func `an agent, a customer and a session have the original's form`() throws {
        let agentAnswer = try #require(ParlantExchange.named("agent_create_custom_id"))
        #expect(try ParlantAgent(creating: agentAnswer.body, newID: "x").json == agentAnswer.answer)
        let customerAnswer = try #require(ParlantExchange.named("customer_create_id"))
        let time = try #require(customerAnswer.answer["creation_utc"]?.string.flatMap(Timestamp.init(parsing:)))
        #expect(
            try ParlantCustomer(creating: customerAnswer.body, at: time, newID: "x").json == customerAnswer.answer
        )
        let sessionAnswer = try #require(ParlantExchange.named("session_create"))
        let request = try ParlantNewSession(body: sessionAnswer.body, query: sessionAnswer.query)
        #expect(rendered(request, as: sessionAnswer.answer) == sessionAnswer.answer)
    }

    @Test func `a change of a session goes to its log, and what only this protocol knows beside it`() throws {
        let exchange = try #require(ParlantExchange.named("session_update"))
        let change = try ParlantSessionChange(body: exchange.body)
        #expect(
            change.members(changing: ["k": 1]) == ["title": "T2", "mode": "manual", "metadata": ["z": [1]]])
        var extras = ParlantSession.Extras()
        extras.labels = ["a", "b"]
        change.apply(to: &extras)
        #expect(extras.labels == ["b", "c"] && extras.consumed == 5)
        extras.agent = "a1"
        #expect(ParlantSession.Extras(json: extras.json) == extras)
        #expect(ParlantSession.Extras(json: .null) == ParlantSession.Extras())
        let toGuest = try ParlantSessionChange(body: Array(#"{"customer_id":"guest"}"#.utf8))
        #expect(toGuest.members(changing: [:]) == ["customer": nil])
    }

    @Test func `agents and customers are changed member by member and read back from their stored form`() throws {
        let agentChange = try #require(ParlantExchange.named("agent_update"))
        var agent = ParlantAgent(id: "a1", name: "A1", output: .stream)
        try agent.update(agentChange.body)
        #expect(agent.name == "A1b" && agent.about == "x" && agent.output == .stream)
        #expect(ParlantAgent(json: agent.json) == agent)
        let customerChange = try #require(ParlantExchange.named("customer_update"))
        var customer = ParlantCustomer(id: "c1", created: Self.created, name: "Cust", metadata: ["a": "b"])
        try customer.update(customerChange.body)
        #expect(customer.name == "Cust2" && customer.metadata == ["x": "y"])
        #expect(ParlantCustomer(json: customer.json) == customer)
        #expect(ParlantAgent(json: .null) == nil && ParlantCustomer(json: [:]) == nil)
    }

    @Test func `tags do not exist here, as the original says of an unknown one`() throws {
        let exchange = try #require(ParlantExchange.named("agent_update_tagnotfound"))
        var agent = ParlantAgent(id: "a1", name: "A1")
        let problem = try #require(throws: ParlantProblem.self) { try agent.update(exchange.body) }
        #expect(problem.status == exchange.status && problem.body == exchange.answer)
    }

    @Test func `a page has a cursor that leads on, and without a limit there is a bare array`() throws {
        let items = (0..<5).map { ParlantPage.Cursor(created: Timestamp(microseconds: Int64($0 % 3)), id: "s\($0)") }
        func page(_ page: ParlantPage) -> JSON { page.answer(items, place: { $0 }, render: { .string($0.id) }) }
        #expect(page(ParlantPage()) == ["s0", "s3", "s1", "s4", "s2"])
        let first = page(ParlantPage(limit: 2))
        #expect(first["items"] == ["s0", "s3"] && first["total_count"] == 5 && first["has_more"] == true)
        let cursor = try #require(first["next_cursor"]?.string.flatMap(ParlantPage.Cursor.init(parsing:)))
        let rest = page(ParlantPage(limit: 3, cursor: cursor))
        #expect(rest["items"] == ["s1", "s4", "s2"] && rest["total_count"] == 3 && rest["next_cursor"] == .null)
        #expect(page(ParlantPage(limit: 2, cursor: cursor, sort: .descending))["items"] == ["s0"])
    }

    @Test func `a cursor is the original's, and one that is not is ignored`() throws {
        let text = "MjAyNi0xMS0yMVQwMToxMjo1NS42MDQ2NTMrMDA6MDB8aXhnV1dlY1FxZg=="
        let cursor = try #require(ParlantPage.Cursor(parsing: text))
        #expect(cursor == ParlantPage.Cursor(created: Self.created, id: "ixgWWecQqf"))
        #expect(cursor.text == text)
        for damaged in ["???", "", "MjAy", "====", "MjAyNi0xMS0yMVQwMToxMjo1NS42MDQ2NTMrMDA6MDB8aXhnV1dlY1FxZg"] {
            #expect(ParlantPage.Cursor(parsing: damaged) == nil)
        }
        var fields = ParlantFields(query: [("cursor", "???"), ("limit", "1")])
        #expect(ParlantPage(&fields) == ParlantPage(limit: 1))
    }

    @Test func `sessions are found by agent, customer and all of their labels`() throws {
        var session = ParlantSession(id: "s1", agent: "echo", customer: nil, created: Self.created)
        session.extras.labels = ["a", "b"]
        func matches(_ query: [(name: String, value: String)]) throws -> Bool {
            try ParlantSessionFilter(query: query).matches(session)
        }
        #expect(try matches([("labels", "a"), ("labels", "b"), ("customer_id", "guest"), ("agent_id", "echo")]))
        #expect(try !matches([("labels", "a"), ("labels", "c")]))
        #expect(try !matches([("customer_id", "x")]))
        #expect(try !matches([("agent_id", "x")]))
    }

    private func session(_ request: ParlantNewSession, as answer: JSON) -> ParlantSession {
        var session = ParlantSession(
            id: answer["id"]?.string ?? "",
            agent: request.agent,
            customer: request.customer,
            created: answer["creation_utc"]?.string.flatMap(Timestamp.init(parsing:)) ?? Self.created,
            title: request.title,
            metadata: request.metadata
        )
        session.extras.labels = request.labels
        return session
    }

    private func rendered(_ request: ParlantNewSession, as answer: JSON) -> JSON { session(request, as: answer).json }
}
