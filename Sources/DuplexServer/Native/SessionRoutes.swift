import DuplexAgents
import DuplexCore
import DuplexLoop
import DuplexRuntime
import DuplexTransport

/// Sessions: made, listed, looked at, changed, deleted.
extension NativeFacade {
    private enum Member {
        static let agent = Field("agent", .text(1...200), "An agent's name; the server's first agent when left out.")
        static let title = Field("title", .text(0...1000), "For people.")
        static let newTitle = Field("title", Format.text(0...1000).orNull, "For people; null erases it.")
        static let metadata = Field("metadata", .object, "Whatever the client wants to keep with the session.")
        static let whenBusy = Field("when_busy", MessageRequest.whenBusyFormat, "What a message does while work runs.")
        static let newWhenBusy = Field(
            "when_busy", MessageRequest.whenBusyFormat.orNull, "The same; null leaves it to the agent again.")
        static let mode = Field(
            "mode", .word(["auto", "manual"]) { ["auto", "manual"].contains($0) ? $0 : nil },
            "Whether messages start turns or are only kept.")
        static let limit = Field(
            "limit", .count(clampedTo: ServerLimits.pageEventCountMax), "The most sessions wanted; 100 when left out.")
        static let cursor = Field("cursor", .text(), "The `next` of the page before.")
    }

    var sessionRoutes: [Route] {
        [
            Route(
                "POST", "/v1/sessions", scope: .write, "Creates a session.",
                body: [
                    Member.agent.declared, Member.title.declared, Member.metadata.declared, Member.whenBusy.declared,
                ], answers: [201: "The session's snapshot."], handle: create),
            Route(
                "GET", "/v1/sessions", scope: .read, "Lists the caller's sessions, newest first.",
                query: [Member.limit.declared, Member.cursor.declared],
                answers: [200: "`sessions`, and `next` when there are more."], handle: list),
            Route(
                "GET", "/v1/sessions/{session}", scope: .read, "Shows a session as it is now.",
                answers: [200: "The session's snapshot."]
            ) { call in
                call.withSession(in: context) { session in replySnapshot(call, session) }
            },
            Route(
                "PATCH", "/v1/sessions/{session}", scope: .write, "Changes a session.",
                body: [
                    Member.newTitle.declared, Member.metadata.declared, Member.newWhenBusy.declared,
                    Member.mode.declared,
                ], answers: [200: "The session's snapshot."], handle: change),
            Route(
                "DELETE", "/v1/sessions/{session}", scope: .write,
                "Erases a session for good; its readers get `session.closed`.", answers: [204: "It is gone."],
                handle: delete),
        ]
    }

    private func create(_ call: Call) throws(APIError) {
        let agents = context.sessions.agents
        let agent = try call.body.get(Member.agent) ?? agents.standard.name
        guard agents[agent] != nil else { throw .invalid("agent", "there is no agent of that name") }
        let settings = SessionSettings(
            agent: agent, title: try call.body.get(Member.title), metadata: try call.body.get(Member.metadata) ?? [:],
            whenBusy: try call.body.get(Member.whenBusy))
        try context.sessionLimiter.take(call.principal, at: call.loop.now)
        context.sessions.create(settings, owner: call.principal) { result in
            switch result {
            case .failure(let error): call.fail(APIError(error))
            case .success(let session):
                session.perform { session in
                    replySnapshot(call, session, status: 201, location: "/v1/sessions/\(session.id.value)")
                }
            }
        }
    }

    private func list(_ call: Call) throws(APIError) {
        let limit = max(1, try call.query.get(Member.limit) ?? 100)
        var after: (created: Timestamp, id: SessionID)?
        if let cursor = try call.query.get(Member.cursor) {
            guard let place = ListCursor(parsing: cursor) else { throw .invalid("cursor", "is no cursor of this list") }
            after = (place.created, place.id)
        }
        // One more than wanted tells whether there is a next page.
        let query = SessionQuery(owner: call.principal, after: after, limit: limit + 1)
        context.store.sessions(query) { result in
            switch result {
            case .failure(let error): call.fail(APIError(error))
            case .success(let records):
                var body: JSONObject = ["sessions": .array(records.prefix(limit).map(SessionSnapshot.listed))]
                if records.count > limit {
                    body["next"] = .string(ListCursor(created: records[limit - 1].created, id: records[limit - 1].id).text)
                }
                call.reply(Answer(status: 200, json: .object(body)))
            }
        }
    }

    private func change(_ call: Call) throws(APIError) {
        var members = JSONObject()
        if let title = try call.body.get(Member.newTitle) { members["title"] = title.map(JSON.string) ?? .null }
        members["metadata"] = try call.body.get(Member.metadata).map(JSON.object)
        if let word = try call.body.get(Member.newWhenBusy) { members["when_busy"] = word.map { .string($0.name) } ?? .null }
        members["mode"] = try call.body.get(Member.mode).map(JSON.string)
        let patch = SessionPatch(members)
        call.withSession(in: context) { session in
            guard !patch.members.isEmpty else { return replySnapshot(call, session) }
            session.submit({ .update(patch, by: call.principal, $0) }) { [session] result in
                switch result {
                case .success(.updated): session.perform { replySnapshot(call, $0) }
                case .success: call.fail(.sessionUnknown)
                case .failure(let error): call.fail(APIError(error))
                }
            }
        }
    }

    private func delete(_ call: Call) throws(APIError) {
        call.withSession(in: context) { session in
            context.erase(session) { result in call.reply(result.map { .noContent }) }
        }
    }

    /// Answers with the snapshot of this moment, once nothing in it can be lost any more.
    private func replySnapshot(
        _ call: Call, _ session: isolated Session, status: Int = 200, location: String? = nil
    ) {
        var answer = Answer(status: status, json: SessionSnapshot(session, history: context.store.history).json)
        if let location { answer.headers.append("Location", location) }
        session.answerWhenDurable { [answer] result in
            call.reply(result.map { answer }.mapError(APIError.init))
        }
    }
}

/// A place in the list of sessions: opaque to clients.
struct ListCursor: Equatable {
    var created: Timestamp
    var id: SessionID

    init(created: Timestamp, id: SessionID) {
        self.created = created
        self.id = id
    }

    init?(parsing text: String) {
        let parts = text.split(separator: ".", maxSplits: 1)
        guard parts.count == 2, let microseconds = Int64(parts[0], radix: 36), microseconds >= 0 else { return nil }
        self.init(created: Timestamp(microseconds: microseconds), id: SessionID(String(parts[1])))
    }

    var text: String { "\(String(created.microseconds, radix: 36)).\(id.value)" }
}
