package import DuplexCore
import Synchronization

/// Lets a number of things through each second, and more at once after a pause.
package struct TokenBucket: Equatable, Sendable {
    private let perSecond: Double
    private let burst: Double
    private var level: Double
    private var filledAt: Duration

    package init(perSecond: Double, burst: Double, now: Duration) {
        self.perSecond = perSecond
        self.burst = burst
        level = burst
        filledAt = now
    }

    /// Takes one; when there is none, the time until there is.
    package mutating func take(at now: Duration) -> Duration? {
        level = min(burst, level + perSecond * (max(.zero, now - filledAt) / .seconds(1)))
        filledAt = max(filledAt, now)
        guard level < 1 else {
            level -= 1
            return nil
        }
        return .seconds((1 - level) / perSecond)
    }
}

/// The buckets of all principals. Principals come from the configuration, so they are few.
package final class RateLimiter: Sendable {
    private let perSecond: Double
    private let burst: Double
    private let buckets = Mutex<[Principal: TokenBucket]>([:])

    package init(perSecond: Double, burst: Double) {
        self.perSecond = perSecond
        self.burst = burst
    }

    /// Takes one from a principal's bucket.
    ///
    /// - Throws: `rate.limited`, with the time after which it is worth trying again.
    package func take(_ principal: Principal, at now: Duration) throws(APIError) {
        let wait = buckets.withLock { buckets in
            buckets[principal, default: TokenBucket(perSecond: perSecond, burst: burst, now: now)].take(at: now)
        }
        if let wait { throw .rateLimited(wait) }
    }
}

extension APIError {
    /// Too much in too short a time.
    package static func rateLimited(_ wait: Duration) -> APIError {
        let seconds = max(1, Int((wait / .seconds(1)).rounded(.up)))
        return APIError(.rateLimited, "Too much in too short a time.", retryAfterSeconds: seconds)
    }
}
