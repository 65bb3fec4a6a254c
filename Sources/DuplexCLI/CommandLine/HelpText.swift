/// The help, made from the command table.
enum HelpText {
    /// The list of commands.
    static func overview(width: Int) -> String {
        let names = CommandTable.commands.map { (left: $0.name.rawValue, right: $0.summary) }
        return """
            Agents that listen while they work.

            Usage: duplex COMMAND [options]

            \(table(names, width: width))

            `duplex COMMAND --help` explains a command. `duplex demo` shows what it is about; `duplex serve --demo`
            and, in another terminal, `duplex chat telco` let you try it.
            """
    }

    /// One command.
    static func page(of command: Command, width: Int) -> String {
        var parts = [command.summary + ".", "Usage: \(usage(of: command))"]
        if !command.operands.isEmpty {
            parts.append(table(command.operands.map { ($0.name, $0.about) }, width: width))
        }
        let options = command.options + CommandTable.common
        parts.append("Options:\n" + table(options.map { (heading(of: $0), about($0)) }, width: width))
        if !command.notes.isEmpty { parts.append(wrap(command.notes, width: width).joined(separator: "\n")) }
        return parts.joined(separator: "\n\n")
    }

    /// The line that shows how a command is called.
    static func usage(of command: Command) -> String {
        let operands = command.operands.map { $0.isRequired ? $0.name : "[\($0.name)]" }
        let options = command.options.isEmpty ? [] : ["[options]"]
        return (["duplex", command.name.rawValue] + operands + options).joined(separator: " ")
    }

    private static func heading(of option: Command.Option) -> String {
        ["--\(option.name)", option.value].compactMap { $0 }.joined(separator: " ")
    }

    private static func about(_ option: Command.Option) -> String {
        guard let variable = option.setting?.variable else { return option.about }
        return "\(option.about) [\(variable)]"
    }

    private static func table(_ rows: [(left: String, right: String)], width: Int) -> String {
        let indent = min(26, (rows.map(\.left.count).max() ?? 0) + 4)
        return rows.map { row in
            let lines = wrap(row.right, width: max(20, width - indent))
            let left = "  " + row.left
            let gap = String(repeating: " ", count: max(0, indent - left.count))
            let margin = "\n" + String(repeating: " ", count: indent)
            return left.count < indent
                ? left + gap + lines.joined(separator: margin)
                : left + margin + lines.joined(separator: margin)
        }.joined(separator: "\n")
    }

    private static func wrap(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? String(word) : " " + word
        }
        return lines + [line]
    }
}
