public import DuplexCore

/// The port of somebody who decides what a message that arrives during work does, and may take a moment for it.
public protocol Arbiter: Sendable {
    /// Decides what the message of a situation does.
    ///
    /// Sessions act on the offline decision at once; this one replaces it while the message waits and nothing that it
    /// is about has changed.
    ///
    /// On cancellation: throws `CancellationError` promptly.
    ///
    /// - Parameters:
    ///   - situation: what is known when the message arrives.
    ///   - patience: how long the decision may take; after it `CancellationError` or any other error is thrown.
    ///   - clock: what the patience is measured with.
    func decide(
        _ situation: Situation, within patience: Duration, on clock: any Clock<Duration>
    ) async throws -> Decision
}

extension OfflineArbiter: Arbiter {
    /// Decides at once.
    public func decide(
        _ situation: Situation, within patience: Duration, on clock: any Clock<Duration>
    ) async throws -> Decision { decide(situation) }
}
