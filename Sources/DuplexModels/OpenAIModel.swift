public import DuplexAgents
import DuplexCore
public import DuplexCurl

/// A model behind OpenAI's chat completions, which OpenAI, Ollama, vLLM, llama.cpp, LM Studio and OpenRouter speak.
///
/// A request is sent at most three times, and only as long as no byte of an answer has come.
public struct OpenAIModel: Model, CustomStringConvertible, CustomReflectable {
    /// How long a provider may take.
    public struct Limits: Equatable, Sendable {
        /// From the request to the first byte of the answer: a long prompt on a slow machine takes its time.
        public var firstByte: Duration = .seconds(120)

        /// Between two pieces of the answer: a model that writes is never silent for long.
        public var gap: Duration = .seconds(30)

        /// Creates the limits that suit most providers.
        public init() {}
    }

    /// The model's name at the provider.
    public let name: String

    private let url: String
    private let apiKey: String?
    private let client: CurlClient
    private let clock: any Clock<Duration>
    private let jitter: @Sendable () -> Double
    private let limits: Limits

    /// Creates a client of one model.
    ///
    /// - Parameters:
    ///   - name: the model's name at the provider.
    ///   - baseURL: the address before `/chat/completions`.
    ///   - apiKey: sent as a bearer token; nil or empty for servers that want none.
    ///   - client: the HTTP client, shared by all models of a program.
    ///   - clock: what waits between tries are measured with.
    ///   - jitter: a random number, 0..<1, that spreads the tries of many clients.
    ///   - limits: how long the provider may take.
    public init(
        name: String,
        baseURL: String = "https://api.openai.com/v1",
        apiKey: String?,
        client: CurlClient,
        clock: any Clock<Duration>,
        jitter: @escaping @Sendable () -> Double,
        limits: Limits = Limits()
    ) {
        self.name = name
        var base = baseURL[...]
        while base.hasSuffix("/") { base.removeLast() }
        url = base + "/chat/completions"
        self.apiKey = apiKey
        self.client = client
        self.clock = clock
        self.jitter = jitter
        self.limits = limits
    }

    /// The model's name; never the key.
    public var description: String { "OpenAIModel(\(name))" }

    /// Shows no more than ``description``, so that a dump of a configuration holds no key.
    public var customMirror: Mirror { Mirror(self, children: ["name": name]) }

    /// Asks the provider for one answer.
    ///
    /// On cancellation: the connection is closed within milliseconds and `CancellationError` is thrown; parts that
    /// were handed out stay handed out.
    ///
    /// - Throws: `ModelError`, or what `part` throws.
    public func respond(
        to request: ModelRequest,
        part: @Sendable (ModelPart) async throws -> Void
    ) async throws -> ModelResponse {
        let opening = try await open(call(for: request))
        return try await withTaskCancellationHandler {
            try await read(opening, part: part)
        } onCancel: {
            // While `part` is awaited nobody reads, so the connection is closed from here.
            opening.body.cancel()
        }
    }

    private func call(for request: ModelRequest) -> HTTPCall {
        var headers: HTTPHeaders = [
            "Content-Type": "application/json", "Accept": "text/event-stream, application/json",
        ]
        if let apiKey, !apiKey.isEmpty { headers.append("Authorization", "Bearer \(apiKey)") }
        return HTTPCall(
            "POST",
            url,
            headers: headers,
            body: ChatRequest.body(request, model: name).bytes,
            limits: CallLimits(firstByte: limits.firstByte, gap: limits.gap)
        )
    }

    /// A reply of which the first bytes have come: from here on there is no other try.
    private struct Opening {
        var form: AnswerReader.Form
        var body: HTTPBody
        var rest: HTTPBody.AsyncIterator
        var first: [UInt8]
    }

    private func open(_ call: HTTPCall) async throws -> Opening {
        var count = 1
        while true {
            let failure: RequestFailure
            do {
                let reply = try await client.stream(call)
                if (200..<300).contains(reply.status) { return try await opening(of: reply) }
                failure = try await RequestFailure(reply, hiding: apiKey)
            } catch let error as CurlError {
                failure = RequestFailure(error)
            }
            guard failure.isWorthRetrying,
                let wait = RetryRule.wait(afterTry: count, asked: failure.askedWait, jitter: jitter())
            else { throw failure.error }
            try await clock.sleep(for: wait)
            count += 1
        }
    }

    private func opening(of reply: HTTPReply) async throws -> Opening {
        let rest = reply.body.makeAsyncIterator()
        let isObject = reply.headers["content-type"]?.lowercased().contains("json") ?? false
        let first = try await rest.next() ?? []
        return Opening(form: isObject ? .object : .events, body: reply.body, rest: rest, first: first)
    }

    private func read(
        _ opening: Opening,
        part: @Sendable (ModelPart) async throws -> Void
    ) async throws -> ModelResponse {
        var reader = AnswerReader(opening.form)
        var bytes: [UInt8]? = opening.first
        while let some = bytes {
            for piece in reader.take(some) { try await part(piece) }
            try reader.check()
            if reader.isDone {
                // The end of the reply follows at once as a rule, and then the connection serves the next step.
                opening.body.release()
                return try reader.response()
            }
            bytes = try await next(opening.rest, isWhole: reader.isWhole)
        }
        for piece in reader.end() { try await part(piece) }
        return try reader.response()
    }

    private func next(_ rest: HTTPBody.AsyncIterator, isWhole: Bool) async throws -> [UInt8]? {
        do {
            return try await rest.next()
        } catch let error as CurlError {
            // All words are there; only the count of tokens is lost.
            if isWhole { return nil }
            throw ModelError(brokenBy: error)
        }
    }
}
