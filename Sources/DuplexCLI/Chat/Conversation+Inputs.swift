import DuplexCore

/// What the agent asks the person, and what came of it.
extension Conversation {
    /// A question, or a call that the person must allow.
    struct Request: Equatable, Sendable {
        let call: CallID
        let isApproval: Bool
        let prompt: String

        /// How it is answered.
        var hint: String { isApproval ? "[/approve or /refuse]" : "[/answer TEXT]" }
    }

    mutating func applyInput(_ event: Event) -> [Line] {
        guard let call = event.payload["call"]?.string.map(CallID.init) else { return [] }
        guard event.kind == .inputRequested else {
            guard let place = inputs.firstIndex(where: { $0.call == call }) else { return [] }
            inputs.remove(at: place)
            return [note(ending(event), .dim)]
        }
        let request = Request(
            call: call, isApproval: event.payload["kind"]?.string == InputKind.approval.rawValue,
            prompt: TextCleaner.clean(event.payload["prompt"]?.string ?? ""))
        inputs.append(request)
        var lines = wrapped("asks", request.prompt, .strong)
        if request.isApproval, let arguments = event.payload["arguments"], arguments != [:] {
            lines += wrapped("", TextCleaner.clean(arguments.text), .dim)
        }
        return lines
    }

    private func ending(_ event: Event) -> String {
        let by = text(event.payload["by"])
        switch (event.payload["reason"]?.string, event.payload["approved"]?.bool, event.payload["answer"]?.string) {
        case ("expired", _, _): return "Nobody answered in time."
        case ("answered", true?, _): return "Approved by \(by)."
        case ("answered", false?, _): return "Refused by \(by)."
        case ("answered", _, let answer?): return "Answered by \(by): \(TextCleaner.clean(answer).replacing("\n", with: " "))"
        default: return "The question was closed."
        }
    }
}
