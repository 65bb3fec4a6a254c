import DuplexReader

/// A small trained text model that looks again at what the rules decided about a message to running work.
///
/// The rules know phrases and the state; the model knows what people mean by what they say about their work, from the
/// talk that it was trained on. What the rules decide is one of the facts that it weighs. A bare stop, joined messages
/// and a stop that is taken back are the rules' alone, and so is what a committed write forbids.
struct SecondReader: Sendable {
    let pieces: WordPieces

    /// The reader of this process; nil without memory for its model: then the rules decide alone.
    static let shared = TextModel.shared.map { SecondReader(pieces: WordPieces($0)) }

    /// What the two stops must weigh together: less where the rules hear a stop too, more where they hear a calm question.
    ///
    /// Chosen by score on two sets that the model was not trained on; `docs/arbiter.md` says which.
    private static func stopWeightMin(_ decision: Decision, _ rules: Rules) -> Float {
        if decision.isStop { return 0.2 }
        return decision.action == .side && rules.isQuestion ? 0.8 : 0.6
    }

    /// From this confidence on the rules know which of the two stops it is.
    private static let sureStopConfidence = 0.8

    /// The part of a stop's weight from which on something else is wanted: an interruption answers the message, and a
    /// cancel would lose what it asks for.
    private static let interruptShareMin: Float = 0.3

    /// What going back to the kept work must weigh.
    private static let resumeWeightMin: Float = 0.5

    /// The decision that the message gets: the rules' own, or another one.
    func review(_ decision: Decision, by rules: Rules) -> Decision {
        guard !Self.isSettled(decision, by: rules),
            let weights = pieces.model.weigh(ReaderInput(rules, decision, pieces: pieces).input)
        else { return decision }
        let (action, weight) = choice(Weights(weights), decision, rules)
        let confidence = (Double(weight) * 100).rounded() / 100
        return action == decision.action
            ? Decision(action, decision.reason, confidence: confidence)
            : Decision(action, Self.reason(for: action), confidence: confidence)
    }

    /// What needs no second look: a message without words, and what the state or the words leave no doubt about.
    static func isSettled(_ decision: Decision, by rules: Rules) -> Bool {
        switch decision.action {
        case _ where rules.reading.wordCount == 0: true
        case .merge, .resume: true
        case .steer: rules.reading.repeatsRequest
        case .cancel: rules.reading.isPlainStop && rules.reading.wordCount <= plainStopWordMax
        default: false
        }
    }

    /// A stop of so few words, none of which is about anything else, is a stop.
    private static let plainStopWordMax = 4

    private func choice(_ weights: Weights, _ decision: Decision, _ rules: Rules) -> (Action, Float) {
        if rules.situation.lastInterrupted != nil, !rules.isCommitted, weights.resume > Self.resumeWeightMin {
            return (.resume, weights.resume)
        }
        // With nothing to stop or to change, any other message starts a turn.
        guard rules.situation.running != nil else { return (.enqueue, 1 - weights.resume) }
        guard weights.stop > Self.stopWeightMin(decision, rules) else { return weights.likeliestCalm }
        if rules.isCommitted {
            // Never interrupted, whatever is said; and only a stop that the rules hear too ends what comes after it.
            return (decision.action == .cancel ? .cancel : .steer, weights.stop)
        }
        if decision.isStop, decision.confidence >= Self.sureStopConfidence { return (decision.action, weights.stop) }
        return (weights.interrupt > Self.interruptShareMin * weights.stop ? .interrupt : .cancel, weights.stop)
    }

    /// What the model weighs, 0...1; together they are 1.
    private struct Weights {
        let side, steer, enqueue, cancel, interrupt, resume: Float

        init(_ numbers: [Float]) {
            (side, steer, enqueue) = (numbers[0], numbers[1], numbers[2])
            (cancel, interrupt, resume) = (numbers[3], numbers[4], numbers[5])
        }

        var stop: Float { cancel + interrupt }

        /// The likeliest answer that lets the work go on.
        var likeliestCalm: (Action, Float) {
            [(.steer, steer), (.enqueue, enqueue)].reduce((.side, side)) { $1.1 > $0.1 ? $1 : $0 }
        }
    }

    private static func reason(for action: Action) -> String {
        switch action {
        case .cancel: "Reads like the end of the work."
        case .interrupt: "Reads like something else is wanted instead."
        case .steer: "Reads like a detail of the same work."
        case .enqueue: "Reads like work of its own."
        case .resume: "Reads like going back to the kept work."
        default: "Reads like talk beside the work."
        }
    }
}

extension Decision {
    /// Whether the running work ends by it.
    fileprivate var isStop: Bool { action == .cancel || action == .interrupt }
}
