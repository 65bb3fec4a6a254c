import DuplexCore
import DuplexRuntime

/// What became of an accepted message: the event, its turn and what was decided.
struct MessageReceipt: Sendable {
    var event: StoredEvent

    /// The decision in its wire form; nil when the session only keeps messages.
    var decision: JSON?

    /// Whether the message had been sent before.
    var isRepeated: Bool

    /// The name of the view that shows the turn; nil when none was asked for.
    var progress: String?

    var turn: TurnID? { event.turn }

    /// Reads the receipt from the log, where a first answer and a repeated one find the same; `done` is called once,
    /// on the session's loop.
    static func read(
        _ offset: Offset, isRepeated: Bool, in session: isolated Session, store: any EventStore,
        done: @escaping @Sendable (Result<MessageReceipt, APIError>) -> Void
    ) {
        session.events(from: offset, count: 2, store: store) { result in
            switch result {
            case .failure(let error): done(.failure(APIError(error)))
            case .success(let events):
                guard let event = events.first else { return done(.failure(.sessionUnknown)) }
                let decided = events.dropFirst().first { $0.kind == .arbiterDecided && $0.turn == event.turn }
                let decision = event.turn == nil ? nil : decided.flatMap { Self.decision(of: $0) }
                // A repeated message is shown by the view that the first one began.
                let progress = isRepeated ? (try? event.event())?.payload["progress"]?["id"]?.string : nil
                done(
                    .success(
                        MessageReceipt(event: event, decision: decision, isRepeated: isRepeated, progress: progress)))
            }
        }
    }

    /// The answer, as far as it is known at once.
    var answer: Answer { Answer(status: isRepeated ? 200 : 202, jsonBytes: bytes + [UInt8(ascii: "}")]) }

    /// The answer with the whole turn.
    func answer(with turn: TurnCollector.Turn) -> Answer {
        var body = bytes
        // The stored event was written by this program: damage would have been found before.
        let payload = (try? turn.ended.event())?.payload
        body.append(contentsOf: #","outcome":"#.utf8)
        (payload?["outcome"] ?? .null).write(to: &body)
        body.append(contentsOf: #","complete":"#.utf8)
        (payload?["complete"] ?? false).write(to: &body)
        body.append(contentsOf: #","messages":"#.utf8)
        body.append(array: turn.messages)
        body.append(UInt8(ascii: "}"))
        return Answer(status: 200, jsonBytes: body)
    }

    /// The object without its last brace. The event's bytes are those of every other wire.
    private var bytes: [UInt8] {
        var bytes = Array(#"{"event":"#.utf8)
        bytes.append(contentsOf: event.bytes)
        if let turn {
            bytes.append(contentsOf: #","turn":"#.utf8)
            bytes.append(quoted: turn.value)
        }
        if let decision {
            bytes.append(contentsOf: #","decision":"#.utf8)
            decision.write(to: &bytes)
        }
        if let progress {
            bytes.append(contentsOf: #","progress":"#.utf8)
            bytes.append(quoted: progress)
        }
        return bytes
    }

    private static func decision(of stored: StoredEvent) -> JSON? {
        // As above: unreadable bytes would have kept the session from being loaded.
        guard let payload = (try? stored.event())?.payload else { return nil }
        var decision = JSONObject()
        for name in ["action", "reason", "basis", "confidence"] { decision[name] = payload[name] }
        return .object(decision)
    }
}

extension [UInt8] {
    /// Appends events as a JSON array, each as it is stored.
    mutating func append(array events: [StoredEvent]) {
        append(UInt8(ascii: "["))
        for (index, event) in events.enumerated() {
            if index > 0 { append(UInt8(ascii: ",")) }
            append(contentsOf: event.bytes)
        }
        append(UInt8(ascii: "]"))
    }
}
