import DuplexReader
import Testing

@testable import DuplexCore

@Suite struct SecondReaderTests {
    private let model: TextModel
    private let pieces: WordPieces

    init() throws {
        model = try #require(TextModel.shared)
        pieces = WordPieces(model)
    }

    /// What the reader is given for a message to a search.
    private func input(_ message: String, _ change: (inout Situation) -> Void = { _ in }) throws -> TextModel.Input {
        var situation = Situation.during(message)
        change(&situation)
        let rules = try #require(Rules(Reading(situation)))
        return ReaderInput(rules, OfflineArbiter.decide(rules), pieces: pieces).input
    }

    @Test func `the vocabulary has every piece that the code asks for by name`() {
        let unknown = pieces.number(of: "[UNK]")
        #expect(model.vocabulary.count == model.sizes.firstBucket)
        for piece in ["[CLS]", "[SEP]", ",", ".", "?", "!", ";"] as [StaticString] {
            #expect(pieces.number(of: piece) != unknown, "\(piece)")
        }
        for word in ["read", "quick", "gradual", "write", "before", "commit", "committed", "writing", "stopped"] {
            #expect(!pieces.numbers(of: ArraySlice(word.utf8)).contains(unknown), "\(word)")
        }
    }

    @Test func `there is a fact and a mark for every cue`() {
        #expect(Cue.allCases.allSatisfy { Int($0.rawValue) < 80 })
        #expect(model.sizes.marks >= 84)
        #expect(model.sizes.facts >= 2 * 80 + 26)
    }

    @Test(arguments: [
        "stop", "unbelievably", "", "zzzqqqxx", String(repeating: "ab", count: 500), "नहीं", "もういい", "1.5", "\u{0}",
    ])
    func `a word becomes a few numbers of the model's`(_ word: String) {
        let numbers = pieces.numbers(of: ArraySlice(word.utf8))
        #expect(numbers.count <= 24)
        #expect(numbers.isEmpty == word.isEmpty)
        #expect(numbers.allSatisfy { (0..<Int32(model.sizes.firstBucket + model.sizes.buckets)).contains($0) })
    }

    @Test func `a known word is one piece, a long one begins with the longest that is known`() {
        #expect(pieces.numbers(of: ArraySlice("hotel".utf8)) == [model.vocabulary[Array("hotel".utf8)]])
        let parts = pieces.numbers(of: ArraySlice("hotelish".utf8))
        #expect(parts.first == model.vocabulary[Array("hotel".utf8)])
        #expect(parts.count > 1)
    }

    @Test func `a long message keeps its beginning and its end, and what is cut off is its middle`() throws {
        let long = "first " + String(repeating: "filler ", count: 900) + "last"
        let tokens = try input(long).tokens
        #expect(tokens.count <= model.sizes.tokens)
        #expect(tokens.contains(try #require(model.vocabulary[Array("first".utf8)])))
        #expect(tokens.contains(try #require(model.vocabulary[Array("last".utf8)])))
    }

    @Test func `the answers' weights are shares, the same each time`() throws {
        let input = try input("my sister has found one in the meantime")
        let weights = try #require(model.weigh(input))
        #expect(weights.count == model.sizes.answers)
        #expect(weights.allSatisfy { (0...1).contains($0) })
        #expect(abs(weights.reduce(0, +) - 1) < 1e-4)
        #expect(model.weigh(input) == weights)
    }

    @Test func `numbers out of their ranges are refused`() throws {
        let good = try input("how far are you")
        for change in [
            { $0.tokens[1] = -1 }, { $0.tokens[1] = .max }, { $0.contextCount = 0 },
            { $0.contextCount = $0.tokens.count },
            { $0.marks = [Int32($0.tokens.count), 0] }, { $0.marks = [0, 9_999] }, { $0.facts = [] },
            { $0.tokens = [] },
            { $0.tokens = Array(repeating: 5, count: 10_000) },
        ] as [(inout TextModel.Input) -> Void] {
            var bad = good
            change(&bad)
            #expect(model.weigh(bad) == nil)
        }
    }

    @Test func `the state of the work is part of what is read`() throws {
        let reading = try input("change the date to the 6th")
        let writing = try input("change the date to the 6th") { situation in
            situation.running?.tool = .init(name: "book", effect: .write, interruptible: .untilCommit, committed: true)
        }
        #expect(reading.tokens != writing.tokens)
        #expect(reading.facts != writing.facts)
    }

    @Test func `a bare stop, a fragment and a message without words are the rules' alone`() throws {
        for message in ["stop", "please cancel that", "?", ""] {
            let rules = try #require(Rules(Reading(.during(message))))
            #expect(SecondReader.isSettled(OfflineArbiter.decide(rules), by: rules), "\(message)")
        }
        let rules = try #require(Rules(Reading(.during("my brother has one we can borrow"))))
        #expect(!SecondReader.isSettled(OfflineArbiter.decide(rules), by: rules))
    }

    @Test(
        arguments: [
            ("never mind, we stay at home", .cancel), ("forget it, thanks anyway", .cancel),
            ("my sister has booked us something", .cancel), ("hotels are out, look up campsites", .interrupt),
            ("only with breakfast", .steer), ("Oh, and something with a pool", .steer),
            ("how far are you?", .side), ("thanks!", .side), ("I hate these websites so much", .side),
            ("the last one we had in Porto was lovely", .side), ("after that, find a car", .enqueue),
            ("remind me to call the bank at six", .enqueue),
        ] as [(String, Action)]
    )
    func `everyday talk does what it says`(_ message: String, _ action: Action) {
        #expect(OfflineArbiter().decide(.during(message)).action == action)
    }

    @Test(
        arguments: [
            ("how much data do I have left?", .side), ("what does my package include?", .side),
            ("is there a fee?", .side), ("wait, is there a fee?", .interrupt), ("no, the other contract", .interrupt),
        ] as [(String, Action)]
    )
    func `a calm question does not hold a write, a doubt does`(_ message: String, _ action: Action) {
        let tool = Situation.Tool(name: "close_contract", effect: .write, interruptible: .untilCommit, percent: 20)
        let situation = Situation.during(
            message,
            goal: "close my contract",
            tool: tool,
            asked: "yes",
            answered: "I close contract C-1042 now; that takes about ten seconds."
        )
        #expect(OfflineArbiter().decide(situation).action == action)
    }

    @Test func `going back to kept work is heard without any word for it`() {
        var situation = Situation(message: "ok my mother has hung up, where were we")
        situation.lastInterrupted = .init(
            goal: "compare the three flats",
            agent: "finder",
            kept: "2 flats",
            agoSeconds: 60
        )
        situation.history = [.init(.user, "hold that, my mother is calling"), .init(.agent, "Held after 2 flats.")]
        #expect(OfflineArbiter().decide(situation).action == .resume)
        situation.message = "what is the weather in Porto"
        #expect(OfflineArbiter().decide(situation).action == .enqueue)
    }
}
