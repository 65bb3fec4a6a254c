// The words of Parlant's wire, in the order in which its own error sentences list them.

/// Who an event of the conversation view is from.
package enum ParlantSource: String, CaseIterable, Sendable {
    case customer
    case customerUI = "customer_ui"
    case humanAgent = "human_agent"
    case humanAgentOnBehalf = "human_agent_on_behalf_of_ai_agent"
    case aiAgent = "ai_agent"
    case system
}

package enum ParlantKind: String, CaseIterable, Sendable {
    case message, tool, status, custom
}

package enum ParlantStatus: String, CaseIterable, Sendable {
    case acknowledged, cancelled, processing, ready, typing, error
}

package enum ParlantModeration: String, CaseIterable, Sendable {
    case auto, paranoid, none
}

package enum ParlantSessionMode: String, CaseIterable, Sendable {
    case auto, manual
}

package enum ParlantSort: String, CaseIterable, Sendable {
    case ascending = "asc"
    case descending = "desc"
}

package enum ParlantComposition: String, CaseIterable, Sendable {
    case fluid
    case cannedFluid = "canned_fluid"
    case compositedCanned = "composited_canned"
    case strictCanned = "strict_canned"
}

package enum ParlantOutput: String, CaseIterable, Sendable {
    case block, stream
}
