import DuplexAgents
import DuplexCore
import DuplexLoop

/// What of an agent's outlives its runs.
extension Session {
    /// The companion of this name, started now unless it is alive.
    func companion(
        _ name: String, _ make: @Sendable () -> any SessionCompanion
    ) throws -> any SessionCompanion {
        guard state == .open, !isShuttingDown else { throw RunEnded() }
        if let alive = companions[name], !alive.companion.isOver { return alive.companion }
        let companion = make()
        let task = RunningTask()
        companionCount += 1
        let number = companionCount
        companions[name] = LivingCompanion(companion: companion, task: task, number: number)
        let home = home
        supervisor.start { [weak self] in
            // Its only error is that it was told to stop.
            try? await task.stop.guarding { await companion.run(home) }
            await self?.ended(companion: name, number)
        }
        return companion
    }

    /// Ends the companions; no new ones are started.
    package func stopCompanions() {
        isShuttingDown = true
        for (_, alive) in companions { alive.task.stopForGood() }
    }

    private func ended(companion name: String, _ number: Int) {
        // Another one may have taken its place.
        if companions[name]?.number == number { companions[name] = nil }
    }

    private var home: SessionHome {
        let log = environment.log
        let fields = [("session", id.value)]
        return SessionHome(
            session: id, clock: LoopClock(loop), now: { [loop] in loop.now }, memory: memory,
            customer: machine.fold.customer, owner: machine.fold.owner,
            record: { [weak self] entry in
                guard let self else { return false }
                return (try? await self.ask { .record(entry, $0) }) != nil
            },
            log: { message, more in log.write(.info, message, fields + more) })
    }
}

/// A companion that has been started and has not returned.
struct LivingCompanion {
    let companion: any SessionCompanion
    let task: RunningTask
    let number: Int
}
