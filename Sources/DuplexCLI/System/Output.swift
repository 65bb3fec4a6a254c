import Glibc

/// Where the program writes: the one place that does.
struct Output: Sendable {
    /// What is known of the place that somebody reads it at.
    struct Style: Equatable, Sendable {
        /// Whether a person looks at it.
        var isTerminal: Bool

        /// Whether colours are wanted there.
        var hasColour: Bool

        /// Whether the cursor can be moved there.
        var canMoveCursor: Bool

        /// In columns.
        var width: Int
    }

    let style: Style
    let errorStyle: Style

    /// Looks at the two streams and at what the environment wants.
    ///
    /// `NO_COLOR` and `TERM=dumb` take the colours away; `COLUMNS` is believed where the system does not know.
    init(environment: [String: String]) {
        style = Self.style(of: STDOUT_FILENO, environment)
        errorStyle = Self.style(of: STDERR_FILENO, environment)
    }

    /// Writes a line.
    ///
    /// - Throws: ``OutputClosed`` when nobody reads any more.
    func line(_ text: String = "") throws(OutputClosed) { try write(text + "\n") }

    /// Writes text as it is.
    ///
    /// - Throws: ``OutputClosed`` when nobody reads any more.
    func write(_ text: String) throws(OutputClosed) {
        guard Self.write(text, to: STDOUT_FILENO) else { throw OutputClosed() }
    }

    /// Writes a line for the person, not for the next program; that nobody reads it is no reason to stop.
    func note(_ text: String) { _ = Self.write(text + "\n", to: STDERR_FILENO) }

    private static func write(_ text: String, to descriptor: Int32) -> Bool {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN {
                // Another program has made the terminal non-blocking: wait until it takes more.
                var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&wanted, 1, -1)
                continue
            }
            guard count >= 0 else { return false }
            bytes = bytes.dropFirst(count)
        }
        return true
    }

    private static func style(of descriptor: Int32, _ environment: [String: String]) -> Style {
        let isTerminal = isatty(descriptor) == 1
        let isDumb = environment["TERM"].map { $0 == "dumb" || $0.isEmpty } ?? true
        let wantsColour = environment["NO_COLOR"].map(\.isEmpty) ?? true
        return Style(
            isTerminal: isTerminal, hasColour: isTerminal && !isDumb && wantsColour,
            canMoveCursor: isTerminal && !isDumb,
            width: TerminalSize.columns(of: descriptor) ?? environment["COLUMNS"].flatMap { Int($0) } ?? 80)
    }
}

/// Nobody reads the output any more; the program ends quietly.
struct OutputClosed: Error, Equatable, Sendable {}

/// How large the terminal is.
enum TerminalSize {
    /// The width of the terminal behind a descriptor; nil when there is none or it does not say.
    static func columns(of descriptor: Int32) -> Int? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// The number of rows; nil when the terminal does not say.
    static func rows(of descriptor: Int32) -> Int? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0 else { return nil }
        return Int(size.ws_row)
    }
}
