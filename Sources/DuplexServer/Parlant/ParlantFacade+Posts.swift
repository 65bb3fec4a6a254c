import DuplexCore
import DuplexRuntime
import DuplexTransport

/// What clients post: words, agents' turns, and what is recorded as it is.
extension ParlantFacade {
    /// How long a turn that was asked for may take to begin: the one before it may have to stop first.
    private static let startPatience = Duration.seconds(30)

    func post(_ call: Call) throws(ParlantProblem) {
        let post = try ParlantPost(body: call.request.body, query: try call.items())
        if case .run(let guidelines) = post, !guidelines.isEmpty {
            throw .meaningless("Guidelines of a single message are not supported")
        }
        try context.messageLimiter.take(for: call)
        withCast(call) { session, cast in
            switch post {
            case .message(let text, let conversation): send(text, conversation, to: session, cast, for: call)
            case .run: begin(in: session, cast, for: call)
            case .record(let entry): record(entry, in: session, cast, for: call)
            }
        }
    }

    private func send(
        _ text: String, _ conversation: JSONObject, to session: isolated Session, _ cast: ParlantCast, for call: Call
    ) {
        // Here a new message interrupts, unless the session was told otherwise.
        let whenBusy: WhenBusy? = session.settings.whenBusy == nil ? .named(.interrupt) : nil
        let submission = Submission(
            text: text, principal: call.principal, whenBusy: whenBusy,
            conversation: conversation.isEmpty ? nil : conversation)
        session.submit({ .message(submission, $0) }) { [session] result in
            session.perform { session in
                guard case .success(.accepted(let offset, _, _)) = result else {
                    return call.reply(refusal(result, in: session).answer)
                }
                reply(to: call, with: offset, in: session, cast)
            }
        }
    }

    private func record(_ entry: Entry, in session: isolated Session, _ cast: ParlantCast, for call: Call) {
        var entry = entry
        entry.principal = call.principal
        session.submit({ [entry] in .record(entry, $0) }) { [session] result in
            session.perform { session in
                guard case .success(.recorded(let offset)) = result else {
                    return call.reply(refusal(result, in: session).answer)
                }
                reply(to: call, with: offset, in: session, cast)
            }
        }
    }

    /// Starts a turn that answers no message; the answer is its first event.
    private func begin(in session: isolated Session, _ cast: ParlantCast, for call: Call) {
        // The original takes the request and never answers it.
        guard !session.settings.isManual else {
            return call.reply(ParlantProblem.meaningless("The agent does not speak in a manual session").answer)
        }
        session.submit({ .begin($0) }) { [session] result in
            session.perform { session in
                guard case .success(.accepted(let offset, let turn, _)) = result else {
                    return call.reply(refusal(result, in: session).answer)
                }
                let start = EventFilter(kinds: [.turnStarted], turn: turn)
                let reader = LogReader(session: session, from: offset, filter: start, store: context.store)
                reader.assumeIsolated { looking in
                    looking.next(limit: 1, patience: Self.startPatience) { [session] page in
                        context.readers.remove(reader)
                        guard let started = page.events.first else {
                            return call.reply(ParlantProblem.timedOut.answer)
                        }
                        session.perform { reply(to: call, with: started.offset, in: $0, cast) }
                    }
                }
                call.park(reader, in: context)
            }
        }
    }
}
