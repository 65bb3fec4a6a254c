/// What the arbiter is told: a projection of the log and of nothing else.
extension SessionMachine {
    /// The situation that a message with this text meets now.
    package func situation(_ message: String) -> Situation {
        Situation(
            message: message, running: runningSituation, lastInterrupted: interruptedSituation,
            millisecondsSincePreviousMessage: fold.lastMessageTime.map {
                Int((wall.microseconds - $0.microseconds) / 1000)
            } ?? .max,
            history: fold.recent.map { Situation.Line($0.isUser ? .user : .agent, $0.text) })
    }

    private var runningSituation: Situation.Running? {
        guard let turn = live else { return nil }
        return Situation.Running(
            goal: turn.input.joined(separator: " "), agent: fold.agent, tool: toolSituation(turn) ?? branchSituation(turn),
            elapsedSeconds: Int((now - turn.startedAt) / .seconds(1)), queued: queue.count)
    }

    /// The call that matters most: a committed one, then a write, then a long one, then the newest.
    private func toolSituation(_ turn: LiveTurn) -> Situation.Tool? {
        func weight(_ call: LiveCall) -> Int {
            (call.isCommitted ? 4 : 0) + (call.traits.effect == .write ? 2 : 0) + (call.traits.duration == .long ? 1 : 0)
        }
        guard let call = turn.calls.max(by: { weight($0) < weight($1) }) else { return nil }
        return Situation.Tool(
            name: call.name, duration: .init(rawValue: call.traits.duration.rawValue) ?? .long,
            effect: .init(rawValue: call.traits.effect.rawValue) ?? .read,
            interruptible: .init(rawValue: call.traits.interruptible.rawValue) ?? .anyTime,
            committed: call.isCommitted, percent: call.percent)
    }

    /// A branch at work is to the person what a long tool is: something that goes on, and nothing that is being said.
    private func branchSituation(_ turn: LiveTurn) -> Situation.Tool? {
        turn.runs.last { $0.parent != nil && $0.result == nil }.map { Situation.Tool(name: $0.agent) }
    }

    private var interruptedSituation: Situation.Interrupted? {
        guard let kept = resumable(at: wall) else { return nil }
        let findings = kept.transfer.findings.map { "\($0.key): \($0.value.text)" }.joined(separator: ", ")
        return Situation.Interrupted(
            goal: kept.transfer.query, agent: fold.agent, kept: String(findings.prefix(300)),
            agoSeconds: Int((wall.microseconds - kept.transfer.time.microseconds) / 1_000_000))
    }
}
