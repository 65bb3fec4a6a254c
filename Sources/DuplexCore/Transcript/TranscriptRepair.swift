extension TranscriptMessage {
    /// A history that was kept elsewhere, made valid for a provider.
    ///
    /// Results that answer no call of the message right before them are dropped, and so are second results and second
    /// calls of one name; a call without a result gets one that says it was interrupted. Results stand in the order of
    /// their calls.
    package static func repair(_ messages: [TranscriptMessage]) -> [TranscriptMessage] {
        var repaired: [TranscriptMessage] = []
        var due: [TranscriptCall] = []
        var results: [String: String] = [:]
        func settle() {
            for call in due { repaired.append(.tool(call: call.id, text: results[call.id] ?? interruptedText)) }
            due = []
            results = [:]
        }
        for message in messages {
            switch message {
            case .tool(let call, let text):
                if results[call] == nil, due.contains(where: { $0.id == call }) { results[call] = text }
            case .user:
                settle()
                repaired.append(message)
            case .assistant(let text, let calls):
                settle()
                for call in calls where !due.contains(where: { $0.id == call.id }) { due.append(call) }
                repaired.append(.assistant(text, calls: due))
            }
        }
        settle()
        return repaired
    }

    /// The last messages of a valid history: at least `count` where there are as many, from a person's words on.
    package static func window(_ messages: [TranscriptMessage], count: Int) -> [TranscriptMessage] {
        let earliest = max(0, messages.count - max(1, count))
        let start = messages.indices.last { $0 <= earliest && messages[$0].isUser } ?? 0
        return Array(messages[start...].drop { !$0.isUser })
    }

    private static var interruptedText: String { #"{"status":"interrupted"}"# }
}
