import DuplexCurl

/// When a request that got no answer is sent again.
///
/// Once the first byte of an answer has come, never.
///
/// Source: the rule of OpenAI's own clients.
struct RetryRule {
    /// How often a request is sent at most.
    static let tryCountMax = 3

    /// Before the second try, then doubled.
    static let backOffMin: Duration = .milliseconds(500)
    static let backOffMax: Duration = .seconds(8)

    /// How long a provider may ask us to wait; a person waits on the other side, so beyond that we give up at once.
    static let askedWaitMax: Duration = .seconds(30)

    /// Whether a reply with this status and these headers is worth another try.
    static func isWorthRetrying(status: Int, headers: HTTPHeaders) -> Bool {
        switch headers["x-should-retry"] {
        case "true": true
        case "false": false
        default: status == 408 || status == 409 || status == 429 || status >= 500
        }
    }

    /// How long the provider asks us to wait.
    ///
    /// A date is taken relative to the reply's own `Date`, so our clock need not agree with the provider's.
    static func askedWait(_ headers: HTTPHeaders) -> Duration? {
        if let milliseconds = headers["retry-after-ms"].flatMap({ Double($0) }) { return wait(milliseconds / 1000) }
        if let seconds = headers["retry-after"].flatMap({ Double($0) }) { return wait(seconds) }
        guard let then = headers.date("retry-after"), let now = headers.date("date") else { return nil }
        return .seconds(max(0, then - now))
    }

    /// Nil for what is not a time; cut to a day, because a number from outside may be beyond any duration.
    private static func wait(_ seconds: Double) -> Duration? {
        seconds >= 0 ? .seconds(min(seconds, 86_400)) : nil
    }

    /// How long to wait after the `count`-th try; nil means to give up.
    ///
    /// The jitter, 0..<1, spreads clients that failed at the same time.
    static func wait(afterTry count: Int, asked: Duration?, jitter: Double) -> Duration? {
        guard count < tryCountMax else { return nil }
        if let asked { return asked <= askedWaitMax ? asked : nil }
        let full = min(backOffMax, backOffMin * (1 << (count - 1)))
        return full * (1 - 0.25 * jitter)
    }
}
