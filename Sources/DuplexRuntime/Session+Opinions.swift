import DuplexAgents
import DuplexCore
import DuplexLoop

/// Second opinions on messages: asked beside everything else, and never waited for.
extension Session {
    func consult(on event: Offset, _ situation: Situation) {
        guard let arbiter = agents.arbiter else { return handle(.consulted(event, nil)) }
        let stop = HardStop()
        opinions[event] = stop
        let (clock, patience) = (LoopClock(loop), environment.limits.secondOpinion)
        supervisor.start { [weak self] in
            // Without an answer in time the first decision counts, whatever the reason.
            let opinion = try? await stop.guarding {
                try await arbiter.decide(situation, within: patience, on: clock)
            }
            await self?.consulted(on: event, opinion)
        }
    }

    private func consulted(on event: Offset, _ opinion: Decision?) {
        opinions[event] = nil
        handle(.consulted(event, opinion))
    }
}
