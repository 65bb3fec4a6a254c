/// What can be set by an option, by the environment or by a file; the first of them that says something counts.
enum Setting: String, Sendable, CaseIterable {
    case listen, data, memory, demo, model, arbiter, tokens
    case firstAgent = "first_agent"
    case careResearch = "care_research"
    case careWelfare = "care_welfare"
    case corsOrigin = "cors_origin"
    case loops
    case logLevel = "log_level"
    case logFormat = "log_format"
    case otlpEndpoint = "otlp_endpoint"
    case url
    case tokenFile = "token_file"
    case token
    case config
    case sideTurns = "side_turns"
    case silenceNotice = "silence_notice"

    /// The option, without its dashes.
    var optionName: String { rawValue.replacing("_", with: "-") }

    /// The variable of the environment.
    var variable: String { "DUPLEX_\(rawValue.uppercased())" }

    /// The name in the configuration file.
    var fileName: String {
        let words = rawValue.split(separator: "_")
        return String(words[0]) + words.dropFirst().map(\.capitalized).joined()
    }

    /// Whether the configuration file may give it here. A token does not belong into a file that is shown around, and
    /// limits stand there under `limits`.
    var mayStandInFile: Bool { ![.config, .token, .sideTurns, .silenceNotice].contains(self) }

    /// What the value is called in the help; nil for a setting that is on or off.
    var valueName: String? {
        switch self {
        case .listen: "HOST:PORT"
        case .data: "DIR"
        case .memory, .demo: nil
        case .model, .arbiter, .firstAgent: "NAME"
        case .careResearch, .careWelfare: "URL#AGENT"
        case .tokens, .config, .tokenFile: "FILE"
        case .corsOrigin: "ORIGIN"
        case .loops, .sideTurns: "N"
        case .silenceNotice: "TIME"
        case .logLevel: "LEVEL"
        case .logFormat: "FORMAT"
        case .url, .otlpEndpoint: "URL"
        case .token: "TOKEN"
        }
    }

    /// What counts where nobody says anything; nil for nothing.
    var standard: String? {
        switch self {
        case .listen: ListenAddress.standard.description
        case .data: "./duplex-data"
        case .memory: "off"
        case .demo: "on unless the file has agents"
        case .arbiter: "offline"
        case .loops: "one for every two processors"
        case .logLevel: "info"
        case .logFormat: "text on a terminal, json elsewhere"
        case .url: ListenAddress.standard.url
        case .config: Configuration.standardPath
        case .model, .tokens, .firstAgent, .careResearch, .careWelfare, .corsOrigin, .otlpEndpoint, .tokenFile, .token, .sideTurns,
            .silenceNotice:
            nil
        }
    }

    /// What the help says.
    var about: String {
        switch self {
        case .listen: "The address to listen at; 127.0.0.1:7171 when not given."
        case .data: "The directory for what is to be kept; ./duplex-data when not given."
        case .memory: "Keeps everything in memory, and nothing when the server ends."
        case .demo: "Serves the demo agents, telco, travel, care and echo, beside those of the configuration file."
        case .model: "The demo agents' language model: a name under models in the file, or at an OpenAI-compatible provider."
        case .arbiter: "Who decides in auto sessions: offline, or model, which looks again where offline is unsure."
        case .firstAgent: "The agent that answers sessions that name none; the first one when not given."
        case .careResearch: "The care demo's expert on studies, on a Parlant server; its own when not given."
        case .careWelfare: "The care demo's expert on benefits, on a Parlant server; its own when not given."
        case .tokens: "Who may use the server: lines of name:scopes:sha256."
        case .corsOrigin: "Pages of this origin may use the server; several are separated by commas."
        case .loops: "Event loops, each with a thread; one for every two processors when not given."
        case .logLevel: "What to log: debug, info, warning or error."
        case .logFormat: "How to log: text or json; text on a terminal and json elsewhere when not given."
        case .otlpEndpoint: "An OpenTelemetry collector that traces are sent to, as in http://127.0.0.1:4318."
        case .url: "The server to talk to; http://127.0.0.1:7171 when not given."
        case .tokenFile: "A file that holds the token for the server; DUPLEX_TOKEN may hold it too."
        case .token: "The token for the server."
        case .sideTurns: "Turns that may run on the side lane at once; limits.sideTurns of the file when not given."
        case .silenceNotice: "Silence of a tool until the session speaks for it, like 5s; limits.notice when not given."
        case .config: "Reads the configuration from this file; ./duplex.json5 when it exists."
        }
    }
}

extension Substring {
    fileprivate var capitalized: String { prefix(1).uppercased() + dropFirst() }
}
