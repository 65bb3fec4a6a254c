import DuplexDemo
import DuplexTesting
import Testing

/// Every demo, disturbed at every event of one message, in every way.
@Suite struct TravelInterruptAnywhereTests {
    @Test(arguments: ["hello", "tool SLEEP:0.5", "tool ask", "ask:approval"])
    func `echo can be disturbed anywhere`(text: String) throws {
        let report = try InterruptAnywhere(text) { _ in [EchoAgent()] }.run()
        #expect(report.faults == [])
        #expect(report.runCount > 40)
    }

    @Test(arguments: ["flights to Lisbon", "a hotel in Oslo", "flights and hotels in Atlantis", "what is the time?"])
    func `travel can be disturbed anywhere`(text: String) throws {
        let report = try InterruptAnywhere(text) { [TravelAgent.make(clock: $0)] }.run()
        #expect(report.faults == [])
        #expect(report.runCount > 40)
    }

    static let login = ["my number is +12025550101", "481516"]

    @Test(arguments: [("which packages are there?", []), ("yes", login + ["close my contract"])] as [(String, [String])])
    func `telco can be disturbed anywhere, in a quick tool and in a long one`(text: String, before: [String]) throws {
        let report = try InterruptAnywhere(text, after: before) { [TelcoAgent.make(clock: $0, pace: .zero)] }.run()
        #expect(report.faults == [])
        #expect(report.runCount > 40)
    }

    @Test(arguments: [
        ("481516", ["my number is +12025550101"]), ("yes", login + ["buy the pass jp-day"]),
        ("yes", login + ["change to package max"]), ("my bills, please", login),
    ] as [(String, [String])])
    func `telco's other work can be interrupted, stopped, cut off and killed anywhere`(
        text: String, before: [String]
    ) throws {
        let ways: [InterruptAnywhere.Disturbance] = [.message, .cancel, .disconnect, .crash]
        let report = try InterruptAnywhere(text, after: before, disturbances: ways) {
            [TelcoAgent.make(clock: $0, pace: .zero)]
        }.run()
        #expect(report.faults == [])
        #expect(report.runCount > 40)
    }

    @Test(arguments: [
        "Which studies and which benefits are there for dementia?", "What does the research say about stroke?",
        "Which allowance can a carer apply for?", "Good morning",
    ])
    func `care can be disturbed anywhere, at one expert and at two`(text: String) throws {
        let report = try InterruptAnywhere(text) { [try CareAgent.make(clock: $0, pace: .zero)] }.run()
        #expect(report.faults == [])
        #expect(report.runCount > 40)
    }

    @Test(arguments: ["joke", "how far is it?"])
    func `L20: telco can be disturbed anywhere while somebody talks beside its long tool`(talk: String) throws {
        let before = ["my number is +12025550101", "481516", "close my contract"]
        let report = try InterruptAnywhere("yes", after: before, talk: talk) {
            [TelcoAgent.make(clock: $0, pace: .zero)]
        }.run()
        #expect(report.faults == [])
        #expect(report.runCount > 300)
    }

    @Test func `an agent that keeps its own time is found out`() throws {
        let impatient = ClosureAgent { _ in try await ContinuousClock().sleep(for: .seconds(60)) }
        let report = try InterruptAnywhere("go", disturbances: []) { _ in [impatient] }.run()
        #expect(report.faults == ["seed 0, undisturbed: timed out: agents must wait on the clock that they are given"])
    }
}
