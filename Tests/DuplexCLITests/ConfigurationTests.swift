import DuplexAgents
import DuplexCore
import DuplexCurl
import Testing

@testable import DuplexCLI

/// The configuration file: what it sets, and how its mistakes are told.
@Suite struct ConfigurationTests {
    private static let environment = ["KEY": "k", "PORT": "127.0.0.1:9"]

    /// Reads a file, and makes what it describes.
    private func agents(_ text: String) throws -> ConfiguredAgents {
        let file = try Configuration(parsing: text, path: "duplex.json5", environment: Self.environment)
        let client = CurlClient()
        return try ConfiguredAgents(file, models: ConfiguredModels(file, client: client), client: client)
    }

    private func loop(_ text: String) throws -> ToolLoop {
        try #require(try agents("{ models: { m: { name: 'x' } }, agents: { a: \(text) } }").agents[0] as? ToolLoop)
    }

    @Test func `an option beats the environment, that the file, and the file what is usual`() throws {
        func settings(_ words: [String], _ environment: [String: String], _ file: String) throws -> Settings {
            let invocation = try ArgumentParser.parse(["serve"] + words)
            let file = try Configuration(parsing: file, path: "duplex.json5", environment: environment)
            return Settings(invocation, environment: environment, file: file)
        }
        let (file, variable) = ("{ listen: ':1' }", ["DUPLEX_LISTEN": ":2"])
        #expect(try settings([], [:], "{}").listenAddress().port == 7171)
        #expect(try settings([], [:], file).listenAddress().port == 1)
        #expect(try settings([], variable, file).listenAddress().port == 2)
        #expect(try settings(["--listen", ":3"], variable, file).listenAddress().port == 3)
    }

    @Test func `settings of every type are read, and references stand for variables`() throws {
        let text = "{ loops: 2, memory: true, corsOrigin: ['http://a', 'http://b'], listen: '${PORT}' }"
        let file = try Configuration(parsing: text, path: "duplex.json5", environment: Self.environment)
        let settings = Settings(try ArgumentParser.parse(["serve"]), environment: [:], file: file)
        #expect(try settings.number(.loops, in: 1...4) == 2)
        #expect(try settings.isOn(.memory))
        #expect(settings.text(.corsOrigin) == "http://a,http://b")
        #expect(try settings.listenAddress().port == 9)
    }

    @Test func `an agent without Swift is what the file says`() throws {
        let loop = try loop(
            """
            { model: 'm', about: 'Helps.', instructions: 'Be kind.', steps: 3, whenBusy: 'auto',
              lanes: { main: { temperature: 0.1 }, side: { temperature: 0.9, instructions: 'Talk.' } },
              tools: [{ name: 't', about: 'Does it.', url: 'http://x', key: '${KEY}', duration: 'long', effect: 'write',
                interruptible: 'untilCommit', feedback: 'Doing it', deadline: '5m', secrets: ['pin'], approval: true,
                parameters: { properties: { pin: { type: 'string' } } } }] }
            """
        )
        #expect((loop.about, loop.stepLimit) == ("Helps.", 3))
        #expect(loop.main == ToolLoop.Manner(instructions: "Be kind.", temperature: 0.1))
        #expect(loop.side == ToolLoop.Manner(instructions: "Talk.", temperature: 0.9))
        let traits = ToolTraits(
            duration: .long,
            effect: .write,
            interruptible: .untilCommit,
            feedback: "Doing it",
            secretFields: ["pin"],
            deadline: .seconds(301),
            needsApproval: true
        )
        #expect(loop.tools.map(\.traits) == [traits])
        #expect(loop.tools[0].parameters["type"] == "object")
        let policies = try agents("{ models: { m: { name: 'x' } }, agents: { a: { model: 'm', whenBusy: 'auto' } } }")
            .policies
        #expect(policies == ["a": .auto])
    }

    @Test func `limits are those of every session`() throws {
        let text = "{ limits: { idle: '500ms', total: '2h', queuedTurns: 7, chatIdle: '1m' } }"
        let limits = try Configuration(parsing: text, path: "f").limits
        #expect(limits.session.silence == .milliseconds(500))
        #expect(limits.session.turnTotal == .seconds(7200))
        #expect(limits.session.queuedTurnCountMax == 7)
        #expect(limits.chatIdle == .seconds(60))
        #expect(limits.chatTotal == .seconds(1800))
    }

    static let mistakes: [(text: String, message: String)] = [
        ("{\n  lissten: ':1' }", "2:3: there is no setting \"lissten\". Did you mean listen?"),
        ("{ token: 'secret' }", "1:3: there is no setting \"token\". Did you mean tokens?"),
        ("{ listen: 7171 }", "1:11: listen: expected a text in quotes, not 7171."),
        ("{ memory: 'yes' }", "1:11: memory: expected true or false, not \"yes\"."),
        (
            "{ data: '${NOWHERE}' }",
            "1:9: data: the environment has no NOWHERE. Set it before the start, as in NOWHERE=… duplex serve."
        ),
        ("[]", "1:1: expected a section in braces, not a list."),
        ("{ models: { m: { nmae: 'x' } } }", "1:18: models.m: there is no \"nmae\" here. Did you mean name?"),
        ("{ models: { m: {} } }", "1:16: models.m: name is missing: The model's name at the provider."),
        (
            "{ models: { m: { kind: 'openia' } } }",
            "1:24: models.m.kind: expected one of openai, scripted, not \"openia\". Did you mean openai?"
        ),
        (
            "{ models: { m: { name: 'x', key: 'sk-123' } } }",
            "1:34: models.m.key: a secret does not stand in a file. "
                + "Put it into the environment and write \"${NAME}\" here."
        ),
        (
            "{ models: { m: { kind: 'scripted', script: { rules: [{ than: [] }] } } } }",
            "1:44: models.m.script: rules[0].than: there is no such member."
        ),
        (
            "{ agents: { a: { model: 'mian' } }, models: { main: { name: 'x' } } }",
            "1:25: agents.a.model: there is no model \"mian\" under models. Did you mean main?"
        ),
        (
            "{ agents: { 'a b': { } } }",
            "1:20: agents.a b: an agent's name has letters, digits, - and _, at most 64."
        ),
        (
            "{ agents: { a: { kind: 'parlant', url: 'x:1', agent: 'b' } } }",
            "1:40: agents.a.url: expected an address like http://127.0.0.1:8800, not \"x:1\"."
        ),
        (
            "{ agents: { a: { kind: 'parlant', url: 'http://x', agent: 'b', tools: [] } } }",
            "1:64: agents.a: there is no \"tools\" here. Known: kind, about, url, agent, customer, whenBusy."
        ),
        (
            "{ agents: { a: { kind: 'parlant', url: 'http://x', agent: 'b', customer: 'me' } } }",
            "1:74: agents.a.customer: expected session, guest or id:NAME, not \"me\"."
        ),
        (
            "{ limits: { idle: 30 } }",
            "1:19: limits.idle: expected a time with its unit, like \"500ms\", \"30s\", \"10m\" or \"24h\", not 30."
        ),
        (
            "{ limits: { sideTurns: 0 } }",
            "1:24: limits.sideTurns: expected a whole number from 1 to 1073741824, not 0."
        ),
    ]

    @Test(arguments: mistakes.indices) func `a mistake names place, value and remedy`(_ index: Int) {
        let (text, message) = Self.mistakes[index]
        #expect(throws: SettingsError("duplex.json5:" + message)) { try agents(text) }
    }

    static let toolMistakes: [(text: String, message: String)] = [
        ("{ name: 'a-b' }", "name: expected letters, digits and underscores, at most 64, not \"a-b\"."),
        (
            "{ name: 't', about: 'x', url: 'http://x', duration: 'lnog' }",
            "duration: expected one of quick, long, not \"lnog\". Did you mean long?"
        ),
        (
            "{ name: 't', about: 'x', url: 'http://x', parameters: { type: 'string' } }",
            "parameters: expected the schema of an object: { type: \"object\", properties: { … } }."
        ),
        (
            "{ name: 't', about: 'x', url: 'http://x', secrets: ['pin'] }",
            "secrets[0]: the tool has no argument \"pin\"."
        ),
        (
            "{ name: 't', about: 'x', url: 'http://x', deadline: '0s' }",
            "deadline: expected a time with its unit, like \"500ms\", \"30s\", \"10m\" or \"24h\", not \"0s\"."
        ),
    ]

    @Test(arguments: toolMistakes.indices) func `a mistake in a tool names the tool`(_ index: Int) throws {
        let (text, message) = Self.toolMistakes[index]
        let error = #expect(throws: SettingsError.self) { try loop("{ model: 'm', tools: [\(text)] }") }
        #expect(error?.message.hasSuffix(": agents.a.tools[0].\(message)") == true)
    }

    @Test func `two tools of one name are refused`() {
        let tool = "{ name: 't', about: 'x', url: 'http://x' }"
        let error = #expect(throws: SettingsError.self) { try loop("{ model: 'm', tools: [\(tool), \(tool)] }") }
        #expect(error?.message.hasSuffix("agents.a.tools[1]: the agent has two tools of the name t.") == true)
    }

    @Test func `the explanation has every setting with value, source and meaning, and no secret`() throws {
        let text = "{ loops: 2, models: { m: { name: 'x', key: '${KEY}' } }, limits: { idle: '1s' } }"
        let environment = Self.environment.merging(["DUPLEX_DATA": "/d", "DUPLEX_TOKEN": "hush"]) { $1 }
        let file = try Configuration(parsing: text, path: "duplex.json5", environment: environment)
        let invocation = try ArgumentParser.parse(["config", "--listen", ":5"])
        let rows = try Explanation(Settings(invocation, environment: environment, file: file)).settings
        func row(_ name: String) throws -> [String] {
            let row = try #require(rows.first { $0.name == name })
            return [row.value, row.source]
        }
        #expect(try row("listen") == [":5", "--listen"])
        #expect(try row("data") == ["/d", "DUPLEX_DATA"])
        #expect(try row("loops") == ["2", "duplex.json5:1:10"])
        #expect(try row("logLevel") == ["info", "default"])
        #expect(try row("token") == ["(set)", "DUPLEX_TOKEN"])
        #expect(try row("limits.idle") == ["1s", "duplex.json5:1:74"])
        #expect(try row("limits.total") == ["10m", "default"])
        #expect(try row("models.m.key") == ["${KEY} (set)", "duplex.json5:1:44"])
        #expect(Set(Setting.allCases.map(\.fileName)).isSubset(of: rows.map(\.name)))
        #expect(rows.allSatisfy { !$0.about.isEmpty })
        #expect(!rows.contains { $0.value.contains("hush") || $0.value == "k" })
    }
}
