import DuplexCore

/// The answer of the main lane, joined with what was said on the side lane while it was being worked out.
struct Synthesis {
    /// How long a model may take to join them; then the answer stands as it is. People have waited long enough by then.
    static let timeLimit = Duration.seconds(30)

    let agent: ToolLoop
    let context: RunContext

    /// The answer as it stands.
    let answer: String
    let talk: [SideTalk]

    /// The joined answer; nil when there is none, in which case the answer stands as it is.
    ///
    /// Nothing of it is said before it is whole, since half of it would stand in the way of the plain answer.
    ///
    /// On cancellation: throws `CancellationError`.
    func joined() async throws -> String? {
        do {
            _ = try await context.beginStep()
            let text = try await withThrowingTaskGroup(of: String?.self) { group in
                group.addTask { try await ask() }
                group.addTask {
                    try await context.pause(Self.timeLimit)
                    return nil
                }
                defer { group.cancelAll() }
                return try await group.next() ?? nil
            }
            guard let text else { return try await fail("synthesis.timed_out", "Joining the answers took too long.") }
            guard !text.isBlank else { return try await fail("synthesis.empty", "The model joined them to nothing.") }
            try await context.endJoining()
            return agent.isSpeechSafe ? text.speechSafe : text
        } catch let error as ModelError {
            return try await fail(error.code.description, error.message)
        }
    }

    /// Asks the model for the joined answer.
    private func ask() async throws -> String {
        let model = agent.model
        let response = try await context.token.guarding { [request] in
            try await model.respond(to: request) { _ in }
        }
        guard [.stop, .toolCalls].contains(response.finish) else {
            throw ModelError(.brokenStream, "The model did not finish the joined answer.")
        }
        return response.text
    }

    private func fail(_ code: String, _ message: String) async throws -> String? {
        try await context.endJoining(["code": .string(code), "message": .string(message)])
        return nil
    }

    /// What the model is asked: everything that it needs stands in one JSON object.
    var request: ModelRequest {
        let meanwhile = talk.map { talk -> JSON in
            ["asked": .string(talk.asked), "answered": .string(talk.answered)]
        }
        let material: JSON = [
            "synthesis": [
                "request": .string(context.input.joined(separator: "\n")), "answer": .string(answer),
                "meanwhile": .array(meanwhile),
            ]
        ]
        return ModelRequest(
            messages: [.system("\(agent.main.instructions)\n\n\(Self.note)"), .user(material.text)],
            temperature: agent.main.temperature)
    }

    private static let note = """
        You have finished something that took a while. The next message is no person's: it has what the person had \
        asked for (request), your answer to that (answer), and what the person asked and was answered while you worked \
        (meanwhile). Write the one message that the person reads now, in the language of the request: give the answer \
        with all its facts, and where it touches what was said meanwhile, make it fit; correct what the result has \
        changed, and say that it was corrected. Do not repeat what was settled, and add nothing new.
        """
}
