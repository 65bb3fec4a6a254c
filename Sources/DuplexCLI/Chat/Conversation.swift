import DuplexCore

/// What a session's events look like to a person: events in, finished lines out, and what is going on now.
struct Conversation: Sendable {
    /// The column at which what is said begins.
    static let margin = 7

    /// A tool that is at work.
    struct Work: Equatable, Sendable {
        let call: String
        let name: String
        let lane: String
        var feedback: String
        var percent: Int?
        var text = ""
        let started: Timestamp

        /// Whether the person was told that it says nothing.
        var isSilent = false
    }

    /// A message that is being written.
    private struct Stream {
        let message: String
        let label: String
        let tone: Line.Tone
        var cleaner = TextCleaner()

        /// What has come and not been shown as finished.
        var pending = ""
        var hasBegun = false
    }

    private(set) var width: Int

    /// The tools that are at work, in the order in which they began.
    private(set) var work: [Work] = []

    /// The turns that have not ended, with the words that began them.
    private(set) var turns: [(id: TurnID, state: String, text: String)] = []

    /// What the agent asks the person, oldest first.
    var inputs: [Request] = []

    /// What the turns that have not ended have found, the newest last.
    var kept: [Kept] = []

    /// Whether a stop was asked for and has not settled.
    private(set) var stopping: Set<TurnID> = []

    /// The time of the last event: the server's clock.
    private(set) var lastTime = Timestamp(microseconds: 0)

    /// The first of them is written out as it comes; the others wait for it.
    private var streams: [Stream] = []

    init(width: Int) { self.width = width }

    /// Takes a new width, for what comes.
    mutating func resize(width: Int) { self.width = width }

    /// Whether anything runs or waits.
    var isBusy: Bool { !turns.isEmpty }

    /// The turn that a stop means: the newest that runs, else the newest that waits.
    ///
    /// Talk on the side ends by itself: it is stopped only where nothing else runs.
    var turnToStop: TurnID? {
        let running = turns.filter { $0.state == "running" }
        return (running.last { !aside.contains($0.id) } ?? running.last ?? turns.last)?.id
    }

    /// The turn that goes on when one says so: the last one that did not complete.
    private(set) var turnToResume: TurnID?

    /// The running turns on other lanes than the main one.
    private var aside: Set<TurnID> = []

    /// Takes the next event and answers the lines that will not change any more.
    mutating func apply(_ event: Event) -> [Line] {
        lastTime = max(lastTime, event.time)
        switch event.kind {
        case .messageUser: return applyMessage(event)
        case .arbiterDecided: return applyDecision(event)
        case .messageStarted, .messageDelta, .messageAgent: return applySpeech(event)
        case .turnStarted, .turnEnded, .cancelRequested: return applyTurn(event)
        case .toolStarted, .toolProgress, .toolFinished, .toolFailed, .toolCancelled, .toolDetached, .toolDiscarded,
            .toolHandedOver, .toolCommitted:
            return applyTool(event)
        case .custom: return applyNotice(event)
        case .inputRequested, .inputResolved: return applyInput(event)
        case .partialUpdated, .contextTransferred: return applyKept(event)
        case .error: return [note(text(event.payload["message"]), .warning)]
        case .sessionClosed: return [note("The session was closed.", .warning)]
        default: return []
        }
    }

    /// The rows for what is going on, at a time of the server's clock.
    func liveRows(at now: Timestamp) -> [Line] {
        var rows: [Line] = []
        if let first = streams.first, !first.pending.isEmpty {
            let label = first.hasBegun ? "" : first.label
            rows.append(Line(Self.labelled(label, first.pending), first.tone))
        }
        rows += streams.dropFirst().filter { !$0.pending.isEmpty }.map { stream in
            let tail = DisplayWidth.wrap(stream.pending, width: textWidth).last ?? ""
            return Line(Self.labelled(stream.label, tail), stream.tone)
        }
        rows += work.map { Line(Self.row(of: $0, at: now, width: width), .strong) }
        rows += keptRows
        rows += inputs.flatMap { input in
            wrapped("asks", "\(input.prompt)  \(input.hint)", .warning)
        }
        rows += turns.filter { $0.state == "queued" }.enumerated().map { place, turn in
            Line(Self.labelled("queue", "\(place + 1) \(TextCleaner.clean(turn.text).replacing("\n", with: " "))"), .dim)
        }
        return rows
    }

    // MARK: Messages

    private mutating func applyMessage(_ event: Event) -> [Line] {
        let said = SessionText.of(event.payload)
        if let turn = event.turn, !turns.contains(where: { $0.id == turn }) { turns.append((turn, "queued", said)) }
        let label = event.entry.source == .operator ? "desk" : "you"
        return wrapped(label, TextCleaner.clean(said), .person)
    }

    private func applyDecision(_ event: Event) -> [Line] {
        let action = event.payload["action"]?.string ?? ""
        guard action != "start" else { return [] }
        let reason = text(event.payload["reason"])
        return [note("-> \(Self.words(for: action))\(reason.isEmpty ? "" : ": \(reason)")", .dim)]
    }

    private static func words(for action: String) -> String {
        switch action {
        case "enqueue": "after this turn"
        case "interrupt": "instead of what was going on"
        case "side": "on the side"
        case "steer": "into the running turn"
        case "merge": "together with the message before"
        case "cancel": "stops the turn"
        case "resume": "goes on with the stopped turn"
        case "rollback": "takes the running turn back"
        default: action
        }
    }

    private mutating func applySpeech(_ event: Event) -> [Line] {
        guard let message = event.payload["message"]?.string else {
            return event.kind == .messageAgent ? wrapped("agent", TextCleaner.clean(SessionText.of(event.payload)), .plain) : []
        }
        let place = streams.firstIndex { $0.message == message }
        switch event.kind {
        case .messageDelta:
            let place = place ?? open(message, event)
            streams[place].pending += streams[place].cleaner.clean(event.payload["text"]?.string ?? "")
            return place == 0 ? flush(isWhole: false) : []
        case .messageAgent:
            guard let place else { return wrapped(label(event), TextCleaner.clean(SessionText.of(event.payload)), tone(event)) }
            return close(place)
        default:
            if place == nil { _ = open(message, event) }
            return []
        }
    }

    private mutating func open(_ message: String, _ event: Event) -> Int {
        streams.append(Stream(message: message, label: label(event), tone: tone(event)))
        return streams.count - 1
    }

    private func label(_ event: Event) -> String {
        switch event.entry.lane {
        case .side: "side"
        case .background: "later"
        case .main, nil: "agent"
        }
    }

    private func tone(_ event: Event) -> Line.Tone { event.entry.lane == .side ? .side : .plain }

    /// Ends a message; those that waited for it are next.
    private mutating func close(_ place: Int) -> [Line] {
        guard place == 0 else {
            // It is whole, but another is being written out: it comes right after that one, in one piece.
            let stream = streams.remove(at: place)
            return stream.pending.isEmpty ? [] : wrapped(stream.label, stream.pending, stream.tone)
        }
        var lines = flush(isWhole: true)
        streams.removeFirst()
        if !streams.isEmpty { lines += flush(isWhole: false) }
        return lines
    }

    /// Takes the rows that will not change any more out of the first message.
    private mutating func flush(isWhole: Bool) -> [Line] {
        var rows = DisplayWidth.wrap(streams[0].pending, width: textWidth)
        streams[0].pending = isWhole ? "" : rows.removeLast()
        if isWhole, rows == [""] { rows = [] }
        return rows.map { row in
            defer { streams[0].hasBegun = true }
            return Line(Self.labelled(streams[0].hasBegun ? "" : streams[0].label, row), streams[0].tone)
        }
    }

    // MARK: Turns

    private mutating func applyTurn(_ event: Event) -> [Line] {
        guard let id = event.turn else { return [] }
        switch event.kind {
        case .turnStarted:
            if let place = turns.firstIndex(where: { $0.id == id }) { turns[place].state = "running" }
            if event.entry.lane != .main { aside.insert(id) } else { turnToResume = nil }
            return []
        case .cancelRequested:
            guard turns.contains(where: { $0.id == id }) else { return [] }
            stopping.insert(id)
            return []
        default:
            turns.removeAll { $0.id == id }
            stopping.remove(id)
            let isComplete = event.payload["outcome"]?.string == Outcome.completed.rawValue
            if aside.remove(id) == nil { turnToResume = isComplete ? nil : id }
            // What a stopped turn was saying stays as far as it came.
            var lines: [Line] = []
            if turns.allSatisfy({ $0.state == "queued" }) {
                while !streams.isEmpty { lines += close(0) }
                work.removeAll { $0.lane != Lane.background.rawValue }
            }
            return lines + ending(event) + endKept(of: id, event.payload["outcome"]?.string)
        }
    }

    private func ending(_ event: Event) -> [Line] {
        let reason = text(event.payload["error"]?["message"])
        switch event.payload["outcome"]?.string {
        case "completed": return []
        case "interrupted": return [note("Stopped for your next message.", .dim)]
        case "superseded": return [note("Replaced before it began.", .dim)]
        case "cancelled": return [note(cancelled(event), .dim)]
        case "timed_out": return [note("The turn took too long and was ended. \(reason)", .warning)]
        case "rolled_back": return [note("Taken back.", .dim)]
        default: return [note("The turn failed. \(reason.isEmpty ? "Your message is kept." : reason)", .warning)]
        }
    }

    private func cancelled(_ event: Event) -> String {
        switch event.payload["cause"]?.string {
        case "shutdown": "The server shut down before the turn ended."
        case "restart": "The server was restarted before the turn ended."
        default: "Stopped."
        }
    }

    // MARK: Tools

    private mutating func applyTool(_ event: Event) -> [Line] {
        guard let call = event.payload["call"]?.string else { return [] }
        let name = text(event.payload["name"])
        let place = work.firstIndex { $0.call == call }
        switch event.kind {
        case .toolStarted:
            work.append(
                Work(
                    call: call, name: name, lane: event.entry.lane?.rawValue ?? "main",
                    feedback: text(event.payload["feedback"]), started: event.time))
            return []
        case .toolProgress:
            guard let place else { return [] }
            work[place].percent = event.payload["percent"]?.int ?? work[place].percent
            work[place].text = text(event.payload["text"])
            work[place].isSilent = false
            return []
        case .toolCommitted: return []
        default:
            let seconds = place.map { Self.seconds(from: work[$0].started, to: event.time) }
            if let place { work.remove(at: place) }
            return [toolEnd(event, name: name, seconds: seconds)]
        }
    }

    /// What the session says for a tool that says nothing: once for each silence, since the tool's row goes on counting.
    private mutating func applyNotice(_ event: Event) -> [Line] {
        guard event.payload["type"]?.string == SessionMachine.silenceNoticeType, event.entry.source == .system,
            let place = work.firstIndex(where: { $0.call == event.payload["call"]?.string }), !work[place].isSilent
        else { return [] }
        work[place].isSilent = true
        let silent = event.payload["silent"]?.int ?? 0
        let estimate = event.payload["estimate"]?.int ?? 0
        let left = estimate > 0 ? ", about \(estimate) s left" : ""
        return [note("\(work[place].name) still works, without a word for \(silent) s\(left)", .dim)]
    }

    private func toolEnd(_ event: Event, name: String, seconds: String?) -> Line {
        let time = seconds.map { " · \($0)" } ?? ""
        switch event.kind {
        case .toolFinished: return note("\(name) done\(time)", .dim)
        case .toolFailed:
            return note("\(name) failed\(time): \(text(event.payload["error"]?["message"]))", .warning)
        case .toolCancelled:
            let isUnknown = event.payload["effect"]?.string == "unknown"
            return note("\(name) stopped\(time)\(isUnknown ? "; whether it took effect is not known" : "")", .dim)
        case .toolDetached: return note("\(name) is still running in the background; its result will be ignored", .warning)
        case .toolDiscarded: return note("\(name) ended late; its result was ignored", .dim)
        default: return note("\(name) goes on in the background", .dim)
        }
    }

    private static func row(of work: Work, at now: Timestamp, width: Int) -> String {
        let lane = work.lane.padding(toColumns: margin)
        let what = work.text.isEmpty ? work.feedback : work.text
        let time = seconds(from: work.started, to: now)
        guard let percent = work.percent else { return "\(lane)\(work.name)  \(what)  \(time)" }
        let barWidth = max(4, min(20, width - 50))
        let full = min(barWidth, max(0, percent * barWidth / 100))
        let bar = String(repeating: "█", count: full) + String(repeating: "░", count: barWidth - full)
        let head = "\(lane)\(work.name)  \(what)"
        let tail = "  \(bar) \(percent.padded(to: 3)) %  \(time)"
        let room = width - 1 - DisplayWidth.of(tail)
        return DisplayWidth.clip(head, width: room).padding(toColumns: min(room, 44)) + tail
    }

    private static func seconds(from start: Timestamp, to end: Timestamp) -> String {
        let tenths = max(0, end.microseconds - start.microseconds) / 100_000
        return "\(tenths / 10).\(tenths % 10) s"
    }

    // MARK: Lines

    private var textWidth: Int { max(10, width - 1 - Self.margin) }

    func note(_ text: String, _ tone: Line.Tone) -> Line { Line(Self.labelled("", text), tone) }

    func text(_ json: JSON?) -> String {
        TextCleaner.clean(json?.string ?? "").replacing("\n", with: " ")
    }

    func wrapped(_ label: String, _ text: String, _ tone: Line.Tone) -> [Line] {
        DisplayWidth.wrap(text, width: textWidth).enumerated().map { place, row in
            Line(Self.labelled(place == 0 ? label : "", row), tone)
        }
    }

    static func labelled(_ label: String, _ text: String) -> String { label.padding(toColumns: margin) + text }
}

/// The words of a message.
enum SessionText {
    /// The text parts of a message's payload, joined.
    static func of(_ payload: JSON) -> String {
        (payload["parts"]?.array ?? []).compactMap { $0["text"]?.string }.joined(separator: "\n")
    }
}

extension String {
    /// The text with spaces behind it, at least so many columns wide.
    func padding(toColumns columns: Int) -> String {
        self + String(repeating: " ", count: max(0, columns - DisplayWidth.of(self)))
    }
}

extension Int {
    /// The number with spaces before it.
    fileprivate func padded(to width: Int) -> String {
        let digits = String(self)
        return String(repeating: " ", count: Swift.max(0, width - digits.count)) + digits
    }
}
