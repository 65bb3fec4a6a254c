import DuplexAgents
import DuplexCore
import DuplexRuntime
import DuplexTesting
import Testing

/// Transcripts that grow back to their window after much was taken out of view.
@Suite struct RefoldingTests {
    /// Says how many messages it was shown.
    private static let counter = ClosureAgent { context in
        _ = try await context.beginStep()
        try await context.beginMessage().end(text: "\(context.transcript.count)")
    }

    @Test(arguments: [false, true])
    func `turns that were forgotten are shown again when later ones are taken out of view`(isLoaded: Bool) throws {
        try simulate([Self.counter], seeds: 0..<3) { world in
            let id = try await world.open()
            for number in 0..<30 { _ = try await Self.say("\(number)", in: id, of: world) }
            let log = try world.log(of: id)
            let starts = log.filter { $0.kind == .messageUser }.map(\.offset.value)
            let hidden: JSON = ["from": .int(starts[7]), "to": .int(log.count - 1), "by": "local"]
            _ = try await world.ask(id) { .record(Entry(.eventsHidden, source: .client, payload: hidden), $0) }
            // A session that stays in memory folds its transcript anew while it goes on.
            if isLoaded {
                world.sessions.putAway(idleFor: .zero)
            } else {
                _ = try await Self.say("meanwhile", in: id, of: world)
            }
            let seen = try await Self.say("again", in: id, of: world)
            #expect(seen == 2 * 7 + (isLoaded ? 1 : 3))
        }
    }

    /// Says something; answers with the number of messages that the agent was shown.
    private static func say(_ text: String, in id: SessionID, of world: Simulation) async throws -> Int? {
        let turn = try await world.turn(text, in: id)
        let answer = try await world.event(in: id) { $0.kind == .messageAgent && $0.turn == turn }
        _ = try await world.outcome(of: turn, in: id)
        return Int(SessionFold.text(of: answer.payload))
    }
}
