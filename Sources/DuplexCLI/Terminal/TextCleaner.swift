/// Takes out of a stream of text what would command the terminal instead of being read.
///
/// Control characters, escape sequences (also those that begin in one piece and end in the next) and the characters
/// that turn the direction of writing are dropped; line ends stay, and a tab becomes spaces.
struct TextCleaner: Sendable {
    /// A sequence that does not end by itself ends here, so that it cannot swallow the rest.
    static let sequenceLengthMax = 4096

    private enum State {
        case ground, escape, sequence
        /// The text of an operating system command and its like, until BEL or `ESC \`.
        case string
        case stringEscape
    }

    private var state = State.ground
    private var sequenceLength = 0

    /// A whole text, cleaned.
    static func clean(_ text: String) -> String {
        var cleaner = TextCleaner()
        return cleaner.clean(text)
    }

    /// The next piece, cleaned.
    mutating func clean(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { take(scalar, &result) }
        return String(result)
    }

    private mutating func take(_ scalar: Unicode.Scalar, _ result: inout String.UnicodeScalarView) {
        sequenceLength += 1
        if scalar == "\n" || sequenceLength > Self.sequenceLengthMax, state != .ground { state = .ground }
        switch (state, scalar.value) {
        case (.ground, _): takeGround(scalar, &result)
        case (.escape, 0x5B): state = .sequence
        case (.escape, 0x5D), (.escape, 0x50), (.escape, 0x58), (.escape, 0x5E), (.escape, 0x5F): state = .string
        // A sequence of two characters, with marks in between: `ESC ( B`.
        case (.escape, 0x20..<0x30): break
        case (.escape, _): state = .ground
        case (.sequence, 0x40...0x7E): state = .ground
        case (.sequence, _): break
        case (.string, 0x07), (.string, 0x9C): state = .ground
        case (.string, 0x1B): state = .stringEscape
        case (.string, _): break
        case (.stringEscape, 0x5C): state = .ground
        case (.stringEscape, _): state = .string
        }
    }

    private mutating func takeGround(_ scalar: Unicode.Scalar, _ result: inout String.UnicodeScalarView) {
        switch scalar.value {
        case 0x1B: begin(.escape)
        case 0x9B: begin(.sequence)
        case 0x90, 0x98, 0x9D, 0x9E, 0x9F: begin(.string)
        case 0x0A: result.append(scalar)
        case 0x09: result.append(contentsOf: "    ".unicodeScalars)
        case 0x00..<0x20, 0x7F..<0xA0: break
        // Direction: LRM, RLM, ALM, embeddings, overrides, isolates.
        case 0x200E, 0x200F, 0x061C, 0x202A...0x202E, 0x2066...0x2069: break
        // Line and paragraph separators, which some terminals obey.
        case 0x2028, 0x2029: result.append("\n")
        default: result.append(scalar)
        }
    }

    private mutating func begin(_ state: State) {
        self.state = state
        sequenceLength = 0
    }
}
