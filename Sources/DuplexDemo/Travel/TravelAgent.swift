public import DuplexAgents
import DuplexCore

/// A travel assistant: the demo of a workflow whose searches are interrupted and whose findings survive that.
///
/// It finds flights and hotels in a few cities, two offers at a time; no airline answers for Atlantis, so that one
/// search fails there while the other goes on. While it searches, `under 150` or `direct` narrow the choice down.
/// Without a model of its own it decides by a script, and says so.
public enum TravelAgent {
    /// What a person can want.
    package enum Intent: String, CaseIterable, Sendable {
        case flight, hotel, both, unknown
    }

    /// Creates the agent with a language model, which decides what the person wants.
    public static func make(model: any Model) -> WorkflowGraph {
        do {
            return try graph(model)
        } catch {
            preconditionFailure("the picture of the travel demo is wrong: \(error)")
        }
    }

    /// Creates the agent with the script, which measures time with `clock` and waits for `pace` before it decides.
    public static func make(clock: any Clock<Duration>, pace: Duration = .milliseconds(40)) -> WorkflowGraph {
        make(model: ScriptedModel(clock: clock, pace: pace, rules: rules))
    }

    private static func graph(_ model: any Model) throws(WorkflowError) -> WorkflowGraph {
        let intent = WorkflowRouter<Intent>(
            "intent", asking: model, instructions: instructions, otherwise: .unknown)
        let answer = WorkflowAssembler { context in
            try await context.run.say(TravelAnswer(context).text)
        }
        // swift-format-ignore
        return try WorkflowGraph(name: "travel", about: "Finds flights and hotels in a few made-up catalogues.") {
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
