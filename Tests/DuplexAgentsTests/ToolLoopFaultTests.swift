import DuplexAgents
import DuplexCore
import Testing

struct ToolLoopFaultTests {
    @Test func `I32 a model's failure fails the run with the model's code`() throws {
        let failure = ModelError(.overloaded, "The provider is overloaded.", status: 429)
        let run = try runLoop(rules: .otherwise(.fail(failure, saying: "I think")))
        #expect(run.error as? AgentError == AgentError(code: "model.overloaded", "The provider is overloaded."))
        #expect(run.host.deltas == ["I ", "think"])
        #expect(run.host.messages == [])
        let error: JSON = ["code": "model.overloaded", "message": "The provider is overloaded."]
        #expect(
            run.host.events.contains(
                .note(.modelResponded, ["model": "recorded", "provider": "test", "error": error])))
    }

    @Test(arguments: [(ModelFinish.length, "model.length"), (.filter, "model.filter")])
    func `an answer that was cut off is no answer`(finish: ModelFinish, code: String) throws {
        let run = try runLoop(rules: .otherwise(.say("It is", finish: finish)))
        #expect(run.code == code)
        #expect(run.host.messages == ["It is"])
    }

    @Test(arguments: [Set<String>(), ["wait"]])
    func `a refusal is an answer when it says something`(required: Set<String>) throws {
        let run = try runLoop(required: required, rules: .otherwise(.say("I won't.", finish: .refusal)))
        #expect(run.error == nil)
        #expect(run.host.messages == ["I won't."])
        #expect(try runLoop(rules: .otherwise(.say("", finish: .refusal))).code == "model.refusal")
    }

    @Test func `an empty answer is asked for once more, then fails`() throws {
        let helped = try runLoop(rules: .when("was empty", then: .say("Here.")), .otherwise(.say("  ")))
        #expect(helped.host.messages == ["Here."])
        #expect(helped.requests.count == 2)
        let failed = try runLoop(rules: .otherwise(.say(" \n")))
        #expect(failed.code == "model.empty")
        #expect(failed.requests.count == 2)
        #expect(failed.host.deltas == [])
    }

    @Test func `an empty answer is enough after something was said`() throws {
        let run = try runLoop(rules: .otherwise(.call("wait", ["text": "x"], saying: "I look."), .say("")))
        #expect(run.error == nil)
        #expect(run.host.messages == ["I look."])
    }

    @Test func `calls without names, and with names that occur twice, get their own`() throws {
        struct Nameless: Model {
            let name = "nameless"
            func respond(
                to request: ModelRequest, part: @Sendable (ModelPart) async throws -> Void
            ) async throws -> ModelResponse {
                guard request.messages.count == 1 else { return ModelResponse(text: "Done.") }
                let calls = ["", "a", "a"].map { ModelToolCall(id: $0, name: "wait", arguments: #"{"text":"x"}"#) }
                return ModelResponse(text: "", calls: calls)
            }
        }
        try simulate { clock in
            let host = FakeHost(clock)
            let agent = ToolLoop(name: "a", about: "", model: Nameless(), instructions: "", tools: [Wait()])
            try await agent.run(host.context(["go"]))
            #expect(host.messages == ["Done."])
        }
    }

    @Test func `L5 L6 on the side lane the prompt, the temperature and the offered tools differ`() throws {
        let tools: [any Tool] = [
            Wait(), Wait(name: "long", traits: ToolTraits(duration: .long)),
            Wait(name: "write", traits: ToolTraits(effect: .write)),
        ]
        let rule = ScriptedRule.otherwise(.call("long", ["text": "x"]), .say("x", onError: ["*": "no"]))
        let side = try runLoop(tools: tools, lane: .side, rules: rule).requests.first
        let main = try runLoop(tools: tools, rules: rule).requests.first
        #expect(main?.temperature == 0.3)
        #expect(main?.tools.map(\.name) == ["wait", "long", "write"])
        #expect(side?.temperature == 0.7)
        #expect(side?.tools.map(\.name) == ["wait"])
        #expect(side?.messages.first != main?.messages.first)
    }

    @Test func `instructions and what the transcript puts first are one system message`() throws {
        let run = try runLoop(
            transcript: [.system("Earlier: x."), .user("a"), .assistant("b")], rules: .otherwise(.say("c")))
        #expect(
            run.requests.first?.messages == [
                .system("Be kind.\n\nEarlier: x."), .user("a"), .assistant("b"), .user("go"),
            ])
    }

    @Test(arguments: [0, 1500])
    func `on cancellation a model call is given up at once`(milliseconds: Int) throws {
        try simulate { clock in
            let model = RecordingModel(clock, [.otherwise(.say("one two three", taking: .seconds(30)))])
            let host = FakeHost(clock)
            await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await ToolLoop(name: "a", about: "", model: model, instructions: "").run(host.context(["go"]))
                }
                // Virtual time passes at once; nobody cancels this waiting, so it cannot throw.
                try? await clock.sleep(for: .milliseconds(milliseconds))
                host.token.cancel()
                await #expect(throws: CancellationError.self) { try await group.next() }
            }
            #expect(clock.now.sinceStart == .milliseconds(milliseconds))
            #expect(host.messages == [])
        }
    }

    @Test(arguments: [
        (ToolOutcome.Status.finished, #"{"status":"finished","result":{"a":1}}"#),
        (.failed, #"{"status":"failed","error":{"a":1}}"#), (.refused, #"{"status":"refused","error":{"a":1}}"#),
        (.cancelledBeforeEffect, #"{"status":"cancelled_before_effect"}"#),
        (.cancelledEffectUnknown, #"{"status":"cancelled_effect_unknown"}"#), (.detached, #"{"status":"detached"}"#),
        (.handedOver, #"{"status":"handed_over"}"#),
    ])
    func `the model is told the truth about each call`(status: ToolOutcome.Status, text: String) {
        #expect(ToolOutcome(call: "c", status: status, value: ["a": 1]).modelText == text)
    }
}
