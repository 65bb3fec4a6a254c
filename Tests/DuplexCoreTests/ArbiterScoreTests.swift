import Testing

@testable import DuplexCore

@Suite struct ArbiterScoreTests {
    @Test func `the own set is decided well, and its blind third nearly as well`() throws {
        let items = try LabelledSituation.own()
        // Lines whose number is divisible by three are not looked at when phrases are added.
        let blind = ArbiterScore(items.enumerated().filter { $0.offset % 3 == 2 }.map(\.element))
        let tuned = ArbiterScore(items.enumerated().filter { $0.offset % 3 != 2 }.map(\.element))
        #expect(tuned.right * 100 >= tuned.count * 97)
        #expect(tuned.harmful * 100 <= tuned.calm * 2)
        #expect(tuned.deaf * 100 <= tuned.stops * 2)
        #expect(blind.right * 100 >= blind.count * 88)
        #expect(blind.harmful * 100 <= blind.calm * 2)
        #expect(blind.deaf * 100 <= blind.stops * 10)
        #expect(tuned.harmfulCommitted + blind.harmfulCommitted == 0)
    }

    @Test func `the set that nothing was tuned to is decided well, and its committed writes are left alone`() throws {
        let blind = ArbiterScore(try LabelledSituation.blind())
        #expect(blind.count == 168)
        #expect(blind.right * 100 >= blind.count * 87)
        #expect(blind.harmful * 100 <= blind.calm * 2)
        #expect(blind.deaf * 100 <= blind.stops * 10)
        #expect(blind.harmfulCommitted == 0)
    }

    @Test func `the set of contrasts, most of it hints and chat, is decided no worse than it has been`() throws {
        let contrast = ArbiterScore(try LabelledSituation.contrast())
        #expect(contrast.count == 1_088)
        #expect(contrast.right * 100 >= contrast.count * 78)
        #expect(contrast.harmful * 100 <= contrast.calm * 8)
        #expect(contrast.deaf * 100 <= contrast.stops * 22)
        #expect(contrast.harmfulCommitted == 0)
    }

    @Test func `a stranger's set is decided no worse than it has been`() throws {
        let stranger = ArbiterScore(try LabelledSituation.stranger())
        #expect(stranger.count == 240)
        #expect(stranger.right * 100 >= stranger.count * 79)
        #expect(stranger.harmful * 100 <= stranger.calm * 4)
        #expect(stranger.deaf * 100 <= stranger.stops * 23)
        #expect(stranger.harmfulCommitted == 0)
    }

    @Test func `a set of cues has room for every cue`() {
        for cue in Cue.allCases { #expect(CueSet(cue).has(cue)) }
    }

    @Test func `a committed write is never interrupted, whatever is said`() throws {
        let arbiter = OfflineArbiter()
        for item in try LabelledSituation.own() {
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
        let items = try LabelledSituation.own()
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
