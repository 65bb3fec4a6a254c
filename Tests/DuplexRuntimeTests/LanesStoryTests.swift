import DuplexAgents
import DuplexCore
import DuplexDemo
import DuplexLoop
import DuplexRuntime
import DuplexTesting
import Foundation
import Testing

/// The story that `docs/lanes.md` tells is what really happens.
@Suite struct LanesStoryTests {
    @Test func `L3 L15 L22: the transcript in the documentation is what the demo does`() throws {
        let loop = SimulatedLoop(seed: 7)
        let world = try Simulation(seed: 7, loop: loop, agents: [TelcoAgent.make(clock: LoopClock(loop), pace: .zero)])
        let isDone = try world.run { world in
            let talk = Talk(world: world, id: try await world.open("telco"))
            for text in ["my number is +12025550101", "481516", "please close my contract"] {
                _ = try await talk.outcome(of: talk.say(text).turn)
            }
            let closing = try await talk.say("yes").turn
            for (percent, text) in [(20, "how far is it?"), (40, "what does roaming in Japan cost?")] {
                _ = try await talk.event { $0.kind == .toolProgress && $0.payload["percent"]?.int == percent }
                let (side, action) = try await talk.say(text)
                #expect(action == .side)
                #expect(try await talk.outcome(of: side) == .completed)
            }
            #expect(try await talk.outcome(of: closing) == .completed)
        }
        #expect(isDone)
        try compare(world, "lanes-transcript")
    }

    @Test func `the silence in the documentation is what a session says of a silent tool`() throws {
        let traits = ToolTraits(duration: .long, feedback: "Writing your report")
        let report = AnyTool(name: "report", about: "Writes.", traits: traits, parameters: [:]) { _, call in
            try await call.pause(.seconds(12))
            try await call.progress(50, "half of it")
            try await call.pause(.seconds(7))
            return "written"
        }
        let agent = ClosureAgent { context in
            guard context.lane == .main else { return try await context.say("It is still being written.") }
            _ = try await context.call([ToolRequest(modelCall: "1", name: "report", arguments: "", tool: report)])
            try await context.say("Your report is written.")
        }
        let world = try Simulation(seed: 7, agents: [agent])
        let isDone = try world.run { world in
            let talk = Talk(world: world, id: try await world.open())
            let writing = try await talk.say("write my report").turn
            try await talk.pause(.seconds(7))
            let (side, action) = try await talk.say("are you still there?", .named(.side))
            #expect(action == .side)
            #expect(try await talk.outcome(of: side) == .completed)
            #expect(try await talk.outcome(of: writing) == .completed)
        }
        #expect(isDone)
        try compare(world, "silence-transcript")
    }

    @Test func `L24: who says so on the side lane has the closing of the contract stopped`() throws {
        let loop = SimulatedLoop(seed: 3)
        let world = try Simulation(seed: 3, loop: loop, agents: [TelcoAgent.make(clock: LoopClock(loop), pace: .zero)])
        let isDone = try world.run { world in
            let talk = Talk(world: world, id: try await world.open("telco"))
            for text in ["my number is +12025550101", "481516", "please close my contract"] {
                _ = try await talk.outcome(of: talk.say(text).turn)
            }
            let closing = try await talk.say("yes").turn
            _ = try await talk.event { $0.kind == .toolProgress && $0.payload["percent"] == 20 }
            #expect(try talk.answers(of: try await talk.ask("don't stop closing it")) == ["All right, it goes on."])
            let side = try await talk.ask("please stop closing the contract")
            #expect(try talk.answers(of: side) == ["I have stopped it."])
            #expect(try await talk.outcome(of: closing) == .cancelled)
            let package = try await talk.say("what is my package?").turn
            _ = try await talk.outcome(of: package)
            #expect(try talk.answers(of: package).joined().contains("C-1042 is active"))
        }
        #expect(isDone)
    }

    @Test func `the bills come as far as they are when they are hurried, and the closing of a contract takes no messages`() throws {
        let loop = SimulatedLoop(seed: 5)
        let world = try Simulation(seed: 5, loop: loop, agents: [TelcoAgent.make(clock: LoopClock(loop), pace: .zero)])
        let isDone = try world.run { world in
            let talk = Talk(world: world, id: try await world.open("telco"))
            for text in ["my number is +12025550101", "481516"] { _ = try await talk.outcome(of: talk.say(text).turn) }
            let bills = try await talk.say("show me my bills").turn
            _ = try await talk.event { $0.kind == .toolProgress && $0.payload["percent"] == 33 }
            let hurried = try await talk.ask("hurry up please")
            #expect(try talk.answers(of: hurried) == ["I have told it to give what it has."])
            #expect(try await talk.outcome(of: bills) == .completed)
            let found = try talk.first(.toolFinished, of: bills).payload["result"]
            #expect(found?["months"]?.array?.count == 1)
            #expect(try talk.answers(of: bills).last?.contains("in the months found so far: ") == true)
            _ = try await talk.outcome(of: talk.say("please close my contract").turn)
            let closing = try await talk.say("yes").turn
            _ = try await talk.event { $0.kind == .toolProgress && $0.turn == closing }
            let refused = try await talk.ask("hurry up please")
            #expect(try talk.answers(of: refused).joined().contains("close_contract takes no messages while it runs."))
            #expect(try await talk.outcome(of: closing) == .completed)
        }
        #expect(isDone)
    }

    private func compare(_ world: Simulation, _ name: String) throws {
        let story = Story.tell(try world.log(of: "s1"))
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        // What belongs there, for whoever has changed the demo on purpose.
        try Data(story.utf8).write(to: root.appending(path: ".build/\(name).txt"))
        let page = try String(contentsOf: root.appending(path: "docs/lanes.md"), encoding: .utf8)
        #expect(page.contains("```text\n\(story)\n```"), "the demo now does this:\n\(story)")
    }
}
