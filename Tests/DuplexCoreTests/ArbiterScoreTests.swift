import Testing

@testable import DuplexCore

@Suite struct ArbiterScoreTests {
    @Test(arguments: [
        // Trained on: what the reader has learnt must not get lost on its way into the library.
        Bar("arbiter_own", count: 975, right: 96, harmful: 1, deaf: 3),
        Bar("arbiter_blind", count: 168, right: 95, harmful: 1, deaf: 6),
        Bar("arbiter_contrast", count: 1_088, right: 92, harmful: 4, deaf: 7),
        Bar("arbiter_mixed", count: 260, right: 92, harmful: 5, deaf: 8),
        // Never trained on.
        Bar("arbiter_stranger", count: 240, right: 89, harmful: 6, deaf: 7),
        Bar("arbiter_newcomer", count: 260, right: 89, harmful: 5, deaf: 3),
    ])
    func `a set is decided no worse than it has been`(_ bar: Bar) throws {
        let score = ArbiterScore(try LabelledSituation.read(bar.name))
        #expect(score.count == bar.count)
        #expect(score.right * 100 >= score.count * bar.right)
        #expect(score.harmful * 100 <= score.calm * bar.harmful)
        #expect(score.deaf * 100 <= score.stops * bar.deaf)
        #expect(score.harmfulCommitted == 0)
    }

    /// What a set must reach, in percent.
    struct Bar: Sendable, CustomTestStringConvertible {
        let name: String
        let count: Int
        let right: Int
        let harmful: Int
        let deaf: Int

        init(_ name: String, count: Int, right: Int, harmful: Int, deaf: Int) {
            (self.name, self.count, self.right, self.harmful, self.deaf) = (name, count, right, harmful, deaf)
        }

        var testDescription: String { name }
    }

    @Test func `a set of cues has room for every cue`() {
        for cue in Cue.allCases { #expect(CueSet(cue).has(cue)) }
    }

    @Test func `a committed write is never interrupted, whatever is said`() throws {
        let arbiter = OfflineArbiter()
        for item in try LabelledSituation.own().prefix(400) {
            var situation = item.situation
            guard var running = situation.running else { continue }
            running.phase = .tool
            running.tool = .init(name: "charge_card", effect: .write, interruptible: .untilCommit, committed: true)
            situation.running = running
            let action = arbiter.decide(situation).action
            #expect(action != .interrupt && action != .rollback && action != .merge, "\(item.id)")
        }
    }

    @Test func `a decision depends on nothing but the situation`() throws {
        let items = try LabelledSituation.own().prefix(200)
        let first = items.map { OfflineArbiter().decide($0.situation) }
        let again = items.reversed().map { OfflineArbiter().decide($0.situation) }
        #expect(first == again.reversed())
    }

    @Test(arguments: [
        "", " ", "。", "!!!", "*", "'", "\"stop", "stop(", "\u{0}", "🏳️‍🌈", String(repeating: "stop and ", count: 2_000),
    ])
    func `any text is decided`(_ message: String) {
        let decision = OfflineArbiter().decide(.during(message))
        #expect(!decision.reason.isEmpty)
    }

    @Test func `a line is decided, and a fault names the field`() throws {
        let arbiter = OfflineArbiter()
        let item = try #require(try LabelledSituation.own().first)
        let answer = try JSON(parsing: arbiter.decideLine(item.line))
        #expect(answer["id"]?.string == item.id)
        #expect(answer["action"]?.string.flatMap(Action.init) != nil)
        #expect(answer["confidence"]?.double != nil)

        let text = String(decoding: item.line, as: UTF8.self)
        for (broken, fault) in [
            ("{", #"{"error":"line: "#),
            (text.replacing("\"message\":", with: "\"massage\":"), #"{"error":"situation.message: is missing"}"#),
            (
                text.replacing("\"effect\": \"write\"", with: "\"effect\": \"none\"").replacing(
                    "\"effect\": \"read\"",
                    with: "\"effect\": \"none\""
                ),
                #"{"error":"situation.running.tool.effect: expected one of read, write, found none"}"#
            ),
        ] {
            #expect(arbiter.decideLine(Array(broken.utf8)).hasPrefix(fault))
        }
    }
}
