package import DuplexCore

extension ToolRequest {
    /// A request as the runtime reads it, before it selects the call.
    package struct Reading: Equatable, Sendable {
        /// What the tool is called with: parsed, and filled in from the session.
        package var arguments: JSON

        /// What may be recorded of it: without the fields that the tool marks secret.
        package var shown: JSON

        /// Why the call must not start; nil when nothing speaks against it.
        package var refusal: ToolSelection.Refusal?
    }

    /// Reads the arguments as the model wrote them; `memory` is what tools have remembered in the session.
    ///
    /// The runtime records a refused request as `tool.selected` and `tool.failed{refused}`, never starts it, and
    /// answers the run with ``DuplexCore/ToolOutcome/Status/refused`` and `{code, message}`, so that the model can do
    /// better. The codes are `unknown_tool` and `invalid_arguments`; whether the lane allows the tool is the runtime's
    /// own question. Arguments that cannot be told apart from secrets are not shown at all.
    package func read(memory: JSONObject) -> Reading {
        guard let tool else {
            return Reading(
                arguments: [:], shown: [:],
                refusal: .init(code: "unknown_tool", message: "There is no tool of the name \(name)."))
        }
        guard case .object(let written)? = parsed else {
            return Reading(
                arguments: [:], shown: [:],
                refusal: .init(code: "invalid_arguments", message: "The arguments are not a JSON object."))
        }
        let arguments = tool.fill(.object(written), from: memory)
        var shown = arguments.object ?? [:]
        for name in tool.traits.secretFields { shown[name] = nil }
        let refusal = tool.fault(in: arguments).map { ToolSelection.Refusal(code: $0.code, message: $0.message) }
        return Reading(arguments: arguments, shown: .object(shown), refusal: refusal)
    }

    /// The arguments as JSON; nil when they are none.
    ///
    /// Some models write nothing where they mean `{}`.
    private var parsed: JSON? {
        guard arguments.contains(where: { !$0.isWhitespace }) else { return [:] }
        // What is wrong with the text does not help a model; that it is no JSON does.
        return try? JSON(parsing: arguments)
    }
}
