import DuplexAgents
import DuplexCore
import DuplexDemo
import DuplexRuntime
import DuplexTesting
import Foundation
import Testing

/// The story that `docs/interruption.md` tells is what really happens.
@Suite struct TravelStoryTests {
    @Test func `the transcript in the documentation is what the demo does - I3 I7 I8`() throws {
        try TravelConversation.hold(seeds: 7..<8) { talk in
            let first = try await talk.type("Flights to Oslo, please").turn
            try await talk.wait(for: "flight", 2, of: first)
            let (second, changed) = try await talk.type("Actually, hotels instead")
            #expect(changed == .interrupt)
            try await talk.wait(for: "hotel", 1, of: second)
            let stop = try await talk.type("never mind")
            #expect(stop.action == .cancel)
            #expect(stop.turn == second)
            #expect(try await talk.outcome(of: second) == .cancelled)
            #expect(try talk.log.filter { $0.kind == .turnStarted }.count == 2)
            guard case .accepted(_, let third?, _) = try await talk.world.ask(talk.id, { .resume(second, $0) }) else {
                throw AgentError("the turn was not resumed")
            }
            #expect(try await talk.outcome(of: third) == .completed)
            // The message that only stopped the turn is no part of what is asked for.
            #expect(try talk.transfer(to: third)?.query == "Actually, hotels instead")
            try compare(Story.tell(try talk.log))
        }
    }

    private func compare(_ story: String) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        // What belongs there, for whoever has changed the demo on purpose.
        try Data(story.utf8).write(to: root.appending(path: ".build/interruption-transcript.txt"))
        let page = try String(contentsOf: root.appending(path: "docs/interruption.md"), encoding: .utf8)
        #expect(page.contains("```text\n\(story)\n```"), "the demo now does this:\n\(story)")
    }
}
