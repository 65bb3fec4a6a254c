import DuplexAgents
import DuplexCore
import DuplexRuntime
import DuplexTransport

/// Who one is, and whom one can talk to.
extension NativeFacade {
    private enum Member {
        static let key = Field("key", .text(1...200), isRequired: true, "The key of a login link.")
    }

    var accountRoutes: [Route] {
        [
            Route(
                "GET", "/v1/agents", scope: .read, "Lists the agents.",
                answers: [200: "`agents`, each with `name`, `about` and, where it is drawn, its `workflow` as a Mermaid flowchart; the first one answers by default."]
            ) { call in
                let agents = context.sessions.agents.agents.map { agent -> JSON in
                    var shown: JSONObject = ["name": .string(agent.name), "about": .string(agent.about)]
                    shown["workflow"] = agent.picture.map(JSON.string)
                    return .object(shown)
                }
                call.reply(Answer(status: 200, json: ["agents": .array(agents)]))
            },
            Route(
                "POST", "/v1/login", scope: nil, "Exchanges the key of a login link for a cookie.",
                body: [Member.key.declared], answers: [200: "`principal` and `scopes`; and the cookie."], handle: logIn),
            Route(
                "POST", "/v1/login/links", scope: .read,
                "Makes a login link for a browser of the caller's: good once, for ten minutes.",
                answers: [201: "`key`, for `/#key=…`."]
            ) { call in
                let key = context.ids.next()
                context.gatekeeper.logins.allow(key, for: call.caller, at: context.wall.now)
                call.reply(Answer(status: 201, json: ["key": .string(key)]))
            },
        ]
    }

    private func logIn(_ call: Call) throws(APIError) {
        let key = try call.body.require(Member.key)
        let secret = context.ids.next()
        guard let caller = context.gatekeeper.logins.exchange(key, for: secret, at: context.wall.now) else {
            throw APIError(.authInvalid, "This login link is not good any more.")
        }
        let scopes = caller.scopes.map(\.rawValue).sorted()
        var answer = Answer(
            status: 200,
            json: ["principal": .string(caller.principal.value), "scopes": .array(scopes.map(JSON.string))])
        answer.headers.append("Set-Cookie", Logins.setCookie(secret))
        call.reply(answer)
    }
}
