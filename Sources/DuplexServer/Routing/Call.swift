package import DuplexCore
package import DuplexLoop
package import DuplexTransport

/// A request with what is known of it, and the way to its answer.
///
/// It can be handed anywhere; ``reply(_:)`` and ``fail(_:)`` can be called on any thread, once.
package struct Call: Sendable {
    package let request: HTTPRequest
    package let route: Route
    package let caller: Caller

    /// What stands in the path's places.
    package let places: [String: String]
    package let query: Fields
    package let body: Fields

    /// The way to the answer, for what outlives the request.
    package let replier: Replier

    /// The loop of the connection.
    package var loop: any EventLoop { replier.loop }

    package var principal: Principal { caller.principal }

    /// Whether only the header of the answer is wanted.
    package var isHead: Bool { request.method == "HEAD" }

    /// Whether the client wants to read events as they happen.
    package var wantsEventStream: Bool { request.headers.contains("text/event-stream", in: "Accept") }

    /// Answers.
    package func reply(_ answer: Answer) { replier.reply(answer) }

    /// Refuses.
    package func fail(_ error: APIError) { replier.fail(error) }

    /// Begins an event stream; must be called on ``loop``.
    package func beginEventStream() -> BodyStream {
        var headers: HTTPHeaders = [
            "Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no",
            "X-Content-Type-Options": "nosniff",
        ]
        for (name, value) in replier.corsHeaders { headers.append(name, value) }
        replier.metrics.count(route.name, status: 200)
        return replier.exchange.stream(status: 200, headers: headers)
    }

    /// Turns the connection into a WebSocket; nil when the request is no handshake, which it then has been told. Must
    /// be called on ``loop``.
    package func upgrade() -> WebSocket? {
        let socket = replier.exchange.upgrade(request)
        replier.metrics.count(route.name, status: socket == nil ? ErrorCode.upgradeRequired.status : 101)
        return socket
    }

    /// Calls `work` if the client goes before it has its answer.
    package func onClose(_ work: @escaping @Sendable () -> Void) {
        loop.run { [exchange = replier.exchange] in exchange.onClose(work) }
    }

    /// What stands in a place of the path.
    package func place(_ name: String) -> String {
        guard let value = places[name] else { preconditionFailure("\(route.name) has no place \(name)") }
        return value
    }
}

/// The way to a request's answer, without the request: all that a parked reader keeps of it.
///
/// Ten thousand readers that wait would otherwise hold ten thousand headers and queries that nobody looks at again.
package struct Replier: Sendable {
    let exchange: Exchange
    let routeName: String
    let refusal: @Sendable (APIError) -> Answer
    let corsHeaders: HTTPHeaders
    let metrics: Metrics

    /// The loop of the connection.
    package var loop: any EventLoop { exchange.loop }

    /// Answers. What does not say how long it may be kept is not kept.
    package func reply(_ answer: Answer) {
        var answer = answer
        if answer.headers["Cache-Control"] == nil { answer.headers.append("Cache-Control", "no-store") }
        answer.headers.append("X-Content-Type-Options", "nosniff")
        for (name, value) in corsHeaders { answer.headers.append(name, value) }
        loop.run { [answer] in
            metrics.count(routeName, status: answer.status)
            exchange.respond(status: answer.status, headers: answer.headers, body: answer.body)
        }
    }

    /// Refuses.
    package func fail(_ error: APIError) { reply(refusal(error)) }
}

extension EventLoop {
    /// Runs `work` on the loop: at once when the caller is on it, otherwise soon.
    package func run(_ work: @escaping @Sendable () -> Void) {
        if isCurrent { work() } else { execute(work) }
    }
}
