public import DuplexAgents
import DuplexCore

/// A travel assistant: the demo of a workflow whose searches are interrupted and whose findings survive that.
///
/// It finds flights and hotels in a few cities, two offers at a time; no airline answers for Atlantis, so that one
/// search fails there while the other goes on. While it searches, `under 150` or `direct` narrow the choice down,
/// "hotels instead" begins anew with what was found, "never mind" stops, and "how far are you?" is answered aside.
/// Without a model of its own it decides by a script, and says so.
public enum TravelAgent {
    /// What a person can want.
    package enum Intent: String, CaseIterable, Sendable {
        case flight, hotel, both, unknown
    }

    /// Creates the agent with a language model, which decides what the person wants.
    public static func make(model: any Model) -> WorkflowGraph { make(model: model, aside: model) }

    /// Creates the agent with the script, which measures time with `clock` and waits for `pace` before it decides.
    public static func make(clock: any Clock<Duration>, pace: Duration = .milliseconds(40)) -> WorkflowGraph {
        make(
            model: ScriptedModel(clock: clock, pace: pace, rules: rules),
            aside: ScriptedModel(clock: clock, pace: pace, rules: talk))
    }

    private static func make(model: any Model, aside: any Model) -> WorkflowGraph {
        do {
            return try graph(model, aside: aside)
        } catch {
            preconditionFailure("the picture of the travel demo is wrong: \(error)")
        }
    }

    private static func graph(_ model: any Model, aside: any Model) throws(WorkflowError) -> WorkflowGraph {
        let intent = WorkflowRouter<Intent>(
            "intent", asking: model, instructions: instructions, otherwise: .unknown)
        let answer = WorkflowAssembler { context in
            try await context.run.say(TravelAnswer(context).text)
        }
        let about = "Finds flights and hotels in a few made-up catalogues."
        let talker = ToolLoop(name: "travel", about: about, model: aside, instructions: manners)
        // swift-format-ignore
        return try WorkflowGraph(name: "travel", about: about, whenBusy: .auto, aside: talker) {
            intent[.flight]  --> flight          --> answer
            intent[.hotel]   --> hotel           --> answer
            intent[.both]    --> [flight, hotel] --> answer
            intent[.unknown]                     --> answer
        }
    }

    static let flight = WorkflowBranch(
        "flight", about: "Searches flights.", reusing: TravelSearch<Flight>.fits,
        work: TravelSearch(catalogue: TravelData.flights, source: "The airlines' catalogue").run)

    static let hotel = WorkflowBranch(
        "hotel", about: "Searches hotels.", reusing: TravelSearch<Hotel>.fits,
        work: TravelSearch(catalogue: TravelData.hotels, source: "The hotels' catalogue").run)

    private static let instructions = "Decide what the person wants you to search for."

    /// What the script goes by; the first that fits counts.
    private static let rules: [ScriptedRule] = [
        .when("\(air) * \(room)", "\(room) * \(air)", "trip|holiday|both", then: .say("both")),
        .when(air, then: .say("flight")),
        .when(room, then: .say("hotel")),
        .otherwise(.say("unknown")),
    ]

    private static let manners = """
        You help a traveller while flights and hotels are searched for them. Be brief and friendly. Say how far the \
        search is when they ask; you cannot search yourself.
        """

    /// What is said beside a search.
    private static let talk: [ScriptedRule] = [
        .when(
            "how far|long|many|much", "status|progress|yet|still|found", offered: ["check_status"],
            then: .call("check_status"),
            .say("I have searched for {check_status.elapsed} s and go on. What I have found is on your screen.")),
        .when("thank|thanks|great|cool|nice", then: .say("You are welcome. I go on searching.")),
        .otherwise(.say("I am a scripted demo and search on. Tell me what else you want, or say \"never mind\".")),
    ]

    private static let air = "flight*|fly|flying|plane*|airline*"
    private static let room = "hotel*|room*|hostel*|stay|sleep"
}

extension TravelAnswer {
    /// What the branches have found, and what an interrupted turn has handed over.
    init(_ context: NodeContext) {
        let transfer = context.run.transfer
        var wish = TravelWish(context.request, after: transfer)
        for text in context.steered { wish.add(text) }
        let flights = context.results[TravelAgent.flight]
        let hotels = context.results[TravelAgent.hotel]
        var carried: [Section] = []
        if flights == nil, let found = context.carried(TravelAgent.flight) { carried.append(Section("flight", found)) }
        if hotels == nil, let found = context.carried(TravelAgent.hotel) { carried.append(Section("hotel", found)) }
        self.init(
            sections: [
                flights.map { Section("flight", $0, wish: wish) }, hotels.map { Section("hotel", $0, wish: wish) },
            ].compactMap(\.self),
            // A turn that goes on from another one answers the same query.
            carriedQuery: transfer?.query == context.request ? nil : transfer?.query, carriedSections: carried)
    }
}
