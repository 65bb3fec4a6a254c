import DuplexClient
import DuplexCore
import DuplexDemo
import DuplexModels
import ServerInProcess
import Testing

extension LiteLLMTests {
    /// The contract takes its real ten seconds: nothing but the model's weights is made up.
    @Test func `L3 L15 L22: a model behind litellm closes a contract, answers beside it and joins it all`() async throws {
        try await withPeer { model in
            let story = try await withServer([TelcoAgent.make(model: model, clock: ContinuousClock())]) { url, _ in
                try await Self.tell(connection(to: url))
            }
            #expect(story.answers(of: story.turns[2]) == ["That costs 120.00 EUR. Shall I close it?"])
            let main = story.turns[3]
            #expect(story.events(.toolProgress, of: main).compactMap { $0.payload["percent"]?.int } == [20, 40, 60, 80, 100])
            for side in story.turns[4...] {
                #expect(story.events(.turnStarted, of: side).first?.entry.lane == .side)
                #expect(story.events(.turnEnded, of: side).first?.payload["outcome"] == "completed")
            }
            let status = try #require(story.answers(of: story.turns[4]).first)
            #expect(status.wholeMatch(of: /It is at [24]0 %\./) != nil, "\(status)")
            #expect(story.answers(of: main) == [
                "I close it now; that takes about ten seconds.",
                "Contract C-1042 is closed; it cost 120.00 EUR. "
                    + "You asked: “what does roaming in Japan cost?” A megabyte costs 0.20 EUR there.",
            ])
            #expect(story.events(.synthesisEnded, of: main).first?.payload["outcome"] == "completed")
            let models = Set(story.log.filter { $0.kind == .modelRequested }.compactMap { $0.payload["model"]?.string })
            #expect(models == [LiteLLMPeer.current?.model])
            // What models were asked for is recorded too: the code is in what the person said, and nowhere else.
            let codes = story.log.filter { String(decoding: $0.bytes, as: UTF8.self).contains("481516") }
            #expect(codes.allSatisfy { [.messageUser, .contextTranscript].contains($0.kind) })
        }
    }

    /// A log, and its turns in the order in which their messages were sent.
    private struct Told: Sendable {
        var turns: [TurnID]
        var log: [Event]

        func events(_ kind: EventKind, of turn: TurnID) -> [Event] { log.filter { $0.kind == kind && $0.turn == turn } }

        func answers(of turn: TurnID) -> [String] {
            events(.messageAgent, of: turn).compactMap { $0.payload["parts"]?.array?.first?["text"]?.string }
        }
    }

    /// Logs in, has a contract closed, and asks two questions meanwhile.
    private static func tell(_ server: DuplexConnection) async throws -> Told {
        let session = try await server.createSession()
        var turns: [TurnID] = []
        func say(_ text: String, until isEnough: (Event) -> Bool = { $0.kind == .turnEnded }) async throws {
            let receipt = try await server.send(text, to: session.id)
            turns.append(receipt.turn)
            for try await event in server.events(of: session.id, from: receipt.offset, turn: receipt.turn)
            where isEnough(event) { return }
        }
        for text in ["my number is +12025550101", "481516", "please close my contract"] { try await say(text) }
        try await say("yes") { $0.kind == .toolProgress || $0.kind == .turnEnded }
        try await say("how far is it?")
        try await say("what does roaming in Japan cost?")
        for try await event in server.events(of: session.id, turn: turns[3]) where event.kind == .turnEnded { break }
        return Told(turns: turns, log: try await server.page(of: session.id, from: .zero).events)
    }
}
