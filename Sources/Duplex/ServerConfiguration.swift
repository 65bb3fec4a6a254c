public import DuplexAgents
public import DuplexCore

/// What a ``DuplexServer`` serves, where, and to whom.
public struct ServerConfiguration: Sendable {
    /// Where sessions are kept.
    public enum Store: Equatable, Sendable {
        /// In memory: they end with the process.
        case memory

        /// In an SQLite database in this directory, which is created when it does not exist. One process at a time
        /// uses it.
        case directory(String)
    }

    /// The agents; the first one answers sessions that name none. At least one, with different names.
    public var agents: [any Agent]

    /// What a message does while work runs, for agents whose sessions do not say; `interrupt` where it is left out.
    public var whenBusy: [String: WhenBusy] = [:]

    /// Who looks again at messages in `auto` sessions that the offline arbiter is unsure of, as a `ModelArbiter`
    /// does; nil for nobody.
    public var arbiter: (any Arbiter)?

    /// The IPv4 or IPv6 address to listen at, or `localhost`.
    public var address = "127.0.0.1"

    /// The port to listen at; 0 is any free one.
    public var port: UInt16 = 7171

    /// Where events are kept.
    public var store = Store.memory

    /// The tokens that are accepted, as lines of `name:scope,scope:sha256hex` with the scopes `read`, `write` and
    /// `admin`. Without any, everybody on this machine is the principal `local`, and only loopback is listened at.
    public var tokens = ""

    /// Names by which clients call this server, beside those of loopback; requests for others are refused (421).
    public var hostNames: [String] = []

    /// Origins whose pages may use this server, as in `https://example.org`.
    public var corsOrigins: [String] = []

    /// How long a server that stops lets turns and answers end before it cuts them.
    public var grace = Duration.seconds(10)

    /// Called when the server has stopped and closed its store, and work that ignores its cancellation still runs.
    ///
    /// ``DuplexServer/run(onReady:)`` returns only when that work does, which may be never. A program that has nothing
    /// else to do ends its process here: nothing of the server is left to lose. Called at most once, ``overdueAfter``
    /// after everything else has ended, from any thread; the argument is what there is to say about it.
    public var onOverdue: @Sendable (LogLine) -> Void = { _ in }

    /// How long work that was cancelled may go on after the server has ended, before ``onOverdue`` is called.
    public var overdueAfter = Duration.seconds(2)

    /// Threads that serve connections and sessions; nil for one for every two processors, since the store's threads and
    /// what agents do need the others.
    public var loopCount: Int?

    /// The bounds of every session.
    public var limits = Limits()

    /// How long a conversation of the `/api/chat` routes is kept in all.
    public var chatTotal = Duration.seconds(1800)

    /// How long a conversation of the `/api/chat` routes is kept after its last message.
    public var chatIdle = Duration.seconds(600)

    /// Where traces are sent to: the address of an OpenTelemetry collector that takes OTLP over HTTP, as in
    /// `http://127.0.0.1:4318`; nil for nowhere.
    public var traceEndpoint: String?

    /// Whether SIGTERM and SIGINT end ``DuplexServer/run(onReady:)``.
    public var endsAtSignals = true

    /// Where the server's own log lines go; called from any thread.
    public var log: @Sendable (LogLine) -> Void = { _ in }

    /// Creates a configuration that serves `agents` on loopback, from memory.
    public init(agents: [any Agent]) { self.agents = agents }
}

/// A line of the server's own log: never what people or models said.
public struct LogLine: Sendable {
    /// How much it matters.
    public enum Level: String, Sendable, CaseIterable {
        case debug, info, warning, error
    }

    public let level: Level

    /// A few words that are always the same for the same thing.
    public let message: String

    /// What belongs to this time, by name.
    public let fields: [(name: String, value: String)]

    /// Creates a line.
    ///
    /// - Parameters:
    ///   - level: How much it matters.
    ///   - message: A few words that are always the same for the same thing.
    ///   - fields: What belongs to this time, by name.
    public init(level: Level, message: String, fields: [(name: String, value: String)] = []) {
        self.level = level
        self.message = message
        self.fields = fields
    }
}

/// Why a server cannot start.
public struct ServerError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of reason it is.
    public struct Code: Hashable, Sendable {
        /// The stable name, which has a page in `docs/errors`.
        public let name: String

        /// The agents cannot be served together.
        public static let agentsInvalid = Code(name: "agents.invalid")

        /// The tokens cannot be read.
        public static let tokensInvalid = Code(name: "tokens.invalid")

        /// An address that others can reach needs tokens.
        public static let tokensNeeded = Code(name: "tokens.needed")

        /// The address cannot be listened at.
        public static let listenFailed = Code(name: "listen.failed")

        /// The store cannot be opened.
        public static let storeUnusable = Code(name: "store.unusable")

        /// The system has no threads or descriptors left.
        public static let systemExhausted = Code(name: "system.exhausted")

        /// All codes.
        public static let all: [Code] = [
            .agentsInvalid, .tokensInvalid, .tokensNeeded, .listenFailed, .storeUnusable, .systemExhausted,
        ]
    }

    public let code: Code

    /// One line for the operator.
    public let message: String

    /// The message.
    public var description: String { message }

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
