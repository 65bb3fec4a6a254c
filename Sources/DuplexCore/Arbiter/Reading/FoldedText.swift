/// A text in the form in which phrases are looked up: lower case, without accents, one space between words.
///
/// Phrases of the lexicon go through the same folding, so both may be written as people write them.
struct FoldedText {
    /// The folded words in UTF-8, each followed by `wordEnd` or, at a clause's end, `clauseEnd`.
    private(set) var bytes: [UInt8] = []

    /// The words, in order.
    private(set) var words: [Word] = []

    /// What ended each clause, in order; a text without marks is one clause.
    private(set) var clauseEnds: [ClauseEnd] = []

    static let wordEnd = UInt8(ascii: " ")
    static let clauseEnd = UInt8(ascii: "\n")

    /// One word: its bytes without the separator, and the clause that it belongs to.
    struct Word {
        let bytes: Range<Int>
        let clause: Int
        /// Written in capitals throughout, two letters or more.
        let isShouted: Bool
        /// Between quotation marks, or the name of a call such as `stop()`.
        var isQuoted = false
    }

    /// The mark that ended a clause.
    enum ClauseEnd {
        case none
        case pause
        case stop
        case question
        case exclamation
        case trailingOff
    }

    private var wordStart = 0
    /// How often the last letter has been repeated.
    private var repeatCount = 0
    private var lowerCaseCount = 0
    private var upperCaseCount = 0
    /// The first word after an opening quotation mark.
    private var quoteStart: Int?

    /// Folds a text.
    init(_ text: some StringProtocol) {
        bytes.reserveCapacity(text.utf8.count + 8)
        let scalars = Array(text.unicodeScalars)
        for place in scalars.indices { fold(scalars[place], following: scalars[(place + 1)...]) }
        endClause(.none)
    }

    private mutating func fold(_ scalar: Unicode.Scalar, following: ArraySlice<Unicode.Scalar>) {
        switch Glyph(scalar) {
        case .letters(let letters, let isUpperCase):
            if isUpperCase { upperCaseCount += 1 } else { lowerCaseCount += 1 }
            // "pleaseee" is "please": a letter that is written three times or more counts once.
            let letter = letters[0]
            let isRepeated =
                letters.count == 1 && !letter.isASCIIDigit && bytes.count > wordStart && bytes.last == letter
            repeatCount = isRepeated ? repeatCount + 1 : 0
            if repeatCount == 2 { bytes.removeLast() }
            if repeatCount < 2 { bytes.append(contentsOf: letters) }
        case .scalar(let folded):
            bytes.append(contentsOf: String(folded).utf8)
        case .ignored: break
        case .space: endWord()
        case .emoji(let name):
            endWord()
            bytes.append(contentsOf: name.utf8)
            endWord()
        case .quote: toggleQuote()
        case .call:
            let isCall = bytes.count > wordStart && following.first == ")"
            endWord()
            if isCall { words[words.count - 1].isQuoted = true } else { endClause(.pause) }
        case .apostrophe
        where bytes.count == wordStart || quoteStart != nil && following.first?.properties.isAlphabetic != true:
            toggleQuote()
        case .apostrophe:
            // "don't" is one word; "l'hotel" and "d'accord" are two.
            if !Self.isEnglishEnding(following) { endWord() }
        case .mark(let end):
            // A point, comma or colon inside a number belongs to it: 1.5, 9:40.
            let isInNumber = following.first.map { $0.value < 0x80 && $0.properties.numericType != nil } ?? false
            if isInNumber, let last = bytes.last, wordStart < bytes.count, last.isASCIIDigit,
                ".,:".unicodeScalars.contains(scalar)
            {
                bytes.append(UInt8(ascii: "."))
            } else {
                endWord()
                endClause(end)
            }
        }
    }

    private static func isEnglishEnding(_ following: ArraySlice<Unicode.Scalar>) -> Bool {
        let letters = following.prefix(3).prefix { $0.properties.isAlphabetic }
        guard let first = letters.first.map({ $0.value | 0x20 }) else { return false }
        let second = letters.dropFirst().first.map { $0.value | 0x20 }
        return switch (first, second) {
        case (0x74, nil), (0x73, nil), (0x6D, nil), (0x64, nil): true  // 't, 's, 'm, 'd
        case (0x72, 0x65), (0x76, 0x65), (0x6C, 0x6C): letters.count == 2  // 're, 've, 'll
        default: false
        }
    }

    private mutating func toggleQuote() {
        endWord()
        if let start = quoteStart {
            for place in start..<words.count { words[place].isQuoted = true }
            quoteStart = nil
        } else {
            quoteStart = words.count
        }
    }

    private mutating func endWord() {
        guard bytes.count > wordStart else { return }
        let isShouted = lowerCaseCount == 0 && upperCaseCount > 1
        words.append(Word(bytes: wordStart..<bytes.count, clause: clauseEnds.count, isShouted: isShouted))
        bytes.append(Self.wordEnd)
        wordStart = bytes.count
        (lowerCaseCount, upperCaseCount) = (0, 0)
    }

    private mutating func endClause(_ end: ClauseEnd) {
        endWord()
        if let last = words.last, last.clause == clauseEnds.count {
            bytes[bytes.count - 1] = Self.clauseEnd
            clauseEnds.append(end)
        } else if let previous = clauseEnds.last {
            // "?!" asks, "..." trails off, whatever mark came first.
            switch (previous, end) {
            case (_, .question), (.pause, .exclamation), (.stop, .exclamation): clauseEnds[clauseEnds.count - 1] = end
            case (.stop, .stop): clauseEnds[clauseEnds.count - 1] = .trailingOff
            default: break
            }
        } else if end == .question {
            // Nothing but a question mark: a clause without words.
            clauseEnds.append(.question)
        }
    }
}

extension UInt8 {
    /// 0...9.
    var isASCIIDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    /// Continues a character in UTF-8.
    var isContinuation: Bool { self & 0xC0 == 0x80 }

    /// Begins a character of a script that glues words and particles together (Arabic, kana, Han, Hangul).
    ///
    /// In these a phrase may begin and end inside a word.
    var beginsGluedScript: Bool { (0xD8...0xDB).contains(self) || (0xE3...0xED).contains(self) }
}
