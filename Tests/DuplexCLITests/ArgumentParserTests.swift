import Testing

@testable import DuplexCLI

@Suite struct ArgumentParserTests {
    @Test(arguments: CommandTable.commands)
    func `every command explains itself`(_ command: Command) throws {
        let invocation = try ArgumentParser.parse([command.name.rawValue, "--help"])
        #expect(invocation.command.name == .help)
        #expect(invocation.operands == [command.name.rawValue])
        let page = HelpText.page(of: command, width: 80)
        #expect(page.contains(HelpText.usage(of: command)))
        for option in command.options { #expect(page.contains("--\(option.name)")) }
        #expect(page.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    @Test func `the overview names every command that the table has`() {
        let overview = HelpText.overview(width: 80)
        for command in CommandTable.commands { #expect(overview.contains("  \(command.name.rawValue) ")) }
    }

    @Test func `no words at all ask for help`() throws {
        #expect(try ArgumentParser.parse([]).command.name == .help)
        #expect(try ArgumentParser.parse(["-h"]).command.name == .help)
        #expect(try ArgumentParser.parse(["--version"]).command.name == .version)
    }

    @Test(arguments: [
        (["servr"], "There is no command \"servr\". Did you mean serve?"),
        (["frobnicate"], "There is no command \"frobnicate\". `duplex --help` lists what there is."),
        (["doctor", "--lisen", "x"], "doctor has no option --lisen. Did you mean --listen?"),
        (["doctor", "--listen"], "--listen needs a value: --listen HOST:PORT"),
        (["doctor", "--listen="], "--listen needs a value: --listen HOST:PORT"),
        (["doctor", "--listen", "--json"], "--listen needs a value: --listen HOST:PORT"),
        (["doctor", "--json=yes"], "--json takes no value."),
        (["doctor", "-x"], "doctor has no option -x. `duplex doctor --help` lists what there is."),
        (["doctor", "now"], "\"now\" is one word too many: duplex doctor [options]"),
        (["--listen", "x"], "The command comes first, then its options. `duplex --help` lists what there is."),
    ])
    func `a mistake is answered in one line that says what to do`(_ words: [String], _ message: String) {
        #expect(throws: UsageError(message)) { try ArgumentParser.parse(words) }
    }

    @Test func `values stand behind an equals sign or in the next word`() throws {
        #expect(try ArgumentParser.parse(["doctor", "--listen=:1"]).value("listen") == ":1")
        #expect(try ArgumentParser.parse(["doctor", "--listen", ":1"]).value("listen") == ":1")
        #expect(try ArgumentParser.parse(["doctor", "--listen", "-1"]).value("listen") == "-1")
    }

    @Test func `behind two dashes nothing is an option`() throws {
        let invocation = try ArgumentParser.parse(["help", "--", "doctor"])
        #expect(invocation.operands == ["doctor"])
    }

    @Test(arguments: [("lisen", "listen"), ("lsiten", "listen"), ("mem", "memory"), ("LISTEN", nil), ("xyz", nil)])
    func `the nearest word is near`(_ word: String, _ expected: String?) {
        #expect(NearestWord.to(word, in: ["listen", "memory", "data"]) == expected)
    }
}
