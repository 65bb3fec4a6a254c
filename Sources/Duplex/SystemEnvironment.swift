import DuplexCore
import DuplexRuntime
import Glibc

/// The machine's clock.
struct SystemClock: WallClock {
    var now: Timestamp {
        var time = timespec()
        // SAFETY: the call writes one `timespec`, and only while it runs.
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }
}

/// Names out of the machine's own source of randomness.
struct SystemNames: IDSource {
    private static let letters = Array("0123456789abcdefghijklmnopqrstuvwxyz")

    /// 24 characters out of 36: 124 random bits.
    func next() -> String {
        var generator = SystemRandomNumberGenerator()
        return String((0..<24).map { _ in Self.letters[Int.random(in: 0..<36, using: &generator)] })
    }
}

/// Hands log lines to a closure.
struct ClosureLog: LogSink {
    let write: @Sendable (LogLine) -> Void

    func write(_ level: LogLevel, _ message: String, _ fields: [(String, String)]) {
        let level = LogLine.Level(rawValue: level.rawValue) ?? .info
        write(LogLine(level: level, message: message, fields: fields.map { (name: $0.0, value: $0.1) }))
    }
}

/// The processors that this process may use; at least one.
func processorCount() -> Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
