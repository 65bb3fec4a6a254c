import DuplexAgents
package import DuplexCore

/// What a session offers to those who talk while work is going on.
extension Session {
    /// How far the main lane's work is, as its log says; `asker` is the turn that asks.
    package func operation(asker: TurnID? = nil) -> OperationStatus {
        machine.fold.operation(at: environment.wall.now, asker: asker)
    }

    /// The tool that tells a model how far the work is.
    func checkStatus(for turn: TurnID) -> AnyTool {
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
