import DuplexCore
import DuplexRuntime
import DuplexTransport

/// Taking events out of view, as a client does before it has an answer made anew.
extension ParlantFacade {
    func hide(_ call: Call) throws(ParlantProblem) {
        let deletion = try ParlantEventDeletion(query: try call.items())
        withSession(call) { session in
            ParlantDeletion(context: context, call: call, session: session).run(from: deletion.from)
        }
    }
}

/// One deletion: finds where it begins, stops the turns that it covers, and hides everything from there on.
///
/// Its closures run on the session's loop.
struct ParlantDeletion: Sendable {
    let context: ServerContext
    let call: Call
    let session: Session

    /// How long a turn that is deleted may take to stop; past it a write that cannot be stopped is under way.
    private static let stopPatience = Duration.seconds(10)

    /// Turns that are looked at; somebody who starts turns faster than they are stopped is told to try again.
    private static let turnCountMax = 2000

    func run(from view: Int) {
        let shown = EventFilter(conversation: .block)
        let reader = LogReader(session: session, fromView: view, filter: shown, store: context.store)
        firstShown(reader) { first in
            guard let first else { return call.reply(.noContent) }
            // The second of an event's two view events is not the first of its trace.
            guard view <= first.viewOffset else { return call.reply(ParlantEventDeletion.midTrace.answer) }
            guard let turn = first.turn else { return stopTurns(from: first.offset, sparing: []) }
            findStart(of: turn) { start in
                guard start == first.offset else { return call.reply(ParlantEventDeletion.midTrace.answer) }
                stopTurns(from: first.offset, sparing: [])
            }
        }
    }

    /// Stops the turns that begin at `offset` or later, the newest first, then hides.
    private func stopTurns(from offset: Offset, sparing spared: Set<TurnID>) {
        let open = session.assumeIsolated { $0.settings.openTurns.map(\.id) }
        guard let turn = open.last(where: { !spared.contains($0) }) else { return hide(from: offset) }
        guard spared.count < Self.turnCountMax else {
            return call.reply(ParlantProblem(APIError(.overloaded, "Too many turns are open.", retryAfterSeconds: 1)).answer)
        }
        findStart(of: turn) { start in
            let next: @Sendable () -> Void = { stopTurns(from: offset, sparing: spared.union([turn])) }
            // What began before stays, and goes on.
            guard let start, start >= offset else { return next() }
            stop(turn, mode: .rollback, then: next)
        }
    }

    /// A rollback leaves nothing of the turn to the next one. What it did to the world cannot be taken back: then it
    /// is only stopped, and the next turn is told.
    private func stop(_ turn: TurnID, mode: CancelMode, then next: @escaping @Sendable () -> Void) {
        session.assumeIsolated { session in
            session.cancel(turn, mode: mode, waits: Self.stopPatience) { [self] result in
                switch result {
                case .success(.stopped), .success(.unknownTurn): next()
                case .success(.committed) where mode == .rollback: stop(turn, mode: .stop, then: next)
                case .failure(let error): call.reply(ParlantProblem(error).answer)
                case .success:
                    let message = "The turn does something that cannot be stopped."
                    call.reply(ParlantProblem(APIError(.turnCommitted, message)).answer)
                }
            }
        }
    }

    private func hide(from offset: Offset) {
        session.assumeIsolated { session in
            let payload: JSON = [
                "from": .int(offset.value), "to": .int(session.settings.nextOffset - 1),
                "by": .string(call.principal.value),
            ]
            let entry = Entry(.eventsHidden, source: .client, principal: call.principal, payload: payload)
            session.submit({ .record(entry, $0) }) { [call, id = session.id.value] result in
                switch result {
                case .success(.recorded): call.reply(.noContent)
                case .success: call.reply(ParlantProblem.unknownSession(id).answer)
                case .failure(let error): call.reply(ParlantProblem(error).answer)
                }
            }
        }
    }

    /// Where a turn is first seen; nil when it is not, or no longer.
    private func findStart(of turn: TurnID, done: @escaping @Sendable (Offset?) -> Void) {
        let filter = EventFilter(turn: turn, conversation: .block)
        firstShown(LogReader(session: session, from: .zero, filter: filter, store: context.store)) { done($0?.offset) }
    }

    /// The first event of a reader that is not out of view.
    private func firstShown(_ reader: LogReader, done: @escaping @Sendable (StoredEvent?) -> Void) {
        reader.assumeIsolated { looking in
            looking.next(limit: 100, patience: .zero) { page in
                if case .failed(let error) = page.state { return call.reply(ParlantProblem(error).answer) }
                let shown = page.events.first { event in session.assumeIsolated { !$0.isHidden(event.offset) } }
                guard shown == nil, !page.events.isEmpty else { return done(shown) }
                firstShown(reader, done: done)
            }
        }
    }
}
