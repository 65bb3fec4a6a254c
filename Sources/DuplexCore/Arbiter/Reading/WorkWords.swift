/// The words by which a message can be recognised to speak about the work: those of its goal, its tool and what
/// the person asked for.
struct WorkWords {
    private let goal: Phrase
    private let asked: Phrase

    /// Number of the person's latest messages that count as what was asked for.
    private static let askedLineCountMax = 3

    /// The words of a turn.
    init(goal: String, tool: String, agent: String, history: [Situation.Line]) {
        self.goal = Phrase(goal + " " + tool + " " + agent)
        let lines = history.suffix(Self.askedLineCountMax * 2).filter { $0.role == .user }
        self.asked = Phrase(lines.map(\.text).joined(separator: "\n"))
    }

    /// Whether a word is one of the goal's or of the request's.
    func contain(_ word: ArraySlice<UInt8>) -> Bool { goal.contains(word) || asked.contains(word) }

    /// A text as a bag of the words that carry meaning.
    private struct Phrase {
        let text: FoldedText

        init(_ text: String) { self.text = FoldedText(text) }

        func contains(_ word: ArraySlice<UInt8>) -> Bool {
            guard !WorkWords.isSmall(word) else { return false }
            if let first = word.first, first >= 0xE3, first <= 0xED { return sharesPair(with: word) }
            return text.words.contains { WorkWords.isSame(text.bytes[$0.bytes], word) }
        }

        /// Scripts without spaces: two neighbouring ideographs or syllables in common.
        private func sharesPair(with word: ArraySlice<UInt8>) -> Bool {
            guard word.count >= 6 else { return false }
            for start in stride(from: word.startIndex, through: word.endIndex - 6, by: 3) where word[start] >= 0xE4 {
                let pair = word[start..<start + 6]
                guard pair[start + 3] >= 0xE4 else { continue }
                for place in stride(from: 0, through: text.bytes.count - 6, by: 1)
                where text.bytes[place] == pair[start] && text.bytes[place..<place + 6].elementsEqual(pair) {
                    return true
                }
            }
            return false
        }
    }

    /// The same word, or two forms of it: "flight" and "flights", "cancel" and "cancellation".
    private static func isSame(_ one: ArraySlice<UInt8>, _ other: ArraySlice<UInt8>) -> Bool {
        let common = zip(one, other).prefix { $0 == $1 }.count
        if common == one.count, common == other.count { return true }
        let shorter = min(one.count, other.count)
        if shorter == 3 { return common == 3 && max(one.count, other.count) == 4 }
        return common >= 4 && common >= shorter - 1 || common >= 6
    }

    /// Words that say nothing about the work: too short, or in every sentence.
    private static func isSmall(_ word: ArraySlice<UInt8>) -> Bool {
        if word.count < 3 { return !(word.first?.isASCIIDigit ?? false) }
        return word.count <= 6 && small.contains(Array(word))
    }

    private static let small: Set<[UInt8]> = Set(
        """
        the and for with from this that all any our your his her its are was not you can get how what who why when where
        which does did has have had will would could should into onto over under about after before then than them they
        these those there here just only more most some very much many out off one two too also please need want like make
        find show check look tell give let per via new old und der die das den dem ein eine einen mit von fur auf ist sind
        bitte mir mich nach bei uber unter ubers uns wir les des une dans pour avec sur qui que est sont mes los las una con por para del como mis
        gli nel per una che sono dei het een van voor met bij naar jak czy dla jest nie sie
        """.split(whereSeparator: { $0 == " " || $0 == "\n" }).map { Array($0.utf8) }
    )
}
