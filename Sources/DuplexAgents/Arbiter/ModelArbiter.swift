public import DuplexCore

/// An arbiter that asks a language model.
public struct ModelArbiter: Arbiter {
    /// Why a model's answer is no decision.
    public struct Undecided: Error, Equatable, Sendable {
        /// What it said, shortened.
        public let answer: String
    }

    private let model: any Model

    /// Creates an arbiter that asks `model`.
    public init(model: any Model) { self.model = model }

    /// Asks the model once; a committed write is never interrupted, whatever it says.
    ///
    /// On cancellation: the model call is given up at once and `CancellationError` is thrown.
    ///
    /// - Throws: ``ModelError``, ``Undecided``, or `CancellationError` when the time is over.
    public func decide(
        _ situation: Situation, within patience: Duration, on clock: any Clock<Duration>
    ) async throws -> Decision {
        let request = ModelRequest(
            messages: [.system(Self.instructions), .user(SituationWire.json(situation).text)], temperature: 0)
        let response = try await Self.racing(patience, on: clock) { try await model.respond(to: request) { _ in } }
        return try Self.decision(response.text, situation)
    }

    /// Does `work`, at most until the time is over.
    private static func racing<Value: Sendable>(
        _ patience: Duration, on clock: any Clock<Duration>, _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await clock.sleep(for: patience)
                throw CancellationError()
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    }

    /// What a model's words decide: a JSON object with `action`, or the first word that is an action.
    private static func decision(_ text: String, _ situation: Situation) throws -> Decision {
        // What is no JSON is looked through for the word.
        let json = object(in: text)
        let word = json?["action"]?.string ?? text
        let words = word.lowercased().split { !$0.isLetter }.map(String.init)
        guard let action = words.lazy.compactMap(Action.init(rawValue:)).first(where: { choices.contains($0) }) else {
            throw Undecided(answer: String(text.prefix(80)))
        }
        let said = json?["reason"]?.string.map { String($0.prefix(Self.reasonCharacterCountMax)) }
        let reason = said.flatMap { $0.isEmpty ? nil : $0 } ?? "The model's choice."
        let confidence = min(1, max(0, json?["confidence"]?.double ?? 0.8))
        let isCommitted = situation.running?.tool?.committed ?? false
        guard isCommitted, [.interrupt, .merge].contains(action) else {
            return Decision(action, reason, confidence: confidence)
        }
        return Decision(.steer, "\(reason) The write is committed and is never interrupted.", confidence: confidence)
    }

    /// The JSON object in an answer, which models like to put between other words.
    private static func object(in text: String) -> JSON? {
        guard let start = text.firstIndex(of: "{"), let end = text.lastIndex(of: "}"), start < end else { return nil }
        // What looks like an object and is none is read as words.
        return try? JSON(parsing: Array(text[start...end].utf8))
    }

    private static let reasonCharacterCountMax = 200
    private static let choices: Set<Action> = [.side, .interrupt, .steer, .enqueue, .cancel, .resume, .merge]

    private static let instructions = """
        An agent is working for a person, and a new message of that person has arrived. You are given the situation as
        JSON. Decide what the message does. The actions:
        - side: the work goes on untouched; the message is answered beside it. Questions, status, thanks, feelings.
        - steer: the work goes on and takes the message in: a detail, a constraint, a correction, another form of the
          same result, one part dropped.
        - enqueue: the work goes on; the message asks for other work, which is done afterwards.
        - interrupt: the work is stopped and the message starts the next one: another goal, a result that would be
          useless, harm about to be done, an emergency.
        - cancel: the work is stopped and nothing new is to be done: it is no longer wanted, needed or possible.
        - resume: the person wants the stopped work to go on, and nothing else.
        - merge: the message completes or repairs the previous one, which came a moment ago.
        Ask in this order: was the previous message unfinished; is a stop taken back; should the work end; does the
        message change it; is it new work; otherwise it is side. A word such as "stop" inside a question, a name or a
        quotation stops nothing. News that leaves the work without a purpose is a stop, even when nobody says stop.
        Before a write commits, doubt holds it; after it has committed it is never interrupted. When unsure choose what
        can be undone.
        Answer with one line of JSON and nothing else: {"action": "...", "reason": "one short sentence",
        "confidence": 0.0 to 1.0}
        """
}
