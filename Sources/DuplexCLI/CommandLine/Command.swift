/// One command of the command line. Its help, its parsing and its mistakes all come from this description.
struct Command: Equatable, Sendable {
    /// What the command is.
    enum Name: String, Sendable, CaseIterable {
        case serve, chat, ask, tail, watch, agents, demo, decide, doctor, config, backup, version, help
    }

    let name: Name

    /// One line, without a full stop.
    let summary: String
    var operands: [Operand] = []
    var options: [Option] = []

    /// What the summary and the options leave open, in sentences.
    var notes = ""

    /// A word that stands by its place.
    struct Operand: Equatable, Sendable {
        /// As in the usage line.
        let name: String
        let about: String
        var isRequired = true
    }

    /// A word that begins with two dashes.
    struct Option: Equatable, Sendable {
        /// Without the dashes.
        let name: String

        /// What the option's value is called; nil for an option that has none.
        var value: String?
        let about: String

        /// The setting that the option gives, when environment and file can give it too.
        var setting: Setting?
    }
}

extension Command.Option {
    /// An option that gives a setting; its name and value are the setting's own.
    init(_ setting: Setting) {
        self.init(name: setting.optionName, value: setting.valueName, about: setting.about, setting: setting)
    }
}
