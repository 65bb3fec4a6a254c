import DuplexCore

extension WorkflowRouter {
    /// Creates a router that lets a model choose.
    ///
    /// The model is shown `instructions`, the values and the request, and answers with one of the values; whatever else
    /// it says means `fallback`. The run fails with the model's own code when there is no answer.
    public init(_ name: String, asking model: any Model, instructions: String, otherwise fallback: Value) {
        let words = Value.allCases.map(\.rawValue).joined(separator: ", ")
        let manner = ToolLoop.Manner(
            instructions: "\(instructions)\n\nAnswer with one of these words and nothing else: \(words).", temperature: 0)
        self.init(name) { context in
            let text = try await context.run.answer(of: model, to: context.request, manner)
            let said = text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "-" }
            return Value.allCases.first { value in said.contains { $0 == value.rawValue.lowercased() } } ?? fallback
        }
    }
}

extension RunContext {
    /// Asks a model one question and records that it was asked.
    ///
    /// On cancellation: the model call is given up at once and `CancellationError` is thrown.
    fileprivate func answer(of model: any Model, to question: String, _ manner: ToolLoop.Manner) async throws -> String {
        let observer = StepObserver(context: self, model: model, manner: manner, tools: [])
        let request = ModelRequest(
            messages: [.system(manner.instructions), .user(question)], temperature: manner.temperature)
        try await observer.willAsk(request, step: 1)
        do {
            let response = try await token.guarding { try await model.respond(to: request) { _ in } }
            try await observer.didAnswer(response, text: response.text)
            return response.text
        } catch let error as ModelError {
            try await observer.didFail(error)
            throw AgentError(code: error.code.description, error.message)
        }
    }
}
