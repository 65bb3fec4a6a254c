public import DuplexAgents
public import DuplexCore
public import DuplexCurl

/// A tool that lives on an HTTP server.
///
/// A call is a POST of the arguments as one JSON object, and the answer's body is the result, any JSON value. The header
/// `Idempotency-Key` is the same for every attempt of a call, so that a server that remembers it does nothing twice. An
/// answer that is no success is an error for the model; `{"error": {"code", "message"}}` says which.
public struct HTTPTool: Sendable {
    /// Bytes of one answer: what a session keeps of a result.
    static let answerByteCountMax = 1 << 20

    /// Characters of an error's message that a model is shown.
    static let messageCharacterCountMax = 1000

    private let url: String
    private let key: String?
    private let traits: ToolTraits
    private let client: CurlClient

    /// Creates a tool that an agent can call; nothing is connected before the first call.
    ///
    /// The arguments are checked by `parameters` before they are sent: types, choices, required and unknown names. A tool
    /// whose traits say `untilCommit` can be cancelled until its call is sent. Nothing is sent again by itself.
    ///
    /// - Parameters:
    ///   - name: the name that the model uses: letters, digits and underscores.
    ///   - about: one or two sentences that tell the model when to use it.
    ///   - url: where calls are posted to.
    ///   - key: sent as a bearer token; nil for a server that wants none.
    ///   - parameters: the JSON schema of the arguments, an object.
    ///   - traits: what the runtime must know of it; the deadline bounds the whole call.
    ///   - client: the HTTP client, shared by all of a program.
    public static func make(
        name: String,
        about: String,
        url: String,
        key: String? = nil,
        parameters: JSON,
        traits: ToolTraits,
        client: CurlClient
    ) -> AnyTool {
        let tool = HTTPTool(url: url, key: key, traits: traits, client: client)
        // The session's own deadline comes after the call's, which knows more to say.
        var guarded = traits
        guarded.deadline += .seconds(1)
        return AnyTool(
            name: name,
            about: about,
            traits: guarded,
            parameters: parameters,
            fault: { ArgumentCheck.fault(in: $0, by: parameters) },
            invoke: { try await tool.call($0, $1) }
        )
    }

    /// On cancellation: closes the request and throws `CancellationError`.
    private func call(_ arguments: JSON, _ call: ToolCall) async throws -> JSON {
        // Nobody can take back what is on its way.
        if traits.interruptible == .untilCommit { try await call.commit() }
        let request = request(arguments, call)
        do {
            let answer = try await call.token.guarding { [client] in
                try await client.send(request, bodyByteCountMax: Self.answerByteCountMax)
            }
            return try result(of: answer)
        } catch let error as CurlError {
            throw failure(error)
        }
    }

    private func request(_ arguments: JSON, _ call: ToolCall) -> HTTPCall {
        var headers: HTTPHeaders = [
            "Content-Type": "application/json", "Accept": "application/json", "Idempotency-Key": call.idempotencyKey,
        ]
        if let key { headers.append("Authorization", "Bearer \(key)") }
        let time = traits.deadline
        return HTTPCall(
            "POST",
            url,
            headers: headers,
            body: arguments.bytes,
            limits: CallLimits(firstByte: time, gap: time, overall: time)
        )
    }

    private func result(of answer: HTTPAnswer) throws(ToolError) -> JSON {
        // What is not JSON is a page of whatever stands in front of the tool, or a traceback: nothing for a model.
        let body = answer.body.isEmpty ? JSON.null : try? JSON(parsing: answer.body)
        guard (200..<300).contains(answer.status) else {
            let code = body?["error"]?["code"]?.string.flatMap { Self.isCode($0) ? $0 : nil } ?? "refused"
            let message = body?["error"]?["message"]?.string.map { String($0.prefix(Self.messageCharacterCountMax)) }
            throw ToolError(code, message ?? "The tool's server answered \(answer.status).")
        }
        guard let body else {
            throw ToolError("unreadable", "The tool's server answered with something that is not JSON.")
        }
        return body
    }

    private static func isCode(_ text: String) -> Bool { text.wholeMatch(of: /[a-z][a-z0-9_.]{0,63}/) != nil }

    private func failure(_ error: CurlError) -> ToolError {
        let doubt = traits.effect == .write ? " It is not known whether it has acted." : ""
        return switch error {
        case .invalidCall, .unreachable, .timedOut(.connect):
            ToolError("unreachable", "The tool's server could not be reached.")
        case .timedOut:
            ToolError("timed_out", "The tool's server did not answer within \(traits.deadline).\(doubt)")
        case .broken, .closed:
            ToolError("broken", "The connection to the tool's server broke.\(doubt)")
        case .tooLarge:
            ToolError("too_large", "The tool's answer is larger than it may be.\(doubt)")
        }
    }
}
