/// How long to wait before the next attempt: twice as long each time, up to a bound, and never two clients alike.
struct Backoff: Sendable {
    /// Before the second attempt.
    static let first = Duration.milliseconds(250)

    /// The longest wait; a server that is back is found within this time.
    static let longest = Duration.seconds(8)

    private let random: @Sendable () -> UInt64
    private var next = Backoff.first

    init(random: @escaping @Sendable () -> UInt64) { self.random = random }

    /// The wait before the next attempt: between half of the step and all of it.
    mutating func wait() -> Duration {
        let share = Double(random() >> 11) / Double(1 << 53)
        defer { next = min(next * 2, Self.longest) }
        return next / 2 + next / 2 * share
    }

    /// Begins again, after something has worked.
    mutating func reset() { next = Self.first }
}
