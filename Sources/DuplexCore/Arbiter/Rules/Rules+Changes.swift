/// Changing the work.
extension Rules {
    /// An answer to the agent's own question.
    func answer() -> Decision? {
        guard let last = situation.history.last, last.role == .agent, Reading.asks(last.text), !isQuestion,
            !cues.hasAny(.hold, .after, .memo, .thanks)
        else { return nil }
        return Decision(.steer, "Answers the agent's question.", confidence: 0.7)
    }

    /// Another main parameter or another goal: what runs is of no use.
    func replacement() -> Decision? {
        if cues.hasAny(.after, .memo) { return nil }
        if let reason = uselessness { return redirect(reason, confidence: 0.65) }
        if cues.has(.tooLong), running.phase == .model, !isQuestion {
            return Decision(.interrupt, "The answer that streams is too long.", confidence: 0.6)
        }
        return nil
    }

    /// Why the result of the running work would be useless.
    private var uselessness: String? {
        // "If I said ..." says nothing yet.
        let statements = reading.clauses.filter { !isQuestion($0) && !($0.hints.first?.cues.has(.condition) ?? false) }
        if statements.contains(where: { $0.cues.has(.misread) }) { return "The goal was misunderstood" }
        if statements.contains(where: { reading.deniesWork($0) }) { return "Denies what the work is for" }
        if cues.has(.leaning), reading.clauses.contains(where: asksForAnother) {
            return "Another way is preferred and asked for"
        }
        if isQuestion, statements.contains(where: { $0.cues.hasAny(.leaning, .moot) && $0.words.count > 3 }) {
            return "Another way is preferred and asked about"
        }
        if cues.has(.suggestion),
            reading.clauses.contains(where: { $0.opens(with: CueSet(.readVerb)) || $0.cues.has(.readRequest) })
        {
            return "Another way is proposed and asked for"
        }
        if cues.has(.form), !awaitsCommit { return nil }
        // A change of mind with a reason ends the work (`moot`); with a fragment it names another parameter.
        if statements.contains(where: { $0.cues.hasAny(.meant, .instead, .rethink) }) {
            return "Something else is meant"
        }
        if statements.contains(where: { $0.opens(with: CueSet(.wrong)) || isOpenWrite && $0.cues.has(.wrong) }) {
            return "Something is wrong with it"
        }
        if !isQuestion, reading.correctsSlip || isOpenWrite && reading.wordCount <= 8 && cues.has(.negation) {
            return "A slip is corrected"
        }
        if !isQuestion, reading.renamesWork { return "Something else is meant" }
        if !isQuestion, reading.stressesOneWord { return "Stresses what was misunderstood" }
        return nil
    }
}

extension Rules {
    /// An order to find something, not a change of the same result.
    private func asksForAnother(_ clause: Reading.Clause) -> Bool {
        if clause.opens(with: CueSet(.steerVerb)) || clause.cues.hasAny(.change, .also, .form) { return false }
        return clause.opens(with: CueSet(.readVerb)) || clause.cues.hasAny(.readRequest, .polite)
    }
}

extension Reading {
    /// Whether a text asks something.
    static func asks(_ text: String) -> Bool {
        text.unicodeScalars.suffix(3).contains {
            "?？؟".unicodeScalars.contains($0)
        }
    }

    /// "Not X", "don't want X", where X is what the work is about; in some languages X comes first.
    func deniesWork(_ clause: Clause) -> Bool {
        clause.hints.contains { hint in
            guard hint.cues.hasAny(.negation, .dontWant) else { return false }
            let reach = hint.cues.has(.dontWant) ? 3 : 2
            let after = hint.words.upperBound..<min(hint.words.upperBound + reach, clause.words.upperBound)
            let before = max(clause.words.lowerBound, hint.words.lowerBound - 2)..<hint.words.lowerBound
            let candidates = hint.cues.has(.dontWant) ? Array(after) + Array(before) : Array(after)
            return candidates.contains(where: isOfWork)
        }
    }

    /// "Chapter 3, sorry": a fragment with an apology at its end, or one before "not".
    var correctsSlip: Bool {
        guard wordCount >= 2, wordCount <= 6, let last = clauses.last?.hints.last else { return false }
        return last.cues.has(.slip) && last.words.upperBound == wordCount && !isCovered(by: Self.smallTalk)
    }

    /// "Actually, hotels in Oslo" while flights to Oslo are looked for, or "no, hotels rather": a fragment whose first word
    /// is new and puts itself into the place of what was asked for.
    var renamesWork: Bool {
        guard wordCount <= 8, let clause = clauses.last, clauses.dropLast().allSatisfy({ $0.head == $0.words.upperBound }),
            let end = clause.words.last(where: { !isWord($0, of: Self.politeness) }), clause.head < end,
            !isOfWork(clause.head), !clause.hints.contains(where: { $0.words.contains(clause.head) })
        else { return false }
        if isWord(end, of: Self.lateTurns) { return true }
        let rest = clause.head + 1...end
        guard isWord(0, of: Self.turns), let link = rest.first(where: { isWord($0, of: Self.links) }) else { return false }
        return link <= clause.head + 3 && rest.contains { $0 > link && isOfWork($0) }
    }

    private func isWord(_ word: Int, of words: Set<[UInt8]>) -> Bool {
        words.contains(Array(text.bytes[text.words[word].bytes]))
    }

    private static let turns = set("actually no nah nope wait sorry hm hmm oh")
    private static let lateTurns = set("rather actually")
    private static let links = set("in to from for at near on of")
    private static let politeness = set("please pls plz thanks thx")

    /// "Close my contract" while "please close my contract" is being done: what was asked for, in the same words.
    var repeatsRequest: Bool {
        guard let first = clauses.first, first.head < wordCount else { return false }
        let words = text.words[first.head...].map { Array(text.bytes[$0.bytes]) }.filter { !Self.politeness.contains($0) }
        let asked = situation.history.filter { $0.role == .user }.map(\.text) + [situation.running?.goal ?? ""]
        return words.count >= 2
            && asked.contains { line in
                let folded = FoldedText(line)
                return folded.words.map { Array(folded.bytes[$0.bytes]) }.contains(words)
            }
    }

    /// "After the review": in the time after the work.
    func followsWork(_ clause: Clause) -> Bool {
        clause.hints.contains { hint in
            guard hint.cues.has(.afterWork) else { return false }
            let object = hint.words.upperBound..<min(hint.words.upperBound + 2, clause.words.upperBound)
            return object.contains(where: isOfWork)
        }
    }

    /// One or two words in capitals in a message that is otherwise in small letters.
    var stressesOneWord: Bool {
        guard wordCount <= 8, !cues.has(.doNot) else { return false }
        let shouted = text.words.count { $0.isShouted }
        let small = text.words.count { !$0.isShouted }
        // Abbreviations that the work itself is about are spelled in capitals anyway.
        return shouted == 1 && small >= 1 && text.words.contains { $0.isShouted && $0.bytes.count > 3 }
    }
}
