import DuplexCore
import DuplexDemo
import DuplexTesting
import Foundation
import Testing

/// The transcript that people see first is a real one.
@Suite struct ReadmeTests {
    @Test func `the transcript in the README is what the demo does`() throws {
        let world = try Simulation(seed: 7, agents: [TelcoAgent.make(clock: ContinuousClock(), pace: .zero)])
        let isDone = try world.run { world in
            let session = try await world.open("telco")
            for text in ["log me in, I am +12025550101", "481516", "please close my contract"] {
                let turn = try await world.turn(text, in: session)
                _ = try await world.outcome(of: turn, in: session)
            }
            let closing = try await world.turn("yes", in: session)
            _ = try await world.event(in: session) { $0.kind == .toolProgress && $0.payload["percent"] == 40 }
            let second = try await world.turn("no, stop, what does my package include?", in: session)
            _ = try await world.outcome(of: second, in: session)
            #expect(try await world.outcome(of: closing, in: session) == .interrupted)
        }
        #expect(isDone)
        let story = Story.tell(try world.log(of: "s1"))
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        // What belongs there, for whoever has changed the demo on purpose.
        try Data(story.utf8).write(to: root.appending(path: ".build/readme-transcript.txt"))
        let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
        #expect(readme.contains("```text\n\(story)\n```"), "the demo now does this:\n\(story)")
    }
}
