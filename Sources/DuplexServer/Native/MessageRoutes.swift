import DuplexCore
import DuplexLoop
import DuplexRuntime
import DuplexTransport

/// Messages and the turns that answer them.
extension NativeFacade {
    var messageRoutes: [Route] {
        [
            Route(
                "POST", "/v1/sessions/{session}/messages", scope: .write,
                "Says something. `Prefer: wait=N` answers with the whole turn, `Accept: text/event-stream` streams it.",
                body: MessageRequest.Member.all,
                answers: [
                    202: "`event`, `turn` and `decision`.",
                    200: "The same again for a repeated message; with the whole turn; or the stream; or `decision` alone.",
                ], produces: ["application/json", "text/event-stream"], handle: send)
        ]
    }

    private func send(_ call: Call) throws(APIError) {
        let message = try MessageRequest(call.body)
        if !message.isDryRun { try context.messageLimiter.take(call.principal, at: call.loop.now) }
        let patience = Prefer.wait(call.request.headers.values(of: "Prefer"), upTo: ServerLimits.waitSecondsMax)
        call.withSession(in: context) { session in
            context.send(message, to: session, by: call.principal) { [session] result in
                switch result {
                case .failure(let error): call.fail(error)
                case .success(.decided(let decision)):
                    call.reply(Answer(status: 200, json: ["decision": decision]))
                case .success(.accepted(let receipt)):
                    session.perform { answer(call, receipt, in: $0, patience: patience) }
                }
            }
        }
    }

    private func answer(_ call: Call, _ receipt: MessageReceipt, in session: isolated Session, patience: Duration?) {
        guard let turn = receipt.turn else { return call.reply(receipt.answer) }
        if call.wantsEventStream {
            let reader = LogReader(
                session: session, from: receipt.event.offset, filter: EventFilter(turn: turn), store: context.store)
            return stream(reader, from: receipt.event.offset, endsWithTurn: true, to: call)
        }
        guard let patience else { return call.reply(receipt.answer) }
        let collector = TurnCollector(
            session: session, turn: turn, from: receipt.event.offset, patience: patience,
            byteCountMax: context.limits.turnByteCountMax, store: context.store)
        collector.collect { [context] result in
            context.readers.remove(collector.reader)
            switch result {
            case .failure(let error): call.fail(APIError(error))
            case .success(nil): call.reply(receipt.answer)
            case .success(let turn?): call.reply(receipt.answer(with: turn))
            }
        }
        call.park(collector.reader, in: context)
    }

    /// Answers with a stream of events.
    func stream(_ reader: LogReader, from start: Offset, endsWithTurn: Bool, to call: Call) {
        call.loop.run { [context] in
            let body = call.beginEventStream()
            guard !call.isHead else { return body.finish() }
            let sink = EventStreamSink(body, silenceMax: context.limits.keepAlive, endsWithTurn: endsWithTurn)
            let pump = EventPump(reader, from: start, to: sink, readers: context.readers)
            pump.assumeIsolated { $0.run() }
        }
    }
}

/// What a client would like, and does not insist on.
///
/// Source: RFC 7240.
enum Prefer {
    /// How long the client would wait for the whole answer; nil when it would not. What cannot be read is no wish.
    static func wait(_ fields: [String], upTo maximum: Int) -> Duration? {
        for preference in fields.flatMap({ $0.split(whereSeparator: { $0 == "," || $0 == ";" }) }) {
            let parts = preference.filter { $0 != " " && $0 != "\"" }.split(separator: "=")
            guard parts.count == 2, parts[0].lowercased() == "wait", let seconds = UInt(parts[1]), seconds > 0 else {
                continue
            }
            return .seconds(min(seconds, UInt(maximum)))
        }
        return nil
    }
}
