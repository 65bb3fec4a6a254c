import DuplexReader

/// A situation in the numbers that the text model was trained on; `DuplexReaderInputs` prints them for its training.
///
/// The context is the state of the work, its goal and the last two messages; then comes the message, each of its words
/// with the cues that the lexicon finds in it. What the rules say is one of the facts.
struct ReaderInput {
    private(set) var input = TextModel.Input()

    private let rules: Rules
    private let pieces: WordPieces

    /// How much is read of each part; more is cut off, of a long message its middle.
    private static let (contextMax, messageMax, messageTail) = (40, 72, 24)
    private static let (goalWordMax, keptWordMax, lineWordMax, lineMax) = (14, 8, 20, 2)

    /// Marks after those of the cues: where a word stands.
    private static let firstPlaceMark = 80

    /// The input for a message about running or kept work, and what the rules say of it.
    init(_ rules: Rules, _ decision: Decision, pieces: WordPieces) {
        self.rules = rules
        self.pieces = pieces
        input.tokens = [pieces.number(of: "[CLS]")] + context().prefix(Self.contextMax) + [pieces.number(of: "[SEP]")]
        input.contextCount = input.tokens.count
        addMessage()
        input.tokens.append(pieces.number(of: "[SEP]"))
        input.facts = facts(decision)
    }

    // The context

    private func context() -> [Int32] {
        var numbers = state.flatMap { pieces.numbers(of: ArraySlice($0.utf8)) }
        numbers.append(pieces.number(of: "."))
        numbers += words(of: rules.running.goal, max: Self.goalWordMax)
        if rules.situation.running != nil, let kept = rules.situation.lastInterrupted {
            numbers += [pieces.number(of: ".")] + pieces.numbers(of: ArraySlice("stopped".utf8))
            numbers += words(of: kept.goal, max: Self.keptWordMax)
        }
        for line in rules.situation.history.suffix(Self.lineMax) {
            numbers.append(pieces.number(of: "."))
            if line.role == .agent { numbers += pieces.numbers(of: ArraySlice("agent".utf8)) }
            numbers += words(of: line.text, max: Self.lineWordMax)
            if Reading.asks(line.text) { numbers.append(pieces.number(of: "?")) }
        }
        return numbers
    }

    private func words(of text: String, max: Int) -> [Int32] {
        let folded = FoldedText(text)
        return folded.words.prefix(max).flatMap { pieces.numbers(of: folded.bytes[$0.bytes]) }
    }

    /// The state in words that the model knew before its training here.
    private var state: [String] {
        if rules.situation.running == nil { return ["stopped", "work"] }
        guard let tool = rules.running.tool else { return ["writing", "answer"] }
        let pace = tool.duration == .quick ? ["quick"] : []
        if tool.effect == .read { return pace + ["read"] }
        if tool.committed { return pace + ["committed", "write"] }
        return pace + (tool.interruptible == .anyTime ? ["gradual", "write"] : ["write", "before", "commit"])
    }

    // The message

    private mutating func addMessage() {
        var tokens: [(number: Int32, marks: [Int32])] = []
        for clause in rules.reading.clauses {
            for word in clause.words {
                let marks = marks(of: word, in: clause)
                let text = rules.reading.text
                tokens += pieces.numbers(of: text.bytes[text.words[word].bytes]).map { ($0, marks) }
            }
            if let mark = mark(for: clause.end) { tokens.append((mark, [])) }
        }
        if tokens.count > Self.messageMax {
            tokens.removeSubrange(Self.messageMax - Self.messageTail..<tokens.count - Self.messageTail)
        }
        for token in tokens {
            let place = Int32(input.tokens.count)
            input.tokens.append(token.number)
            for mark in token.marks { input.marks += [place, mark] }
        }
    }

    private func marks(of word: Int, in clause: Reading.Clause) -> [Int32] {
        let cues = clause.hints.filter { $0.words.contains(word) }.reduce(into: CueSet()) { $0.formUnion($1.cues) }
        let reading = rules.reading
        let places = [
            reading.isOfWork(word), reading.text.words[word].isShouted, reading.text.words[word].isQuoted,
            word == clause.head,
        ]
        return Cue.allCases.filter(cues.has).map { Int32($0.rawValue) }
            + places.indices.filter { places[$0] }.map { Int32(Self.firstPlaceMark + $0) }
    }

    private func mark(for end: FoldedText.ClauseEnd) -> Int32? {
        switch end {
        case .none: nil
        case .pause: pieces.number(of: ",")
        case .stop: pieces.number(of: ".")
        case .question: pieces.number(of: "?")
        case .exclamation: pieces.number(of: "!")
        case .trailingOff: pieces.number(of: ";")
        }
    }

    // The facts

    /// Cues of the message, cues that open a clause, the rules' decision, the state and the message's shape.
    private func facts(_ decision: Decision) -> [Float] {
        let reading = rules.reading
        var opening = CueSet()
        for clause in reading.clauses {
            for hint in clause.hints where hint.words.lowerBound <= clause.head { opening.formUnion(hint.cues) }
        }
        var facts = [Float](repeating: 0, count: pieces.model.sizes.facts)
        for cue in Cue.allCases {
            if reading.cues.has(cue) { facts[Int(cue.rawValue)] = 1 }
            if opening.has(cue) { facts[Self.firstPlaceMark + Int(cue.rawValue)] = 1 }
        }
        var place = 2 * Self.firstPlaceMark
        let action = Self.actions.firstIndex(of: decision.action) ?? 0
        facts[place + action] = 1
        facts[place + Self.actions.count + action] = Float(decision.confidence)
        place += 2 * Self.actions.count
        for (number, holds) in shape.enumerated() where holds { facts[place + number] = 1 }
        return facts
    }

    private static let actions: [Action] = [.merge, .resume, .side, .steer, .enqueue, .cancel, .interrupt]

    private var shape: [Bool] {
        let (reading, tool) = (rules.reading, rules.running.tool)
        let stops = reading.stops()
        return [
            tool == nil, tool?.effect == .read, rules.awaitsCommit, rules.isGradualWrite, rules.isCommitted,
            rules.isQuestion, rules.isStreaming, stops.contains(.whole), !stops.isEmpty, rules.wantsMore,
            reading.wordCount <= 3, reading.wordCount > 14,
        ]
    }
}
