/// What is shown below the text that has scrolled by: it changes in place.
struct LiveBlock: Equatable, Sendable {
    /// Rows above the prompt, which may hold colours; each is one row at most.
    var rows: [Line] = []
    var prompt = "> "
    var text = ""

    /// The text before the cursor.
    var beforeCursor = ""
}

/// A line with an emphasis.
struct Line: Equatable, Sendable {
    /// How a line is set off.
    enum Tone: Equatable, Sendable {
        case plain, dim, strong, warning, person, side
    }

    var text: String
    var tone = Tone.plain

    init(_ text: String, _ tone: Tone = .plain) {
        self.text = text
        self.tone = tone
    }
}

/// Where everything stands on the terminal: a machine that answers the characters that change it.
///
/// Finished lines are written once and scroll away like any program's output; the live block below them is erased and
/// drawn again. Its rows are never longer than the terminal is wide, so that they can be counted.
struct Screen: Equatable, Sendable {
    /// The most rows of the text that is being written; further ones are left out in the middle of the block.
    static let editRowCountMax = 8

    private(set) var width: Int
    private(set) var height: Int
    let hasColour: Bool

    /// The widths of the rows that stand there, and the cursor's place among them.
    private var drawn: [Int] = []
    private var cursor = (row: 0, column: 0)

    init(width: Int, height: Int, hasColour: Bool) {
        self.width = max(10, width)
        self.height = max(4, height)
        self.hasColour = hasColour
    }

    static func == (left: Screen, right: Screen) -> Bool {
        left.width == right.width && left.height == right.height && left.drawn == right.drawn
            && left.cursor == right.cursor && left.hasColour == right.hasColour
    }

    /// Takes a new size. What stands there has been wrapped anew by the terminal.
    mutating func resize(width: Int, height: Int) {
        self.width = max(10, width)
        self.height = max(4, height)
    }

    /// Takes what stands on the terminal as gone; the next frame is drawn below the cursor.
    mutating func forget() {
        drawn = []
        cursor = (0, 0)
    }

    /// The characters that erase the live block, write the finished lines and draw the block again.
    mutating func frame(_ finished: [Line], _ block: LiveBlock) -> String {
        // Synchronised output: the terminal shows the frame as one.
        var output = "\u{1B}[?2026h" + erase()
        for line in finished {
            for row in line.text.split(separator: "\n", omittingEmptySubsequences: false) {
                output += paint(String(row), line.tone) + "\r\n"
            }
        }
        output += draw(block)
        return output + "\u{1B}[?2026l"
    }

    /// The characters that erase the live block, for leaving.
    mutating func erase() -> String {
        guard !drawn.isEmpty else { return "\r\u{1B}[J" }
        // The terminal may have become narrower since: then its rows take more than one.
        let above = drawn[..<cursor.row].reduce(0) { $0 + rowCount(ofWidth: $1) } + cursor.column / width
        drawn = []
        cursor = (0, 0)
        return (above > 0 ? "\u{1B}[\(above)A" : "") + "\r\u{1B}[J"
    }

    private func rowCount(ofWidth columns: Int) -> Int { max(1, (columns + width - 1) / width) }

    private mutating func draw(_ block: LiveBlock) -> String {
        let edit = editRows(of: block)
        let roomAbove = max(0, height - 1 - edit.rows.count)
        let above = block.rows.suffix(roomAbove).map { Line(DisplayWidth.clip($0.text, width: width - 1), $0.tone) }
        let rows = above + edit.rows.map { Line($0) }
        drawn = rows.map { DisplayWidth.of($0.text) }
        cursor = (above.count + edit.cursorRow, edit.cursorColumn)
        var output = rows.map { paint($0.text, $0.tone) }.joined(separator: "\r\n")
        let up = rows.count - 1 - cursor.row
        if up > 0 { output += "\u{1B}[\(up)A" }
        output += "\r"
        if cursor.column > 0 { output += "\u{1B}[\(cursor.column)C" }
        return output
    }

    /// The rows of the text that is being written, with the cursor's place.
    private func editRows(of block: LiveBlock) -> (rows: [String], cursorRow: Int, cursorColumn: Int) {
        let indent = String(repeating: " ", count: DisplayWidth.of(block.prompt))
        var rows = [""]
        var columns = 0
        var cursor = (row: 0, column: 0)
        let room = max(1, width - 1 - indent.count)
        let cursorPlace = block.beforeCursor.count
        for (place, character) in block.text.enumerated() {
            if character == "\n" || columns + DisplayWidth.of(character) > room {
                if place == cursorPlace { cursor = (rows.count - 1, columns) }
                rows.append("")
                columns = 0
                if character == "\n" { continue }
            }
            if place == cursorPlace { cursor = (rows.count - 1, columns) }
            rows[rows.count - 1].append(character)
            columns += DisplayWidth.of(character)
        }
        if cursorPlace >= block.text.count { cursor = (rows.count - 1, columns) }
        let shown = Self.window(around: cursor.row, of: rows.count, size: min(Self.editRowCountMax, height - 1))
        let texts = shown.map { ($0 == 0 ? block.prompt : indent) + rows[$0] }
        return (texts, cursor.row - shown.lowerBound, cursor.column + indent.count)
    }

    private static func window(around row: Int, of count: Int, size: Int) -> Range<Int> {
        guard count > size else { return 0..<count }
        let start = min(max(0, row - size + 1), count - size)
        return start..<(start + size)
    }

    private func paint(_ text: String, _ tone: Line.Tone) -> String {
        guard hasColour, !text.isEmpty else { return text }
        switch tone {
        case .plain: return text
        case .dim: return "\u{1B}[2m\(text)\u{1B}[0m"
        case .strong: return "\u{1B}[1m\(text)\u{1B}[0m"
        case .warning: return "\u{1B}[33m\(text)\u{1B}[0m"
        case .person: return "\u{1B}[36m\(text)\u{1B}[0m"
        case .side: return "\u{1B}[35m\(text)\u{1B}[0m"
        }
    }
}
