package import DuplexCore
import DuplexLoop
package import DuplexRuntime
import Synchronization

/// What the routes of all facades share.
package final class ServerContext: Sendable {
    package let sessions: Sessions
    package let gatekeeper: Gatekeeper
    package let limits: ServerLimits
    package let metrics: Metrics
    package let readers = OpenReaders()
    package let progress: ProgressShelf
    package let seen: SeenMarks
    package let sessionLimiter: RateLimiter
    package let messageLimiter: RateLimiter
    private let stopping = Atomic<Bool>(false)

    package init(
        sessions: Sessions, gatekeeper: Gatekeeper, limits: ServerLimits = ServerLimits(), metrics: Metrics = Metrics()
    ) {
        self.sessions = sessions
        self.gatekeeper = gatekeeper
        self.limits = limits
        self.metrics = metrics
        progress = ProgressShelf(store: sessions.environment.store)
        seen = SeenMarks(store: sessions.environment.store)
        sessionLimiter = RateLimiter(perSecond: limits.sessionsPerSecond, burst: limits.sessionBurst)
        messageLimiter = RateLimiter(perSecond: limits.messagesPerSecond, burst: limits.messageBurst)
    }

    package var store: any EventStore { sessions.environment.store }
    package var wall: any WallClock { sessions.environment.wall }
    package var ids: any IDSource { sessions.environment.ids }

    /// Whether the server takes no more work.
    package var isStopping: Bool { stopping.load(ordering: .acquiring) }

    /// Refuses work from now on.
    package func stopTakingWork() { stopping.store(true, ordering: .releasing) }

    /// Finds a session of a principal's, and does `work` on its loop.
    ///
    /// Somebody else's session, a deleted one and one that never was are refused alike.
    package func withSession(
        _ id: SessionID, of principal: Principal, refuse: @escaping @Sendable (APIError) -> Void,
        _ work: @escaping @Sendable (isolated Session) -> Void
    ) {
        sessions.find(id) { [self] result in
            switch result {
            case .failure(let error): refuse(APIError(error))
            case .success(nil): refuse(.sessionUnknown)
            case .success(let session?):
                session.perform { [self] session in
                    // It may have left memory on the way here.
                    guard !session.hasLeft else { return withSession(id, of: principal, refuse: refuse, work) }
                    let fold = session.settings
                    guard fold.owner == principal, !fold.isClosed else { return refuse(.sessionUnknown) }
                    work(session)
                }
            }
        }
    }
}

extension Call {
    /// Finds the session that stands in the path, and does `work` on its loop; refuses the call when there is none.
    package func withSession(
        in context: ServerContext, _ work: @escaping @Sendable (isolated Session) -> Void
    ) {
        context.withSession(SessionID(place("session")), of: principal, refuse: { fail($0) }, work)
    }

    /// Answers with a result.
    package func reply(_ result: Result<Answer, APIError>) {
        switch result {
        case .success(let answer): reply(answer)
        case .failure(let error): fail(error)
        }
    }
}
