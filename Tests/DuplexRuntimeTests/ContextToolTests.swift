import DuplexAgents
import DuplexCore
import DuplexDemo
import DuplexTesting
import Synchronization
import Testing

/// Tools that the runtime calls by itself.
@Suite struct ContextToolTests {
    @Test func `G12: what the runtime looks up is flagged on each event of the call, under a name that is always the same`() throws {
        let names = Mutex<Set<[String]>>([])
        try simulate([agent()], seeds: 0..<5) { world in
            let session = try await world.open()
            let turn = try await world.turn("look", in: session)
            #expect(try await world.outcome(of: turn, in: session) == .completed)
            let calls = try world.log(of: session).filter { $0.kind.description.hasPrefix("tool.") }
            let automatic = calls.filter { $0.payload["is_agent_decision"] == false }
            #expect(automatic.map(\.kind) == [.toolSelected, .toolStarted, .toolFinished])
            #expect(Set(automatic.compactMap { $0.payload["call"]?.string }).count == 1)
            #expect(automatic.allSatisfy { $0.entry.step == 1 })
            let decided = calls.filter { $0.payload["is_agent_decision"] == nil }
            #expect(decided.map(\.kind) == [.toolSelected, .toolStarted, .toolFinished])
            #expect(try #require(automatic.last).offset < (try #require(decided.first)).offset)
            _ = names.withLock { $0.insert(automatic.compactMap { $0.payload["call"]?.string }) }
        }
        #expect(names.withLock { $0.count } == 1, "each replay has the same name")
    }

    @Test func `what was looked up for one turn is no part of the next one's conversation`() throws {
        let seen = Mutex<[[ModelMessage]]>([])
        try simulate([agent { transcript in seen.withLock { $0.append(transcript) } }], seeds: 0..<1) { world in
            let session = try await world.open()
            for text in ["hello", "again"] {
                let turn = try await world.turn(text, in: session)
                #expect(try await world.outcome(of: turn, in: session) == .completed)
            }
            let starts = try world.log(of: session).filter { $0.kind == .toolStarted }
            #expect(starts.count == 2, "the next turn looks again")
        }
        let system = ModelMessage.system("Looked up for you just now:\n- hour: {\"status\":\"finished\",\"result\":\"noon\"}")
        #expect(
            seen.withLock { $0 } == [
                [system, .user("hello")], [system, .user("hello"), .assistant("It is done."), .user("again")],
            ])
    }

    private func agent(_ see: @escaping @Sendable ([ModelMessage]) -> Void = { _ in }) -> ToolLoop {
        ToolLoop(
            name: "test", model: Looker(see: see), instructions: "", tools: [Hour()], contextTools: [ContextTool(Hour())])
    }
}

private struct Hour: Tool {
    let name = "hour"
    let about = "The hour."
    func call(_ arguments: NoArguments, _ call: ToolCall) async throws -> String { "noon" }
}

/// Asks for the hour once when it is told to look.
private struct Looker: Model {
    let name = "looker"
    let provider = "test"
    let see: @Sendable ([ModelMessage]) -> Void

    func respond(
        to request: ModelRequest, part: @Sendable (ModelPart) async throws -> Void
    ) async throws -> ModelResponse {
        see(request.messages)
        guard request.messages.last == .user("look") else {
            return ModelResponse(text: "It is done.", calls: [], finish: .stop)
        }
        return ModelResponse(text: "", calls: [ModelToolCall(id: "1", name: "hour", arguments: "{}")], finish: .toolCalls)
    }
}
