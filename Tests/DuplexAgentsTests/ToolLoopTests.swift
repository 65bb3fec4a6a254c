import DuplexAgents
import DuplexCore
import Testing

/// What one run of a tool loop did.
struct LoopOutcome: Sendable {
    var host: FakeHost
    var requests: [ModelRequest]
    var error: (any Error)?
    var code: String? { (error as? AgentError)?.code }
}

/// Runs a tool loop whose model follows `rules`.
func runLoop(
    _ input: String = "go", tools: [any Tool] = [Wait(), Broken(), Secret()], lane: Lane = .main, stepLimit: Int = 10,
    required: Set<String> = [], transcript: [ModelMessage] = [], steered: [Int: [String]] = [:],
    rules: ScriptedRule...
) throws -> LoopOutcome {
    try simulate { clock in
        let model = RecordingModel(clock, rules)
        let host = FakeHost(clock, steered: steered)
        let agent = ToolLoop(
            name: "test", about: "A test.", model: model, instructions: "Be kind.", tools: tools, stepLimit: stepLimit,
            requiredTools: required)
        var outcome = LoopOutcome(host: host, requests: [])
        do {
            try await agent.run(host.context([input], transcript: transcript, lane: lane))
        } catch {
            outcome.error = error
        }
        outcome.requests = model.requests
        return outcome
    }
}

struct ToolLoopTests {
    @Test func `an answer is streamed as one message`() throws {
        let run = try runLoop(rules: .otherwise(.say("Hello my dear.")))
        #expect(run.error == nil)
        #expect(run.host.messages == ["Hello my dear."])
        #expect(run.host.deltas == ["Hello ", "my ", "dear."])
        #expect(run.requests.first?.messages == [.system("Be kind."), .user("go")])
    }

    @Test func `G9 G31 the events of a run have their order`() throws {
        let run = try runLoop(rules: .otherwise(.call("wait", ["text": "x"], saying: "One moment."), .say("Done.")))
        let kinds = run.host.events.map { what -> String in
            switch what {
            case .step(let number): "step \(number)"
            case .note(let kind, _): kind.description
            case .started: "message.started"
            case .delta: "message.delta"
            case .message: "message.agent"
            case .selected: "tool.selected"
            case .toolStarted: "tool.started"
            case .ended: "tool.finished"
            case .progress, .committed, .partial, .remembered, .joined: "other"
            }
        }
        let asked = ["context.transcript", "context.system", "model.requested", "response.preparing", "message.started"]
        let answered = ["model.responded", "model.text", "message.agent"]
        #expect(
            kinds == ["step 1"] + asked + ["message.delta", "message.delta"] + answered + [
                "tool.selected", "tool.started", "tool.finished",
            ] + ["step 2"] + asked + ["message.delta"] + answered)
    }

    @Test func `G29 G30 observations say what was asked and what came, and text only when there is some`() throws {
        let run = try runLoop(rules: .otherwise(.call("secret", ["code": "4711"]), .say("Done.")))
        let notes = run.host.events.compactMap { what -> (EventKind, JSON)? in
            if case .note(let kind, let payload) = what { (kind, payload) } else { nil }
        }
        let requested = notes.filter { $0.0 == .modelRequested }.map(\.1)
        #expect(requested.first?["model"] == "recorded")
        #expect(requested.first?["provider"] == "test")
        #expect(requested.first?["config"] == ["temperature": 0.3])
        #expect(requested.first?["input"] == ["messages": 2, "bytes": 10, "tools": ["wait", "broken", "secret"]])
        let responded = notes.filter { $0.0 == .modelResponded }.map(\.1)
        #expect(responded.map { $0["finish"] } == ["tool_calls", "stop"])
        #expect(responded.last?["usage"]?["output_tokens"] == 1)
        #expect(responded.last?["output"]?["text"] == "Done.")
        #expect(notes.filter { $0.0 == .modelText }.map(\.1) == [["text": "Done."]])
    }

    @Test func `L33 a secret argument is in no event`() throws {
        let run = try runLoop(rules: .otherwise(.call("secret", ["code": "4711"]), .say("Done.")))
        #expect(run.host.messages == ["Done."])
        #expect(run.host.events.contains(.selected("secret", [:])))
        #expect(!String(describing: run.host.events).contains("4711"))
    }

    @Test func `L31 the calls of one response run side by side and are answered in their order`() throws {
        let run = try runLoop(
            rules: .otherwise(
                .calls(("wait", ["text": "slow", "seconds": 2]), ("wait", ["text": "fast", "seconds": 1])),
                .say("{wait}")))
        #expect(run.host.clock.now.sinceStart == .seconds(2))
        let results = run.requests.last?.messages.compactMap { message -> String? in
            if case .tool(_, let text) = message { text } else { nil }
        }
        #expect(results == [#"{"status":"finished","result":"slow"}"#, #"{"status":"finished","result":"fast"}"#])
    }

    @Test func `what goes wrong in a tool is told to the model`() throws {
        let run = try runLoop(rules: .otherwise(.call("broken"), .say("Fine.")))
        #expect(run.error == nil)
        #expect(run.host.messages == ["That did not work: There is no such thing."])
        #expect(
            run.requests.last?.messages.last
                == .tool(
                    call: "call_2_0",
                    text: #"{"status":"failed","error":{"code":"not_found","message":"There is no such thing."}}"#))
    }

    @Test(arguments: [
        ("nothing", [:], "unknown_tool"), ("wait", ["text": 1], "invalid_arguments"),
        ("wait", [1], "invalid_arguments"),
    ] as [(String, JSON, String)])
    func `G34 a call that cannot be is refused and the run goes on`(
        tool: String, arguments: JSON, code: String
    ) throws {
        let run = try runLoop(rules: .otherwise(.call(tool, arguments), .say("x", onError: [code: "I see."])))
        #expect(run.error == nil)
        #expect(run.host.messages == ["I see."])
        #expect(run.host.events.contains(.ended(tool, .refused)))
        #expect(!run.host.events.contains(.toolStarted(tool)))
    }

    @Test func `I35 G17 a run that never answers ends at its step limit`() throws {
        let run = try runLoop(rules: .otherwise(.call("wait", ["text": "again"])))
        #expect(run.code == "limit")
        #expect((run.error as? AgentError)?.message == "The agent stopped after 10 steps without an answer.")
        #expect(run.requests.count == 10)
    }

    @Test func `G10 steps have one numbering from 1`() throws {
        let run = try runLoop(rules: .otherwise(.call("broken"), .call("broken"), .say("x", onError: ["*": "x"])))
        let steps = run.host.events.compactMap { if case .step(let number) = $0 { number } else { nil } }
        #expect(steps == [1, 2, 3])
        #expect(run.requests.count == 3)
    }

    @Test func `G33 a tool that returns directly ends the run with its output`() throws {
        let direct = Wait(name: "direct", traits: ToolTraits(returnsDirectly: true))
        let run = try runLoop(
            tools: [direct], rules: .otherwise(.call("direct", ["text": "This is it."]), .say("never")))
        #expect(run.host.messages == ["This is it."])
        #expect(run.requests.count == 1)
    }

    @Test func `G32 a required tool that was not used gives a reminder and another step`() throws {
        let run = try runLoop(
            required: ["wait"],
            rules: .when("required tool", then: .call("wait", ["text": "used"]), .say("It was {wait}.")),
            .otherwise(.say("I know already.")))
        #expect(run.requests.count == 3)
        #expect(run.requests.dropFirst().first?.messages.suffix(2) == [
            .assistant("I know already."), .user("Before you answer, call the required tool: wait."),
        ])
        #expect(run.host.messages == ["It was used."])
    }

    @Test func `steered messages follow the tool results`() throws {
        let run = try runLoop(
            steered: [2: ["wait, cheaper"]], rules: .when("cheaper", then: .say("Cheaper.")),
            .otherwise(.call("wait", ["text": "x"]), .say("never")))
        let last = run.requests.last?.messages.suffix(2)
        #expect(last?.last == .user("wait, cheaper"))
        #expect(last?.first == .tool(call: "call_2_0", text: #"{"status":"finished","result":"x"}"#))
        #expect(run.host.messages == ["Cheaper."])
    }
}
