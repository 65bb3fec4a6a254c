import DuplexAgents
import DuplexCore
import Testing

/// What a model is told that it did not ask for.
struct ContextToolTests {
    @Test func `G12: a context tool is called before the model, which is told what it found in every step`() throws {
        let run = try look(with: [ContextTool(Wait(name: "clock"), ["text": "noon"])], .otherwise(.call("wait", ["text": "x"]), .say("Done.")))
        let began = try #require(run.host.events.firstIndex(of: .toolStarted("clock")))
        let asked = try #require(run.host.events.firstIndex { if case .note(.contextTranscript, _) = $0 { true } else { false } })
        #expect(began < asked)
        #expect(run.host.events.count { $0 == .toolStarted("clock") } == 1)
        let found = #"- clock {"text":"noon"}: {"status":"finished","result":"noon"}"#
        let system = ModelMessage.system("Be kind.\n\nLooked up for you just now:\n\(found)")
        #expect(run.requests.map(\.messages.first) == [system, system])
        let offered = run.requests.flatMap { $0.tools.map(\.name) }
        #expect(offered == ["wait", "wait"], "what was looked up is not offered")
        #expect(run.host.messages == ["Done."])
    }

    @Test func `a context tool that fails is told to the model and fails nothing`() throws {
        let run = try look(with: [ContextTool(Broken()), ContextTool(Wait(), ["txet": "x"])])
        #expect(run.error == nil)
        #expect(run.host.messages == ["Done."])
        let text = String(describing: run.requests.first?.messages.first)
        #expect(text.contains("not_found"))
        #expect(text.contains("invalid_arguments"))
    }

    @Test func `a secret argument of a context tool reaches no model and no event`() throws {
        let run = try look(with: [ContextTool(Ticket(), ["code": "4711", "place": "B"])])
        #expect(run.host.messages == ["Done."])
        #expect(!String(describing: run.requests).contains("4711"))
        #expect(!String(describing: run.host.events).contains("4711"))
        let told = String(describing: run.requests.first?.messages.first)
        #expect(told.contains("ticket {"), "the other arguments are shown")
    }

    private func look(with tools: [ContextTool], _ rule: ScriptedRule = .otherwise(.say("Done."))) throws -> LoopOutcome {
        try simulate { clock in
            let model = RecordingModel(clock, [rule])
            let host = FakeHost(clock)
            let agent = ToolLoop(
                name: "test", model: model, instructions: "Be kind.", tools: [Wait()], contextTools: tools)
            var outcome = LoopOutcome(host: host, requests: [])
            do {
                try await agent.run(host.context(["go"]))
            } catch {
                outcome.error = error
            }
            outcome.requests = model.requests
            return outcome
        }
    }
}

/// Looks up with a code that nobody else may see.
private struct Ticket: Tool {
    struct Arguments: ToolArguments {
        var code: String
        var place: String
    }
    let name = "ticket"
    let about = "Looks up a ticket."
    let traits = ToolTraits(secretFields: ["code"])
    func call(_ arguments: Arguments, _ call: ToolCall) async throws -> String { arguments.place }
}
