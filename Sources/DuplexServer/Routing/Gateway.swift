import DuplexCore
package import DuplexTransport

/// The way of every request: to whom it is addressed, what it asks for, who asks, and whether that is allowed.
package struct Gateway: Sendable {
    private let router: Router
    private let context: ServerContext
    private let gatekeeper: Gatekeeper

    /// Creates the way into `facades`; what none of them owns belongs to the first.
    package init(facades: [Facade], context: ServerContext) {
        router = Router(facades)
        self.context = context
        gatekeeper = context.gatekeeper
    }

    /// Lets the facades do what is due now and then.
    package func tidy() {
        for facade in router.facades { facade.tidy() }
    }

    /// Handles a request, synchronously on its connection's loop.
    package func handle(_ request: HTTPRequest, _ exchange: Exchange) {
        let segments = request.pathSegments
        let facade = router.facade(of: segments ?? [])
        do throws(APIError) {
            try gatekeeper.checkHost(request)
            guard let segments else { throw APIError(.malformed, "The path has an escape that cannot be read.") }
            switch router.match(request.method, segments, in: facade) {
            case .nothing: throw APIError(.routeUnknown, "There is nothing at this path.")
            case .redirect: redirect(request, exchange)
            case .otherMethods(let methods): try answerOptions(request, methods, exchange)
            case .route(let route, let places): try handle(request, route, places, facade, exchange)
            }
        } catch {
            refuse(error, request, facade, exchange)
        }
    }

    /// The body of what the transport refuses by itself.
    package static let transportRefusal: HTTPServer.ErrorBody = { status, reason in
        let answer = APIError(.ofTransport(status: status), reason).answer
        return (answer.headers, answer.body)
    }

    private func handle(
        _ request: HTTPRequest, _ route: Route, _ places: [String: String], _ facade: Facade, _ exchange: Exchange
    ) throws(APIError) {
        try gatekeeper.checkOrigin(request)
        let caller = try caller(of: request, for: route)
        let call = Call(
            request: request, route: route, caller: caller, places: places,
            query: route.readsItself ? .none : try Fields(query: request, of: route.query),
            body: try body(of: request, for: route),
            replier: Replier(
                exchange: exchange, routeName: route.name, refusal: facade.refusal, corsHeaders: corsHeaders(request),
                metrics: context.metrics))
        do throws(APIError) {
            try route.handle(call)
        } catch {
            call.fail(error)
        }
    }

    private func body(of request: HTTPRequest, for route: Route) throws(APIError) -> Fields {
        guard let declared = route.body, !route.readsItself else { return .none }
        return try Fields(body: request, of: declared)
    }

    private func caller(of request: HTTPRequest, for route: Route) throws(APIError) -> Caller {
        guard let scope = route.scope else { return .nobody }
        let caller = try gatekeeper.caller(of: request)
        guard caller.may(scope) else {
            throw APIError(.scopeMissing, "This needs the scope \(scope.rawValue).")
        }
        guard !context.isStopping else { throw .stopping }
        return caller
    }

    /// `OPTIONS` tells the methods, and a page of an allowed origin what it may send; other methods are refused.
    private func answerOptions(
        _ request: HTTPRequest, _ methods: [String], _ exchange: Exchange
    ) throws(APIError) {
        let allowed = (methods + (methods.contains("GET") ? ["HEAD"] : []) + ["OPTIONS"]).joined(separator: ", ")
        guard request.method == "OPTIONS" else {
            throw APIError(
                .methodNotAllowed, "This path takes \(allowed).", headers: ["Allow": allowed])
        }
        try gatekeeper.checkOrigin(request)
        var headers = corsHeaders(request)
        headers.append("Allow", allowed)
        if request.headers["Access-Control-Request-Method"] != nil, request.headers["Origin"] != nil {
            headers.append("Access-Control-Allow-Methods", allowed)
            headers.append("Access-Control-Allow-Headers", "Authorization, Content-Type, Last-Event-ID, Prefer")
            headers.append("Access-Control-Max-Age", "600")
        }
        context.metrics.count("OPTIONS", status: 204)
        exchange.respond(status: 204, headers: headers)
    }

    /// Lets a page of an allowed origin read the answer.
    private func corsHeaders(_ request: HTTPRequest) -> HTTPHeaders {
        guard !gatekeeper.origins.isEmpty else { return [:] }
        var headers: HTTPHeaders = ["Vary": "Origin"]
        if let origin = request.headers["Origin"], gatekeeper.allows(origin) {
            headers.append("Access-Control-Allow-Origin", origin)
            headers.append("Access-Control-Expose-Headers", "Location, Retry-After")
        }
        return headers
    }

    /// Sends the client to the path without the slash at its end.
    private func redirect(_ request: HTTPRequest, _ exchange: Exchange) {
        let query = request.target.drop { $0 != "?" }
        context.metrics.count("none", status: 307)
        exchange.respond(status: 307, headers: ["Location": String(request.path.dropLast() + query)])
    }

    /// Refuses what never reached a route.
    private func refuse(_ error: APIError, _ request: HTTPRequest, _ facade: Facade, _ exchange: Exchange) {
        var answer = facade.refusal(error)
        for (name, value) in corsHeaders(request) { answer.headers.append(name, value) }
        context.metrics.count("none", status: answer.status)
        exchange.respond(status: answer.status, headers: answer.headers, body: answer.body)
    }
}

extension Caller {
    /// Who calls what needs no login.
    package static let nobody = Caller(principal: "", scopes: [])
}
