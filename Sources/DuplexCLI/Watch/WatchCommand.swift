import DuplexClient
import DuplexCore

/// `duplex watch`.
struct WatchCommand {
    /// Times move this often while something runs.
    private static let frameInterval = Duration.milliseconds(100)

    let server: DuplexConnection
    let session: SessionID
    let follows: Bool

    /// Shows the session's turns as trees: those that have ended once, those that have not as they are now.
    ///
    /// On cancellation: stops.
    func run(_ output: Output) async throws -> ExitCode {
        let found = try await server.snapshot(of: session)
        guard follows else {
            try await printPages(upTo: found.head, output)
            return .completed
        }
        let board = WatchBoard(output: output)
        let states = Mailbox<ConnectionState>(countMax: 16)
        return try await withThrowingTaskGroup(of: ExitCode?.self) { group in
            group.addTask {
                for await state in states.letters { await board.take(state) }
                return nil
            }
            group.addTask {
                let events = server.events(of: session, history: found.history) { _ = states.put($0) }
                for try await event in events { try await board.take(event) }
                return .completed
            }
            group.addTask {
                while true {
                    try await board.draw()
                    try await ContinuousClock().sleep(for: Self.frameInterval)
                }
            }
            defer { group.cancelAll() }
            while let code = try await group.next() { if let code { return code } }
            return .completed
        }
    }

    private func printPages(upTo head: Offset, _ output: Output) async throws {
        var tree = WatchTree()
        try await server.readLog(of: session, from: .zero, upTo: head) { event in
            for line in tree.apply(event) { try output.line(line.text) }
        }
        for line in tree.rows(at: tree.lastTime, width: output.style.width) { try output.line(line.text) }
    }
}

/// What stands on the terminal: the shell around the tree and the screen.
private actor WatchBoard {
    private let output: Output
    private let start = ContinuousClock.now
    private var tree = WatchTree()
    private var screen: Screen
    private var finished: [Line] = []
    private var lastArrival = Duration.zero
    private var isConnected = true
    private var isDirty = true

    init(output: Output) {
        self.output = output
        screen = Screen(
            width: output.style.width, height: TerminalSize.rows(of: 1) ?? 24, hasColour: output.style.hasColour)
    }

    func take(_ event: Event) throws(OutputClosed) {
        lastArrival = ContinuousClock.now - start
        isDirty = true
        let lines = tree.apply(event)
        guard output.style.canMoveCursor else {
            for line in lines { try output.line(line.text) }
            return
        }
        finished += lines
    }

    func take(_ state: ConnectionState) {
        isConnected = state == .connected
        isDirty = true
    }

    func draw() throws(OutputClosed) {
        guard output.style.canMoveCursor else { return }
        if let width = TerminalSize.columns(of: 1), let height = TerminalSize.rows(of: 1),
            width != screen.width || height != screen.height
        {
            screen.resize(width: width, height: height)
            isDirty = true
        }
        guard isDirty || tree.isBusy else { return }
        isDirty = false
        let elapsed = ContinuousClock.now - start - lastArrival
        let now = tree.lastTime + max(.zero, elapsed)
        var rows = tree.rows(at: now, width: screen.width)
        if !isConnected { rows.append(Line("The connection is lost; trying again…", .warning)) }
        let lines = finished
        finished = []
        try output.write(screen.frame(lines, LiveBlock(rows: rows, prompt: "")))
    }
}
