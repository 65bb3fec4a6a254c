import DuplexCore
import DuplexRuntime
import Glibc
// Where `timespec` is declared as far as the compiler can tell, which depends on what it has read before.
import SwiftOverlayShims

/// The time of day, from the system.
struct SystemClock: WallClock {
    var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }
}

/// Names out of the system's random numbers: 22 letters and digits, which have just over 128 bits.
struct RandomNames: IDSource {
    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    private static let length = 22

    func next() -> String {
        var generator = SystemRandomNumberGenerator()
        return String((0..<Self.length).map { _ in Self.alphabet.randomElement(using: &generator) ?? "0" })
    }
}

/// What the process was started with and what it runs on.
enum Machine {
    /// The environment's variables.
    static var environment: [String: String] {
        var variables: [String: String] = [:]
        var place = environ
        while let entry = place.pointee {
            let text = String(cString: entry)
            if let equals = text.firstIndex(of: "=") {
                variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            place += 1
        }
        return variables
    }

    /// The processors that this process may use.
    static var processorCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    /// Random bits, for jitter and names.
    static let random: @Sendable () -> UInt64 = { .random(in: .min ... .max) }

    /// A random number, 0..<1.
    static let jitter: @Sendable () -> Double = { Double(random() >> 11) / Double(1 << 53) }
}
