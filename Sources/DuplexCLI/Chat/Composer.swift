/// What a person's keys mean in a chat: a machine with the time as an input.
struct Composer: Equatable, Sendable {
    /// Within this time a second Ctrl-C leaves.
    static let leaveDelay = Duration.seconds(2)

    /// What is to be done.
    enum Command: Equatable, Sendable {
        /// Send a message. Named actions are only for when work is going on; a target is the branch that it is for.
        case send(String, whenBusy: String?, target: String? = nil)

        /// Stop the running turn.
        case stop

        /// Do what a line that begins with a slash says.
        case slash(SlashCommand)

        /// Say something to the person only.
        case say(String)
        case leave(ExitCode)

        /// Show what goes on, if it was the past.
        case goLive
        case suspend
        case redraw
    }

    private(set) var editor = Editor()

    /// When Ctrl-C was pressed last with nothing typed.
    private var lastInterrupt: Duration?

    /// Takes a key at a time.
    mutating func handle(_ key: Key, at now: Duration) -> [Command] {
        if editor.take(key) { return [.redraw] }
        switch key {
        case .enter: return submit(whenBusy: nil)
        case .tab: return editor.isEmpty ? [] : submit(whenBusy: "enqueue")
        case .escape: return [.stop]
        case .interrupt: return interrupt(at: now)
        case .endOfInput: return editor.isEmpty ? [.leave(.completed)] : []
        case .suspend: return [.suspend]
        default: return [.redraw]
        }
    }

    private mutating func interrupt(at now: Duration) -> [Command] {
        guard editor.isEmpty else {
            editor.clear()
            return [.redraw]
        }
        if let last = lastInterrupt, now - last < Self.leaveDelay { return [.leave(.leftByKey)] }
        lastInterrupt = now
        return [.stop, .say("Press Ctrl-C again to leave; the turn goes on at the server.")]
    }

    private mutating func submit(whenBusy: String?) -> [Command] {
        guard editor.text.contains(where: { !$0.isWhitespace }) else { return [.goLive] }
        let text = editor.takeText()
        guard text.hasPrefix("/"), !text.hasPrefix("//") else {
            // Two slashes send one: a message may begin with it.
            let message = text.hasPrefix("//") ? String(text.dropFirst()) : text
            return [.send(message, whenBusy: whenBusy), .redraw]
        }
        switch SlashCommand.parse(text) {
        case .success(.queue(let text)): return [.send(text, whenBusy: "enqueue"), .redraw]
        case .success(.side(let text)): return [.send(text, whenBusy: "side"), .redraw]
        case .success(.steer(let text, let target)): return [.send(text, whenBusy: "steer", target: target), .redraw]
        case .success(.interrupt(let text)): return [.send(text, whenBusy: "interrupt"), .redraw]
        case .success(.stop): return [.stop, .redraw]
        case .success(.quit): return [.leave(.completed)]
        case .success(let command): return [.slash(command), .redraw]
        case .failure(let error): return [.say(error.message), .redraw]
        }
    }
}

/// A line that begins with a slash.
enum SlashCommand: Equatable, Sendable {
    case stop
    case queue(String)
    case interrupt(String)
    case side(String)
    case steer(String, target: String?)
    case resume
    case reply(Reply)
    case replay(Replay)
    case status
    case help
    case quit

    /// What a person says to what a turn waits for.
    enum Reply: Equatable, Sendable {
        case answer(String)
        case decide(isApproved: Bool)
    }

    /// What there is, as the help shows it.
    static let table: [(name: String, value: String?, about: String)] = [
        ("stop", nil, "stops the running turn, like Esc"),
        ("cancel", nil, "the same"),
        ("queue", "TEXT", "sends a message for after this turn, like Tab"),
        ("side", "TEXT", "asks something beside the running turn"),
        ("steer", "TEXT", "lets the running turn take a message into account; @hotel TEXT only that branch"),
        ("interrupt", "TEXT", "stops the turn and sends a message instead"),
        ("resume", nil, "goes on with the turn that was stopped"),
        ("answer", "TEXT", "answers the agent's question"),
        ("approve", nil, "allows the call that the agent asks for"),
        ("refuse", nil, "refuses it"),
        ("replay", nil, "tells the session again; with an event to begin at, and a speed like 16x"),
        ("status", nil, "says what is going on"),
        ("help", nil, "shows this"),
        ("quit", nil, "leaves, like Ctrl-D; the turn goes on at the server"),
    ]

    static func parse(_ line: String) -> Result<SlashCommand, UsageError> {
        let words = line.dropFirst().split(separator: " ", maxSplits: 1)
        let name = words.first.map(String.init) ?? ""
        let rest = words.count > 1 ? String(words[1].trimmed) : ""
        guard let row = table.first(where: { $0.name == name }) else {
            let hint = NearestWord.to(name, in: table.map(\.name)).map { "Did you mean /\($0)?" }
            return .failure(UsageError("There is no /\(name). \(hint ?? "/help lists what there is.")"))
        }
        if name == "replay" { return Replay.parse(rest).map(SlashCommand.replay) }
        let (target, text) = name == "steer" ? addressed(rest) : (nil, rest)
        if row.value != nil, text.isEmpty { return .failure(UsageError("/\(name) needs a text: /\(name) TEXT")) }
        return .success(command(row.name, text, target))
    }

    /// `@hotel in Kyoto` is for the branch `hotel`.
    private static func addressed(_ text: String) -> (target: String?, text: String) {
        let words = text.split(separator: " ", maxSplits: 1)
        guard let name = words.first, name.hasPrefix("@"), name.count > 1 else { return (nil, text) }
        return (String(name.dropFirst()), words.count > 1 ? String(words[1].trimmed) : "")
    }

    private static func command(_ name: String, _ text: String, _ target: String?) -> SlashCommand {
        switch name {
        case "queue": .queue(text)
        case "interrupt": .interrupt(text)
        case "side": .side(text)
        case "steer": .steer(text, target: target)
        case "resume": .resume
        case "answer": .reply(.answer(text))
        case "approve": .reply(.decide(isApproved: true))
        case "refuse": .reply(.decide(isApproved: false))
        case "status": .status
        case "help": .help
        case "quit": .quit
        default: .stop
        }
    }
}
