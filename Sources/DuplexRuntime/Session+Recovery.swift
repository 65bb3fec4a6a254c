import DuplexAgents
import DuplexCore

/// Turns that wait for a person outlive the process.
extension Session {
    /// What can be run again of the calls that were open when the process ended; their tools and arguments are kept at
    /// hand. Calls whose arguments had secrets cannot: those are nowhere written down.
    func callsToRepeat() -> [ToolSelection] {
        let fold = machine.fold
        guard !fold.inputs.isEmpty, let agent = agents[fold.agent] as? any ResumableAgent else { return [] }
        return fold.calls.compactMap { call in
            guard let tool = agent.tools.first(where: { $0.name == call.name }), tool.traits.secretFields.isEmpty,
                tool.fault(in: call.arguments) == nil
            else { return nil }
            prepared[call.id] = PreparedCall(tool: tool, arguments: call.arguments)
            return ToolSelection(
                call: call.id, modelCall: call.modelCall, name: call.name, shownArguments: call.arguments,
                traits: tool.traits)
        }
    }

    /// Stops for good: what runs is cancelled, and a turn that only waits for a person is left for the next start.
    package func shutDown() {
        guard state == .open else { return }
        stopCompanions()
        handle(.shutdown)
        guard machine.onlyWaits else { return }
        answerWhenDurable { [self] _ in assumeIsolated { $0.giveUp(.closed) } }
    }
}
