import Testing

@testable import DuplexCLI

@Suite struct ScreenTests {
    private func block(_ text: String = "", rows: [String] = [], before: String? = nil) -> LiveBlock {
        LiveBlock(rows: rows.map { Line($0) }, text: text, beforeCursor: before ?? text)
    }

    @Test func `finished lines stay, and the live block is drawn again below them`() {
        var terminal = FakeTerminal(width: 20, height: 6)
        var screen = Screen(width: 20, height: 6, hasColour: false)
        terminal.write(screen.frame([Line("one")], block("hi", rows: ["status"])))
        #expect(terminal.text == ["one", "status", "> hi"])
        terminal.write(screen.frame([Line("two")], block("hi!", rows: ["status 2", "more"])))
        #expect(terminal.text == ["one", "two", "status 2", "more", "> hi!"])
        #expect(terminal.cursor == .init(row: 4, column: 5))
        terminal.write(screen.erase())
        #expect(terminal.text == ["one", "two"])
    }

    @Test func `a long line that is written wraps below its beginning, with the cursor in its place`() {
        var terminal = FakeTerminal(width: 10, height: 8)
        var screen = Screen(width: 10, height: 8, hasColour: false)
        terminal.write(screen.frame([], block("abcdefghijkl", before: "ab")))
        #expect(terminal.text == ["> abcdefg", "  hijkl"])
        #expect(terminal.cursor == .init(row: 0, column: 4))
        terminal.write(screen.frame([], block("abc")))
        #expect(terminal.text == ["> abc"])
    }

    @Test func `wide characters take two columns`() {
        var terminal = FakeTerminal(width: 10, height: 5)
        var screen = Screen(width: 10, height: 5, hasColour: false)
        terminal.write(screen.frame([], block("日本語文字")))
        #expect(terminal.text == ["> 日本語", "  文字"])
        #expect(terminal.cursor == .init(row: 1, column: 6))
    }

    @Test func `rows that do not fit are cut, and too many are left out`() {
        var terminal = FakeTerminal(width: 12, height: 4)
        var screen = Screen(width: 12, height: 4, hasColour: false)
        terminal.write(screen.frame([], block("x", rows: ["1", "2", "3", "a long, long row"])))
        #expect(terminal.text == ["3", "a long, lo…", "> x"])
    }

    @Test func `after the terminal became narrower the wrapped block is erased whole`() {
        var screen = Screen(width: 40, height: 10, hasColour: false)
        _ = screen.frame([], block("x", rows: [String(repeating: "r", count: 35)]))
        screen.resize(width: 10, height: 10)
        // 35 columns are four rows of ten now, and the cursor stands below them.
        #expect(screen.erase().hasPrefix("\u{1B}[4A"))
    }

    @Test func `without colours nothing is painted`() {
        var plain = Screen(width: 20, height: 5, hasColour: false)
        var painted = Screen(width: 20, height: 5, hasColour: true)
        #expect(!plain.frame([Line("a", .warning)], block()).contains("\u{1B}[33m"))
        #expect(painted.frame([Line("a", .warning)], block()).contains("\u{1B}[33ma\u{1B}[0m"))
    }

    @Test(arguments: [
        ("the quick brown fox", 10, ["the quick", "brown fox"]), ("abcdefghijk", 5, ["abcde", "fghij", "k"]),
        ("", 5, [""]), ("a\n\nb", 5, ["a", "", "b"]), ("abcde fg", 5, ["abcde", "fg"]), ("日本語", 4, ["日本", "語"]),
    ])
    func `text is cut between words where it can be`(_ text: String, _ width: Int, _ rows: [String]) {
        #expect(DisplayWidth.wrap(text, width: width) == rows)
    }

    @Test(arguments: [("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("🙂", 2), ("👩‍👩‍👧", 2), ("❤️", 2), ("█░", 2), ("\u{200B}", 0)])
    func `a text has the width that terminals give it`(_ text: String, _ columns: Int) {
        #expect(DisplayWidth.of(text) == columns)
    }
}
