/// A second opinion on what a message does: the offline decision counts at once, and somebody slower may replace it.
extension SessionMachine {
    /// From this confidence on the offline decision needs no second opinion.
    private static let sureConfidence = 0.9

    /// Below this confidence a message waits until somebody has looked again.
    private static let unsureConfidence = 0.7

    /// What a second opinion is about: when any of it has changed, the opinion is of another situation.
    struct Basis: Equatable, Sendable {
        var turn: TurnID
        var isStopping: Bool
        var calls: [Call]

        struct Call: Equatable, Sendable {
            var id: CallID
            var isCommitted: Bool
        }

        init(_ turn: LiveTurn) {
            self.turn = turn.id
            isStopping = turn.stop != nil
            calls = turn.calls.map { Call(id: $0.id, isCommitted: $0.isCommitted) }
        }
    }

    /// A message on which somebody has been asked.
    struct Asked: Sendable {
        /// The decision that the opinion may replace.
        var decision: Offset
        var action: Action

        /// What counts when there is no opinion in time.
        var offline: Decision
        var basis: Basis
    }

    /// What somebody would be asked about a message that has just arrived; nil when the offline decision suffices.
    struct Question: Sendable {
        var situation: Situation
        var offline: Decision
        var basis: Basis
    }

    /// The offline decision, or where that is unsure what can wait until somebody has looked again.
    func meanwhile(_ offline: Decision) -> Decision {
        guard asksAgain, offline.confidence < Self.unsureConfidence, let running = live else { return offline }
        let isLong = running.calls.contains { $0.traits.duration == .long }
        return Decision(
            isLong ? .side : .enqueue, "\(offline.reason) It waits for a second look.", confidence: offline.confidence)
    }

    /// To be asked before the message is in the log.
    func question(on submission: Submission) -> Question? {
        guard asksAgain, (submission.whenBusy ?? fold.whenBusy ?? policy) == .auto, let running = live,
            asked.count < limits.secondOpinionCountMax
        else { return nil }
        let situation = situation(submission.text)
        let offline = OfflineArbiter().decide(situation)
        guard offline.confidence < Self.sureConfidence else { return nil }
        return Question(situation: situation, offline: offline, basis: Basis(running))
    }

    /// Asks, if the message still waits for its use.
    mutating func consult(_ question: Question?, on event: Offset, _ decision: Decision) {
        guard let question, let message = pendingMessage(event) else { return }
        asked[event] = Asked(
            decision: message.decision, action: decision.action, offline: question.offline, basis: question.basis)
        perform(.consult(event: event, question.situation))
    }

    /// The opinion replaces the decision while the message is unused, nobody else has changed it, and turn, tools and
    /// commits are what they were; without one the offline decision counts.
    mutating func consulted(_ event: Offset, _ opinion: Decision?) {
        guard let asked = asked.removeValue(forKey: event), let message = pendingMessage(event),
            message.decision == asked.decision, let running = live, Basis(running) == asked.basis
        else { return }
        let decision = possible(opinion ?? asked.offline, running)
        guard decision.action != asked.action, decision.action != .reject else { return }
        let replaced = replace(message, by: decision, running)
        carryOut(decision.action, replaced)
    }
}
