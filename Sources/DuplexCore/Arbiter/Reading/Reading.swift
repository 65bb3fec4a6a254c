/// A message as the rules see it: its clauses, the cues in them, and the work that it may speak about.
struct Reading {
    let situation: Situation
    let text: FoldedText
    let clauses: [Clause]
    /// All cues of the message.
    let cues: CueSet
    let work: WorkWords

    /// A stretch of words with one verb, between two marks or joining words.
    struct Clause {
        var words: Range<Int>
        var hints: [Hint] = []
        var cues = CueSet()
        var end = FoldedText.ClauseEnd.none
        /// Split from the clause before it, which asks: "do you keep them or drop them?"
        var isInQuestion = false
        /// The first word that is neither a greeting, a filler nor a politeness.
        var head = 0
    }

    /// A phrase of the lexicon in a clause.
    struct Hint {
        let words: Range<Int>
        let cues: CueSet
        /// How much of its words it takes up; in scripts without spaces a word is often a whole clause.
        let byteCount: Int
    }

    /// Reads the message of a situation; `goal` and the tool's words come from the running or the kept turn.
    init(_ situation: Situation) {
        self.situation = situation
        text = FoldedText(situation.message)
        let running = situation.running
        work = WorkWords(
            goal: running?.goal ?? situation.lastInterrupted?.goal ?? "",
            tool: running?.tool?.name ?? "",
            agent: running?.agent ?? "",
            history: situation.history
        )
        clauses = Self.clauses(of: text)
        cues = clauses.reduce(into: CueSet()) { $0.formUnion($1.cues) }
    }

    /// Whether a word speaks about the work.
    func isOfWork(_ word: Int) -> Bool { work.contain(text.bytes[text.words[word].bytes]) }

    /// Cues that may stand before an order without changing it.
    private static let leading = CueSet(
        .leadIn,
        .thanks,
        .acknowledgement,
        .greeting,
        .thought,
        .polite,
        .yes,
        .feeling,
        .hold,
        .also
    )

    /// Cues whose verb begins a clause of its own after "and", "but", "so".
    private static let verbs = CueSet(
        .stopVerb,
        .dropVerb,
        .workVerb,
        .readVerb,
        .steerVerb,
        .want,
        .polite,
        .doNot,
        .stopPhrase,
        .asksAnywhere
    )

    private static func clauses(of text: FoldedText) -> [Clause] {
        let hints = hints(in: text)
        var clauses: [Clause] = []
        var start = 0
        var next = 0
        for (mark, end) in text.clauseEnds.enumerated() {
            let stop = text.words[start...].firstIndex { $0.clause > mark } ?? text.words.count
            var clause = Clause(words: start..<stop)
            while next < hints.count, hints[next].words.lowerBound < stop {
                let hint = hints[next]
                let begins = hint.words.lowerBound
                // A new verb after a joining word, or a politeness in mid-sentence, begins a new clause.
                let isJoined =
                    begins > clause.words.lowerBound
                    && (hint.cues.hasAny(of: verbs) || end == .question && hint.cues.has(.asks))
                    && joins(clause.hints.last, before: begins)
                if isJoined || (hint.cues.has(.polite) && begins > clause.words.lowerBound && !clause.cues.has(.polite))
                {
                    clause.words = clause.words.lowerBound..<begins
                    clause.head = head(of: clause)
                    clauses.append(clause)
                    clause = Clause(words: begins..<stop, isInQuestion: asks(clauses[clauses.count - 1]))
                }
                clause.hints.append(hint)
                clause.cues.formUnion(hint.cues)
                next += 1
            }
            clause.end = end
            clause.head = head(of: clause)
            clauses.append(clause)
            start = stop
        }
        return clauses
    }

    private static func asks(_ clause: Clause) -> Bool {
        clause.isInQuestion || clause.opens(with: CueSet(.asks, .doubt))
    }

    private static func joins(_ hint: Hint?, before word: Int) -> Bool {
        hint.map { $0.words.upperBound == word && $0.cues.has(.joint) } ?? false
    }

    private static func hints(in text: FoldedText) -> [Hint] {
        var word = 0
        return Lexicon.trie.matches(in: text).compactMap { match in
            while word + 1 < text.words.count, text.words[word].bytes.upperBound <= match.bytes.lowerBound { word += 1 }
            var last = word
            while last + 1 < text.words.count, text.words[last].bytes.upperBound < match.bytes.upperBound { last += 1 }
            // What is quoted is spoken about, not said.
            return text.words[word].isQuoted
                ? nil : Hint(words: word..<last + 1, cues: match.cues, byteCount: match.bytes.count)
        }
    }

    private static func head(of clause: Clause) -> Int {
        var head = clause.words.lowerBound
        for hint in clause.hints where hint.words.lowerBound <= head && hint.words.upperBound > head {
            guard hint.cues.hasAny(of: leading) else { break }
            head = hint.words.upperBound
        }
        return head
    }
}

extension Reading.Clause {
    /// The hints with one of some cues, in order.
    func hints(_ wanted: CueSet) -> [Reading.Hint] { hints.filter { $0.cues.hasAny(of: wanted) } }

    /// Whether a cue stands where an order stands: at the clause's beginning, at most after fillers.
    func opens(with wanted: CueSet) -> Bool {
        hints.contains { $0.words.lowerBound <= head && $0.cues.hasAny(of: wanted) }
    }

    /// Whether it begins with an order other than a stop: "cancel" is both.
    var orders: Bool {
        hints.contains {
            $0.words.lowerBound <= head && $0.cues.hasAny(.workVerb, .readVerb) && !$0.cues.hasAny(.stopVerb, .dropVerb)
        }
    }

    /// Whether the hints with some cues cover every word of a range.
    ///
    /// Of a long word in a script without spaces two characters may be left over: particles and endings.
    func covers(_ range: Range<Int>, with wanted: CueSet, in text: FoldedText) -> Bool {
        range.allSatisfy { word in
            let bytes = text.words[word].bytes
            let isGlued = text.bytes[bytes.lowerBound].beginsGluedScript
            var covered = 0
            for hint in hints where hint.words.contains(word) && hint.cues.hasAny(of: wanted) {
                if !isGlued { return true }
                covered += hint.byteCount
            }
            return isGlued && covered > 0 && covered + Self.leftoverByteCountMax >= bytes.count
        }
    }

    /// Two characters of three bytes each.
    private static var leftoverByteCountMax: Int { 6 }
}
