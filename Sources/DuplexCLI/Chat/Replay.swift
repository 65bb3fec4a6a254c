import DuplexCore

/// A session's past as it is told again: from where on, and how fast.
struct Replay: Equatable, Sendable {
    static let standardSpeed = 4
    static let speedMax = 64

    /// The longest pause that is told, by the session's own clock: nobody waits for what did not happen.
    static let gapMax = Duration.seconds(2)

    /// The first event that is shown.
    var first = Offset(0)

    /// How many times faster than it happened.
    var speed = standardSpeed

    /// Reads what stands behind `/replay`: an offset, a speed like `16x`, both or nothing.
    static func parse(_ text: String) -> Result<Replay, UsageError> {
        var replay = Replay()
        for word in text.split(separator: " ") {
            if word.last == "x", let speed = Int(word.dropLast()), (1...speedMax).contains(speed) {
                replay.speed = speed
            } else if let offset = Int(word), offset >= 0 {
                replay.first = Offset(offset)
            } else {
                return .failure(
                    UsageError("/replay takes an offset and a speed from 1x to \(speedMax)x, as in /replay 120 16x."))
            }
        }
        return .success(replay)
    }

    /// How long to wait before an event; `last` is the time of the one before it.
    func pause(from last: Timestamp?, to next: Timestamp) -> Duration {
        guard let last else { return .zero }
        let gap = Duration.microseconds(max(0, next.microseconds - last.microseconds))
        return min(gap, Self.gapMax) / speed
    }
}
