import DuplexCore
import Foundation

/// The conversation view of a whole log.
struct RenderedConversation {
    private(set) var events: [JSON] = []
    private(set) var counts: [Int] = []

    init(_ log: TranscriptLog, view: ConversationView = ConversationView(agent: .init(id: "echo", displayName: "echo")))
    {
        var view = view
        for event in log.events { view.overlay.apply(event) }
        var numberer = ConversationNumberer()
        var viewOffset = 0
        for (index, event) in log.events.enumerated() {
            let count = numberer.count(event.entry)
            counts.append(count)
            var streamed = StreamedMessage(event)
            for later in log.events[(index + 1)...] { _ = streamed?.apply(later) }
            events += view.render(event, viewOffset: viewOffset, count: count, streamed: streamed)
            viewOffset += count
        }
    }

    /// Who, what, and which status or stage, one word for each event.
    var signatures: [String] { events.map(Self.signature) }

    static func signature(_ event: JSON) -> String {
        let stage = event["data"]?["data"]?["stage"]?.string
        let words = [event["source"]?.string, event["kind"]?.string, event["data"]?["status"]?.string, stage]
        return words.compactMap { $0 }.joined(separator: " ")
    }
}

/// What was recorded from the original.
enum ConversationFixture {
    static func events(_ name: String, _ member: String? = nil) throws -> [JSON] {
        let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/parlant/\(name).json")
        let json = try JSON(parsing: Array(try Data(contentsOf: url)))
        return (member.flatMap { json[$0] } ?? json).array ?? []
    }
}

extension JSON {
    /// The value's form without its content: members and types, of arrays the first element's.
    var shape: String {
        switch self {
        case .object(let object):
            "{" + object.members.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value.shape)" }.joined(separator: ",")
                + "}"
        case .array(let elements): "[\(elements.first?.shape ?? "")]"
        default: typeName
        }
    }
}

extension TranscriptLog {
    /// A message as an agent writes it: piece by piece, then whole.
    mutating func write(_ pieces: [String], message: String, turn: TurnID, lane: Lane = .main, isComplete: Bool = true)
    {
        add(.messageStarted, turn: turn, lane: lane, run: "r", step: 1, ["message": .string(message)])
        for piece in pieces {
            add(
                .messageDelta,
                turn: turn,
                lane: lane,
                run: "r",
                step: 1,
                ["message": .string(message), "text": .string(piece)]
            )
        }
        guard isComplete else { return }
        add(
            .messageAgent,
            turn: turn,
            lane: lane,
            run: "r",
            step: 1,
            source: .agent,
            ["message": .string(message), "parts": [["type": "text", "text": .string(pieces.joined())]]]
        )
    }

    /// What precedes every conversation.
    mutating func open(mode: ConversationMode = .block) {
        add(.sessionOpened, ["agent": "echo", "message_output_mode": .string(mode.rawValue)])
    }

    /// A turn that answers at once.
    mutating func simpleTurn(_ turn: TurnID) {
        begin("hello", turn: turn)
        add(.runStarted, turn: turn, run: "r", ["agent": "echo"])
        add(.stepStarted, turn: turn, run: "r", step: 1)
        write(["Stub ", "reply."], message: "m-\(turn)", turn: turn)
        add(.runEnded, turn: turn, run: "r", ["outcome": "completed"])
        end(turn)
    }
}
