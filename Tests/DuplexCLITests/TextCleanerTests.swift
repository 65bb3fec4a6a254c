import Testing

@testable import DuplexCLI

@Suite struct TextCleanerTests {
    @Test(arguments: [
        ("plain é→🙂\n", "plain é→🙂\n"), ("\u{1B}[31mred\u{1B}[0m", "red"), ("\u{1B}]0;title\u{7}x", "x"),
        ("\u{1B}]52;c;aGk=\u{1B}\\x", "x"), ("a\rb\u{8}c", "abc"), ("\u{9B}2Jx", "x"), ("\tx", "    x"),
        ("user\u{202E}txt.exe", "usertxt.exe"), ("a\u{2066}b\u{200F}", "ab"), ("\u{1B}(Bx", "x"), ("a\u{2028}b", "a\nb"),
        ("\u{1B}Pq#0\u{1B}\\x", "x"),
    ])
    func `what commands the terminal is taken out`(_ text: String, _ expected: String) {
        #expect(TextCleaner.clean(text) == expected)
    }

    @Test func `a sequence may begin in one piece and end in another`() {
        for cut in 0...6 {
            let text = Array("a\u{1B}[31mb".unicodeScalars)
            var cleaner = TextCleaner()
            let head = cleaner.clean(String(String.UnicodeScalarView(text[..<cut])))
            #expect(head + cleaner.clean(String(String.UnicodeScalarView(text[cut...]))) == "ab")
        }
    }

    @Test func `a sequence that does not end swallows no more than its line`() {
        #expect(TextCleaner.clean("\u{1B}]0;never ended\nnext") == "\nnext")
        let long = String(repeating: "x", count: TextCleaner.sequenceLengthMax)
        #expect(TextCleaner.clean("\u{1B}]\(long)end").hasSuffix("end"))
    }
}
