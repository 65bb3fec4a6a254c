import DuplexAgents
package import DuplexCore

/// What a session offers to those who talk while work is going on.
extension Session {
    /// How far the main lane's work is, as its log says; `asker` is the turn that asks.
    package func operation(asker: TurnID? = nil) -> OperationStatus {
        machine.fold.operation(at: environment.wall.now, asker: asker)
    }

    /// What the session itself offers to a run.
    func sessionTools(for start: RunStart) -> [AnyTool] {
        guard start.offersStatus else { return [] }
        let status = checkStatus(for: start.turn)
        // On the main lane there is something to control only while something goes on in the background.
        let controls = start.lane == .side || machine.fold.operationTurn(asker: start.turn)?.lane == .background
        return controls ? [status, cancelOperation(for: start.turn)] + operationTools(for: start.turn) : [status]
    }

    /// The tool that stops the work, when the person asks for that.
    private func cancelOperation(for turn: TurnID) -> AnyTool {
        AnyTool(
            name: "cancel_operation",
            about: "Stops the operation that is running, only when the person asks for that; tells what was found so far.",
            traits: ToolTraits(feedback: "Stopping it"),
            parameters: ["type": "object", "properties": [:], "additionalProperties": false]
        ) { [weak self] _, _ in
            guard let self else { throw CancellationError() }
            return try await self.stopOperation(asker: turn)
        }
    }

    /// Stops the turn at work and waits until it has stopped.
    ///
    /// - Throws: `ToolError` when nothing runs, and when a write of it cannot be taken back any more.
    private func stopOperation(asker: TurnID) async throws -> JSON {
        let fold = machine.fold
        guard let turn = fold.operationTurn(asker: asker) else {
            throw ToolError("nothing_runs", "No operation is running any more.")
        }
        guard !fold.calls.contains(where: { $0.turn == turn.id && $0.isCommitted }) else {
            throw ToolError("committed", "The operation is past its point of no return and cannot be stopped any more.")
        }
        let found = operation(asker: asker).json["partials"] ?? [:]
        let answer = try await ask { .cancel(turn.id, mode: .stop, cause: .user, waits: true, $0) }
        guard case .stopped(_, let outcome) = answer else {
            throw ToolError("nothing_runs", "No operation is running any more.")
        }
        return ["status": .string(outcome.rawValue), "partials": found]
    }

    /// The tool that tells a model how far the work is.
    private func checkStatus(for turn: TurnID) -> AnyTool {
        AnyTool(
            name: SideTalk.statusTool,
            about: "How far the operation is that the person waits for: status, progress in percent, tool, seconds so "
                + "far and still to come, waiting requests and partial results.",
            traits: ToolTraits(feedback: "Looking how far it is"),
            parameters: ["type": "object", "properties": [:], "additionalProperties": false]
        ) { [weak self] _, _ in
            guard let self else { throw CancellationError() }
            return await self.operation(asker: turn).json
        }
    }
}
