/// Reads the words of a command line by the table.
enum ArgumentParser {
    /// Reads the words after the program's name.
    ///
    /// `--help` anywhere asks for help on the command that is named; no words at all ask for the list.
    static func parse(_ words: [String]) throws(UsageError) -> Invocation {
        guard let first = words.first else { return try help(on: nil) }
        switch first {
        case "--help", "-h": return try help(on: nil)
        case "--version", "-V": return Invocation(command: try command(named: "version"))
        default: break
        }
        guard !first.hasPrefix("-") else {
            throw UsageError("The command comes first, then its options. \(seeHelp)")
        }
        let command = try command(named: first)
        var reader = Reader(command: command, words: Array(words.dropFirst()))
        let invocation = try reader.read()
        if invocation.has("help") { return try help(on: first) }
        try check(invocation)
        return invocation
    }

    private static let seeHelp = "`duplex --help` lists what there is."

    private static func command(named name: String) throws(UsageError) -> Command {
        if let known = Command.Name(rawValue: name).flatMap(CommandTable.command) { return known }
        let names = CommandTable.commands.map(\.name.rawValue)
        throw UsageError("There is no command \"\(name)\". \(suggestion(for: name, in: names) ?? seeHelp)")
    }

    private static func help(on name: String?) throws(UsageError) -> Invocation {
        Invocation(command: try command(named: "help"), operands: name.map { [$0] } ?? [])
    }

    /// Whether the operands are as many as the command wants.
    private static func check(_ invocation: Invocation) throws(UsageError) {
        let command = invocation.command
        let wanted = command.operands.filter(\.isRequired)
        if invocation.operands.count < wanted.count {
            let missing = wanted[invocation.operands.count].name
            throw UsageError("\(missing) is missing: \(HelpText.usage(of: command))")
        }
        if let extra = invocation.operand(command.operands.count) {
            throw UsageError("\"\(extra)\" is one word too many: \(HelpText.usage(of: command))")
        }
    }

    fileprivate static func suggestion(for word: String, in words: [String], prefix: String = "") -> String? {
        NearestWord.to(word, in: words).map { "Did you mean \(prefix)\($0)?" }
    }

    private struct Reader {
        let command: Command
        var words: [String]
        var invocation: Invocation

        init(command: Command, words: [String]) {
            self.command = command
            self.words = words
            invocation = Invocation(command: command)
        }

        mutating func read() throws(UsageError) -> Invocation {
            var takesOptions = true
            while !words.isEmpty {
                let word = words.removeFirst()
                if takesOptions, word == "--" {
                    takesOptions = false
                } else if takesOptions, word == "-h" {
                    invocation.values["help"] = ""
                } else if takesOptions, word.hasPrefix("-"), word != "-" {
                    try readOption(word)
                } else {
                    invocation.operands.append(word)
                }
            }
            return invocation
        }

        private mutating func readOption(_ word: String) throws(UsageError) {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0].drop { $0 == "-" })
            let options = command.options + CommandTable.common
            guard word.hasPrefix("--"), let option = options.first(where: { $0.name == name }) else {
                let hint = ArgumentParser.suggestion(for: name, in: options.map(\.name), prefix: "--")
                let more = "`duplex \(command.name.rawValue) --help` lists what there is."
                throw UsageError("\(command.name.rawValue) has no option \(parts[0]). \(hint ?? more)")
            }
            if let value = option.value {
                invocation.values[name] = try readValue(of: option, named: value, inline: parts.dropFirst().first)
            } else if parts.count > 1 {
                throw UsageError("--\(name) takes no value.")
            } else {
                invocation.values[name] = ""
            }
        }

        private mutating func readValue(
            of option: Command.Option, named value: String, inline: Substring?
        ) throws(UsageError) -> String {
            if let inline, !inline.isEmpty { return String(inline) }
            guard inline == nil, let next = words.first, !next.hasPrefix("--") else {
                throw UsageError("--\(option.name) needs a value: --\(option.name) \(value)")
            }
            return words.removeFirst()
        }
    }
}
