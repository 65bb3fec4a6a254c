import DuplexLoop

/// The deadlines of one connection, behind one timer of its loop.
///
/// Deadlines move with every request, the timer does not: when it fires too early it is set anew. So a busy connection
/// pays a comparison, not a timer.
struct Deadlines {
    enum Kind: CaseIterable {
        /// What the connection awaits from its peer: a header, a body, the next request, the end.
        case input
        /// Progress in sending.
        case output
        /// The next ping.
        case ping
    }

    private var input: Duration?
    private var output: Duration?
    private var ping: Duration?
    private var timer: LoopTimer?
    private var timerDeadline: Duration?

    subscript(kind: Kind) -> Duration? {
        get {
            switch kind {
            case .input: input
            case .output: output
            case .ping: ping
            }
        }
        set {
            switch kind {
            case .input: input = newValue
            case .output: output = newValue
            case .ping: ping = newValue
            }
        }
    }

    /// Removes and returns one deadline that has passed.
    mutating func takePassed(at now: Duration) -> Kind? {
        let passed = Kind.allCases.first { kind in self[kind].map { $0 <= now } ?? false }
        if let passed { self[passed] = nil }
        return passed
    }

    /// The next deadline, if the timer would miss it.
    var unwatched: Duration? {
        guard let next = Kind.allCases.compactMap({ self[$0] }).min() else { return nil }
        if let timerDeadline, timerDeadline <= next { return nil }
        return next
    }

    /// Takes the timer that fires at `deadline` instead of the one before.
    mutating func watch(_ deadline: Duration, with timer: LoopTimer) {
        self.timer?.cancel()
        self.timer = timer
        timerDeadline = deadline
    }

    /// Notes that the timer has fired.
    mutating func timerFired() {
        timer = nil
        timerDeadline = nil
    }

    /// Forgets all.
    mutating func clear() {
        timer?.cancel()
        self = Deadlines()
    }
}
