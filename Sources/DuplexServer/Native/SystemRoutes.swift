import DuplexCore
import DuplexLoop
import DuplexRuntime
import DuplexTransport

/// What operators and their tools look at.
extension NativeFacade {
    var systemRoutes: [Route] {
        [
            Route(
                "GET", "/healthz", scope: nil, "Tells whether the process is alive.",
                answers: [200: "`status` and `checks`."]
            ) { call in
                call.reply(Answer(status: 200, json: ["status": "healthy", "checks": ["loop": "ok"]]))
            },
            Route(
                "GET", "/readyz", scope: nil, "Tells whether the server takes work: its store answers and it is not stopping.",
                answers: [200: "`status` and `checks`."], handle: checkReadiness),
            Route(
                "GET", "/metrics", scope: .admin, "Numbers for Prometheus.", answers: [200: "Prometheus' text form."],
                produces: ["text/plain"], handle: showMetrics),
        ]
    }

    private func checkReadiness(_ call: Call) throws(APIError) {
        guard !context.isStopping else { throw .stopping }
        // The cheapest question that goes all the way.
        context.store.sessions(SessionQuery(limit: 1)) { result in
            switch result {
            case .success: call.reply(Answer(status: 200, json: ["status": "ready", "checks": ["store": "ok"]]))
            case .failure(let error): call.fail(APIError(error))
            }
        }
    }

    private func showMetrics(_ call: Call) throws(APIError) {
        let alive = context.sessions.alive
        let loops = context.sessions.loops
        Self.countLiveTurns(alive, on: loops[...], 0) { [context] liveTurnCount in
            let text = context.metrics.text([
                Gauge(name: "duplex_sessions_alive", about: "Sessions in memory.", value: alive.count),
                Gauge(name: "duplex_turns_open", about: "Turns that run or wait.", value: liveTurnCount),
                Gauge(name: "duplex_readers", about: "Readers that wait for events.", value: context.readers.count),
                Gauge(
                    name: "duplex_connections", about: "Open connections.",
                    value: context.metrics.connectionCount()),
            ])
            call.reply(
                Answer(
                    status: 200, headers: ["Content-Type": "text/plain; version=0.0.4; charset=utf-8"],
                    body: Array(text.utf8)))
        }
    }

    /// Counts on one loop after the other, since a session can be asked on its own loop only.
    private static func countLiveTurns(
        _ sessions: [Session], on loops: ArraySlice<any EventLoop>, _ sum: Int, done: @escaping @Sendable (Int) -> Void
    ) {
        guard let loop = loops.first else { return done(sum) }
        loop.run {
            let here = sessions.filter { $0.loop === loop }
            let count = here.reduce(0) { sum, session in
                sum + session.assumeIsolated { $0.settings.openTurns.count }
            }
            countLiveTurns(sessions, on: loops.dropFirst(), sum + count, done: done)
        }
    }
}
