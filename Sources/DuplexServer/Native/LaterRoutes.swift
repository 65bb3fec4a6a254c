import DuplexCore

/// What the interface has a place for and this version does not do: each is refused with `not_available`, so that a
/// client can tell it from a mistake of its own.
extension NativeFacade {
    private enum Member {
        static let seen = Field("seen", .count(), "The offset up to which the person has seen everything.")
    }

    var laterRoutes: [Route] {
        [
            later(
                "POST", "/v1/sessions/{session}/ack", "Tells what the person has seen.", body: [Member.seen.declared]),
        ]
    }

    private func later(
        _ method: String, _ path: PathPattern, scope: Scope = .write, _ about: String, query: [DeclaredField] = [],
        body: [DeclaredField]? = nil
    ) -> Route {
        Route(
            method, path, scope: scope, "\(about) Not available yet.", query: query, body: body,
            answers: [501: "`not_available`."]
        ) { _ throws(APIError) in throw .notAvailable("This") }
    }
}
