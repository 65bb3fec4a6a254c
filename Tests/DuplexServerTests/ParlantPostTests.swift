import DuplexCore
import DuplexServer
import Testing

@Suite struct ParlantPostTests {
    /// What a client posts comes back, once recorded, as the original shows it.
    @Test(
        arguments: ParlantExchange.all.filter {
            $0.method == "POST" && $0.path.hasSuffix("/events") && $0.status == 201 && !$0.name.contains("agent_")
        }
    )
    func `what is posted is shown as the original shows it`(_ exchange: ParlantExchange) throws {
        let entry: Entry
        switch try ParlantPost(body: exchange.body, query: exchange.query) {
        case .record(let recorded): entry = recorded
        case .message(let text, let conversation):
            entry = Entry(
                .messageUser,
                source: .customer,
                payload: ["parts": [["type": "text", "text": .string(text)]], "conversation": .object(conversation)]
            )
        case .run:
            Issue.record("\(exchange.name) starts no turn")
            return
        }
        let event = Event(session: "s1", offset: .zero, time: Timestamp(microseconds: 0), entry: entry)
        var numberer = ConversationNumberer()
        let view = ConversationView(agent: .init(id: "stub-agent", displayName: "Stub"))
        let shown = try #require(view.render(event, viewOffset: 0, count: numberer.count(entry)).first)
        for member in ["source", "kind", "data", "metadata", "deleted"] {
            #expect(shown[member] == exchange.answer[member], "\(member)")
        }
        #expect(shown.object?.members.map(\.key) == exchange.answer.object?.members.map(\.key))
    }

    @Test func `an agent's message cannot be posted, but it can be asked to speak`() throws {
        let trigger = try #require(ParlantExchange.named("event_agent_trigger"))
        #expect(try ParlantPost(body: trigger.body, query: []) == .run(guidelines: []))
        let utter = try #require(ParlantExchange.named("event_agent_utter"))
        #expect(try ParlantPost(body: utter.body, query: []) == .run(guidelines: ["say hello"]))
    }

    @Test func `metadata is changed by an event of the log, and no change records nothing`() throws {
        let id = ConversationEventID(offset: Offset(7), part: 1)
        let change = try ParlantEventChange(body: Array(#"{"metadata":{"set":{"n":2},"unset":["m"]}}"#.utf8))
        #expect(
            change.entry(for: id)
                == Entry(
                    .eventAnnotated,
                    source: .client,
                    payload: ["target": 7, "part": 1, "set": ["n": 2], "unset": ["m"]]
                )
        )
        #expect(try ParlantEventChange(body: Array("{}".utf8)).entry(for: id) == nil)
    }
}
