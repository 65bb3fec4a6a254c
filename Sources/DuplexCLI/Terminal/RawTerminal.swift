import Glibc

/// The terminal as a chat needs it: each key arrives at once, and nothing is echoed.
struct RawTerminal: Sendable {
    /// What the terminal sends around pasted text while this is on.
    private static let bracketedPasteOn = "\u{1B}[?2004h"
    private static let bracketedPasteOff = "\u{1B}[?2004l"

    private let saved: Settings
    private let output: Output

    /// Remembers how the terminal is; nil when the input is none.
    init?(output: Output) {
        var settings = termios()
        guard tcgetattr(STDIN_FILENO, &settings) == 0 else { return nil }
        saved = Settings(value: settings)
        self.output = output
    }

    /// Takes the terminal.
    func enter() {
        var raw = saved.value
        cfmakeraw(&raw)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &raw)
        // A terminal that nobody reads any more shows itself at the next frame.
        try? output.write(Self.bracketedPasteOn)
    }

    /// Gives the terminal back as it was.
    func leave() {
        // Whether or not anybody still looks, the settings go back.
        try? output.write(Self.bracketedPasteOff)
        var saved = saved.value
        tcsetattr(STDIN_FILENO, TCSADRAIN, &saved)
    }

    // SAFETY: a plain value of numbers that nobody changes.
    private struct Settings: @unchecked Sendable {
        let value: termios
    }
}
