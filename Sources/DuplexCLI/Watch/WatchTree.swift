import DuplexCore

/// A session's turns as trees of runs, steps and tools: events in, lines of turns that have ended out, and the trees of
/// those that have not.
struct WatchTree: Sendable {
    /// What a node's state looks like at the beginning of its line.
    private enum Mark: String {
        case waits = "·"
        case works = "●"
        case done = "✓"
        case failed = "✕"
        case stopped = "■"
    }

    private struct Node {
        let id: String
        let depth: Int
        var words: String
        var mark: Mark
        var started: Timestamp
        var ended: Timestamp?
        var percent: Int?
        var note = ""
    }

    private struct Turn {
        let id: TurnID
        var nodes: [Node]
    }

    /// Nodes of one turn that are kept; of a longer one the first are left out.
    private static let nodeCountMax = 500

    private var turns: [Turn] = []
    private var turnCount = 0

    /// The time of the last event: the server's clock.
    private(set) var lastTime = Timestamp(microseconds: 0)

    /// Whether something is going on, so that its times move.
    var isBusy: Bool { !turns.isEmpty }

    /// Takes the next event; answers the lines of the turn that it ends.
    mutating func apply(_ event: Event) -> [Line] {
        lastTime = event.time
        guard let id = event.turn else { return [] }
        let payload = event.payload
        switch event.kind {
        case .messageUser: begin(id, event, SessionText.of(payload))
        case .turnQueued, .turnStarted:
            begin(id, event, payload["resumes"] == nil ? "" : "goes on with what was stopped")
            if event.kind == .turnStarted {
                change(id, id.value) {
                    $0.mark = .works
                    $0.started = event.time
                }
            }
        case .runStarted:
            let below = event.entry.parentRun.flatMap { depth(of: $0.value, in: id) } ?? 0
            add(id, event.entry.run?.value, below + 1, payload["agent"]?.string ?? "run", event)
        case .stepStarted: beginStep(id, event)
        case .toolStarted:
            let run = event.entry.run?.value ?? ""
            let below = depth(of: "\(run) step", in: id) ?? depth(of: run, in: id) ?? 0
            let feedback = payload["feedback"]?.string ?? ""
            let name = payload["name"]?.string ?? "tool"
            add(id, payload["call"]?.string, below + 1, feedback.isEmpty ? name : "\(name)  \(feedback)", event)
        case .toolProgress:
            change(id, payload["call"]?.string) {
                $0.percent = payload["percent"]?.int ?? $0.percent
                $0.note = payload["text"]?.string ?? ""
            }
        case .toolCommitted: change(id, payload["call"]?.string) { $0.note = "past its point of no return" }
        case .toolFinished, .toolFailed, .toolCancelled, .toolDetached, .toolHandedOver: endTool(id, event)
        case .runEnded:
            end(id, "\(event.entry.run?.value ?? "") step", .done, "", event)
            end(id, event.entry.run?.value, mark(of: payload), outcome(payload), event)
        case .turnEnded: return endTurn(id, event)
        default: break
        }
        return []
    }

    /// The trees of the turns that have not ended, at a time of the server's.
    func rows(at now: Timestamp, width: Int) -> [Line] {
        turns.flatMap { turn in turn.nodes.map { Self.line($0, at: now, width: width) } }
    }

    // MARK: Nodes

    private mutating func begin(_ id: TurnID, _ event: Event, _ words: String) {
        if let place = turns.firstIndex(where: { $0.id == id }) {
            if event.kind == .messageUser { turns[place].nodes[0].words += "  + \(words)" }
            return
        }
        turnCount += 1
        let lane = event.entry.lane.map { $0 == .main ? "" : "\($0.rawValue)  " } ?? ""
        let node = Node(
            id: id.value, depth: 0, words: "turn \(turnCount)  \(lane)\(words)", mark: .waits, started: event.time)
        turns.append(Turn(id: id, nodes: [node]))
    }

    private mutating func add(_ turn: TurnID, _ id: String?, _ depth: Int, _ words: String, _ event: Event) {
        guard let id, let place = turns.firstIndex(where: { $0.id == turn }) else { return }
        let node = Node(id: id, depth: depth, words: words, mark: .works, started: event.time)
        // Below everything that belongs to the same parent already.
        let nodes = turns[place].nodes
        let parent = owners(of: event).lazy.compactMap { owner in nodes.lastIndex { $0.id == owner } }.first ?? 0
        let end = nodes[(parent + 1)...].firstIndex { $0.depth < depth } ?? nodes.count
        turns[place].nodes.insert(node, at: end)
        if turns[place].nodes.count > Self.nodeCountMax { turns[place].nodes.remove(at: 1) }
    }

    /// Whose line a new one stands below: the first of these that there is, else its turn's.
    private func owners(of event: Event) -> [String] {
        let run = event.entry.run?.value ?? ""
        switch event.kind {
        case .runStarted: return [event.entry.parentRun?.value ?? ""]
        case .toolStarted: return ["\(run) step", run]
        default: return [run]
        }
    }

    private mutating func beginStep(_ id: TurnID, _ event: Event) {
        guard let run = event.entry.run?.value else { return }
        end(id, "\(run) step", .done, "", event)
        // Only the step that works is told apart; those before it are known by their place.
        rename(id, "\(run) step", "\(run) step before")
        let below = depth(of: run, in: id) ?? 0
        add(id, "\(run) step", below + 1, "step \(event.entry.step ?? 0)", event)
    }

    private func depth(of node: String, in turn: TurnID) -> Int? {
        turns.first { $0.id == turn }?.nodes.last { $0.id == node }?.depth
    }

    private mutating func rename(_ turn: TurnID, _ id: String, _ new: String) {
        guard let place = turns.firstIndex(where: { $0.id == turn }),
            let node = turns[place].nodes.lastIndex(where: { $0.id == id })
        else { return }
        let old = turns[place].nodes[node]
        turns[place].nodes[node] = Node(
            id: new, depth: old.depth, words: old.words, mark: old.mark, started: old.started, ended: old.ended,
            percent: old.percent, note: old.note)
    }

    private mutating func change(_ turn: TurnID, _ id: String?, _ work: (inout Node) -> Void) {
        guard let id, let place = turns.firstIndex(where: { $0.id == turn }),
            let node = turns[place].nodes.lastIndex(where: { $0.id == id })
        else { return }
        work(&turns[place].nodes[node])
    }

    // MARK: Ends

    private mutating func endTool(_ id: TurnID, _ event: Event) {
        let mark: Mark
        let note: String
        switch event.kind {
        case .toolFinished: (mark, note) = (.done, "")
        case .toolFailed: (mark, note) = (.failed, event.payload["error"]?["message"]?.string ?? "")
        case .toolDetached: (mark, note) = (.stopped, "left behind")
        case .toolHandedOver: (mark, note) = (.done, "goes on in the background")
        default: (mark, note) = (.stopped, "stopped")
        }
        end(id, event.payload["call"]?.string, mark, note, event)
    }

    private mutating func end(_ turn: TurnID, _ id: String?, _ mark: Mark, _ note: String, _ event: Event) {
        change(turn, id) { node in
            guard node.ended == nil else { return }
            node.mark = mark
            node.ended = event.time
            node.percent = nil
            node.note = note
        }
    }

    private mutating func endTurn(_ id: TurnID, _ event: Event) -> [Line] {
        end(id, id.value, mark(of: event.payload), outcome(event.payload), event)
        guard let place = turns.firstIndex(where: { $0.id == id }) else { return [] }
        let turn = turns.remove(at: place)
        return turn.nodes.map { Self.line($0, at: event.time, width: nil) }
    }

    private func mark(of payload: JSON) -> Mark {
        switch payload["outcome"]?.string {
        case Outcome.completed.rawValue: .done
        case Outcome.failed.rawValue, Outcome.timedOut.rawValue: .failed
        default: .stopped
        }
    }

    private func outcome(_ payload: JSON) -> String {
        let outcome = payload["outcome"]?.string ?? ""
        guard outcome != Outcome.completed.rawValue else { return "" }
        return [outcome, payload["error"]?["message"]?.string ?? ""].filter { !$0.isEmpty }.joined(separator: ": ")
    }

    // MARK: Lines

    /// A node's line; without a width it is as long as it is.
    private static func line(_ node: Node, at now: Timestamp, width: Int?) -> Line {
        let words = TextCleaner.clean(node.words).replacing("\n", with: " ")
        let note = TextCleaner.clean(node.note).replacing("\n", with: " ")
        let head = String(repeating: "  ", count: node.depth) + "\(node.mark.rawValue) \(words)"
        let tenths = max(0, (node.ended ?? now).microseconds - node.started.microseconds) / 100_000
        var tail = node.mark == .waits ? "waits" : "\(tenths / 10).\(tenths % 10) s"
        if let percent = node.percent { tail = "\(percent) %  \(tail)" }
        if !note.isEmpty { tail = "\(note)  \(tail)" }
        let tone: Line.Tone = node.mark == .failed ? .warning : node.mark == .works ? .plain : .dim
        guard let width else { return Line("\(head)  \(tail)", tone) }
        // The words give way before what changes does.
        let room = max(10, width - 1 - DisplayWidth.of(tail) - 2)
        return Line(DisplayWidth.clip("\(DisplayWidth.clip(head, width: room))  \(tail)", width: width - 1), tone)
    }
}
