/// What the program's end tells whoever started it.
enum ExitCode: Int32, Sendable {
    case completed = 0
    case failed = 1
    case usage = 2

    /// The turn was interrupted, superseded or cancelled; what it had found has been printed.
    case interrupted = 3
    case approvalNeeded = 4
    case timedOut = 5
    case unreachable = 6
    case unauthorised = 7
    case settingsInvalid = 8

    /// Left by Ctrl-C.
    case leftByKey = 130

    /// Ended by SIGTERM.
    case terminated = 143
}

/// Why a command could not do its work: one line for a person, and the code to end with.
struct CommandFailure: Error, Equatable, Sendable {
    let message: String
    let code: ExitCode

    init(_ message: String, code: ExitCode = .failed) {
        self.message = message
        self.code = code
    }
}
