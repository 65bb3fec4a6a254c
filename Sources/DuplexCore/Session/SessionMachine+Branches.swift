/// One branch of the running turn begins anew with a person's words, while its siblings go on.
extension SessionMachine {
    /// Why a message cannot be given to the branch that it names; nil when it can, or names none.
    package func fault(of submission: Submission) -> SessionAnswer? {
        guard let target = submission.target else { return nil }
        guard let turn = live, turn.stop == nil, let run = branch(target) else { return .unknownRun }
        let concerned = subtree(of: run.id)
        return turn.calls.contains { concerned.contains($0.run) && $0.isProtected } ? .committed : nil
    }

    /// The branch at work of that name, or of an agent of that name.
    func branch(_ target: String?) -> LiveRun? {
        live?.runs.last { run in
            run.parent != nil && run.result == nil && (run.id.value == target || run.agent == target)
        }
    }

    /// A run with everything that runs below it.
    private func subtree(of run: RunID) -> Set<RunID> {
        var found: Set = [run]
        // Children begin after their parents, so one pass in that order finds them all.
        for child in live?.runs ?? [] { if let parent = child.parent, found.contains(parent) { found.insert(child.id) } }
        return found
    }

    /// Tells a branch to stop; it begins anew when it has. A branch that is stopping already takes the words along.
    mutating func restart(_ id: RunID) {
        guard let index = live?.index(of: id), live?.runs[index].beginsAnew == false else { return }
        live?.runs[index].beginsAnew = true
        tellBranch(id, .token)
        setTimer(.branchTask(id), after: limits.cancelTask)
        setTimer(.branchDetach(id), after: limits.cancelDetach)
    }

    /// The ladder of a branch is that of a turn: the cooperative signal, the task's cancellation, going on without it.
    mutating func branchTimerFired(_ id: RunID, _ signal: Signal) {
        guard let turn = live, turn.stop == nil, turn.index(of: id) != nil else { return }
        guard signal == .abandon else { return tellBranch(id, signal) }
        let concerned = subtree(of: id)
        for call in turn.calls where concerned.contains(call.run) && !call.isProtected { detach(call) }
        for run in turn.runs.reversed() where concerned.contains(run.id) && live?.index(of: run.id) != nil {
            self.signal(.run(run.id), .abandon)
            finish(run.id, .cancelled)
        }
    }

    private mutating func tellBranch(_ id: RunID, _ signal: Signal) {
        let concerned = subtree(of: id)
        dropInputs { concerned.contains($0.run) }
        for call in live?.calls ?? [] where concerned.contains(call.run) { tell(call.id, [signal]) }
        for run in concerned.sorted() {
            if let index = live?.index(of: run) { live?.runs[index].isTold = true }
            self.signal(.run(run), signal)
        }
    }

    /// Begins a branch anew: with its own input and the words for it, and with what it had found.
    mutating func beginAnew(_ run: LiveRun) {
        guard let turn = live else { return }
        let words = turn.steers.filter { $0.target == run.id }
        live?.steers.removeAll { $0.target == run.id }
        let findings = fold.partials.filter { $0.turn == turn.id && $0.run == run.id }.map {
            ContextTransfer.Finding(run: $0.run, key: $0.key, value: $0.value, isComplete: $0.isComplete)
        }
        let transfer = ContextTransfer(
            turn: turn.id, query: run.input.joined(separator: "\n"), completedAgents: [], findings: findings, effects: [],
            seen: "", reason: .user, time: wall)
        for steer in words { append(steered(steer.event, "consumed", run: nextRunID(of: turn))) }
        startRun(
            agent: run.agent, input: run.input + words.map(\.text), parent: run.parent, childTicket: run.childTicket,
            transfer: transfer, supersedes: run.id)
    }

    /// Whether a run has been told to stop, alone or with its turn.
    package func isTold(_ run: RunID) -> Bool {
        for turn in places.compactMap(\.self) {
            if let index = turn.index(of: run) { return turn.stop != nil || turn.runs[index].isTold }
        }
        return true
    }
}
