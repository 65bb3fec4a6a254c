/// How far the main lane's work is: one projection of the log for the model's `check_status`, for API, console and
/// terminal.
package struct OperationStatus: Equatable, Sendable {
    /// The state of the main turn; nil when none runs.
    package var state: TurnState?

    /// 0...100 of the tool that matters most; nil while no tool works.
    package var percent: Int?
    package var toolName: String?

    /// What the tool said last, or what people read while it works.
    package var text: String?

    /// How long that tool has worked, or the turn when no tool does.
    package var elapsed: Duration?

    /// How long it may still take, judged from its progress; nil while there is none.
    package var estimate: Duration?

    /// Turns that wait for the main lane.
    package var queuedCount = 0

    /// What the turn has found so far.
    package var partials: [SessionFold.Partial] = []

    /// What else goes on in the background: its tools, oldest first.
    package var background: [SessionFold.Call] = []
    private var now = Timestamp(microseconds: 0)

    /// A partial result of more bytes than this is told by its size only.
    private static let partialByteCountMax = 2048

    /// The form in which models and clients read it; durations are whole seconds.
    package var json: JSON {
        var found: JSONObject = [:]
        for partial in partials {
            let byteCount = partial.value.bytes.count
            found[partial.key] = byteCount <= Self.partialByteCountMax ? partial.value : ["bytes": .int(byteCount)]
        }
        var object: JSONObject = [
            "status": .string(state?.name ?? "idle"), "progress": percent.map(JSON.int) ?? .null,
            "tool_name": toolName.map(JSON.string) ?? .null, "text": text.map(JSON.string) ?? .null,
            "elapsed": elapsed.map { .int(Int($0 / .seconds(1))) } ?? .null,
            "estimate": estimate.map { .int(Int(($0 / .seconds(1)).rounded(.up))) } ?? .null,
            "queued": .int(queuedCount), "partials": .object(found),
        ]
        if !background.isEmpty { object["background"] = .array(background.map(json)) }
        return .object(object)
    }

    private func json(_ call: SessionFold.Call) -> JSON {
        [
            "tool_name": .string(call.name), "progress": .int(call.percent),
            "text": call.words.map(JSON.string) ?? .null,
            "elapsed": call.elapsed(at: now).map { .int(Int($0 / .seconds(1))) } ?? .null,
            "estimate": call.estimate(at: now).map { .int(Int(($0 / .seconds(1)).rounded(.up))) } ?? .null,
        ]
    }
}

extension OperationStatus {
    /// How far the work is in a session of this state.
    ///
    /// - Parameters:
    ///   - fold: The state.
    ///   - now: The time that durations are measured to.
    ///   - asker: The turn that asks, which is not the work that it asks about.
    package init(_ fold: SessionFold, at now: Timestamp, asker: TurnID? = nil) {
        self.now = now
        queuedCount = fold.openTurns.count { $0.lane == .main && $0.state == .queued && $0.id != asker }
        let call = fold.operationCall(asker: asker)
        background = fold.calls.filter { $0.continues != nil && $0.id != call?.id }
        guard let turn = fold.operationTurn(asker: asker) else { return }
        state = turn.state
        partials = fold.partials.filter { $0.turn == turn.id }
        elapsed = turn.startedAt.map { now.since($0) }
        guard let call else { return }
        percent = call.percent
        toolName = call.name
        text = call.words
        elapsed = call.elapsed(at: now)
        estimate = call.estimate(at: now)
    }
}

extension SessionFold {
    /// How far the work is; see ``OperationStatus/init(_:at:asker:)``.
    package func operation(at now: Timestamp, asker: TurnID? = nil) -> OperationStatus {
        OperationStatus(self, at: now, asker: asker)
    }

    /// The turn at work that people mean: the main lane's, or the one that has been longest in the background.
    ///
    /// - Parameter asker: The turn that asks, which is not the work that it asks about.
    package func operationTurn(asker: TurnID? = nil) -> Turn? {
        let working = openTurns.filter { $0.id != asker && $0.state != .queued }
        return working.first { $0.lane == .main } ?? working.first { $0.lane == .background }
    }

    /// The running call that matters most, or the one of a tool: of the work that people mean, else in the background.
    ///
    /// - Parameters:
    ///   - tool: The tool's name; nil for any.
    ///   - asker: The turn that asks, which is not the work that it asks about.
    package func operationCall(named tool: String? = nil, asker: TurnID? = nil) -> Call? {
        let turn = operationTurn(asker: asker)?.id
        let running = calls.filter { $0.isStarted && $0.turn != asker && (tool ?? $0.name) == $0.name }
        let own = running.filter { $0.turn == turn }.max { $0.weight < $1.weight }
        return own ?? (tool == nil ? nil : running.first { $0.continues != nil })
    }
}

extension SessionFold.Call {
    /// How long it has worked; nil before its start.
    func elapsed(at now: Timestamp) -> Duration? { startedAt.map { now.since($0) } }

    /// How long it may still take, judged from its progress; nil while there is none.
    func estimate(at now: Timestamp) -> Duration? {
        guard let startedAt, let progressAt, percent > 0 else { return nil }
        return max(.zero, progressAt.since(startedAt) * (100 - percent) / percent - now.since(progressAt))
    }

    /// What its tool said last, or what people read while it works; nil for nothing.
    var words: String? { text.isEmpty ? (feedback.isEmpty ? nil : feedback) : text }

    /// What matters most: a committed call, then a write, then a long one; of equals the first.
    fileprivate var weight: Int { (isCommitted ? 4 : 0) + (isWrite ? 2 : 0) + (isLong ? 1 : 0) }
}

extension Timestamp {
    fileprivate func since(_ earlier: Timestamp) -> Duration {
        .microseconds(max(0, microseconds - earlier.microseconds))
    }
}
