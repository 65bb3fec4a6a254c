import DuplexAgents
import DuplexCore
import DuplexDemo
import DuplexRuntime
import DuplexTesting
import Testing

/// What runs leave behind for those who watch.
@Suite struct ProgressTests {
    @Test func `a run ends exactly once, also when its model fails - G16 G17`() throws {
        let agent = ToolLoop(name: "test", about: "Fails.", model: BrokenModel(), instructions: "", tools: [])
        try simulate([agent], seeds: 0..<3) { world in
            let session = try await world.open()
            let turn = try await world.turn("hello", in: session)
            #expect(try await world.outcome(of: turn, in: session) == .failed)
            let ends = try world.log(of: session).filter { $0.kind == .runEnded }
            #expect(ends.count == 1)
            #expect(ends.first?.payload["outcome"] == "failed")
            #expect(ends.first?.payload["error"]?["code"] == "model.overloaded")
            #expect(ends.first?.payload["output"] == nil)
        }
    }

    @Test func `a run that wants more steps than it may have ends once, with the words for it - G16 G17`() throws {
        let agent = ToolLoop(
            name: "test", model: RestlessModel(), instructions: "", tools: [Look()], stepLimit: 3,
            limitMessage: "That is enough.")
        try simulate([agent], seeds: 0..<3) { world in
            let session = try await world.open()
            let turn = try await world.turn("go", in: session)
            #expect(try await world.outcome(of: turn, in: session) == .failed)
            let log = try world.log(of: session)
            #expect(log.count { $0.kind == .stepStarted } == 3)
            let ends = log.filter { $0.kind == .runEnded }
            #expect(ends.count == 1)
            #expect(ends.first?.payload["outcome"] == "failed")
            #expect(ends.first?.payload["error"] == ["code": "limit", "message": "That is enough."])
        }
    }

    @Test func `the end of a run carries its final output - G35`() throws {
        var limits = Limits()
        limits.outputCharacterCountMax = 9
        try simulate([EchoAgent()], seeds: 0..<3, limits: limits) { world in
            let session = try await world.open()
            for (text, output) in [("hello", "hello"), ("hello there", "hello the")] {
                let turn = try await world.turn(text, in: session)
                #expect(try await world.outcome(of: turn, in: session) == .completed)
                let end = try world.log(of: session).last { $0.kind == .runEnded }
                #expect(end?.payload["output"] == .string(output))
            }
        }
    }

    @Test func `under pressure observations are dropped and counted, and the run goes on - G36`() throws {
        let agent = ClosureAgent { context in
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<20 {
                    // Dropped or recorded: both are right here, and what was recorded is counted below.
                    group.addTask { try? await context.note(.modelText, ["text": .string("\(number)")]) }
                }
            }
            try await context.say("done")
        }
        var limits = Limits()
        limits.observationsInFlightMax = 4
        try simulate([agent], seeds: 0..<3, limits: limits) { world in
            let session = try await world.open()
            let turn = try await world.turn("go", in: session)
            #expect(try await world.outcome(of: turn, in: session) == .completed)
            let log = try world.log(of: session)
            let recorded = log.count { $0.kind == .modelText }
            #expect((1..<20).contains(recorded))
            #expect(log.last { $0.kind == .turnEnded }?.payload["observations_dropped"] == .int(20 - recorded))
            #expect(log.contains { $0.kind == .messageAgent })
        }
    }

    @Test func `a run does not wait for the disk because it is watched - G36`() throws {
        let agent = ClosureAgent { context in
            for kind in [EventKind.custom, .modelText] {
                for number in 0..<20 { try await context.note(kind, ["text": .string("\(number)")]) }
            }
            try await context.say("done")
        }
        try simulate([agent], seeds: 0..<5) { world in
            let session = try await world.open()
            let turn = try await world.turn("go", in: session)
            #expect(try await world.outcome(of: turn, in: session) == .completed)
            let log = try world.log(of: session)
            let spent = try [EventKind.custom, .modelText].map { kind in
                let notes = log.filter { $0.kind == kind && $0.turn == turn }
                #expect(notes.map { $0.payload["text"] } == (0..<20).map { .string("\($0)") })
                let times = notes.map(\.time.microseconds)
                return try #require(times.last) - (try #require(times.first))
            }
            // Each of the others is waited for, and takes a commit.
            #expect(spent[1] < spent[0] / 2, "\(spent)")
        }
    }

    @Test func `a filter lives as long as its turn, and a resumed turn goes by it`() throws {
        let agent = ClosureAgent { context in
            try await context.note(.modelText, ["text": "seen"])
            try await context.pause(.seconds(5))
        }
        try simulate([agent], seeds: 0..<3) { world in
            let session = try await world.open()
            let submission = Submission(text: "quietly", progress: ["kinds": ["turn.ended"]])
            guard case .accepted(_, let turn?, _) = try await world.ask(session, { .message(submission, $0) }) else {
                throw AgentError("the message was refused")
            }
            _ = try await world.event(in: session) { $0.kind == .runStarted }
            _ = try await world.cancel(turn, in: session)
            // What a restart reads back is what was known before.
            try await world.restart()
            guard case .accepted(_, let resumed?, _) = try await world.ask(session, { .resume(turn, $0) }) else {
                throw AgentError("the turn was not resumed")
            }
            _ = try await world.outcome(of: resumed, in: session)
            #expect(try world.log(of: session).allSatisfy { $0.kind != .modelText })
            let loud = try await world.turn("loudly", in: session)
            _ = try await world.outcome(of: loud, in: session)
            #expect(try world.log(of: session).contains { $0.kind == .modelText && $0.turn == loud })
        }
    }
}

/// A model that always looks once more.
private struct RestlessModel: Model {
    let name = "restless"
    let provider = "test"

    func respond(
        to request: ModelRequest, part: @Sendable (ModelPart) async throws -> Void
    ) async throws -> ModelResponse {
        ModelResponse(text: "", calls: [ModelToolCall(id: "", name: "look", arguments: "{}")], finish: .toolCalls)
    }
}

private struct Look: Tool {
    let name = "look"
    let about = "Looks."
    func call(_ arguments: NoArguments, _ call: ToolCall) async throws -> String { "nothing" }
}

/// A model whose provider has no room.
private struct BrokenModel: Model {
    let name = "broken"
    let provider = "test"

    func respond(
        to request: ModelRequest, part: @Sendable (ModelPart) async throws -> Void
    ) async throws -> ModelResponse {
        throw ModelError(.overloaded, "There is no room.", status: 429)
    }
}
