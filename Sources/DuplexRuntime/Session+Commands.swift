package import DuplexCore
import DuplexLoop

/// What facades ask of a session; every closure is called once, on the session's loop.
extension Session {
    package typealias Reply<Value> = @Sendable (StoreResult<Value>) -> Void

    func open(_ settings: SessionSettings, owner: Principal, done: @escaping Reply<Void>) {
        // Nobody is answered by opening: an update without members is answered once the opening is durable.
        handle(.open(settings, owner: owner))
        answerWhenDurable(done)
    }

    /// Calls `done` once everything that has been asked so far is durable.
    package func answerWhenDurable(_ done: @escaping Reply<Void>) {
        guard !pending.isEmpty else {
            if case .failed(let error) = state { return done(.failure(error)) }
            return done(.success(()))
        }
        ticketCount += 1
        let ticket = Ticket(ticketCount)
        answers[ticket] = { result in done(result.map { _ in }) }
        pending[pending.count - 1].effects.append(.effect(.answer(ticket, .ok)))
    }

    /// Stops a turn; with `waits` the answer comes when it has settled or after that time.
    package func cancel(
        _ turn: TurnID, mode: CancelMode = .stop, cause: Cause = .user, waits: Duration = .zero,
        done: @escaping Answerer
    ) {
        submit({ .cancel(turn, mode: mode, cause: cause, waits: waits > .zero, $0) }, answer: done)
        guard waits > .zero else { return }
        let ticket = Ticket(ticketCount)
        loop.schedule(after: waits) { [weak self] in
            self?.assumeIsolated { session in
                if session.answers[ticket] != nil { session.handle(.cancelWaitEnded(turn, ticket)) }
            }
        }
    }

    /// What a message would do now; nothing changes.
    package func decide(_ submission: Submission) -> Decision { machine.decide(submission) }

    /// Why a message cannot be given to the branch that it names; nil when it can.
    package func fault(of submission: Submission) -> SessionAnswer? { machine.fault(of: submission) }

    /// What the session is now, with everything that readers may see.
    package var settings: SessionFold { machine.fold }
}
