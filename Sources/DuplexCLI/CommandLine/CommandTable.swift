/// All commands, in the order in which the help lists them.
enum CommandTable {
    static let commands: [Command] = [
        serve, chat, ask, tail, watch, agents, demo, decide, doctor, config, backup, version, help,
    ]

    static func command(_ name: Command.Name) -> Command? { commands.first { $0.name == name } }

    /// What every command understands.
    static let common: [Command.Option] = [
        Command.Option(.config),
        Command.Option(name: "help", about: "Shows this."),
    ]

    private static let serve = Command(
        name: .serve, summary: "Runs the server",
        options: [
            Command.Option(.listen), Command.Option(.data), Command.Option(.memory), Command.Option(.demo),
            Command.Option(.model), Command.Option(.arbiter), Command.Option(.firstAgent),
            Command.Option(.careResearch), Command.Option(.careWelfare), Command.Option(.tokens),
            Command.Option(.corsOrigin), Command.Option(.loops), Command.Option(.logLevel), Command.Option(.logFormat),
            Command.Option(.otlpEndpoint), Command.Option(.sideTurns), Command.Option(.silenceNotice),
        ],
        notes: """
            It serves the agents of the configuration file, ./duplex.json5 unless --config names another; the demo \
            agents where there are none, or with --demo. --model names one of the file's models, or one at the \
            provider of OPENAI_API_KEY or OPENAI_BASE_URL; without it the demo agents follow scripts. \
            SIGTERM and SIGINT let turns in progress end for a few seconds; a second signal ends at once.
            """)

    private static let chat = Command(
        name: .chat, summary: "Talks with an agent in the terminal",
        operands: [Command.Operand(name: "AGENT", about: "The agent's name.", isRequired: false)],
        options: [
            Command.Option(name: "session", value: "ID", about: "Goes on with a session instead of opening one."),
            Command.Option(name: "json", about: "Prints events, one on a line, and no prompt."),
            Command.Option(.url), Command.Option(.tokenFile),
        ],
        notes: """
            You can type and send while the agent works. When input or output is not a terminal, each line of the \
            input is a message that waits for its turn.
            """)

    private static let ask = Command(
        name: .ask, summary: "Asks an agent one thing and prints the answer",
        operands: [
            Command.Operand(name: "AGENT", about: "The agent's name."),
            Command.Operand(name: "TEXT", about: "What to say; - reads it from the input."),
        ],
        options: [
            Command.Option(name: "session", value: "ID", about: "Asks in a session that exists."),
            Command.Option(name: "json", about: "Prints the turn's events, one on a line."),
            Command.Option(.url), Command.Option(.tokenFile),
        ])

    private static let tail = Command(
        name: .tail, summary: "Prints a session's events as they happen",
        operands: [Command.Operand(name: "SESSION", about: "The session's id.")],
        options: [
            Command.Option(name: "from", value: "N", about: "The first offset; 0 when not given."),
            Command.Option(name: "kinds", value: "LIST", about: "Only these kinds, separated by commas."),
            Command.Option(name: "json", about: "Prints events as they are on the wire, one on a line."),
            Command.Option(name: "no-follow", about: "Ends after what is there now."),
            Command.Option(.url), Command.Option(.tokenFile),
        ])

    private static let watch = Command(
        name: .watch, summary: "Shows a session's turns, runs and tools as live trees",
        operands: [Command.Operand(name: "SESSION", about: "The session's id.")],
        options: [
            Command.Option(name: "no-follow", about: "Ends after what is there now."),
            Command.Option(.url), Command.Option(.tokenFile),
        ],
        notes: "Where the output is no terminal, each turn is printed once it has ended.")

    private static let agents = Command(
        name: .agents, summary: "Lists the agents of a server, or shows one",
        operands: [
            Command.Operand(name: "show", about: "Shows one agent instead of listing them all.", isRequired: false),
            Command.Operand(name: "NAME", about: "With show: the agent's name.", isRequired: false),
        ],
        options: [
            Command.Option(name: "json", about: "Prints the server's answer."),
            Command.Option(.url), Command.Option(.tokenFile),
        ],
        notes: "A workflow is shown as a Mermaid flowchart, which many editors and web pages draw.")

    private static let demo = Command(
        name: .demo, summary: "Plays a short conversation: streaming, an interruption, a lost connection",
        options: [Command.Option(name: "fast", about: "Does not pause for the reader.")],
        notes: "It runs a server of its own in this process, on a free port and in memory; nothing is typed or kept.")

    private static let decide = Command(
        name: .decide, summary: "Says what messages that arrive during work would do",
        options: [
            Command.Option(name: "policy", value: "NAME", about: "Who decides: offline, or model."), Command.Option(.model),
        ],
        notes: """
            Reads situations from the input, one JSON object a line, and prints a line with its decision for each. \
            The policy model asks --model at OPENAI_BASE_URL, two seconds a message at most; without an answer the \
            offline decision counts, and the reason says so.
            """)

    private static let doctor = Command(
        name: .doctor, summary: "Says what is missing on this machine, and how to get it",
        options: [
            Command.Option(name: "json", about: "Prints the checks as one JSON object."),
            Command.Option(.listen), Command.Option(.data), Command.Option(.memory),
        ],
        notes: "The exit code is 0 when everything that the server needs is there, else 1.")

    private static let config = Command(
        name: .config, summary: "Checks the configuration, or explains every setting",
        options: [
            Command.Option(name: "explain", about: "Prints each setting with its value, who says so, and what it means."),
            Command.Option(name: "json", about: "With --explain: prints one JSON object."),
        ] + Setting.allCases.filter { $0 != .config && $0 != .token }.map { Command.Option($0) },
        notes: "An option counts before its DUPLEX_ variable, that before the file, and that before what is usual.")

    private static let backup = Command(
        name: .backup, summary: "Copies a data directory's database into a new file",
        operands: [Command.Operand(name: "FILE", about: "The new file; it must not exist.")],
        options: [Command.Option(.data)],
        notes: """
            The server that uses the directory has to be stopped. To restore, put the file into an empty data \
            directory under the name duplex.db.
            """)

    private static let version = Command(name: .version, summary: "Prints the version")

    private static let help = Command(
        name: .help, summary: "Explains a command",
        operands: [Command.Operand(name: "COMMAND", about: "The command's name.", isRequired: false)])
}
