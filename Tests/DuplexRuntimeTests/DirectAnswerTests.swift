import DuplexAgents
import DuplexCore
import DuplexLoop
import DuplexRuntime
import DuplexTesting
import Synchronization
import Testing

/// Tools whose output is the answer.
@Suite struct DirectAnswerTests {
    @Test func `G33: after a tool that answers directly the history keeps its call, its result and its words`() throws {
        let shown = Mutex<[[ModelMessage]]>([])
        let loop = SimulatedLoop(seed: 1)
        let rules: [ScriptedRule] = [.when("go", then: .call("direct"), .say("never")), .otherwise(.say("ok"))]
        let model = Watched(
            model: ScriptedModel(clock: LoopClock(loop), pace: .zero, rules: rules), note: { request in
                shown.withLock { $0.append(request.messages) }
            })
        let agent = ToolLoop(name: "direct", model: model, instructions: "", tools: [Direct()])
        let world = try Simulation(seed: 1, loop: loop, agents: [agent])
        let isDone = try world.run { world in
            let id = try await world.open()
            for text in ["go", "thanks"] {
                let turn = try await world.turn(text, in: id)
                #expect(try await world.outcome(of: turn, in: id) == .completed)
            }
            let said = try world.log(of: id).filter { $0.kind == .messageAgent }
            #expect(said.map { SessionFold.text(of: $0.payload) } == ["This is it.", "ok"])
        }
        #expect(isDone)
        // One model call for each turn: the tool's words were the answer of the first.
        let requests = shown.withLock { $0 }
        #expect(requests.count == 2)
        let history = try #require(requests.last)
        let calls = history.flatMap { message -> [ModelToolCall] in if case .assistant(_, let calls) = message { calls } else { [] } }
        let call = try #require(calls.first)
        #expect(calls.map(\.name) == ["direct"])
        #expect(!call.id.isEmpty)
        #expect(history.contains { if case .tool(call.id, let text) = $0 { text.contains("This is it.") } else { false } })
        #expect(history.contains(.assistant("This is it.")))
    }

    struct Direct: Tool {
        let name = "direct"
        let about = "Answers."
        let traits = ToolTraits(returnsDirectly: true)

        func call(_ arguments: NoArguments, _ call: ToolCall) async throws -> String { "This is it." }
    }

    /// A model whose requests are looked at.
    struct Watched: Model {
        let model: ScriptedModel
        let note: @Sendable (ModelRequest) -> Void
        var name: String { model.name }

        func respond(
            to request: ModelRequest, part: @Sendable (ModelPart) async throws -> Void
        ) async throws -> ModelResponse {
            note(request)
            return try await model.respond(to: request, part: part)
        }
    }
}
