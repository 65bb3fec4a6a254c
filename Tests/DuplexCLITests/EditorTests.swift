import Testing

@testable import DuplexCLI

@Suite struct EditorTests {
    private func editor(_ keys: [Key]) -> Editor {
        var editor = Editor()
        for key in keys { _ = editor.take(key) }
        return editor
    }

    @Test(arguments: [
        ([Key.text("ab"), .left, .text("x")], "axb", 2), ([.text("ab"), .start, .delete], "b", 0),
        ([.text("one two"), .deleteWord], "one ", 4), ([.text("one two"), .wordLeft, .deleteToEnd], "one ", 4),
        ([.text("ab"), .backspace, .backspace, .backspace], "", 0), ([.text("ab"), .deleteToStart], "", 0),
        ([.paste("a\r\nb\u{1B}[31m")], "a\nb", 3), ([.text("e"), .text("\u{301}")], "e\u{301}", 1),
        ([.text("one two"), .start, .wordRight, .text("!")], "one! two", 4), ([.text("a"), .newline, .text("b")], "a\nb", 3),
        ([.text("👩‍👩‍👧"), .backspace], "", 0),
    ])
    func `keys edit the line`(_ keys: [Key], _ text: String, _ cursor: Int) {
        let editor = editor(keys)
        #expect(editor.text == text)
        #expect(editor.cursor == cursor)
    }

    @Test func `Up brings back what was sent, and Down what was being written`() {
        var editor = editor([.text("first")])
        #expect(editor.takeText() == "first")
        _ = editor.take(.text("second"))
        _ = editor.takeText()
        for (key, text) in [
            (Key.text("draft"), "draft"), (.up, "second"), (.up, "first"), (.up, "first"), (.down, "second"),
            (.down, "draft"), (.down, "draft"),
        ] {
            _ = editor.take(key)
            #expect(editor.text == text)
        }
    }
}

@Suite struct ComposerTests {
    private func commands(_ keys: [Key], at times: [Int] = []) -> [Composer.Command] {
        var composer = Composer()
        var last: [Composer.Command] = []
        for (place, key) in keys.enumerated() {
            let time = times.indices.contains(place) ? times[place] : 0
            last = composer.handle(key, at: .milliseconds(time))
        }
        return last
    }

    @Test func `Enter sends, Tab sends for afterwards, and nothing is sent of white space`() {
        #expect(commands([.text("hi"), .enter]) == [.send("hi", whenBusy: nil), .redraw])
        #expect(commands([.text("hi"), .tab]) == [.send("hi", whenBusy: "enqueue"), .redraw])
        #expect(commands([.text("  "), .enter]) == [.goLive])
        #expect(commands([.tab]) == [])
    }

    @Test func `Esc stops, whatever is typed`() {
        #expect(commands([.escape]) == [.stop])
        #expect(commands([.text("hi"), .escape]) == [.stop])
    }

    @Test func `Ctrl-C clears, else stops, and twice within two seconds leaves`() {
        #expect(commands([.text("hi"), .interrupt]) == [.redraw])
        #expect(commands([.interrupt]).first == .stop)
        #expect(commands([.interrupt, .interrupt], at: [0, 1999]) == [.leave(.leftByKey)])
        #expect(commands([.interrupt, .interrupt], at: [0, 2000]).first == .stop)
    }

    @Test func `Ctrl-D leaves when nothing is typed`() {
        #expect(commands([.endOfInput]) == [.leave(.completed)])
        #expect(commands([.text("hi"), .endOfInput]) == [])
    }

    @Test(arguments: [
        ("/stop", [Composer.Command.stop, .redraw]), ("/cancel", [.stop, .redraw]),
        ("/queue later", [.send("later", whenBusy: "enqueue"), .redraw]),
        ("/side how far?", [.send("how far?", whenBusy: "side"), .redraw]),
        ("/steer be brief", [.send("be brief", whenBusy: "steer"), .redraw]),
        ("/steer @hotel in Kyoto", [.send("in Kyoto", whenBusy: "steer", target: "hotel"), .redraw]),
        ("/steer @ home by six", [.send("@ home by six", whenBusy: "steer"), .redraw]),
        ("/steer @hotel", [.say("/steer needs a text: /steer TEXT"), .redraw]),
        ("/queue @hotel", [.send("@hotel", whenBusy: "enqueue"), .redraw]),
        ("/resume", [.slash(.resume), .redraw]),
        ("/interrupt now", [.send("now", whenBusy: "interrupt"), .redraw]), ("/quit", [.leave(.completed)]),
        ("/answer blue", [.slash(.reply(.answer("blue"))), .redraw]),
        ("/approve", [.slash(.reply(.decide(isApproved: true))), .redraw]),
        ("/refuse", [.slash(.reply(.decide(isApproved: false))), .redraw]),
        ("/status", [.slash(.status), .redraw]), ("//etc/hosts", [.send("/etc/hosts", whenBusy: nil), .redraw]),
        ("/stauts", [.say("There is no /stauts. Did you mean /status?"), .redraw]),
        ("/queue", [.say("/queue needs a text: /queue TEXT"), .redraw]),
    ])
    func `a slash begins a command`(_ line: String, _ expected: [Composer.Command]) {
        #expect(commands([.text(line), .enter]) == expected)
    }
}
