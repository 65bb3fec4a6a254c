import DuplexCore
import Testing

@testable import DuplexCLI

@Suite struct JSON5ReaderTests {
    @Test func `what JSON5 adds to JSON is read`() throws {
        let text = """
            // A comment.
            { /* another
                 one */ unquoted: 'single "quotes"', "quoted": "a \\
            line", $dollar_1: [1, -2.5, +3, .5, 5., 0xFF, 1e2,], grün: null, t: true,
              escapes: '\\x41\\u00e4\\u{1F600}'.x
            }
            """.replacing("\\u{1F600}'.x", with: "\\ud83d\\ude00\\n\\'\\q',")
        let expected: JSON = [
            "unquoted": "single \"quotes\"", "quoted": "a line",
            "$dollar_1": [1, -2.5, 3, 0.5, 5.0, 255, 100.0], "grün": nil, "t": true, "escapes": "Aä😀\n'q",
        ]
        #expect(try JSON5Reader.read(text).json == expected)
    }

    @Test func `the order of members is kept, and every value knows its place`() throws {
        guard case .section(let members) = try JSON5Reader.read("{ z: 1,\n  a: { m: 2 } }").value else {
            Issue.record("no section")
            return
        }
        #expect(members.map(\.name) == ["z", "a"])
        #expect(members[1].place == ConfigNode.Place(line: 2, column: 3))
        guard case .section(let inner) = members[1].node.value else {
            Issue.record("no section")
            return
        }
        #expect(inner[0].node.place == ConfigNode.Place(line: 2, column: 11))
    }

    @Test(arguments: [
        ("{ a: 1,\n  a: 2 }", "2:3", "a is set twice"),
        ("{ level: info }", "1:10", "expected a value; a text stands in quotes: \"info\""),
        ("{ a: 'x\n' }", "1:6", "a text without its closing quote"),
        ("{ a: 1 b: 2 }", "1:8", "expected , or }"),
        ("{ a 1 }", "1:5", "expected : after a"),
        ("{ a: }", "1:6", "expected a value"),
        ("{ a: 1", "1:7", "expected , or }"),
        ("{ 1: 2 }", "1:4", "expected a name; one that is no word stands in quotes"),
        ("{ a: 010 }", "1:6", "expected a value; a text stands in quotes: \"010\""),
        ("{ a: Infinity }", "1:6", "expected a value; a text stands in quotes: \"Infinity\""),
        ("{ a: '\\ud800' }", "1:13", "half of a character"),
        ("{ /* a: 1 }", "1:3", "a comment without its end"),
        ("{} {}", "1:4", "unexpected text after the end"),
        ("", "1:1", "expected a value, found the end"),
        (String(repeating: "[", count: 70), "1:65", "nested deeper than 64 levels"),
    ])
    func `a mistake is named with its line and column`(_ text: String, _ place: String, _ problem: String) {
        let error = #expect(throws: JSON5Error.self) { try JSON5Reader.read(text) }
        #expect(error?.place.description == place)
        #expect(error?.problem == problem)
    }
}
