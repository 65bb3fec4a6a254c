import DuplexAgents
import DuplexDemo
import Testing

/// What the travel demo's assembler says about four kinds of ends.
@Suite struct WorkflowTravelAnswerTests {
    static let flight = Flight(number: "AZ 1", departs: "07:00", stops: 0, price: 90)
    static let found = Found(city: "Oslo", offers: [flight])

    /// How a search may end, what is said of it, and what the summary makes of it.
    static let table: [(BranchOutcome<Found<Flight>>, String, String)] = [
        (.completed(found), "1 flight for Oslo:\n- AZ 1 at 07:00, direct, 90 EUR", "In all: 1 flight (completed)."),
        (
            .cancelled(partial: found), "1 flight for Oslo so far (interrupted):\n- AZ 1 at 07:00, direct, 90 EUR",
            "In all: 1 flight (interrupted)."
        ),
        (
            .failed(AgentError("Nobody answers."), partial: found),
            "1 flight for Oslo so far (failed: Nobody answers.):\n- AZ 1 at 07:00, direct, 90 EUR",
            "In all: 1 flight (failed)."
        ),
        (.cancelled(partial: nil), "0 flights for Oslo so far (interrupted).", "In all: 0 flights (interrupted)."),
    ]

    @Test(arguments: table.indices)
    func `whole results, interrupted ones and failed ones are told apart, with a summary - I26`(row: Int) {
        let (outcome, text, summary) = Self.table[row]
        let answer = TravelAnswer(sections: [.init("flight", outcome, wish: TravelWish("Oslo"))])
        #expect(answer.text == "\(text)\n\n\(summary)")
    }

    @Test func `a carried query is mentioned, and without a search the agent says what it can do - I26`() {
        let answer = TravelAnswer(sections: [], carriedQuery: "Flights to Oslo")
        #expect(
            answer.text == """
                Before that you had asked: "Flights to Oslo".

                I can look for flights and hotels in Lisbon, Oslo, Kyoto.
                """)
    }

    @Test(arguments: [
        ("flights to Kyoto under 700", nil, "Kyoto", false, 700), ("a direct one", "Oslo", "Oslo", true, nil),
        ("anything", nil, "Lisbon", false, nil),
    ] as [(String, String?, String, Bool, Int?)])
    func `a wish is read from words, and its city stays until another is named`(
        text: String, known: String?, city: String, isDirectOnly: Bool, priceMax: Int?
    ) {
        let wish = TravelWish(text, knownCity: known)
        #expect(wish.city == city)
        #expect(wish.isDirectOnly == isDirectOnly)
        #expect(wish.priceMax == priceMax)
    }
}
