/// What a person does at the keyboard.
enum Key: Equatable, Sendable {
    /// One character, or several that arrived together.
    case text(String)

    /// Text that the terminal says was pasted; its line ends are part of it.
    case paste(String)
    case enter, newline, tab
    case escape
    case backspace, delete, deleteWord, deleteToStart, deleteToEnd
    case left, right, wordLeft, wordRight, start, end
    case up, down

    /// Ctrl-C, Ctrl-D, Ctrl-Z and Ctrl-L, which in a raw terminal are keys like others.
    case interrupt, endOfInput, suspend, redraw
}
