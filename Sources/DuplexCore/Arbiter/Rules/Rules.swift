/// The rules for a message that arrives while a turn runs; each answers or passes on.
struct Rules {
    let reading: Reading
    let running: Situation.Running

    /// The rules for a message, with the kept work where none runs; nil where there is neither.
    init?(_ reading: Reading) {
        let kept = reading.situation.lastInterrupted.map { Situation.Running(goal: $0.goal, agent: $0.agent) }
        guard let work = reading.situation.running ?? kept else { return nil }
        self.init(reading: reading, running: work)
    }

    init(reading: Reading, running: Situation.Running) {
        self.reading = reading
        self.running = running
    }

    var situation: Situation { reading.situation }
    var cues: CueSet { reading.cues }

    // The state

    /// Past the point of no return: nothing that is said can take it back.
    var isCommitted: Bool { running.tool?.committed ?? false }

    /// A write that a stop still prevents.
    var isOpenWrite: Bool { running.tool.map { $0.effect == .write && !$0.committed } ?? false }

    /// A write that happens all at once, at its commit: a payment, an order, a mail.
    var awaitsCommit: Bool { isOpenWrite && running.tool?.interruptible != .anyTime }

    /// An answer that is being written before the person's eyes: what changes it comes too late at its end.
    var isStreaming: Bool {
        guard running.phase == .model, let last = situation.history.last else { return false }
        return last.role == .agent && !Reading.asks(last.text)
    }

    /// A write that goes on little by little: a robot, a heating, a clean-up.
    var isGradualWrite: Bool { isOpenWrite && running.tool?.interruptible == .anyTime }

    // The message

    /// Whether some clause asks something that is not a polite request.
    var isQuestion: Bool { reading.clauses.contains(where: isQuestion) }

    func isQuestion(_ clause: Reading.Clause) -> Bool {
        if clause.cues.has(.asksAnywhere) || clause.isInQuestion && !clause.cues.has(.polite) { return true }
        if reading.isInverted(clause), !clause.cues.has(.polite) { return true }
        if clause.opens(with: CueSet(.asks, .doubt)) {
            return !asksForWork(clause) || clause.end == .question && !clause.cues.has(.polite)
        }
        return clause.end == .question && !asksForWork(clause) && !clause.cues.has(.suggestion)
    }

    /// Whether a clause is an order: "send ...", "could you send ...".
    func asksForWork(_ clause: Reading.Clause) -> Bool {
        clause.opens(with: CueSet(.workVerb, .readVerb, .steerVerb))
            || clause.cues.hasAny(.request, .readRequest, .change)
            || clause.cues.has(.polite)
    }

    /// Whether the message wants something beyond the end of the work: an order, a question, another goal.
    var wantsMore: Bool {
        cues.hasAny(.want, .suggestion) || cues.has(.instead) || isQuestion
            || reading.clauses.contains { clause in
                clause.orders
                    || clause.cues.hasAny(.request, .readRequest, .polite) && reading.clauseHasContent(clause)
            }
    }

    /// The answer to a change after which the running work is of no use.
    func redirect(_ reason: String, confidence: Double) -> Decision {
        isCommitted
            ? Decision(.steer, reason + "; the write is committed and is never interrupted.", confidence: confidence)
            : Decision(.interrupt, reason + ".", confidence: confidence)
    }
}

extension Reading {
    /// Cues of words that ask for nothing.
    static let smallTalk = CueSet(
        .thanks,
        .acknowledgement,
        .feeling,
        .leaving,
        .greeting,
        .thought,
        .leadIn,
        .yes,
        .pronoun,
        .joint,
        .falseAlarm
    )

    /// Whether a clause says more than fillers and stops.
    func clauseHasContent(_ clause: Clause) -> Bool {
        let empty = Self.smallTalk.union(CueSet(.stopVerb, .stopPhrase, .hold, .polite))
        return !clause.covers(clause.words, with: empty, in: text)
    }

    /// "Do caterers bring plates", "is port 23 open": the verb before its subject asks, with or without a mark.
    func isInverted(_ clause: Clause) -> Bool {
        guard clause.words.upperBound - clause.head >= 3 else { return false }
        let verb = Array(text.bytes[text.words[clause.head].bytes])
        let subject = text.bytes[text.words[clause.head + 1].bytes]
        if Self.invertedVerbs.contains(verb) { return true }
        // "Do" and "can" begin orders too: "do the rest", "can you send it". A plural or a person is a subject.
        let isPlural = subject.count > 3 && subject.last == UInt8(ascii: "s")
        return Self.halfInvertedVerbs.contains(verb) && (isPlural || Self.subjects.contains(Array(subject)))
    }

    private static let invertedVerbs = set("is are was were does did isnt arent wasnt werent")
    private static let halfInvertedVerbs = set("do can could will would should shall must may might have has dont wont")
    private static let subjects = set("i we he she they people everyone anyone someone there")

    static func set(_ words: String) -> Set<[UInt8]> { Set(words.split(separator: " ").map { Array($0.utf8) }) }

    /// Whether every word of the message belongs to phrases with some cues.
    func isCovered(by wanted: CueSet) -> Bool { clauses.allSatisfy { $0.covers($0.words, with: wanted, in: text) } }

    /// Whether a number is named.
    var hasNumber: Bool { text.words.contains { text.bytes[$0.bytes].contains { $0.isASCIIDigit } } }

    /// Number of words.
    var wordCount: Int { text.words.count }
}
