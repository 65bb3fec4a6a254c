import DuplexAgents
package import DuplexCore
package import DuplexRuntime

/// What a scenario does: open a session, speak, stop, and wait for what shall happen.
extension Simulation {
    /// Opens a session.
    package func open(_ agent: String? = nil, whenBusy: WhenBusy? = nil) async throws -> SessionID {
        let settings = SessionSettings(agent: agent ?? sessions.agents.standard.name, whenBusy: whenBusy)
        let result = await withCheckedContinuation { continuation in
            sessions.create(settings, owner: .local) { continuation.resume(returning: $0) }
        }
        return try result.get().id
    }

    /// The live object of a session.
    package func session(_ id: SessionID) async throws -> Session {
        let result = await withCheckedContinuation { continuation in
            sessions.find(id) { continuation.resume(returning: $0) }
        }
        guard let session = try result.get() else { throw StoreError.unknownSession }
        return session
    }

    /// Sends a message; answers when it is durable.
    @discardableResult
    package func send(
        _ text: String, to id: SessionID, whenBusy: WhenBusy? = nil
    ) async throws -> SessionAnswer {
        let submission = Submission(text: text, whenBusy: whenBusy)
        return try await ask(id) { .message(submission, $0) }
    }

    /// Sends a message and answers with the name of its turn.
    package func turn(_ text: String, in id: SessionID, whenBusy: WhenBusy? = nil) async throws -> TurnID {
        guard case .accepted(_, let turn?, _) = try await send(text, to: id, whenBusy: whenBusy) else {
            throw AgentError("the message was refused")
        }
        return turn
    }

    /// Stops a turn and waits until that has settled.
    package func cancel(_ turn: TurnID, in id: SessionID, mode: CancelMode = .stop) async throws -> SessionAnswer {
        try await ask(id) { .cancel(turn, mode: mode, cause: .user, waits: true, $0) }
    }

    /// Lets a time limit pass now.
    package func expire(_ timer: SessionTimer, in id: SessionID) async throws {
        let session = try await session(id)
        await withCheckedContinuation { continuation in
            session.perform { session in
                session.handle(.timer(timer))
                continuation.resume()
            }
        }
    }

    /// Waits until no turn is open, and the log on the disk says so.
    package func rest(in id: SessionID) async throws {
        while let open = await (try session(id)).settings.openTurns.first {
            _ = try await outcome(of: open.id, in: id)
        }
        // The fold is ahead of the disk: the last turn may have ended in memory only.
        let session = try await session(id)
        let result = await withCheckedContinuation { continuation in
            session.perform { $0.answerWhenDurable { continuation.resume(returning: $0) } }
        }
        try result.get()
    }

    /// Hands any input to a session's machine.
    package func ask(
        _ id: SessionID, _ make: @escaping @Sendable (Ticket) -> SessionInput
    ) async throws -> SessionAnswer {
        let session = try await session(id)
        let result = await withCheckedContinuation { continuation in
            session.perform { $0.submit(make) { continuation.resume(returning: $0) } }
        }
        return try result.get()
    }

    /// Waits until an event that fits is durable, and answers with it; looks at the log from `start` on.
    package func event(
        in id: SessionID, from start: Offset = .zero, where fits: @escaping @Sendable (Event) -> Bool
    ) async throws -> Event {
        let reader = LogReader(session: try await session(id), from: start, filter: EventFilter(), store: store)
        while true {
            let page = await reader.page()
            for stored in page.events {
                let event = try stored.event()
                if fits(event) { return event }
            }
            guard page.state == .open else { throw StoreError.closed }
        }
    }

    /// Waits until a turn has ended, and answers with its outcome.
    package func outcome(
        of turn: TurnID, in id: SessionID, from start: Offset = .zero
    ) async throws -> Outcome? {
        let end = try await event(in: id, from: start) { $0.kind == .turnEnded && $0.turn == turn }
        return end.payload["outcome"]?.string.flatMap(Outcome.init(rawValue:))
    }
}

extension LogReader {
    /// Waits for the next page.
    package func page(limit: Int = 100) async -> LogPage {
        await withCheckedContinuation { continuation in
            next(limit: limit) { continuation.resume(returning: $0) }
        }
    }
}
