import DuplexAgents
import DuplexCore
import DuplexDemo
import DuplexLoop
import DuplexRuntime
import DuplexTesting
import Testing

/// Questions that go to one expert or to two at once.
@Suite struct CareTests {
    /// One question, and the log of its turn.
    private func ask(
        _ question: String, research: (any Agent)? = nil, welfare: (any Agent)? = nil,
        _ check: @escaping @Sendable @concurrent ([Event]) async throws -> Void
    ) throws {
        for seed: UInt64 in 0..<3 {
            let loop = SimulatedLoop(seed: seed)
            let agent = try CareAgent.make(clock: LoopClock(loop), research: research, welfare: welfare)
            let world = try Simulation(seed: seed, loop: loop, agents: [agent])
            let isDone = try world.run { world in
                let session = try await world.open()
                let turn = try await world.turn(question, in: session)
                #expect(try await world.outcome(of: turn, in: session) == .completed)
                try await check(try world.log(of: session))
            }
            #expect(isDone, "seed \(seed) waits for ever")
            #expect(LogChecker.check(try world.log(of: "s1")) == [], "seed \(seed)")
        }
    }

    @Test func `P19: both experts work at once, each answer is a partial result, and one answer joins them`() throws {
        try ask("Which studies and which benefits are there for dementia?") { log in
            let partials = log.filter { $0.kind == .partialUpdated && $0.payload["complete"] == true }
            #expect(partials.compactMap { $0.payload["key"]?.string } == ["routed_to", "research_paper", "medical_welfare"])
            let synthesizing = try #require(log.first { $0.payload["stage"] == "synthesizing" })
            #expect(partials.allSatisfy { $0.offset < synthesizing.offset })
            let answer = try #require(log.last { $0.kind == .messageAgent && $0.entry.parentRun == nil })
            let text = SessionFold.text(of: answer.payload)
            #expect(text.contains("Research: ") && text.contains("Sleep and memory in early dementia (2022)"))
            #expect(text.contains("Benefits: ") && text.contains("Carer's allowance (Office for Care)"))
            #expect(log.contains { $0.payload["key"] == "routed_to" && $0.payload["value"] == "both" })
        }
    }

    @Test func `P19: one expert's failure is an error, and the other's answer is given`() throws {
        let broken = ClosureAgent("research_paper") { _ in
            throw AgentError(code: "upstream.unreachable", "The agent's server cannot be reached.")
        }
        try ask("Which studies and which benefits are there for dementia?", research: broken) { log in
            let errors = log.filter { $0.kind == .error }
            #expect(errors.map { $0.payload["code"] } == ["upstream.unreachable"])
            let answer = try #require(log.last { $0.kind == .messageAgent && $0.entry.parentRun == nil })
            let text = SessionFold.text(of: answer.payload)
            #expect(text.contains("there is no answer. The agent's server cannot be reached."))
            #expect(text.contains("Carer's allowance"))
        }
    }

    @Test(arguments: [
        ("What does the research say about stroke?", "Early physiotherapy after stroke (2018)"),
        ("Which allowance can a carer apply for?", "Carer's allowance (Office for Care)"),
        ("What does research say about volcanoes?", "I have found no paper about that."),
        ("Good morning", "I can look for studies and for benefits."),
    ])
    func `a question goes to the one who knows`(_ question: String, _ expected: String) throws {
        try ask(question) { log in
            let answers = log.filter { $0.kind == .messageAgent && $0.entry.parentRun == nil }
            #expect(answers.map { SessionFold.text(of: $0.payload) }.joined().contains(expected))
        }
    }
}
