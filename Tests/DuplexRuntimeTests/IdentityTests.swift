import DuplexAgents
import DuplexCore
import DuplexDemo
import DuplexRuntime
import DuplexTesting
import Testing

/// What an event is known by, and whose it is.
@Suite struct IdentityTests {
    @Test func `two equal answers are two events - L36`() throws {
        try simulate(seeds: 0..<3) { world in
            let session = try await world.open()
            for _ in 0..<2 {
                let turn = try await world.turn("hello", in: session)
                _ = try await world.outcome(of: turn, in: session)
            }
            let answers = try world.log(of: session).filter { $0.kind == .messageAgent }
            #expect(answers.map { SessionFold.text(of: $0.payload) } == ["hello", "hello"])
            #expect(Set(answers.map(\.id)).count == 2)
            #expect(Set(answers.compactMap { $0.payload["message"]?.string }).count == 2)
        }
    }

    @Test func `without any web server the same events are recorded - G25`() throws {
        try simulate(seeds: 0..<3) { world in
            let session = try await world.open()
            let turn = try await world.turn("tool", in: session)
            #expect(try await world.outcome(of: turn, in: session) == .completed)
            let kinds = Set(try world.log(of: session).map(\.kind))
            #expect(
                kinds.isSuperset(of: [
                    .sessionOpened, .messageUser, .arbiterDecided, .turnStarted, .runStarted, .stepStarted,
                    .toolSelected, .toolStarted, .toolFinished, .messageStarted, .messageDelta, .messageAgent,
                    .runEnded, .turnEnded,
                ]))
        }
    }

    @Test func `what two principals name alike stays apart - G26`() throws {
        try simulate(seeds: 0..<3) { world in
            var turns: [TurnID] = []
            for owner in ["ann", "ben"] as [Principal] {
                let opened = await withCheckedContinuation { continuation in
                    world.sessions.create(SessionSettings(agent: "echo"), owner: owner) {
                        continuation.resume(returning: $0)
                    }
                }
                let session = try opened.get()
                #expect(await session.settings.owner == owner)
                let key = UsedKey(key: "the same", bodyDigest: 7)
                let submission = Submission(text: "hello", principal: owner, clientKey: "the same")
                let answer = await withCheckedContinuation { continuation in
                    session.perform { session in
                        session.submitOnce(submission, key: key) { continuation.resume(returning: $0) }
                    }
                }
                guard case .first(.accepted(_, let turn?, _)) = try answer.get() else {
                    throw AgentError("the key of another principal was taken for this one's")
                }
                turns.append(turn)
            }
            #expect(Set(turns).count == 2)
        }
    }
}
