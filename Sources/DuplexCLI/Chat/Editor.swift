/// The line that a person edits: keys in, text and cursor out.
struct Editor: Equatable, Sendable {
    /// How many sent lines Up can bring back.
    static let historyCountMax = 500

    private var characters: [Character] = []

    /// The place of the cursor: before the character of this number.
    private(set) var cursor = 0
    private var history: [String] = []

    /// Which line of the history is shown; nil for the line that is being written.
    private var historyPlace: Int?

    /// What was being written when Up was pressed.
    private var draft: [Character] = []

    var text: String { String(characters) }
    var isEmpty: Bool { characters.isEmpty }
    var beforeCursor: String { String(characters[..<cursor]) }

    /// Takes a key that edits; false for one that does not.
    mutating func take(_ key: Key) -> Bool {
        switch key {
        case .text(let text): insert(TextCleaner.clean(text))
        case .paste(let text): insert(TextCleaner.clean(text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")))
        case .newline: insert("\n")
        case .backspace: remove(cursor - 1..<cursor)
        case .delete: remove(cursor..<cursor + 1)
        case .deleteWord: remove(wordStart..<cursor)
        case .deleteToStart: remove(0..<cursor)
        case .deleteToEnd: remove(cursor..<characters.count)
        case .left: cursor = max(0, cursor - 1)
        case .right: cursor = min(characters.count, cursor + 1)
        case .wordLeft: cursor = wordStart
        case .wordRight: cursor = wordEnd
        case .start: cursor = 0
        case .end: cursor = characters.count
        case .up: recall(-1)
        case .down: recall(1)
        case .enter, .tab, .escape, .interrupt, .endOfInput, .suspend, .redraw: return false
        }
        return true
    }

    /// Takes the text out and keeps it in the history.
    mutating func takeText() -> String {
        let text = text
        if !text.isEmpty, history.last != text { history.append(text) }
        if history.count > Self.historyCountMax { history.removeFirst() }
        clear()
        return text
    }

    /// Throws the text away.
    mutating func clear() { replace(with: []) }

    private mutating func replace(with new: [Character]) {
        characters = new
        cursor = new.count
        historyPlace = nil
    }

    private mutating func insert(_ text: String) {
        // A mark that is typed alone joins the character before it.
        let before = characters.count
        let joined = Array(beforeCursor + text)
        let behind = characters[cursor...]
        characters = joined + behind
        cursor = joined.count
        if characters.count != before { historyPlace = nil }
    }

    private mutating func remove(_ range: Range<Int>) {
        let range = range.clamped(to: 0..<characters.count)
        characters.removeSubrange(range)
        cursor = range.lowerBound
    }

    private var wordStart: Int {
        var place = cursor
        while place > 0, characters[place - 1].isWhitespace { place -= 1 }
        while place > 0, !characters[place - 1].isWhitespace { place -= 1 }
        return place
    }

    private var wordEnd: Int {
        var place = cursor
        while place < characters.count, characters[place].isWhitespace { place += 1 }
        while place < characters.count, !characters[place].isWhitespace { place += 1 }
        return place
    }

    private mutating func recall(_ step: Int) {
        if historyPlace == nil { draft = characters }
        let place = (historyPlace ?? history.count) + step
        guard place >= 0, place <= history.count else { return }
        if place == history.count {
            guard historyPlace != nil else { return }
            replace(with: draft)
        } else {
            replace(with: Array(history[place]))
            historyPlace = place
        }
    }
}
