import Foundation
import Testing

@testable import DuplexCore

/// A labelled situation of a set in `Fixtures`.
struct LabelledSituation: Sendable {
    let id: String
    let line: [UInt8]
    let situation: Situation
    let expected: String
    let accepted: [String]

    static func own() throws -> [LabelledSituation] { try read("arbiter_own") }

    /// A set by its name; `docs/arbiter.md` says what each is.
    static func read(_ name: String) throws -> [LabelledSituation] {
        let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/\(name).jsonl")
        return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map { text in
            let line = Array(text.utf8)
            let label = try #require(try JSON(parsing: line)["label"])
            let (id, situation) = try SituationWire.read(line)
            return LabelledSituation(
                id: id,
                line: line,
                situation: situation,
                expected: try #require(label["expect"]?.string),
                accepted: try #require(label["also_ok"]?.array).compactMap(\.string)
            )
        }
    }
}

/// The arbiter without its second reader.
struct RulesAlone {
    func decide(_ situation: Situation) -> Decision {
        Rules(Reading(situation)).map(OfflineArbiter.decide) ?? Reading.nothingRuns
    }
}

/// What an arbiter did on labelled situations.
struct ArbiterScore {
    var count = 0
    var right = 0
    var calm = 0
    var harmful = 0
    var harmfulCommitted = 0
    var stops = 0
    var deaf = 0

    init(_ items: [LabelledSituation]) {
        let arbiter = OfflineArbiter()
        for item in items { add(item, arbiter.decide(item.situation).action) }
    }

    private mutating func add(_ item: LabelledSituation, _ action: Action) {
        let isRight = action.rawValue == item.expected || item.accepted.contains(action.rawValue)
        let isStop = action == .cancel || action == .interrupt
        count += 1
        right += isRight ? 1 : 0
        if item.expected == "cancel" || item.expected == "interrupt" {
            stops += 1
            deaf += !isRight && !isStop ? 1 : 0
        } else if let running = item.situation.running {
            calm += 1
            guard !isRight, isStop, !(item.expected == "merge" && action == .interrupt) else { return }
            harmful += 1
            harmfulCommitted += running.tool?.committed == true ? 1 : 0
        }
    }
}

extension Situation {
    /// A situation with defaults: a long read that searches hotels in Porto has run for half a minute.
    static func during(
        _ message: String,
        goal: String = "search hotels in Porto",
        tool: Tool? = Tool(name: "search_hotels", percent: 40),
        asked: String = "hotel in porto for the weekend",
        answered: String? = nil,
        gap: Int = 30_400,
        age: Int = 30,
        kept: String? = nil
    ) -> Situation {
        Situation(
            message: message,
            running: Running(goal: goal, agent: "main_agent", tool: tool, elapsedSeconds: age),
            lastInterrupted: kept.map { Interrupted(goal: $0, agoSeconds: 10) },
            millisecondsSincePreviousMessage: gap,
            history: [Line(.user, asked)] + (answered.map { [Line(.agent, $0)] } ?? [])
        )
    }

    /// A payment that has or has not been committed.
    static func duringPayment(_ message: String, committed: Bool) -> Situation {
        .during(
            message,
            goal: "pay for the hotel in Porto",
            tool: Tool(
                name: "charge_card",
                effect: .write,
                interruptible: .untilCommit,
                committed: committed,
                percent: 30
            ),
            asked: "book it",
            gap: 5_300,
            age: 5
        )
    }
}
