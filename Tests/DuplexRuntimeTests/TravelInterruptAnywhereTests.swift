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

    @Test(arguments: ["flights to Lisbon", "flights and hotels in Atlantis"])
    func `travel can be disturbed anywhere`(text: String) throws {
        let report = try InterruptAnywhere(text) { [TravelAgent.make(clock: $0)] }.run()
        #expect(report.faults == [])
        #expect(report.runCount > 40)
    }

    @Test(arguments: [
        ("which packages are there?", []), ("yes", ["my number is +12025550101", "481516", "close my contract"]),
    ] as [(String, [String])])
    func `telco can be disturbed anywhere, in a quick tool and in a long one`(text: String, before: [String]) throws {
        let report = try InterruptAnywhere(text, after: before) { [TelcoAgent.make(clock: $0, pace: .zero)] }.run()
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
