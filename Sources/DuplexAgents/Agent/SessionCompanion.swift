package import DuplexCore

/// Something of an agent's that outlives its runs and stays with a session: a connection that all its turns share.
///
/// What must survive the process belongs into the log; a companion is only what is alive of it.
package protocol SessionCompanion: Sendable {
    /// Works for as long as it is needed. It is started once; when it returns, the next run that asks gets a new one.
    ///
    /// On cancellation: returns soon; the session was deleted, has failed, or the server stops.
    func run(_ home: SessionHome) async

    /// Whether it takes nothing more, so that the next run needs another one.
    var isOver: Bool { get }
}

/// What a ``SessionCompanion`` knows of its session, and can do in it while no turn runs.
package struct SessionHome: Sendable {
    package let session: SessionID

    /// The session's time: virtual under test.
    package let clock: any Clock<Duration>

    /// The time on that clock since its start.
    package let now: @Sendable () -> Duration

    /// What the session remembered when the companion was started.
    package let memory: JSONObject

    /// Whom a facade's client named as the customer; nil when nobody did.
    package let customer: String?
    package let owner: Principal

    /// Records an event that belongs to no turn; false when the session takes no more.
    package let record: @Sendable (Entry) async -> Bool

    /// Writes a line into the server's own log; never what people or models said.
    package let log: @Sendable (_ message: String, _ fields: [(String, String)]) -> Void

    package init(
        session: SessionID, clock: any Clock<Duration>, now: @escaping @Sendable () -> Duration, memory: JSONObject,
        customer: String?, owner: Principal, record: @escaping @Sendable (Entry) async -> Bool,
        log: @escaping @Sendable (_ message: String, _ fields: [(String, String)]) -> Void
    ) {
        self.session = session
        self.clock = clock
        self.now = now
        self.memory = memory
        self.customer = customer
        self.owner = owner
        self.record = record
        self.log = log
    }
}

extension RunContext {
    /// The session's companion of this name: the one that is alive, or a new one that is started now.
    ///
    /// - Throws: ``RunEnded`` when the session takes no more.
    package func companion(
        _ name: String, _ make: @escaping @Sendable () -> any SessionCompanion
    ) async throws -> any SessionCompanion {
        try await host.companion(name, make)
    }
}
