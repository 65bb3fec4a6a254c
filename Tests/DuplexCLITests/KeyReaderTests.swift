import Testing

@testable import DuplexCLI

@Suite struct KeyReaderTests {
    private func keys(_ text: String) -> [Key] {
        var reader = KeyReader()
        return reader.feed(Array(text.utf8))
    }

    @Test(arguments: [
        ("abc", [Key.text("abc")]), ("\r", [.enter]), ("\n", [.newline]), ("\u{3}", [.interrupt]),
        ("\u{1B}[A\u{1B}[B", [.up, .down]), ("\u{1B}OA", [.up]), ("\u{1B}[1;5C", [.wordRight]),
        ("\u{1B}[3~", [.delete]), ("\u{1B}[H\u{1B}[4~", [.start, .end]), ("\u{1B}\u{1B}", [.escape]),
        ("\u{1B}x", [.escape, .text("x")]), ("\u{1B}\r", [.newline]), ("a\u{7F}", [.text("a"), .backspace]),
        ("\u{1B}[200~one\rtwo\u{1B}[201~!", [.paste("one\rtwo"), .text("!")]), ("é→🙂", [.text("é→🙂")]),
        ("\u{1B}[99;99X", []),
    ])
    func `bytes become keys`(_ text: String, _ expected: [Key]) { #expect(keys(text) == expected) }

    @Test(arguments: ["é→🙂ab", "\u{1B}[1;5D\u{1B}[200~x\ny\u{1B}[201~", "a\u{1B}[A\u{1B}b"])
    func `a cut at any byte changes nothing`(_ text: String) {
        let bytes = Array(text.utf8)
        for cut in bytes.indices {
            var reader = KeyReader()
            var pieces = reader.feed(bytes[..<cut])
            for key in reader.feed(bytes[cut...]) {
                if case .text(let more) = key, case .text(let before)? = pieces.last {
                    pieces[pieces.count - 1] = .text(before + more)
                } else {
                    pieces.append(key)
                }
            }
            #expect(pieces == keys(text), "cut at \(cut)")
        }
    }

    @Test func `a lone Esc is the key once time has passed`() {
        var reader = KeyReader()
        #expect(reader.feed([0x1B]) == [])
        #expect(reader.isWaiting)
        #expect(reader.timePassed() == [.escape])
        #expect(!reader.isWaiting)
        #expect(reader.timePassed() == [])
    }

    @Test func `bytes that are no text are dropped`() {
        var reader = KeyReader()
        #expect(reader.feed([0xC3, 0x28, 0xFF, 0x41]) == [.text("(A")])
    }

    @Test func `a paste has a bound`() throws {
        let long = String(repeating: "x", count: 3 * KeyReader.pasteByteCountMax)
        let result = keys("\u{1B}[200~\(long)\u{1B}[201~y")
        guard case .paste(let pasted)? = result.first else { throw Unexpected() }
        #expect(pasted.utf8.count == KeyReader.pasteByteCountMax)
        #expect(result.dropFirst() == [.text("y")])
    }

    private struct Unexpected: Error {}
}
