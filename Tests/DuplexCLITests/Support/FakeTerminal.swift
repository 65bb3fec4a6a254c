@testable import DuplexCLI

/// A terminal that understands what ``Screen`` writes, and nothing else.
struct FakeTerminal {
    struct Place: Equatable {
        var row: Int
        var column: Int
    }

    private let width: Int
    private let height: Int
    private var rows: [[Character?]]
    private(set) var cursor = Place(row: 0, column: 0)

    /// What it could not obey.
    private(set) var unknown: [String] = []

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        rows = [[]]
    }

    /// What can be read, without the empty rows at the end; what has scrolled by comes first.
    var text: [String] {
        var lines = rows.map { row in
            var line = String(row.compactMap { $0 })
            while line.last == " " { line.removeLast() }
            return line
        }
        while lines.last == "" { lines.removeLast() }
        return lines
    }

    mutating func write(_ output: String) {
        var rest = Array(output)[...]
        while let character = rest.popFirst() {
            switch character {
            case "\u{1B}": obey(&rest)
            case "\r\n":
                cursor = Place(row: cursor.row + 1, column: 0)
            case "\r": cursor.column = 0
            default: put(character)
            }
            while rows.count <= cursor.row { rows.append([]) }
        }
    }

    private mutating func put(_ character: Character) {
        let columns = DisplayWidth.of(character)
        if cursor.column + columns > width { cursor = Place(row: cursor.row + 1, column: 0) }
        while rows.count <= cursor.row { rows.append([]) }
        while rows[cursor.row].count < cursor.column + columns { rows[cursor.row].append(" ") }
        rows[cursor.row][cursor.column] = character
        if columns == 2 { rows[cursor.row][cursor.column + 1] = nil }
        cursor.column += columns
    }

    private mutating func obey(_ rest: inout ArraySlice<Character>) {
        var parameters = ""
        _ = rest.popFirst()
        while let character = rest.popFirst() {
            guard character.isLetter else {
                parameters.append(character)
                continue
            }
            let count = Int(parameters) ?? 1
            switch character {
            case "A": cursor.row = max(0, cursor.row - count)
            case "C": cursor.column = min(width - 1, cursor.column + count)
            case "J":
                rows[cursor.row] = Array(rows[cursor.row].prefix(cursor.column))
                rows.removeSubrange((cursor.row + 1)...)
            case "h", "l", "m": break
            default: unknown.append(parameters + String(character))
            }
            return
        }
    }
}
