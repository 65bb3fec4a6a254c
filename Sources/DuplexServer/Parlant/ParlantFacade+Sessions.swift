import DuplexAgents
import DuplexCore
import DuplexRuntime
import DuplexTransport

/// Sessions as this protocol has them: those that the native interface made are among them.
extension ParlantFacade {
    /// The sessions that a listing looks at, the newest: a listing is always of all of them, page or not.
    private static let listedCountMax = 10_000

    var sessionRoutes: [Route] {
        [
            route(
                "GET", "/sessions", "Lists sessions.", query: ParlantParameters.filter + ParlantParameters.page,
                answers: [200: "The sessions, or a page of them."]
            ) { call throws(ParlantProblem) in
                let filter = try ParlantSessionFilter(query: try call.items())
                findSessions(filter, of: call.principal) { result in
                    let body = result.map { filter.page.answer($0, place: \.place, render: \.json) }
                    call.reply(body.map { Answer(status: 200, json: $0) })
                }
            },
            route(
                "POST", "/sessions", "Makes a session.", query: ParlantParameters.newSession,
                body: ParlantParameters.session, answers: [201: "The session."], handle: create),
            route(
                "DELETE", "/sessions", "Deletes all sessions that fit.",
                query: ParlantParameters.filter + ParlantParameters.page, answers: [204: "They are gone."]
            ) { call throws(ParlantProblem) in
                let filter = try ParlantSessionFilter(query: try call.items())
                findSessions(filter, of: call.principal) { result in
                    switch result {
                    case .failure(let problem): call.reply(problem.answer)
                    case .success(let found): erase(found.map { SessionID($0.id) }[...], for: call)
                    }
                }
            },
            route("GET", "/sessions/{session}", "Shows a session.", answers: [200: "The session."]) { call in
                withSession(call) { reply(to: call, with: $0) }
            },
            route(
                "PATCH", "/sessions/{session}", "Changes a session.", body: ParlantParameters.sessionChange,
                answers: [200: "The session."], handle: change),
            route("DELETE", "/sessions/{session}", "Deletes a session.", answers: [204: "It is gone."]) { call in
                withSession(call) { session in
                    context.erase(session) { result in
                        call.reply(result.map { .noContent }.mapError { problem($0, call.place("session")) })
                    }
                }
            },
        ]
    }

    // MARK: Making

    private func create(_ call: Call) throws(ParlantProblem) {
        let request = try ParlantNewSession(body: call.request.body, query: try call.items())
        try context.sessionLimiter.take(for: call)
        agents.find(request.agent, of: call.principal) { result in
            switch result {
            case .failure(let problem): call.reply(problem.answer)
            case .success(let agent): create(request, agent, for: call)
            }
        }
    }

    private func create(_ request: ParlantNewSession, _ agent: ParlantAgent, for call: Call) {
        let settings = SessionSettings(
            agent: runningAgent(agent.id), title: request.title, metadata: request.metadata,
            whenBusy: .named(.interrupt), customer: request.customer == ParlantCustomer.guest.id ? nil : request.customer,
            outputMode: agent.output == .stream ? ConversationMode.stream.rawValue : nil, hasSideLane: false)
        var extras = ParlantSession.Extras()
        extras.labels = request.labels
        extras.agent = agents.isBuiltIn(agent.id) ? nil : agent.id
        context.sessions.create(settings, owner: call.principal) { [extras] result in
            switch result {
            case .failure(let error): call.reply(ParlantProblem(error).answer)
            case .success(let session):
                // The client knows the session's name only once everything of it is kept.
                keep(extras, of: session.id, call.principal) { result in
                    session.perform { session in
                        guard case .success = result else { return call.reply(result.map { .noContent }) }
                        if request.mayGreet { session.submit({ .begin($0) }) { _ in } }
                        reply(to: call, with: session, status: 201)
                    }
                }
            }
        }
    }

    /// Agents that clients made have no code of their own: the server's standard agent speaks for them.
    private func runningAgent(_ id: String) -> String {
        agents.isBuiltIn(id) ? id : context.sessions.agents.standard.name
    }

    private func keep(
        _ extras: ParlantSession.Extras, of session: SessionID, _ owner: Principal,
        done: @escaping ParlantDocuments.Done<Void>
    ) {
        guard extras != ParlantSession.Extras() else { return done(.success(())) }
        documents.edit(.init(.sessions, session.value, of: owner)) { _ in extras.json } done: { done($0.map { _ in }) }
    }

    // MARK: Changing

    private func change(_ call: Call) throws(ParlantProblem) {
        let change = try ParlantSessionChange(body: call.request.body)
        withSession(call) { session in
            guard let agent = change.agent else { return update(session, change, for: call) }
            agents.find(agent, of: call.principal) { [session] result in
                switch result {
                case .failure(let problem): call.reply(problem.answer)
                case .success: session.perform { update($0, change, for: call) }
                }
            }
        }
    }

    private func update(_ session: isolated Session, _ change: ParlantSessionChange, for call: Call) {
        var members = change.members(changing: session.settings.metadata)
        members["agent"] = change.agent.map { .string(runningAgent($0)) }
        guard !members.isEmpty else { return updateExtras(of: session, change, for: call) }
        session.submit({ .update(SessionPatch(members), by: call.principal, $0) }) { [session] result in
            switch result {
            case .success(.updated): session.perform { updateExtras(of: $0, change, for: call) }
            case .success: call.reply(ParlantProblem.unknownSession(session.id.value).answer)
            case .failure(let error): call.reply(problem(APIError(error), session.id.value).answer)
            }
        }
    }

    private func updateExtras(of session: isolated Session, _ change: ParlantSessionChange, for call: Call) {
        let place = ParlantDocuments.Place(.sessions, session.id.value, of: call.principal)
        documents.edit(place) { before in
            let saved = before.map(ParlantSession.Extras.init(json:)) ?? ParlantSession.Extras()
            var extras = saved
            change.apply(to: &extras)
            if let agent = change.agent { extras.agent = agents.isBuiltIn(agent) ? nil : agent }
            return extras == saved ? before : extras.json
        } done: { [session] result in
            guard case .success = result else { return call.reply(result.map { _ in .noContent }) }
            session.perform { reply(to: call, with: $0) }
        }
    }

    // MARK: Showing

    /// Answers with the session as it is now, once nothing in it can be lost any more.
    private func reply(to call: Call, with session: isolated Session, status: Int = 200) {
        readExtras(of: session.id, call.principal) { [session] result in
            session.perform { session in
                let answer = result.map { Answer(status: status, json: ParlantSession(session, extras: $0).json) }
                session.answerWhenDurable { call.reply($0.mapError(ParlantProblem.init).flatMap { answer }) }
            }
        }
    }

    /// The caller's sessions that a filter lets pass.
    private func findSessions(
        _ filter: ParlantSessionFilter, of principal: Principal, done: @escaping ParlantDocuments.Done<[ParlantSession]>
    ) {
        documents.all(.sessions, of: principal) { [context] result in
            switch result {
            case .failure(let problem): done(.failure(problem))
            case .success(let documents):
                let extras = Dictionary(documents.map { ($0.id, ParlantSession.Extras(json: $0.json)) }) { $1 }
                let query = SessionQuery(owner: principal, limit: Self.listedCountMax)
                context.store.sessions(query) { result in
                    let found = result.map { records in
                        records.map { ParlantSession($0, extras: extras[$0.id.value] ?? .init()) }
                            .filter(filter.matches)
                    }
                    done(found.mapError(ParlantProblem.init))
                }
            }
        }
    }

    // MARK: Deleting

    /// Deletes sessions one after the other.
    private func erase(_ ids: ArraySlice<SessionID>, for call: Call) {
        guard let id = ids.first else { return call.reply(.noContent) }
        let next: @Sendable (APIError?) -> Void = { error in
            // One that somebody else has deleted meanwhile is gone all the same.
            guard let error, error.code != .sessionUnknown else { return erase(ids.dropFirst(), for: call) }
            call.reply(ParlantProblem(error).answer)
        }
        context.withSession(id, of: call.principal, refuse: next) { session in
            context.erase(session) { result in
                if case .failure(let error) = result { next(error) } else { next(nil) }
            }
        }
    }

    func problem(_ error: APIError, _ session: String) -> ParlantProblem {
        error.code == .sessionUnknown ? .unknownSession(session) : ParlantProblem(error)
    }
}

extension ParlantSession {
    /// A session as it is now.
    init(_ session: isolated Session, extras: Extras) {
        let fold = session.settings
        self.init(
            id: session.id.value, agent: extras.agent ?? fold.agent, customer: fold.customer, created: fold.created,
            title: fold.title, mode: fold.isManual ? .manual : .auto, metadata: fold.metadata, extras: extras)
    }

    /// A session without its log.
    init(_ record: SessionRecord, extras: Extras) {
        // A damaged document costs the title, not the list.
        let document = try? JSON(parsing: record.document)
        self.init(
            id: record.id.value, agent: extras.agent ?? record.agent, customer: record.customer,
            created: record.created, title: document?["title"]?.string,
            mode: document?["mode"]?.string.flatMap(ParlantSessionMode.init(rawValue:)) ?? .auto,
            metadata: document?["metadata"]?.object ?? [:], extras: extras)
    }
}
