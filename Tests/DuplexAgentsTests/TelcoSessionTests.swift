import DuplexAgents
import DuplexCore
import DuplexDemo
import DuplexTesting
import Testing

/// The demo in a real session, over the simulated loop.
struct TelcoSessionTests {
    /// Says each text once the turn before has ended; answers with what the agent said in each turn, and the log.
    private func talk(_ texts: [String], seed: UInt64 = 1) throws -> (answers: [String], log: [Event]) {
        let world = try Simulation(seed: seed, agents: [TelcoAgent.make(clock: ContinuousClock(), pace: .zero)])
        let isDone = try world.run { world in
            let session = try await world.open("telco")
            for text in texts {
                let turn = try await world.turn(text, in: session)
                #expect(try await world.outcome(of: turn, in: session) == .completed)
            }
        }
        #expect(isDone)
        let log = try world.log(of: "s1")
        let turns = log.filter { $0.kind == .turnStarted }.map(\.turn)
        let answers = turns.map { turn in
            let said = log.filter { $0.kind == .messageAgent && $0.turn == turn }
            return said.compactMap { $0.payload["parts"]?.array?.first?["text"]?.string }.joined(separator: "\n")
        }
        return (answers, log)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `a customer logs in and closes a contract`(seed: UInt64) throws {
        let (answers, log) = try talk(
            ["close my contract", "+12025550101", "481516", "close my contract", "yes", "close my contract"], seed: seed)
        try #require(answers.count == 6)
        #expect(answers[0].hasSuffix("What is your phone number?"))
        #expect(answers[1].hasSuffix("What is the code?"))
        #expect(answers[2].hasPrefix("Thank you, Robin Vale"))
        #expect(answers[3].hasSuffix("Shall I close contract C-1042?"))
        #expect(answers[4].hasSuffix("Contract C-1042 is closed. It cost 120.00 EUR."))
        #expect(answers[5].contains("closed already"))
        let percents = log.filter { $0.kind == .toolProgress }.compactMap { $0.payload["percent"]?.int }
        #expect(percents == [20, 40, 60, 80, 100])
        #expect(log.filter { $0.kind == .toolCommitted }.count == 1)
    }

    @Test func `L33 of all events only the person's own message has the code`() throws {
        let (_, log) = try talk(["my number is +12025550142", "234208", "my balance"])
        let places = log.filter { String(decoding: $0.bytes, as: UTF8.self).contains("234208") }
        #expect(places.map(\.kind) == [.messageUser])
    }
}
