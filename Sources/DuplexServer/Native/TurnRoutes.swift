import DuplexCore
import DuplexRuntime

/// Turns that are under way.
extension NativeFacade {
    var turnRoutes: [Route] {
        [
            Route(
                "POST", "/v1/sessions/{session}/turns/{turn}/cancel", scope: .write, "Stops a turn.",
                body: CancelRequest.Member.all,
                answers: [200: "It has ended: `turn`, `state`, `outcome`.", 202: "It is being stopped: `turn`, `state`."]
            ) { call throws(APIError) in
                let request = try CancelRequest(call.body)
                let turn = TurnID(call.place("turn"))
                call.withSession(in: context) { session in
                    context.cancel(turn, request, in: session) { call.reply($0) }
                }
            },
            Route(
                "GET", "/v1/sessions/{session}/partials", scope: .read,
                "Shows what unfinished turns have found so far.", answers: [200: "`partials`."]
            ) { call in
                call.withSession(in: context) { session in
                    let partials = session.settings.partials.map(SessionSnapshot.partial)
                    let answer = Answer(status: 200, json: ["partials": .array(partials)])
                    session.answerWhenDurable { result in
                        call.reply(result.map { answer }.mapError(APIError.init))
                    }
                }
            },
        ]
    }
}
