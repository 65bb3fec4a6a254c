import DuplexAgents
import DuplexCore
import DuplexDemo
import DuplexRuntime
import DuplexTesting
import Testing

/// The travel demo: searches that are interrupted, and what becomes of their findings.
@Suite struct TravelTests {
    @Test(arguments: [
        ("Flights to Oslo", ["flight"]), ("A hotel in Oslo", ["hotel"]), ("Flights and hotels in Oslo", ["flight", "hotel"]),
        ("What is the time?", []),
    ] as [(String, Set<String>)])
    func `the router knows flight, hotel, both and unknown - I23`(text: String, agents: Set<String>) throws {
        try TravelConversation.hold { talk in
            let turn = try await talk.say(text)
            #expect(try await talk.outcome(of: turn) == .completed)
            #expect(try talk.agents(in: turn) == agents)
            #expect(try talk.answer(of: turn).hasPrefix("I can look for") == agents.isEmpty)
        }
    }

    @Test func `both searches run side by side - I24`() throws {
        try TravelConversation.hold { talk in
            let turn = try await talk.say("Flights and hotels in Lisbon")
            #expect(try await talk.outcome(of: turn) == .completed)
            #expect((2_400..<2_900).contains(try talk.milliseconds(of: turn)))
        }
    }

    @Test func `without an interruption all results are there at the end - I30`() throws {
        try TravelConversation.hold { talk in
            let turn = try await talk.say("Flights to Lisbon")
            #expect(try await talk.outcome(of: turn) == .completed)
            let batches = try talk.log.filter { $0.payload["key"] == "flight" }
            #expect(batches.map { $0.payload["value"]?["offers"]?.array?.count } == [2, 4, 6])
            #expect(batches.map { $0.payload["complete"]?.bool } == [false, false, true])
            #expect(try talk.answer(of: turn).hasPrefix("6 flights for Lisbon:\n- AZ 114 at 06:40, 1 stop, 96 EUR\n"))
            #expect(try talk.transfer(to: turn) == nil)
        }
    }

    @Test func `a new message interrupts the search and is answered after it has unwound - I3 I4`() throws {
        try TravelConversation.hold(seeds: 0..<10) { talk in
            let first = try await talk.say("Flights to Lisbon")
            try await talk.wait(for: "flight", of: first)
            let second = try await talk.say("Hotels in Lisbon")
            #expect(try await talk.outcome(of: second) == .completed)
            #expect(try await talk.outcome(of: first) == .interrupted)
            let log = try talk.log
            let queued = try #require(log.firstIndex { $0.kind == .turnQueued && $0.turn == second })
            let started = try #require(log.firstIndex { $0.kind == .turnStarted && $0.turn == second })
            let lastOfFirst = try #require(log.lastIndex { $0.turn == first })
            #expect(lastOfFirst < queued)
            #expect(queued < started)
        }
    }

    @Test func `partials are kept by agent, merge, and outlive the interruption - I6 I7`() throws {
        try TravelConversation.hold { talk in
            let first = try await talk.say("Flights and hotels in Lisbon")
            try await talk.wait(for: "flight", 2, of: first)
            try await talk.wait(for: "hotel", 1, of: first)
            _ = try await talk.world.cancel(first, in: talk.id)
            let partials = await (try talk.world.session(talk.id)).settings.partials
            #expect(Set(partials.map(\.key)) == ["intent", "flight", "hotel"])
            #expect(partials.first { $0.key == "flight" }?.value["offers"]?.array?.count == 4)
        }
    }

    @Test func `the next turn is told query, intent, findings, finished agents and time; a first turn nothing - I8 I10`() throws {
        try TravelConversation.hold { talk in
            let first = try await talk.say("Flights and hotels in Oslo")
            // Oslo has three hotels, two batches, and five flights, three batches.
            _ = try await talk.world.event(in: talk.id) { $0.payload["key"] == "hotel" && $0.payload["complete"] == true }
            let second = try await talk.say("What is the time?")
            #expect(try await talk.outcome(of: second) == .completed)
            #expect(try talk.transfer(to: first) == nil)
            let transfer = try #require(try talk.transfer(to: second))
            #expect(transfer.query == "Flights and hotels in Oslo")
            #expect(transfer.findings.first { $0.key == "intent" }?.value == "both")
            #expect(transfer.findings.first { $0.key == "flight" }?.isComplete == false)
            #expect(transfer.findings.first { $0.key == "hotel" }?.isComplete == true)
            let end = try #require(try talk.log.first { $0.kind == .turnEnded && $0.turn == first })
            #expect(transfer.time == end.time)
        }
    }

    @Test func `a finished sibling keeps its whole result and is not searched again - I27`() throws {
        try TravelConversation.hold { talk in
            let first = try await talk.say("Flights and hotels in Oslo")
            _ = try await talk.world.event(in: talk.id) {
                $0.kind == .runEnded && $0.entry.parentRun != nil && $0.payload["outcome"] == "completed"
            }
            try await talk.wait(for: "flight", 2, of: first)
            let second = try await talk.say("Both, please, but flights under 110")
            #expect(try await talk.outcome(of: second) == .completed)
            let transfer = try #require(try talk.transfer(to: second))
            #expect(transfer.completedAgents == ["hotel"])
            #expect(try talk.kept("hotel", in: first)?.isComplete == true)
            // The hotels are there at once, and of the flights only the last batch is missing.
            #expect(try talk.log.filter { $0.turn == second && $0.payload["key"] == "hotel" }.count == 1)
            #expect(try talk.milliseconds(of: second) < 1_200)
            #expect(try talk.answer(of: second).contains("3 flights for Oslo:\n- MV 610 at 09:30"))
        }
    }

    @Test func `the answer mentions the carried query and shows what was found for it - I26`() throws {
        try TravelConversation.hold { talk in
            let first = try await talk.say("Flights to Lisbon")
            try await talk.wait(for: "flight", of: first)
            let second = try await talk.say("A hotel there")
            #expect(try await talk.outcome(of: second) == .completed)
            let answer = try talk.answer(of: second)
            #expect(answer.hasPrefix("5 hotels for Lisbon:"))
            #expect(answer.contains("Before that you had asked: \"Flights to Lisbon\""))
            #expect(answer.contains("2 flights for Lisbon so far (interrupted):\n- AZ 114"))
            #expect(answer.hasSuffix("In all: 5 hotels (completed)."))
        }
    }

    @Test func `of five messages in 300 ms steps only the last is answered - I28`() throws {
        try TravelConversation.hold { talk in
            var turns: [TurnID] = []
            for city in ["Lisbon", "Oslo", "Kyoto", "Lisbon", "Oslo"] {
                turns.append(try await talk.say("Flights to \(city)"))
                try await LoopPause(talk.world).sleep(.milliseconds(300))
            }
            var outcomes: [Outcome?] = []
            for turn in turns { outcomes.append(try await talk.outcome(of: turn)) }
            #expect(outcomes == [.interrupted, .interrupted, .interrupted, .interrupted, .completed])
            #expect(try talk.answer(of: turns[4]).contains("5 flights for Oslo"))
        }
    }

    @Test func `one search fails, is told, and the other goes on - I32`() throws {
        try TravelConversation.hold { talk in
            let turn = try await talk.say("Flights and hotels in Atlantis")
            #expect(try await talk.outcome(of: turn) == .completed)
            let answer = try talk.answer(of: turn)
            #expect(answer.contains("0 flights for Atlantis so far (failed: The airlines' catalogue gave no answer"))
            #expect(answer.contains("2 hotels for Atlantis:"))
            let error = try #require(try talk.log.first { $0.kind == .error })
            #expect(error.payload["code"] == "travel.no_answer")
        }
    }

    @Test func `a router without a model fails the turn with the reason, and the next message works - I32`() throws {
        try simulate([TravelAgent.make(model: Flaky())]) { world in
            let id = try await world.open()
            let first = try await world.turn("Flights to Oslo", in: id)
            #expect(try await world.outcome(of: first, in: id) == .failed)
            let end = try #require(try world.log(of: id).first { $0.kind == .turnEnded })
            #expect(end.payload["error"]?["code"] == "model.unreachable")
            let second = try await world.turn("Hotels in Oslo", in: id)
            #expect(try await world.outcome(of: second, in: id) == .completed)
        }
    }

    @Test func `what is said while it searches narrows the choice down`() throws {
        try TravelConversation.hold { talk in
            let turn = try await talk.say("Flights to Lisbon")
            try await talk.wait(for: "flight", of: turn)
            #expect(try await talk.say("only direct, under 150", .named(.steer)) == turn)
            #expect(try await talk.outcome(of: turn) == .completed)
            #expect(try talk.answer(of: turn).hasPrefix("2 flights for Lisbon:\n- MV 520"))
        }
    }

    @Test(arguments: [
        ("actually, hotels instead", Action.interrupt), ("change to hotels", .interrupt),
        ("make that Lisbon", .interrupt), ("never mind", .cancel), ("only direct ones", .steer),
        ("under 150, please", .steer), ("how far are you?", .side), ("thank you", .side),
    ])
    func `what is typed while it searches does what was meant - I3`(text: String, action: Action) throws {
        try TravelConversation.hold(seeds: 0..<2) { talk in
            let turn = try await talk.type("Flights to Oslo, please").turn
            try await talk.wait(for: "flight", of: turn)
            #expect(try await talk.type(text).action == action)
        }
    }

    @Test func `the city is known however early one changes one's mind, and stops - I8`() throws {
        try TravelConversation.hold { talk in
            let first = try await talk.type("Flights to Oslo, please").turn
            try await talk.wait(for: "intent", of: first)
            let (second, action) = try await talk.type("actually, hotels instead")
            #expect(action == .interrupt)
            try await talk.wait(for: "intent", of: second)
            _ = try await talk.type("never mind")
            #expect(try await talk.outcome(of: second) == .cancelled)
            #expect(try talk.kept("hotel", in: second) == nil)
            let third = try await talk.resume(second)
            #expect(try await talk.outcome(of: third) == .completed)
            #expect(try talk.answer(of: third).hasPrefix("3 hotels for Oslo"))
        }
    }

    @Test func `a question beside the search is answered there, and the search goes on`() throws {
        try TravelConversation.hold { talk in
            let turn = try await talk.type("Flights to Lisbon").turn
            try await talk.wait(for: "flight", of: turn)
            let (side, action) = try await talk.type("how far are you?")
            #expect(action == .side)
            #expect(try await talk.outcome(of: side) == .completed)
            #expect(try await talk.outcome(of: turn) == .completed)
            // The question is no request to walk through the picture again.
            #expect(try talk.agents(in: side) == [])
            #expect(try talk.answer(of: side).hasPrefix("I have searched for"))
            #expect(try talk.answer(of: turn).hasPrefix("6 flights for Lisbon"))
        }
    }

    /// Cannot be reached when it is asked for flights.
    struct Flaky: Model {
        let name = "flaky"

        func respond(
            to request: ModelRequest, part: @Sendable (ModelPart) async throws -> Void
        ) async throws -> ModelResponse {
            if case .user(let text)? = request.messages.last, text.hasPrefix("Flights") {
                throw ModelError(.unreachable, "Nobody answers.")
            }
            return ModelResponse(text: "Hotel.")
        }
    }
}
