/// One thing that can be asked for: where, by whom, with which fields, and what is done.
package struct Route: Sendable {
    /// Answers a call, synchronously on its connection's loop or later from anywhere.
    package typealias Handler = @Sendable (Call) throws(APIError) -> Void

    package let method: String
    package let path: PathPattern

    /// What the caller must be allowed to; nil when nobody needs to log in.
    package let scope: Scope?

    /// One sentence for the documentation.
    package let about: String

    /// The parameters of the query.
    package let query: [DeclaredField]

    /// The members of the body; nil when there is none.
    package let body: [DeclaredField]?

    /// Whether the handler reads query and body itself, in a foreign protocol's way: then they are declared for the
    /// documentation only, and what is not declared is no mistake.
    package let readsItself: Bool

    /// What each status means, the refusals aside.
    package let answers: [Int: String]

    /// Media types of the answer.
    package let produces: [String]
    package let handle: Handler

    package init(
        _ method: String, _ path: PathPattern, scope: Scope?, _ about: String, query: [DeclaredField] = [],
        body: [DeclaredField]? = nil, readsItself: Bool = false, answers: [Int: String], produces: [String] = ["application/json"],
        handle: @escaping Handler
    ) {
        self.method = method
        self.path = path
        self.scope = scope
        self.about = about
        self.query = query
        self.body = body
        self.readsItself = readsItself
        self.answers = answers
        self.produces = produces
        self.handle = handle
    }

    /// The route's name in metrics.
    package var name: String { "\(method) \(path.text)" }
}

/// What a caller may do.
package enum Scope: String, Sendable, CaseIterable {
    case read, write

    /// Everything, the server's own numbers included.
    case admin
}

/// A path with named places, as in `/v1/sessions/{session}`.
package struct PathPattern: Sendable, ExpressibleByStringLiteral {
    private enum Part: Equatable {
        case word(String)
        case place(String)
    }

    package let text: String
    private let parts: [Part]

    package init(stringLiteral text: String) {
        precondition(text.first == "/", "the path \(text) does not begin with a slash")
        self.text = text
        parts = text.dropFirst().split(separator: "/").map { part in
            part.first == "{" && part.last == "}" ? .place(String(part.dropFirst().dropLast())) : .word(String(part))
        }
    }

    /// The places' names, in order.
    package var places: [String] {
        parts.compactMap { if case .place(let name) = $0 { name } else { nil } }
    }

    /// What stands in the places; nil when the path does not fit. An empty segment fits nothing.
    package func match(_ segments: [String]) -> [String: String]? {
        guard segments.count == parts.count else { return nil }
        var values: [String: String] = [:]
        for (part, segment) in zip(parts, segments) {
            switch part {
            case .word(let word): guard word == segment else { return nil }
            case .place(let name):
                guard !segment.isEmpty else { return nil }
                values[name] = segment
            }
        }
        return values
    }
}
