public import DuplexCore

/// The port of a language model that streams its answer.
public protocol Model: Sendable {
    /// The model's name, as events and metrics show it.
    var name: String { get }

    /// Who serves the model, as in `openai`; empty when that says nothing.
    var provider: String { get }

    /// Asks for one answer and hands out its parts as they arrive.
    ///
    /// `part` is awaited before the next part is read, so a slow consumer slows the provider down instead of filling
    /// memory.
    ///
    /// On cancellation: the connection is closed promptly and `CancellationError` is thrown; parts that were handed
    /// out stay handed out.
    ///
    /// - Throws: ``ModelError``, or what `part` throws.
    func respond(
        to request: ModelRequest, part: @Sendable (ModelPart) async throws -> Void
    ) async throws -> ModelResponse
}

extension Model {
    public var provider: String { "" }
}

/// What a model is asked.
public struct ModelRequest: Equatable, Sendable {
    /// The conversation, oldest first; a system message may come first.
    public var messages: [ModelMessage]

    /// The tools that the model may call.
    public var tools: [ModelTool]

    /// Between 0 (the likeliest words) and 2; nil leaves it to the provider.
    public var temperature: Double?

    /// Creates a request.
    public init(messages: [ModelMessage], tools: [ModelTool] = [], temperature: Double? = nil) {
        self.messages = messages
        self.tools = tools
        self.temperature = temperature
    }
}

/// One message of what a model is shown.
public enum ModelMessage: Equatable, Sendable {
    case system(String)
    case user(String)

    /// What the model said, and the calls that it asked for.
    case assistant(String, calls: [ModelToolCall] = [])

    /// The result of one call, as text.
    case tool(call: String, text: String)
}

/// A call that a model asks for.
public struct ModelToolCall: Equatable, Sendable {
    /// The provider's name of the call; its result repeats it.
    public var id: String
    public var name: String

    /// The arguments as the model wrote them: usually a JSON object, not always a valid one.
    public var arguments: String

    /// Creates a call.
    public init(id: String, name: String, arguments: String) {
        self.id = id
        self.name = name
        self.arguments = arguments
    }
}

/// A tool as a model sees it.
public struct ModelTool: Equatable, Sendable {
    public var name: String
    public var about: String

    /// The JSON schema of the arguments.
    public var parameters: JSON

    /// Creates a description.
    public init(name: String, about: String, parameters: JSON) {
        self.name = name
        self.about = about
        self.parameters = parameters
    }
}

/// A piece of an answer that is still being written.
public enum ModelPart: Equatable, Sendable {
    /// The next words.
    case text(String)

    /// The model has begun to ask for a call; its arguments come with the response.
    case callStarted(name: String)
}

/// A whole answer.
public struct ModelResponse: Equatable, Sendable {
    /// All words; exactly the text parts joined.
    public var text: String

    /// The calls that the model asks for, in its order.
    public var calls: [ModelToolCall]
    public var finish: ModelFinish
    public var usage: ModelUsage?

    /// Creates a response.
    public init(text: String, calls: [ModelToolCall] = [], finish: ModelFinish = .stop, usage: ModelUsage? = nil) {
        self.text = text
        self.calls = calls
        self.finish = finish
        self.usage = usage
    }
}

/// Why a model stopped.
public enum ModelFinish: String, Sendable {
    case stop
    case toolCalls = "tool_calls"

    /// The answer was cut at the provider's limit.
    case length

    /// The provider's filter cut the answer.
    case filter = "content_filter"

    /// The model declined to answer; the text is its refusal.
    case refusal
}

/// What an answer cost, in tokens.
public struct ModelUsage: Equatable, Sendable {
    public var inputTokenCount: Int
    public var outputTokenCount: Int

    /// Creates a count.
    public init(inputTokenCount: Int, outputTokenCount: Int) {
        self.inputTokenCount = inputTokenCount
        self.outputTokenCount = outputTokenCount
    }
}

/// Why a model gave no whole answer.
public struct ModelError: Error, Equatable, Sendable {
    /// A stable name of the failure.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        public let description: String

        /// The provider could not be reached, or the connection broke before the first byte of an answer.
        public static let unreachable = Code(description: "model.unreachable")

        /// The provider refused the request: a bad key, an unknown model, a malformed request.
        public static let refused = Code(description: "model.refused")

        /// The provider is overloaded or limits the rate, and went on doing so through all tries.
        public static let overloaded = Code(description: "model.overloaded")

        /// The stream broke off, or what came is not an answer.
        public static let brokenStream = Code(description: "model.broken_stream")

        /// Nothing came within the time limit.
        public static let timedOut = Code(description: "model.timed_out")

        /// The code of that name; nil when there is none.
        package init?(rawValue: String) {
            let codes: [Code] = [.unreachable, .refused, .overloaded, .brokenStream, .timedOut]
            guard let code = codes.first(where: { $0.description == rawValue }) else { return nil }
            self = code
        }

        private init(description: String) { self.description = description }
    }

    public let code: Code

    /// One sentence for a person, without keys and addresses.
    public let message: String

    /// The HTTP status, when there was one.
    public let status: Int?

    /// Creates an error.
    public init(_ code: Code, _ message: String, status: Int? = nil) {
        self.code = code
        self.message = message
        self.status = status
    }
}
