import Testing

@testable import DuplexCore

/// What the rules say, before the second reader looks again.
@Suite struct ArbiterRuleTests {
    private let arbiter = RulesAlone()

    @Test(
        arguments: [
            ("stop", .cancel), ("please cancel that", .cancel), ("never mind, we stay at home", .cancel),
            ("that's enough, thanks", .cancel), ("hold on", .cancel), ("NO STOP", .cancel),
            ("sotp it", .cancel), ("hands off!", .cancel),
            ("is there a bus stop nearby?", .side), ("if I stopped you now, what would I lose?", .side),
            ("no, leave it running", .side), ("don't stop, just tell me how far you are", .side),
            ("stop after ten results", .steer), ("cancel my gym membership", .enqueue),
        ] as [(String, Action)]
    )
    func `the object of a stop decides, not the verb`(_ message: String, _ action: Action) {
        #expect(arbiter.decide(.during(message)).action == action)
    }

    @Test(
        arguments: [
            ("a colleague is lending us theirs", .cancel), ("the conference got axed", .cancel),
            ("the board wont approve it", .cancel), ("she has gone down with measles", .cancel),
            ("I've seen enough to decide", .cancel), ("there is no point in searching now", .cancel),
            ("has the booking fee been refunded?", .side),
        ] as [(String, Action)]
    )
    func `news that leaves the work without a purpose ends it`(_ message: String, _ action: Action) {
        #expect(arbiter.decide(.during(message)).action == action)
    }

    @Test func `an illness ends an outing, and is a detail for a doctor`() {
        let news = "my son has a fever"
        #expect(arbiter.decide(.during(news)).action == .cancel)
        let doctor = Situation.during(news, goal: "find a paediatrician", asked: "I need a paediatrician")
        #expect(arbiter.decide(doctor).action == .steer)
    }

    @Test func `trouble where a write works little by little stops it`() {
        let tool = Situation.Tool(name: "roll_out", effect: .write, interruptible: .anyTime, percent: 20)
        for news in ["support just flagged a regression", "node 4 is crashing"] {
            let situation = Situation.during(news, goal: "roll out release 7", tool: tool, asked: "roll out 7")
            #expect(arbiter.decide(situation).action == .interrupt)
        }
    }

    @Test func `not to cancel a cancellation is a stop`() {
        let tool = Situation.Tool(name: "cancel_contract", effect: .write, interruptible: .untilCommit)
        let situation = Situation.during(
            "don't cancel it!",
            goal: "cancel the contract",
            tool: tool,
            asked: "cancel my contract"
        )
        #expect(arbiter.decide(situation).action == .cancel)
    }

    @Test(
        arguments: [
            ("sorry, I meant Braga", .interrupt), ("Braga instead", .interrupt),
            ("wrong city, it is Braga", .interrupt), ("actually, flights to Porto please", .interrupt),
            ("no, flats rather", .interrupt), ("actually with breakfast in Porto", .steer), ("oh, two beds", .steer),
            ("with parking please", .steer), ("under 100 a night", .steer), ("sort them by price", .steer),
            ("we come with a dog", .steer),
        ] as [(String, Action)]
    )
    func `what makes the result useless interrupts, what refines it steers`(_ message: String, _ action: Action) {
        #expect(arbiter.decide(.during(message)).action == action)
    }

    @Test(
        arguments: [
            ("Braga instead", .interrupt, .steer), ("wait, is tax in that?", .interrupt, .side),
            ("cancel!", .cancel, .cancel),
            ("hold on", .cancel, .steer), ("um", .interrupt, .side), ("is that a flat price?", .side, .side),
            ("the wrong card!", .interrupt, .steer), ("pay for the hotel in Porto", .steer, .steer),
            ("the baby has a fever and cannot breathe", .interrupt, .side),
        ] as [(String, Action, Action)]
    )
    func `the commit turns things round`(_ message: String, _ before: Action, _ after: Action) {
        #expect(arbiter.decide(.duringPayment(message, committed: false)).action == before)
        #expect(arbiter.decide(.duringPayment(message, committed: true)).action == after)
    }

    @Test(
        arguments: [
            ("my friend gives me a bed", .cancel), ("we just booked something", .cancel),
            ("we just booked something. where can we park?", .interrupt), ("stop, find a campsite instead", .interrupt),
        ] as [(String, Action)]
    )
    func `a reason is a stop, a reason with a request is a redirection`(_ message: String, _ action: Action) {
        #expect(arbiter.decide(.during(message)).action == action)
    }

    @Test(
        arguments: [
            ("after that, book a table", .enqueue), ("please email me my invoices", .enqueue),
            ("remind me to call mum", .enqueue), ("how long will it take?", .side), ("any luck?", .side), ("?", .side),
            ("put it in a table when you're done", .steer),
        ] as [(String, Action)]
    )
    func `work waits its turn, a question is answered beside it, a form changes it`(_ message: String, _ action: Action)
    {
        #expect(arbiter.decide(.during(message)).action == action)
    }

    @Test(
        arguments: [
            ("it was the fuse", "find out why the heating is cold", .cancel),
            ("it was the same last week", "find out why the heating is cold", .steer),
            ("it was the fuse", "order a heater", .steer),
            ("my sister would prefer a tent. which sites have shade?", "search hotels in Porto", .interrupt),
            ("so no hotel", "search hotels in Porto", .cancel), ("so no stairs", "search hotels in Porto", .steer),
            ("do hotels there take dogs", "search hotels in Porto", .side),
            ("do the cheap hotels first", "search hotels in Porto", .steer),
        ] as [(String, String, Action)]
    )
    func `the goal decides what news means, and a verb before its subject asks`(
        _ message: String,
        _ goal: String,
        _ action: Action
    ) {
        #expect(arbiter.decide(.during(message, goal: goal)).action == action)
    }

    @Test func `an opinion does not hold a payment, an objection does`() {
        for (message, action) in [
            ("such a pretty place", Action.side), ("such a pretty place, but not for 3 nights", .interrupt),
        ] {
            #expect(arbiter.decide(.duringPayment(message, committed: false)).action == action)
        }
    }

    @Test(arguments: [
        "thanks!", "great 👍", "ok", "I'm so nervous", "gotta catch my train", "you people are clowns", "hmm",
    ])
    func `thanks, feelings and farewells change nothing`(_ message: String) {
        #expect(arbiter.decide(.during(message)).action == .side)
    }

    @Test(arguments: ["cancel e2e only", "skip the lint", "just the unit tests", "drop the lint part"])
    func `a stop of one branch steers the turn`(_ message: String) {
        let situation = Situation.during(
            message,
            goal: "lint, unit tests and e2e in parallel",
            tool: .init(name: "run_tests"),
            asked: "run lint, unit and e2e"
        )
        #expect(arbiter.decide(situation).action == .steer)
    }

    @Test(arguments: ["black", "yes please", "the second one", "no sugar"])
    func `an answer to the agent's question steers`(_ message: String) {
        #expect(arbiter.decide(.during(message, tool: nil, answered: "Which one?")).action == .steer)
    }

    @Test func `a fragment at once merges, later it steers, and a stop never merges`() {
        func soon(_ message: String, gap: Int = 1_200, age: Int = 1) -> Action {
            arbiter.decide(.during(message, tool: nil, asked: "I need a hotel in", gap: gap, age: age)).action
        }
        #expect(soon("Porto for two nights") == .merge)
        #expect(soon("Porto for two nights", gap: 40_000, age: 40) == .steer)
        #expect(soon("stop") == .cancel)
        #expect(soon("*Porto") == .merge)
    }

    @Test func `a stop taken back resumes`() {
        func idle(_ message: String) -> Action {
            arbiter.decide(
                Situation(
                    message: message,
                    lastInterrupted: .init(goal: "compare plans", agoSeconds: 9),
                    millisecondsSincePreviousMessage: 9_000,
                    history: [.init(.user, "compare the plans"), .init(.user, "stop")]
                )
            ).action
        }
        for message in [
            "never mind, go on", "wrong window, please continue", "do the rest too", "false alarm, carry on",
        ] {
            #expect(idle(message) == .resume, "\(message)")
        }
        for message in ["count the overdue invoices", "what is the weather?", "thanks, that was all"] {
            #expect(idle(message) == .enqueue, "\(message)")
        }
    }

    @Test func `never mind after a question beside the work takes back the question`() {
        let situation = Situation.during("ah never mind, got it", gap: 4_000, age: 300)
        var asked = situation
        asked.history += [.init(.user, "what is a kiosk?"), .init(.agent, "A small shop.")]
        #expect(arbiter.decide(asked).action == .side)
        #expect(arbiter.decide(situation).action == .cancel)
    }
}
