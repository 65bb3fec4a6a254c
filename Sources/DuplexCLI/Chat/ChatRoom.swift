import DuplexClient
import DuplexCore

/// What stands on the terminal during a chat: the shell around the composer, the conversation and the screen.
actor ChatRoom {
    /// What a key asks of the server or of the program.
    enum Action: Equatable, Sendable {
        case send(String, whenBusy: String?, target: String?)
        case stop(TurnID)
        case resume(TurnID)
        case reply(CallID, SlashCommand.Reply)
        case replay(Replay)
        case leave(ExitCode)
        case suspend
    }

    /// Rows that change by themselves, as seconds do, are drawn again after this time.
    private static let refreshInterval = Duration.milliseconds(100)

    /// Lines that may wait while the past is told; then it is broken off.
    private static let heldLineCountMax = 2_000

    /// A replay that goes on.
    private struct Retelling {
        let number: Int
        let replay: Replay
        let head: Offset
        var conversation: Conversation
        var place = Offset(0)

        /// What has happened meanwhile.
        var held: [Line] = []
    }

    private let output: Output
    private let title: String
    private let start = ContinuousClock.now
    private var composer = Composer()
    private var conversation: Conversation
    private var screen: Screen

    /// Lines that are finished and not yet written.
    private var finished: [Line] = []

    /// The past that is told now; nil when what is shown is live.
    private var retelling: Retelling?
    private var replayCount = 0
    private var isDirty = true
    private var lastDrawn = Duration.zero

    /// When the last event came, by this machine's clock.
    private var lastArrival = Duration.zero
    private var isConnected = true

    init(output: Output, title: String) {
        self.output = output
        self.title = title
        let width = output.style.width
        conversation = Conversation(width: width)
        screen = Screen(width: width, height: TerminalSize.rows(of: 1) ?? 24, hasColour: output.style.hasColour)
        finished = [Line("\(title) · Esc stop · Tab after this · Ctrl-J newline · /help", .dim)]
    }

    private var now: Duration { ContinuousClock.now - start }

    /// Takes a key; answers what it asks of others.
    func take(_ key: Key) -> [Action] {
        isDirty = true
        return composer.handle(key, at: now).compactMap(action)
    }

    /// Takes an event of the session.
    func take(_ event: Event) {
        isDirty = true
        lastArrival = now
        let lines = conversation.apply(event)
        guard retelling != nil else { return finished += lines }
        retelling?.held += lines
        if let retelling, retelling.held.count > Self.heldLineCountMax { endReplay(retelling.number) }
    }

    /// Begins to tell the past up to `head`; the answer names this telling.
    func begin(_ replay: Replay, upTo head: Offset) -> Int {
        goLive()
        replayCount += 1
        isDirty = true
        retelling = Retelling(
            number: replayCount, replay: replay, head: head, conversation: Conversation(width: screen.width))
        finished.append(Line("Replay from event \(replay.first) to \(head) at \(replay.speed)x; the session goes on.", .dim))
        return replayCount
    }

    /// Tells an event of the past; false when the person has gone live.
    func retell(_ event: Event, _ number: Int) -> Bool {
        guard var current = retelling, current.number == number else { return false }
        isDirty = true
        let lines = current.conversation.apply(event)
        if event.offset >= current.replay.first { finished += lines }
        current.place = event.offset
        retelling = current
        return true
    }

    /// Shows again what is live, with what has happened meanwhile.
    func endReplay(_ number: Int) {
        guard let ended = retelling, ended.number == number else { return }
        retelling = nil
        isDirty = true
        finished.append(Line("Live again.\(ended.held.isEmpty ? "" : " Meanwhile:")", .dim))
        finished += ended.held
    }

    private func goLive() {
        if let retelling { endReplay(retelling.number) }
    }

    /// Takes the news that the connection is there or lost.
    func take(_ state: ConnectionState) {
        isDirty = true
        isConnected = state == .connected
    }

    /// Says something to the person.
    func say(_ text: String, _ tone: Line.Tone = .dim) {
        isDirty = true
        finished.append(Line(Conversation.labelled("", TextCleaner.clean(text)), tone))
    }

    /// Draws what has changed.
    func draw() throws(OutputClosed) {
        if let width = TerminalSize.columns(of: 1), let height = TerminalSize.rows(of: 1),
            width != screen.width || height != screen.height
        {
            screen.resize(width: width, height: height)
            conversation.resize(width: width)
            retelling?.conversation.resize(width: width)
            isDirty = true
        }
        let now = now
        guard isDirty || conversation.isBusy && now - lastDrawn >= Self.refreshInterval else { return }
        isDirty = false
        lastDrawn = now
        let lines = finished
        finished = []
        try output.write(screen.frame(lines, block(at: now)))
    }

    /// Writes what is finished and takes the block away, for leaving.
    func clear() throws(OutputClosed) {
        let lines = finished
        finished = []
        try output.write(screen.frame(lines, LiveBlock(prompt: "")) + screen.erase())
    }

    /// The terminal was somebody else's for a while.
    func begin() {
        screen.forget()
        isDirty = true
    }

    private func block(at now: Duration) -> LiveBlock {
        var rows: [Line]
        if let retelling {
            rows = retelling.conversation.liveRows(at: retelling.conversation.lastTime)
            rows.append(
                Line(Conversation.labelled("replay", "event \(retelling.place) of \(retelling.head); Enter goes live"), .warning))
        } else {
            rows = conversation.liveRows(at: conversation.lastTime + max(.zero, now - lastArrival))
        }
        if !conversation.stopping.isEmpty { rows.append(Line(Conversation.labelled("", "Stopping…"), .dim)) }
        if !isConnected {
            rows.append(Line(Conversation.labelled("", "The connection is lost; trying again…"), .warning))
        }
        return LiveBlock(rows: rows, text: composer.editor.text, beforeCursor: composer.editor.beforeCursor)
    }

    private func action(_ command: Composer.Command) -> Action? {
        switch command {
        case .send(let text, let whenBusy, let target):
            goLive()
            // For a branch that is not at work the server says so; everything else starts a turn.
            let isSpecial = conversation.isBusy || target != nil
            return .send(text, whenBusy: isSpecial ? whenBusy : nil, target: target)
        case .goLive:
            goLive()
            return nil
        case .slash(.replay(let replay)): return .replay(replay)
        case .leave(let code): return .leave(code)
        case .suspend: return .suspend
        case .redraw: return nil
        case .say(let text):
            say(text)
            return nil
        case .stop:
            if let turn = conversation.turnToStop { return .stop(turn) }
            return nil
        case .slash(.reply(let reply)):
            guard let call = conversation.inputs.first?.call else {
                say("The agent asks nothing now.")
                return nil
            }
            return .reply(call, reply)
        case .slash(.resume):
            guard let turn = conversation.turnToResume else {
                say("No turn was stopped that could go on.")
                return nil
            }
            return .resume(turn)
        case .slash(let command):
            answer(command)
            return nil
        }
    }

    private func answer(_ command: SlashCommand) {
        switch command {
        case .help:
            for row in SlashCommand.table {
                let name = "/\(row.name)\(row.value.map { " \($0)" } ?? "")"
                say("\(name.padding(toColumns: 18))\(row.about)")
            }
        case .status:
            say(isConnected ? "\(title); connected" : "\(title); not connected")
            for turn in conversation.turns { say("\(turn.state): \(turn.text.replacing("\n", with: " "))") }
        case .stop, .queue, .side, .steer, .interrupt, .resume, .reply, .replay, .quit: break
        }
    }
}
