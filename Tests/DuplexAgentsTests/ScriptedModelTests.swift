import DuplexAgents
import DuplexCore
import Testing

struct ScriptedModelTests {
    /// What the model answers to a conversation.
    private func ask(
        _ messages: [ModelMessage], tools: [String] = [], _ rules: ScriptedRule...
    ) throws -> ModelResponse {
        try simulate { clock in
            let tools = tools.map { ModelTool(name: $0, about: "", parameters: [:]) }
            return try await ScriptedModel(clock: clock, rules: rules).respond(
                to: ModelRequest(messages: messages, tools: tools)) { _ in }
        }
    }

    @Test(arguments: [
        ("balance", "What is my BALANCE?", "fits"), ("balance", "balances", "no"), ("bal*", "my balances", "fits"),
        ("close|end contract", "please end contract", "fits"), ("close contract", "close my contract", "no"),
        ("close my? contract", "close my contract", "fits"), ("close my? contract", "close contract", "fits"),
        ("close * contract", "close this old contract", "fits"), ("close * contract", "contract to close", "no"),
        ("contract {c}", "Contract C-1042, please.", "fits C-1042"), ("{n#} days", "for 12 days", "fits 12"),
        ("{n#} days", "for twelve days", "no"), ("pass {c=JP-*|day}", "The pass jp-week", "fits jp-week"),
        ("pass {c=JP-*|day}", "pass month", "no"), ("say {w*}", "Say hello to all", "fits hello to all"),
        ("{n#}", "my number is +491701234567.", "fits +491701234567"), ("", "anything", "fits"),
    ])
    func `a pattern fits words side by side, in any case`(pattern: String, text: String, answer: String) throws {
        let said = try ask(
            [.user(text)], .when(pattern, then: .say("fits {c}{n}{w}")), .otherwise(.say("no"))
        ).text
        let filled = ["{c}", "{n}", "{w}"].reduce(said) { $0.split(separator: $1).joined() }
        #expect(filled.split(separator: " ").joined(separator: " ") == answer)
    }

    @Test func `texts and arguments take captures and results`() throws {
        let result: JSON = [
            "status": "finished", "result": ["list": [["name": "A", "fee": 5], ["name": "B", "fee": 7.5]], "on": true],
        ]
        let messages: [ModelMessage] = [
            .user("take 3 of x"), .assistant("", calls: [ModelToolCall(id: "1", name: "list", arguments: "{}")]),
            .tool(call: "1", text: result.text),
        ]
        let response = try ask(
            messages,
            .when(
                "{n#} of {what}",
                then: .say("never"),
                .call(
                    "take",
                    [
                        "count": "{#n}", "text": "{what}!", "on": "{list.on}", "no": "{none}",
                        "all": ["{what}", "{list.list}"],
                    ],
                    saying: "{each list.list|{name}: {fee}; }on {list.on} {unknown}")))
        #expect(response.text == "A: 5; B: 7.5; on yes {unknown}")
        #expect(response.finish == .toolCalls)
        #expect(
            try JSON(parsing: response.calls.first?.arguments ?? "") == [
                "count": 3, "text": "x!", "on": true,
                "all": ["x", [["name": "A", "fee": 5], ["name": "B", "fee": 7.5]]],
            ])
    }

    @Test func `a rule can ask for what was said before and for offered tools`() throws {
        let rules: [ScriptedRule] = [
            .when("yes", after: "shall I close {contract}", offered: ["close"], then: .say("Closing {contract}.")),
            .otherwise(.say("What?")),
        ]
        let asked: [ModelMessage] = [.user("close"), .assistant("Shall I close C-1 now?"), .user("Yes!")]
        #expect(try ask(asked, tools: ["close"], rules[0], rules[1]).text == "Closing C-1.")
        #expect(try ask(asked, rules[0], rules[1]).text == "What?")
        #expect(try ask([.user("yes")], tools: ["close"], rules[0], rules[1]).text == "What?")
    }

    @Test func `the time of a reply is spread over its words`() throws {
        let times = try simulate { clock in
            let model = ScriptedModel(
                clock: clock, pace: .milliseconds(10),
                rules: [.when("slow", then: .say("a b c d", taking: .seconds(2))), .otherwise(.say("a b"))])
            for text in ["slow", "fast"] {
                _ = try await model.respond(to: ModelRequest(messages: [.user(text)])) { _ in }
            }
            return clock.now.sinceStart
        }
        #expect(times == .milliseconds(2020))
    }

    @Test func `a script can be read from JSON`() throws {
        let script = try JSON(
            parsing: """
                {"name": "demo", "pace_ms": 5, "rules": [
                  {"when": ["close {c}"], "offered": ["close"], "then": [
                    {"call": "close", "arguments": {"contract": "{c}"}, "say": "One moment.", "taking_ms": 200},
                    {"say": "Done.", "on_error": {"not_found": "No {c}."}}]},
                  {"when": ["both"], "then": [{"calls": [{"call": "a"}, {"call": "b", "arguments": {"x": 1}}]}]},
                  {"when": ["fail"], "then": [{"fail": "model.overloaded", "message": "Busy."}]},
                  {"then": [{"say": "I am a scripted demo."}]}]}
                """)
        try simulate { clock in
            let model = try ScriptedModel(clock: clock, script: script)
            #expect(model.name == "demo")
            let tools = [ModelTool(name: "close", about: "", parameters: [:])]
            func ask(_ text: String) async throws -> ModelResponse {
                try await model.respond(to: ModelRequest(messages: [.user(text)], tools: tools)) { _ in }
            }
            let first = try await ask("close C-1")
            #expect(first.calls.map(\.arguments) == [#"{"contract":"C-1"}"#])
            #expect(clock.now.sinceStart == .milliseconds(200))
            #expect(try await ask("both").calls.map(\.name) == ["a", "b"])
            #expect(try await ask("hi").text == "I am a scripted demo.")
            await #expect(throws: ModelError(.overloaded, "Busy.")) { try await ask("fail") }
        }
    }

    @Test(arguments: [
        ("[]", "expected an object"), (#"{"rules": 1}"#, "rules: expected a list"),
        (#"{"rules": [{"then": []}]}"#, "rules[0].then: expected at least one reply"),
        (#"{"rules": [{"than": []}]}"#, "rules[0].than: there is no such member"),
        (#"{"rules": [{"then": [{}]}]}"#, "rules[0].then[0]: expected say, call, calls or fail"),
        (#"{"rules": [{"then": [{"fail": "x"}]}]}"#, "rules[0].then[0].fail: expected a model's error"),
        (#"{"rules": [{"then": [{"say": 1}]}]}"#, "rules[0].then[0].say: expected text"),
        (#"{"rules": [{"when": [1], "then": [{"say": "x"}]}]}"#, "rules[0].when: expected a list of texts"),
    ])
    func `a script's fault is named by its place`(script: String, message: String) throws {
        let script = try JSON(parsing: script)
        #expect(throws: ScriptError(message: message)) { try ScriptedModel(clock: VirtualClock(), script: script) }
    }

    @Test func `without a rule that fits the model refuses`() throws {
        let error = #expect(throws: ModelError.self) { try ask([.user("x")], .when("y", then: .say("z"))) }
        #expect(error?.code == .refused)
    }
}
