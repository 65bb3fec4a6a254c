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

    /// A partial result of more bytes than this is told by its size only.
    private static let partialByteCountMax = 2048

    /// The form in which models and clients read it; durations are whole seconds.
    package var json: JSON {
        var found: JSONObject = [:]
        for partial in partials {
            let byteCount = partial.value.bytes.count
            found[partial.key] = byteCount <= Self.partialByteCountMax ? partial.value : ["bytes": .int(byteCount)]
        }
        return [
            "status": .string(state?.name ?? "idle"), "progress": percent.map(JSON.int) ?? .null,
            "tool_name": toolName.map(JSON.string) ?? .null, "text": text.map(JSON.string) ?? .null,
            "elapsed": elapsed.map { .int(Int($0 / .seconds(1))) } ?? .null,
            "estimate": estimate.map { .int(Int(($0 / .seconds(1)).rounded(.up))) } ?? .null,
            "queued": .int(queuedCount), "partials": .object(found),
        ]
    }
}

extension SessionFold {
    /// How far the main lane's work is.
    ///
    /// - Parameters:
    ///   - now: The time that durations are measured to.
    ///   - asker: The turn that asks, which is not the work that it asks about.
    package func operation(at now: Timestamp, asker: TurnID? = nil) -> OperationStatus {
        let main = openTurns.filter { $0.lane == .main && $0.id != asker }
        var status = OperationStatus()
        status.queuedCount = main.count { $0.state == .queued }
        guard let turn = main.first(where: { $0.state != .queued }) else { return status }
        status.state = turn.state
        status.partials = partials.filter { $0.turn == turn.id }
        status.elapsed = turn.startedAt.map { now.since($0) }
        guard let call = operationCall(asker: asker) else { return status }
        status.percent = call.percent
        status.toolName = call.name
        let text = call.text.isEmpty ? call.feedback : call.text
        status.text = text.isEmpty ? nil : text
        status.elapsed = call.elapsed(at: now)
        status.estimate = call.estimate(at: now)
        return status
    }
}

extension SessionFold {
    /// The running call of the main lane's work that matters most, or the one of a tool.
    ///
    /// - Parameters:
    ///   - tool: The tool's name; nil for any.
    ///   - asker: The turn that asks, which is not the work that it asks about.
    package func operationCall(named tool: String? = nil, asker: TurnID? = nil) -> Call? {
        let turn = openTurns.first { $0.lane == .main && $0.id != asker && $0.state != .queued }
        return calls.filter { $0.turn == turn?.id && $0.isStarted && (tool ?? $0.name) == $0.name }
            .max { $0.weight < $1.weight }
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

    /// What matters most: a committed call, then a write, then a long one; of equals the first.
    fileprivate var weight: Int { (isCommitted ? 4 : 0) + (isWrite ? 2 : 0) + (isLong ? 1 : 0) }
}

extension Timestamp {
    fileprivate func since(_ earlier: Timestamp) -> Duration {
        .microseconds(max(0, microseconds - earlier.microseconds))
    }
}
