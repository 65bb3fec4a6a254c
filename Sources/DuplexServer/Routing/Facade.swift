package import DuplexCore

/// Routes that belong together, and how they speak.
package struct Facade: Sendable {
    /// A short name for metrics and documentation.
    package let name: String

    /// The first segments of the paths that are its own, also where it has no route.
    package let roots: Set<String>
    package let routes: [Route]

    /// What a slash at the end of a path means, where the path without it has a route.
    package let trailingSlash: TrailingSlash

    /// The schema of a refusal's body; nil for that of Duplex's own interface.
    package let refusalSchema: JSON?

    /// Writes a refusal.
    package let refusal: @Sendable (APIError) -> Answer

    /// What is done now and then, whether anybody calls or not.
    package let tidy: @Sendable () -> Void

    package init(
        name: String, roots: Set<String>, routes: [Route], trailingSlash: TrailingSlash = .another,
        refusalSchema: JSON? = nil, refusal: @escaping @Sendable (APIError) -> Answer = { $0.answer }, tidy: @escaping @Sendable () -> Void = {}
    ) {
        self.name = name
        self.roots = roots
        self.routes = routes
        self.trailingSlash = trailingSlash
        self.refusalSchema = refusalSchema
        self.refusal = refusal
        self.tidy = tidy
    }
}

/// What a slash at the end of a path means.
package enum TrailingSlash: Sendable {
    /// Another path, at which there is nothing.
    case another

    /// The path without it, to which the client is redirected (307).
    case redirect
}

/// Finds what a request asks for.
package struct Router: Sendable {
    package enum Match {
        case route(Route, [String: String])

        /// There is such a path; these are its methods.
        case otherMethods([String])

        /// The client shall ask at the path without the slash at its end.
        case redirect
        case nothing
    }

    package let facades: [Facade]
    private let byRoot: [String: Facade]

    /// Creates a router; what none of `facades` owns belongs to the first one.
    package init(_ facades: [Facade]) {
        precondition(!facades.isEmpty, "a router needs a facade")
        self.facades = facades
        var byRoot: [String: Facade] = [:]
        for facade in facades {
            for root in facade.roots {
                precondition(byRoot.updateValue(facade, forKey: root) == nil, "two facades own /\(root)")
            }
        }
        self.byRoot = byRoot
    }

    /// Whose path it is.
    package func facade(of segments: [String]) -> Facade {
        segments.first.flatMap { byRoot[$0] } ?? facades[0]
    }

    /// What a method on a path asks `facade` for; `HEAD` is answered where `GET` is.
    package func match(_ method: String, _ segments: [String], in facade: Facade) -> Match {
        if facade.trailingSlash == .redirect, segments.last == "" {
            if case .nothing = match(method, segments.dropLast(), in: facade) { return .nothing }
            return .redirect
        }
        let wanted = method == "HEAD" ? "GET" : method
        var methods: [String] = []
        for route in facade.routes {
            guard let places = route.path.match(segments) else { continue }
            if route.method == wanted { return .route(route, places) }
            methods.append(route.method)
        }
        return methods.isEmpty ? .nothing : .otherMethods(methods)
    }
}
