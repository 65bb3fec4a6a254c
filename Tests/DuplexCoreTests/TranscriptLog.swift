import DuplexCore

/// A log under construction: each call records one event and gives back its offset.
struct TranscriptLog {
    private(set) var events: [Event] = []

    @discardableResult
    mutating func add(
        _ kind: EventKind,
        turn: TurnID? = nil,
        lane: Lane? = .main,
        run: RunID? = nil,
        parentRun: RunID? = nil,
        step: Int? = nil,
        source: EventSource = .system,
        _ payload: JSON = [:]
    ) -> Int {
        let entry = Entry(
            kind,
            source: source,
            turn: turn,
            run: run,
            parentRun: parentRun,
            lane: turn == nil ? nil : lane,
            step: step,
            payload: payload
        )
        let offset = Offset(events.count)
        events.append(
            Event(
                session: "s1",
                offset: offset,
                time: Timestamp(microseconds: Int64(events.count) * 1000),
                entry: entry
            )
        )
        return offset.value
    }

    /// Copies an event of another log to the end of this one.
    mutating func add(_ event: Event) {
        events.append(
            Event(session: event.session, offset: Offset(events.count), time: event.time, entry: event.entry)
        )
    }

    @discardableResult
    mutating func user(_ text: String, turn: TurnID?, lane: Lane = .main) -> Int {
        add(
            .messageUser,
            turn: turn,
            lane: lane,
            source: .customer,
            ["parts": [["type": "text", "text": .string(text)]]]
        )
    }

    @discardableResult
    mutating func agent(
        _ text: String,
        turn: TurnID?,
        lane: Lane = .main,
        run: RunID? = "r",
        parentRun: RunID? = nil,
        step: Int? = nil
    ) -> Int {
        add(
            .messageAgent,
            turn: turn,
            lane: lane,
            run: run,
            parentRun: parentRun,
            step: step,
            source: .agent,
            ["message": "m", "parts": [["type": "text", "text": .string(text)]]]
        )
    }

    @discardableResult
    mutating func tool(
        _ kind: EventKind,
        _ call: String,
        turn: TurnID,
        lane: Lane = .main,
        run: RunID = "r",
        step: Int? = 1,
        _ more: JSONObject = [:]
    ) -> Int {
        var payload: JSONObject = ["call": .string(call), "name": "look_up"]
        if kind == .toolSelected {
            payload["model_call"] = .string(call)
            payload["arguments"] = ["q": 1]
        }
        for member in more.members { payload[member.key] = member.value }
        return add(kind, turn: turn, lane: lane, run: run, step: step, source: .tool, .object(payload))
    }

    mutating func begin(_ text: String, turn: TurnID, lane: Lane = .main) {
        user(text, turn: turn, lane: lane)
        add(.turnStarted, turn: turn, lane: lane)
    }

    @discardableResult
    mutating func end(_ turn: TurnID, _ outcome: String = "completed", lane: Lane = .main, successor: TurnID? = nil)
        -> Int
    {
        var payload: JSONObject = ["outcome": .string(outcome), "complete": .bool(outcome == "completed")]
        payload["successor"] = successor.map { .string($0.value) }
        return add(.turnEnded, turn: turn, lane: lane, .object(payload))
    }

    var fold: TranscriptFold {
        var fold = TranscriptFold()
        for event in events { fold.apply(event) }
        return fold
    }

    var transcript: [TranscriptMessage] { fold.transcript() }
}

extension [TranscriptMessage] {
    /// The words of the statuses that stand in the results, in order.
    var statuses: [String] {
        compactMap { message in
            guard case .tool(_, let text) = message else { return nil }
            // What is no JSON has no status word, and no test expects "unreadable".
            return (try? JSON(parsing: text))?["status"]?.string ?? "unreadable"
        }
    }

    /// Why a provider would refuse these messages; nil when it would not.
    var fault: String? {
        if let first, !first.isUser { return "it does not begin with a user message" }
        var due: [String] = []
        for message in self {
            switch message {
            case .tool(let call, _):
                guard due.first == call else { return "\(call) is not the result that is due" }
                due.removeFirst()
            case .user, .assistant:
                guard due.isEmpty else { return "\(due) have no result" }
                guard case .assistant(let text, let calls) = message else { continue }
                due = calls.map(\.id)
                if Set(due).count != due.count { return "a name of a call occurs twice in \(due)" }
                if text.isEmpty, calls.isEmpty { return "a message without content" }
            }
        }
        return due.isEmpty ? nil : "\(due) have no result at the end"
    }
}
