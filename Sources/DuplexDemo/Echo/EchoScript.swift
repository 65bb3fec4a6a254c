package import DuplexCore

/// What a text tells the ``EchoAgent`` to do.
package struct EchoScript: Equatable, Sendable {
    /// The time between two deltas while the agent waits; less than the 100 ms that are promised.
    package static let tick = Duration.milliseconds(80)

    /// The longest wait, in seconds.
    package static let sleepSecondsMax = 600.0

    /// How long `slow` takes: a little more than the three seconds that are promised.
    package static let slowDuration = Duration.milliseconds(3200)

    /// How long the `sleep` tool runs; nil when there is none.
    package var sleepSeconds: Double?

    /// How long the answer takes.
    package var duration = Duration.zero

    /// How long the `later` tool works in the background; nil when there is none.
    package var backgroundSeconds: Double?

    /// Whether a tool is called before the answer.
    package var callsTool = false

    /// What the person is asked for before the answer; nil for nothing.
    package var asks: InputKind?

    /// Whether the run fails in the end.
    package var fails = false

    /// Reads a text; of several `SLEEP`s the first counts.
    package init(_ text: String) {
        var waits = true
        for word in text.utf8.split(whereSeparator: { !Self.isWordByte($0) }) where word.count <= 10 {
            switch String(Substring(word)).lowercased() {
            case "tool": callsTool = true
            case "boom": fails = true
            case "nosleep": waits = false
            case "slow": duration = max(duration, Self.slowDuration)
            case "ask": asks = asks ?? Self.kind(text.utf8[word.endIndex...])
            case "background": backgroundSeconds = backgroundSeconds ?? Self.seconds(text.utf8[word.endIndex...])
            case "sleep": sleepSeconds = sleepSeconds ?? Self.seconds(text.utf8[word.endIndex...])
            default: break
            }
        }
        if !waits { (sleepSeconds, backgroundSeconds) = (nil, nil) }
        duration = waits ? max(duration, .seconds(sleepSeconds ?? 0)) : .zero
    }

    /// Reads the `:1.5` after `SLEEP`; nil when there is no number, or when it goes on as a word.
    private static func seconds(_ rest: Substring.UTF8View) -> Double? {
        guard rest.first == UInt8(ascii: ":") else { return nil }
        let tail = rest.dropFirst()
        let whole = tail.prefix(while: isDigit)
        var end = whole.endIndex
        if tail[end...].first == UInt8(ascii: ".") {
            let fraction = tail[end...].dropFirst().prefix(while: isDigit)
            if !fraction.isEmpty { end = fraction.endIndex }
        }
        if let next = tail[end...].first, isWordByte(next) { return nil }
        return Double(Substring(tail[..<end])).map { min($0, sleepSecondsMax) }
    }

    /// Reads the `:approval` after `ask`.
    private static func kind(_ rest: Substring.UTF8View) -> InputKind {
        let word = rest.dropFirst().prefix(while: isWordByte)
        let isApproval = rest.first == UInt8(ascii: ":") && String(Substring(word)).lowercased() == "approval"
        return isApproval ? .approval : .question
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// Whether a byte of UTF-8 belongs to a word: a letter, a digit, an underscore, or anything outside ASCII.
    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "_"), 0x80...: true
        default: isDigit(byte)
        }
    }
}
