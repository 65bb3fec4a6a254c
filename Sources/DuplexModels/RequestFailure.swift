import DuplexAgents
import DuplexCore
import DuplexCurl

/// Why a request got no answer, and whether another try makes sense.
struct RequestFailure {
    let error: ModelError
    let isWorthRetrying: Bool
    var askedWait: Duration?

    /// How much of an error's body is read.
    private static let bodyByteCountMax = 64 << 10

    /// A failure before the first byte of an answer.
    init(_ error: CurlError) {
        switch error {
        case .unreachable, .broken, .timedOut(.connect):
            self.error = ModelError(.unreachable, error.message)
            isWorthRetrying = true
        // Who waited for the first byte has waited long enough.
        case .timedOut:
            self.error = ModelError(.timedOut, error.message)
            isWorthRetrying = false
        case .closed:
            self.error = ModelError(.unreachable, error.message)
            isWorthRetrying = false
        case .invalidCall, .tooLarge:
            self.error = ModelError(.refused, error.message)
            isWorthRetrying = false
        }
    }

    /// A reply that is not an answer.
    ///
    /// On cancellation: throws `CancellationError`.
    init(_ reply: HTTPReply, hiding key: String?) async throws {
        let provider = try await Self.providerError(reply)
        let isFinal = provider?.isOutOfCredit ?? false
        isWorthRetrying = !isFinal && RetryRule.isWorthRetrying(status: reply.status, headers: reply.headers)
        askedWait = RetryRule.askedWait(reply.headers)
        let status = reply.status
        if isFinal {
            error = ModelError(.refused, "The provider says that the account has no credit left.", status: status)
        } else if isWorthRetrying || status == 429 || status >= 500 {
            let problem = status == 429 ? "limits the rate of requests" : "is overloaded or out of order"
            error = ModelError(.overloaded, "The provider \(problem): HTTP \(status).", status: status)
        } else {
            error = Self.refusal(status: status, text: provider?.shownText(hiding: key))
        }
    }

    private static func refusal(status: Int, text: String?) -> ModelError {
        switch status {
        // A provider likes to quote the key here.
        case 401, 403: ModelError(.refused, "The provider refused the API key: HTTP \(status).", status: status)
        case 300..<400:
            ModelError(.refused, "The provider's address sends us elsewhere: HTTP \(status).", status: status)
        default:
            ModelError(
                .refused,
                "The provider refused the request: \(text ?? "it does not say why"), HTTP \(status).",
                status: status
            )
        }
    }

    private static func providerError(_ reply: HTTPReply) async throws -> ProviderError? {
        do {
            let body = try await reply.body.collect(byteCountMax: bodyByteCountMax)
            return ProviderError(try JSON(parsing: body))
        } catch is CurlError {
            // The status is answer enough.
            return nil
        } catch is JSONError {
            return nil
        }
    }
}

extension ModelError {
    /// A failure after the first byte of an answer.
    init(brokenBy error: CurlError) {
        if case .timedOut = error {
            self.init(.timedOut, error.message)
        } else {
            self.init(.brokenStream, error.message)
        }
    }
}
