public import DuplexCore

/// A function that an agent may call.
///
/// ```swift
/// struct Balance: Tool {
///     struct Arguments: ToolArguments { var number: String }
///     let name = "get_balance"
///     let about = "The balance of a phone number."
///     func call(_ arguments: Arguments, _ call: ToolCall) async throws -> Int { 42 }
/// }
/// ```
public protocol Tool: Sendable {
    /// The arguments; their JSON schema is derived from their stored properties.
    associatedtype Arguments: ToolArguments

    /// The result, as the model is shown it.
    associatedtype Output: Encodable & Sendable

    /// The name that the model uses: letters, digits and underscores.
    var name: String { get }

    /// One or two sentences that tell the model when to use it.
    var about: String { get }

    /// What the runtime must know of it.
    var traits: ToolTraits { get }

    /// What the runtime must know of a call with these arguments; the same as of the tool, unless told otherwise.
    ///
    /// A tool that takes long or changes something may have a harmless form, as in a preview: that form is quick and
    /// only reads. Everything else about a call stays what the tool's own traits say.
    func traits(for arguments: Arguments) -> ToolTraits

    /// The arguments that the session fills in when the model leaves them out, and under which name tools have
    /// remembered their values; see ``ToolCall/remember(_:_:)``.
    ///
    /// Such an argument need not be optional, and the model is not required to give it. A value that the model gives
    /// counts, so this is a convenience: who may do what is for the tool to check.
    var filled: [String: String] { get }

    /// Does the work.
    ///
    /// A thrown ``ToolError`` is shown to the model as data; the turn goes on.
    ///
    /// On cancellation: ``ToolCall/progress(_:_:)``, ``ToolCall/pause(_:)`` and ``ToolCall/commit()`` throw; return or
    /// throw soon. After two seconds the turn goes on without this call and its result is discarded.
    func call(_ arguments: Arguments, _ call: ToolCall) async throws -> Output
}

extension Tool {
    public var traits: ToolTraits { ToolTraits() }
    /// Every call is what the tool is.
    public func traits(for arguments: Arguments) -> ToolTraits { traits }
    /// No argument is filled in.
    public var filled: [String: String] { [:] }
}

/// The arguments of a tool.
public protocol ToolArguments: Codable, Sendable {
    /// What the model is told of each field.
    static var notes: [String: String] { get }
}

extension ToolArguments {
    /// No field has a note.
    public static var notes: [String: String] { [:] }
}

/// A tool without arguments.
public struct NoArguments: ToolArguments {
    /// Creates the only value.
    public init() {}
}

/// What went wrong in a tool, as data for the model: `not_found`, `not_verified`.
public struct ToolError: Error, Equatable, Sendable {
    /// A short stable name in snake case.
    public let code: String

    /// One sentence that helps the model to go on.
    public let message: String

    /// Creates an error.
    public init(_ code: String, _ message: String) {
        self.code = code
        self.message = message
    }
}

/// One running call, as its tool sees it.
public struct ToolCall: Sendable {
    public let id: CallID
    public let session: SessionID
    public let turn: TurnID
    public let clock: any Clock<Duration>

    /// The same for every attempt of this call, and different for every other call.
    public let idempotencyKey: String

    /// Whether the call was told to stop.
    public var isCancelled: Bool { token.isCancelled }

    package let token: CancelToken
    package let host: any ToolHost

    package init(
        id: CallID, session: SessionID, turn: TurnID, clock: any Clock<Duration>, idempotencyKey: String,
        token: CancelToken, host: any ToolHost
    ) {
        self.id = id
        self.session = session
        self.turn = turn
        self.clock = clock
        self.idempotencyKey = idempotencyKey
        self.token = token
        self.host = host
    }

    /// Reports how far the work is: 0...100, clamped, and never falling.
    ///
    /// On cancellation: throws `CancellationError`.
    public func progress(_ percent: Int, _ text: String = "") async throws {
        try await host.report(.progress(percent: percent, text: text), of: id)
    }

    /// Keeps a result found so far; see ``RunContext/keep(_:_:isComplete:)``.
    ///
    /// On cancellation: throws `CancellationError`.
    public func keep(_ key: String, _ value: JSON, isComplete: Bool = false) async throws {
        try await host.report(.partial(key: key, value: value, isComplete: isComplete), of: id)
    }

    /// Passes the point of no return. When it returns, that is durable and the call is no longer cancelled.
    ///
    /// - Throws: `CancellationError` when a cancel came first; the tool must then have no effect.
    public func commit() async throws {
        try await host.commit(id)
    }

    /// Waits, on the session's clock.
    ///
    /// On cancellation: throws `CancellationError` at once.
    public func pause(_ duration: Duration) async throws {
        try await token.pause(duration, on: clock)
    }

    /// Asks the person and waits for the answer. Nothing is blocked meanwhile, and neither the tool's deadline nor the
    /// turn's time limit runs.
    ///
    /// The question outlives a restart of the server. The tool is then called again with the same arguments and the same
    /// idempotency key, and is given the answers of before as it asks again, in order; so what it does before it asks must
    /// change nothing, or come after ``commit()``. One question may be open at a time.
    ///
    /// On cancellation: throws `CancellationError`; the question is closed.
    ///
    /// - Parameters:
    ///   - question: What the person reads; at most 16 KiB.
    ///   - patience: How long the question stays open; nil takes the session's limit, a day.
    /// - Throws: ``ToolError`` with the code `no_answer` when nobody answered in time, `question_open` when the call asks
    ///   already, `question_too_long`.
    public func ask(_ question: String, within patience: Duration? = nil) async throws -> String {
        try await host.ask(question, within: patience, of: id)
    }

    /// Goes on in the background: from here on the call no longer belongs to its turn, which is told so and goes on
    /// without it. When the call has ended, its result is what a turn of the agent's answers by itself.
    ///
    /// Progress, partial results, messages and the commit work as before, and so does the deadline; questions are not
    /// answered any more. It can be stopped, and a restart of the server ends it.
    ///
    /// On cancellation: throws `CancellationError`; the call stays in its turn.
    ///
    /// - Returns: Whether the call is in the background now. It stays in its turn, and nothing changes, when too much goes
    ///   on in the background, while it asks somebody, and when its turn is being stopped.
    @discardableResult
    public func handOver() async throws -> Bool { try await host.handOver(id) }

    /// What tools have remembered in this session, as in who is logged in.
    public func memory() async -> JSONObject {
        await host.memory(of: id)
    }

    /// Remembers a value for the session's later calls; it is part of the log, so never a secret.
    ///
    /// On cancellation: throws `CancellationError`; nothing is remembered.
    public func remember(_ key: String, _ value: JSON) async throws {
        try await host.report(.remember(key: key, value: value), of: id)
    }
}
