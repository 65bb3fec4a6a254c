package import DuplexCore
package import DuplexTransport

/// A refusal, as a client is told it.
package struct APIError: Error, Equatable, Sendable {
    package var code: ErrorCode

    /// One sentence for a person, without internals.
    package var message: String

    /// What a program needs to know beside the code.
    package var details: JSONObject

    /// When it is worth trying again, in whole seconds.
    package var retryAfterSeconds: Int?

    /// Header fields of an HTTP answer that belong to the refusal.
    package var headers: HTTPHeaders

    package init(
        _ code: ErrorCode, _ message: String, details: JSONObject = [:], retryAfterSeconds: Int? = nil,
        headers: HTTPHeaders = [:]
    ) {
        self.code = code
        self.message = message
        self.details = details
        self.retryAfterSeconds = retryAfterSeconds
        self.headers = headers
    }

    /// The value of the member `error`.
    package var json: JSON {
        var error: JSONObject = ["code": .string(code.name), "message": .string(message)]
        if !details.isEmpty { error["details"] = .object(details) }
        return .object(error)
    }

    /// The native answer.
    package var answer: Answer {
        var answer = Answer(status: code.status, json: ["error": json])
        for (name, value) in headers { answer.headers.append(name, value) }
        if let retryAfterSeconds { answer.headers.append("Retry-After", String(retryAfterSeconds)) }
        return answer
    }
}

extension APIError {
    /// A field or parameter that was read, and is not allowed as it is.
    package static func invalid(_ field: String, _ problem: String) -> APIError {
        APIError(.invalid, "\(field): \(problem).", details: ["field": .string(field)])
    }

    /// The same for a session that does not exist and for one that is somebody else's.
    package static let sessionUnknown = APIError(.sessionUnknown, "There is no such session.")
    package static let turnUnknown = APIError(.turnUnknown, "There is no such turn in this session.")
    package static let stopping = APIError(.stopping, "The server is stopping.", retryAfterSeconds: 2)

    /// An offset of another life of the store.
    package static func historyChanged(_ history: String, head: Int) -> APIError {
        APIError(
            .historyChanged, "The events were replaced: read again from the start.",
            details: ["history": .string(history), "head": .int(head)])
    }

    /// What a failure of the store means to a client.
    package init(_ error: StoreError) {
        switch error {
        case .unknownSession: self = .sessionUnknown
        case .diskFull: self.init(.storeFull, "There is no space left; nothing was kept.", retryAfterSeconds: 30)
        case .overloaded: self.init(.overloaded, "Too much waits to be written; try again.", retryAfterSeconds: 1)
        case .closed: self = .stopping
        case .conflict, .failed:
            self.init(.storeFailed, "The store failed; whether this was kept is unknown.", retryAfterSeconds: 1)
        }
    }
}
