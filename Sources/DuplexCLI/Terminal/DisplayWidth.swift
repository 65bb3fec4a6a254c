/// How many columns of a terminal a text takes.
enum DisplayWidth {
    /// The columns of a text without control characters.
    static func of(_ text: some StringProtocol) -> Int { text.reduce(0) { $0 + of($1) } }

    /// The columns of one character: 0, 1 or 2.
    static func of(_ character: Character) -> Int {
        var width = 0
        for scalar in character.unicodeScalars {
            // An emoji selector makes a narrow sign wide.
            if scalar.value == 0xFE0F { return max(width, 2) }
            width = max(width, of(scalar))
        }
        return width
    }

    private static func of(_ scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x300 { return scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) ? 0 : 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        if scalar.properties.isEmojiPresentation { return 2 }
        return wide.contains { $0.contains(scalar.value) } ? 2 : 1
    }

    /// The blocks of wide characters.
    ///
    /// Source: Unicode Standard Annex 11, East Asian Width W and F.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
        0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
        0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
    ]

    /// Cuts a text into rows of at most `width` columns, between words where that is possible.
    ///
    /// The rows joined by what was cut out are the text; white space at a cut is dropped.
    static func wrap(_ text: String, width: Int) -> [String] {
        let width = max(1, width)
        var rows: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            rows.append(contentsOf: wrapLine(line, width: width))
        }
        return rows
    }

    private static func wrapLine(_ line: Substring, width: Int) -> [String] {
        var rows: [String] = []
        var row = ""
        var rowWidth = 0
        /// Where the row may be cut: the text before and behind its last space.
        var lastSpace: String.Index?
        for character in line {
            let characterWidth = of(character)
            if rowWidth + characterWidth > width, !row.isEmpty {
                if character == " " {
                    rows.append(row)
                    (row, rowWidth, lastSpace) = ("", 0, nil)
                    continue
                }
                if let space = lastSpace {
                    rows.append(String(row[..<space]))
                    row = String(row[row.index(after: space)...])
                } else {
                    rows.append(row)
                    row = ""
                }
                rowWidth = of(row)
                lastSpace = nil
            }
            if character == " " { lastSpace = row.endIndex }
            row.append(character)
            rowWidth += characterWidth
        }
        return rows + [row]
    }

    /// The beginning of a text that fits, with an ellipsis when something is missing.
    static func clip(_ text: String, width: Int) -> String {
        guard of(text) > width else { return text }
        var result = ""
        var columns = 0
        for character in text {
            let next = of(character)
            if columns + next > width - 1 { break }
            result.append(character)
            columns += next
        }
        return width > 0 ? result + "…" : ""
    }
}
