public import DuplexAgents
import DuplexCore

/// A helper for people who care for others: the demo of questions that go to one expert or to two at once.
///
/// A router sends a question to `research_paper`, to `medical_welfare` or to both; each expert's answer is a partial
/// result as soon as it is complete, and all of them together are the answer. When one expert fails, the other's answer
/// is given all the same. The experts are any agents: the demo has its own, over two small made-up collections, and
/// takes two that live on Parlant servers in their place.
public enum CareAgent {
    /// Who can answer.
    package enum Route: String, CaseIterable, Sendable {
        case research = "research_paper"
        case welfare = "medical_welfare"
        case both
        case unknown
    }

    /// Creates the agent with a language model, which decides who is asked, and is what the demo's own experts think with.
    ///
    /// - Parameters:
    ///   - model: the language model.
    ///   - research: who answers questions about studies; the demo's own expert when nil. Its name counts nowhere else.
    ///   - welfare: who answers questions about benefits.
    /// - Throws: ``CareIndexError`` when the demo's own experts cannot search, for lack of SQLite's FTS5.
    public static func make(
        model: any Model,
        research: (any Agent)? = nil,
        welfare: (any Agent)? = nil
    ) throws -> WorkflowGraph {
        try make(
            router: model,
            research: research ?? researchPaper(model: model),
            welfare: welfare ?? medicalWelfare(model: model)
        )
    }

    /// Creates the agent with scripts, which measure time with `clock` and wait for `pace` before each word.
    ///
    /// - Parameters:
    ///   - clock: the time of the scripts.
    ///   - pace: before each word.
    ///   - research: who answers questions about studies; the demo's own expert when nil.
    ///   - welfare: who answers questions about benefits.
    /// - Throws: ``CareIndexError`` when the demo's own experts cannot search, for lack of SQLite's FTS5.
    public static func make(
        clock: any Clock<Duration>,
        pace: Duration = .milliseconds(20),
        research: (any Agent)? = nil,
        welfare: (any Agent)? = nil
    ) throws -> WorkflowGraph {
        func model(_ rules: [ScriptedRule]) -> ScriptedModel { ScriptedModel(clock: clock, pace: pace, rules: rules) }
        return try make(
            router: model(CareScript.routes),
            research: research ?? researchPaper(model: model(CareScript.research)),
            welfare: welfare ?? medicalWelfare(model: model(CareScript.welfare))
        )
    }

    private static func make(router: any Model, research: any Agent, welfare: any Agent) -> WorkflowGraph {
        do {
            return try graph(router, research, welfare)
        } catch {
            preconditionFailure("the picture of the care demo is wrong: \(error)")
        }
    }

    private static func graph(
        _ model: any Model,
        _ first: any Agent,
        _ second: any Agent
    ) throws(WorkflowError) -> WorkflowGraph {
        let route = WorkflowRouter<Route>(
            "routed_to",
            asking: model,
            instructions: CareScript.routing,
            otherwise: .unknown
        )
        let research = WorkflowBranch(first)
        let welfare = WorkflowBranch(second)
        let answer = WorkflowAssembler("synthesis") { context in
            try await context.run.note(.responsePreparing, ["stage": "synthesizing"])
            let sections = [("Research", context.results[research]), ("Benefits", context.results[welfare])]
            try await context.run.say(synthesis(sections))
        }
        // swift-format-ignore
        return try WorkflowGraph(name: "care", about: "Answers questions of people who care for others.") {
            route[.research] --> research            --> answer
            route[.welfare]  --> welfare             --> answer
            route[.both]     --> [research, welfare] --> answer
            route[.unknown]                          --> answer
        }
    }

    /// What all experts together have said; one that could not answer is named.
    private static func synthesis(_ sections: [(name: String, outcome: BranchOutcome<String>?)]) -> String {
        let asked = sections.compactMap { section in section.outcome.map { (section.name, $0) } }
        guard !asked.isEmpty else {
            return "I can look for studies and for benefits. What is it about?"
        }
        return asked.map { name, outcome in
            switch outcome {
            case .completed(let text): asked.count == 1 ? text : "\(name): \(text)"
            case .failed(let error, _): "\(name): there is no answer. \(error.message)"
            case .cancelled(let partial): "\(name): \(partial ?? "stopped before there was an answer.")"
            }
        }.joined(separator: "\n\n")
    }

    private static func researchPaper(model: any Model) throws(CareIndexError) -> ToolLoop {
        try expert(
            .research,
            "Knows what studies have found.",
            model,
            "from papers",
            name: "title and year",
            CareSearch(
                name: "search_papers",
                about: "Searches the collection of papers.",
                feedback: "Searching papers",
                documents: CareData.papers,
                pace: .milliseconds(600)
            )
        )
    }

    private static func medicalWelfare(model: any Model) throws(CareIndexError) -> ToolLoop {
        try expert(
            .welfare,
            "Knows what patients and carers are entitled to.",
            model,
            "from the rules",
            name: "the office",
            CareSearch(
                name: "search_rules",
                about: "Searches the rules about benefits.",
                feedback: "Searching benefits",
                documents: CareData.rules,
                pace: .milliseconds(1200)
            )
        )
    }

    private static func expert(
        _ route: Route,
        _ about: String,
        _ model: any Model,
        _ basis: String,
        name what: String,
        _ search: CareSearch
    ) -> ToolLoop {
        ToolLoop(
            name: route.rawValue,
            about: about,
            model: model,
            instructions: "You answer \(basis). Search first, name \(what), and say when there is nothing.",
            tools: [search]
        )
    }
}
