import DuplexAgents
import DuplexCore
import DuplexDemo
import Testing

struct TelcoScriptTests {
    @Test(arguments: [
        ("What is my balance?", "7 GB"), ("Which package do I have?", "plus"), ("Which packages are there?", "globe"),
        ("Recommend me something cheaper", "max"), ("What does roaming cost in Japan?", "JP-WEEK"),
        ("Can I use it abroad?", "Morocco"), ("Which add-ons do I have?", "Voicemail"), ("Warn me at 80%", "80 %"),
        ("Show me my bills", "109.17 EUR"), ("Tell me a joke", "contacts"), ("Hello!", "How can I help"),
        ("How are you?", "lines are free"), ("Are you a robot?", "scripted demo"), ("Thanks!", "welcome"),
        ("Log me in", "phone number"), ("My number is 12", "country code"), ("What is love?", "scripted demo"),
    ])
    func `the script knows its way`(text: String, answer: String) throws {
        let said = try simulate { try await TelcoVisit($0).say(text) }
        #expect(said.contains(answer))
        #expect(!said.contains("{"))
    }

    @Test(arguments: ["balance", "my package", "my bills", "close my contract", "change to max", "buy pass JP-DAY"])
    func `L34 who has not logged in is asked to`(text: String) throws {
        let said = try simulate { try await TelcoVisit($0, number: nil).say(text) }
        #expect(said.hasSuffix("What is your phone number?"))
    }

    @Test func `a login can be talked through`() throws {
        try simulate { clock async throws in
            let visit = TelcoVisit(clock, number: nil)
            #expect(try await visit.say("What is my balance?").hasSuffix("What is your phone number?"))
            #expect(try await visit.say("+12025550142").hasSuffix("What is the code?"))
            #expect(try await visit.say("111111") == "That is not the code that I sent. Please try again.")
            #expect(try await visit.say("sorry, 234208").hasPrefix("Thank you, Kim Sato"))
            #expect(try await visit.say("my balance").contains("unlimited"))
        }
    }

    @Test(arguments: [
        ("Please close my contract C-1042", "close_contract", "Contract C-1042 is closed. It cost 120.00 EUR."),
        ("Close my contract", "close_contract", "Contract C-1042 is closed. It cost 120.00 EUR."),
        ("Switch me to max", "change_package", "Your package is now max, for 29.99 EUR a month."),
        ("Buy JP-WEEK", "buy_roaming_pass", "Your pass JP-WEEK is active. It cost 24.90 EUR."),
    ])
    func `L2 an operation is offered, agreed to and announced before it begins`(
        text: String, tool: String, done: String
    ) throws {
        try simulate { clock async throws in
            let visit = TelcoVisit(clock)
            #expect(try await visit.say(text).contains("Shall I"))
            #expect(clock.now.sinceStart == .zero)
            #expect(try await visit.say("Yes, please").hasSuffix("\n\(done)"))
            let notice = visit.events.lastIndex {
                if case .message(let text) = $0 { text.contains("now; that takes") } else { false }
            }
            let progress = visit.events.firstIndex { if case .progress(tool, _, _) = $0 { true } else { false } }
            #expect(try #require(notice) < #require(progress))
        }
    }

    @Test func `no leaves everything as it is`() throws {
        try simulate { clock async throws in
            let visit = TelcoVisit(clock)
            _ = try await visit.say("close my contract")
            #expect(try await visit.say("no") == "All right, I leave everything as it is.")
            #expect(try await visit.call("get_package").outcome?.value["status"] == "active")
        }
    }

    @Test(arguments: ["close my contract", "show me my bills", "change to max", "buy a pass"])
    func `L6 on the side lane long work has to wait`(text: String) throws {
        let said = try simulate { try await TelcoVisit($0).say(text, lane: .side) }
        #expect(said == "Something that takes longer is still running. I can do that when it is finished.")
    }

    @Test func `L35 speech-safe text has no signs that voices stumble over`() throws {
        let text = "\u{201C}It\u{2019}s\u{00A0}on\u{201D} \u{2013} well\u{2026} “ok”"
        let plain = "\"It's on\" - well... \"ok\""
        #expect(text.speechSafe == plain)
        try simulate { clock async throws in
            let model = ScriptedModel(clock: clock, rules: [.otherwise(.say(text))])
            let host = FakeHost(clock)
            try await ToolLoop(name: "a", model: model, instructions: "", isSpeechSafe: true).run(host.context(["x"]))
            #expect(host.messages == [plain])
            #expect(host.deltas.joined() == plain)
        }
    }
}
