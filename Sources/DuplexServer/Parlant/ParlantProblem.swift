package import DuplexCore
package import DuplexTransport

/// Why a request of a Parlant client is refused, with the body that the client expects.
package struct ParlantProblem: Error, Equatable, Sendable {
    package let status: Int
    package let body: JSON

    /// What every refusal looks like: a sentence, or a list of what is wrong with which field.
    package static let schema: JSON = [
        "type": "object", "required": ["detail"],
        "properties": ["detail": ["anyOf": [["type": "string"], ["type": "array", "items": ["type": "object"]]]]],
    ]

    /// Header fields that belong to the refusal.
    package var headers: HTTPHeaders = [:]

    private init(_ status: Int, _ detail: JSON) {
        self.status = status
        body = ["detail": detail]
    }

    /// What is refused for a reason that this protocol has no words of its own for.
    package init(_ error: APIError) {
        switch error.code {
        case .routeUnknown: self = .unknownRoute
        case .methodNotAllowed: self = .wrongMethod
        default: self.init(error.code.status, .string(error.message))
        }
        headers = error.headers
        if let seconds = error.retryAfterSeconds { headers.append("Retry-After", String(seconds)) }
    }

    package init(_ error: StoreError) { self.init(APIError(error)) }

    package var answer: Answer {
        var answer = Answer(status: status, json: body)
        for (name, value) in headers { answer.headers.append(name, value) }
        return answer
    }

    /// An agent, a customer or a tag that does not exist.
    package static func unknownItem(_ id: String) -> ParlantProblem { .init(404, .string("Item '\(id)' not found")) }

    package static func unknownSession(_ id: String) -> ParlantProblem {
        .init(404, .string("Session not found (id='\(id)')"))
    }

    package static func unknownEvent(_ id: String) -> ParlantProblem {
        .init(404, .string("Event not found (id='\(id)')"))
    }

    package static let unknownRoute = ParlantProblem(404, "Not Found")
    package static let wrongMethod = ParlantProblem(405, "Method Not Allowed")

    /// The wait is over and nothing came: the normal end of a long poll, in this protocol.
    package static let timedOut = ParlantProblem(504, "Request timed out")

    /// A request that is well-formed and means nothing.
    package static func meaningless(_ sentence: String) -> ParlantProblem { .init(422, .string(sentence)) }

    /// Fields that do not fit, all of them at once.
    package static func invalid(_ issues: [JSON]) -> ParlantProblem { .init(422, .array(issues)) }

    /// An agent or a customer that the server was built with.
    package static func builtIn(_ id: String) -> ParlantProblem {
        .meaningless("Item '\(id)' is part of the server and cannot be changed")
    }

    /// The name is taken; the original answers 500 here.
    package static func taken(_ id: String) -> ParlantProblem { .init(409, .string("Item '\(id)' exists already")) }
}
