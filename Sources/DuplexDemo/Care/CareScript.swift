import DuplexAgents
import DuplexCore

/// What the care demo's scripted models go by.
enum CareScript {
    /// What the router is told.
    static let routing = """
        Decide who can answer: research_paper knows what studies have found, medical_welfare knows benefits, \
        allowances and who pays. Choose both when the question is about both, unknown when it is about neither.
        """

    static let routes: [ScriptedRule] = [
        .when("\(science) * \(money)", "\(money) * \(science)", "both|everything", then: .say("both")),
        .when(science, then: .say("research_paper")),
        .when(money, then: .say("medical_welfare")),
        .when(topics, then: .say("both")),
        .otherwise(.say("unknown")),
    ]

    static let research: [ScriptedRule] = [
        .when(
            "{question*}", then: .call("search_papers", ["query": "{question}"]),
            .say(
                "{each search_papers.found|{title} ({source}). {text} }",
                onError: ["not_found": "I have found no paper about that."]))
    ]

    static let welfare: [ScriptedRule] = [
        .when(
            "{question*}", then: .call("search_rules", ["query": "{question}"]),
            .say(
                "{each search_rules.found|{title} ({source}). {text} }",
                onError: ["not_found": "I know of no benefit for that."]))
    ]

    private static let science = "paper*|stud*|research*|evidence|science|trial*|work*|effect*"
    private static let money = "benefit*|allowance*|paid|pay*|cost*|money|entitled|apply|voucher*|welfare|support*|card"
    private static let topics =
        "dementia|stroke|diabetes|hip|heart|pain|carer*|respite|sleep|glucose|physio*|rehab*|disab*|blood"
}
