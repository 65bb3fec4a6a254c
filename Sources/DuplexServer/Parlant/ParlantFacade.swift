import DuplexAgents
import DuplexCore
import DuplexLoop
import DuplexRuntime
import DuplexTransport

/// The interface of Parlant's server, over the same sessions: its clients work unmodified.
package struct ParlantFacade: Sendable {
    typealias Handler = @Sendable (Call) throws(ParlantProblem) -> Void

    let context: ServerContext
    let documents: ParlantDocuments
    let agents: ParlantShelf<ParlantAgent>
    let customers: ParlantShelf<ParlantCustomer>

    package init(_ context: ServerContext) {
        self.context = context
        documents = ParlantDocuments(store: context.store)
        let own = context.sessions.agents.agents.map { ParlantAgent(id: $0.name, name: $0.name, about: $0.about) }
        agents = ParlantShelf(.agents, builtIn: own, documents: documents)
        customers = ParlantShelf(.customers, builtIn: [.guest], documents: documents)
    }

    package var facade: Facade {
        Facade(
            name: "parlant", roots: ["agents", "customers", "sessions"],
            routes: agentRoutes + customerRoutes + sessionRoutes + eventRoutes, trailingSlash: .redirect,
            refusalSchema: ParlantProblem.schema, refusal: { ParlantProblem($0).answer })
    }

    /// A route whose handler reads query and body itself, in the original's way.
    func route(
        _ method: String, _ path: PathPattern, _ about: String, query: [DeclaredField] = [],
        body: [DeclaredField]? = nil, answers: [Int: String], produces: [String] = ["application/json"],
        handle: @escaping Handler
    ) -> Route {
        Route(
            method, path, scope: method == "GET" ? .read : .write, about, query: query, body: body, readsItself: true,
            answers: answers, produces: produces
        ) { call in
            do throws(ParlantProblem) {
                try handle(call)
            } catch {
                call.reply(error.answer)
            }
        }
    }

    /// Finds the session that stands in the path, and does `work` on its loop.
    func withSession(
        _ call: Call, refuse: (@Sendable (ParlantProblem) -> Void)? = nil,
        _ work: @escaping @Sendable (isolated Session) -> Void
    ) {
        let id = call.place("session")
        let refuse = refuse ?? { call.reply($0.answer) }
        context.withSession(
            SessionID(id), of: call.principal,
            refuse: { refuse($0.code == .sessionUnknown ? .unknownSession(id) : ParlantProblem($0)) }, work)
    }

    /// The same, once it is known who speaks in the session.
    func withCast(
        _ call: Call, refuse: (@Sendable (ParlantProblem) -> Void)? = nil,
        work: @escaping @Sendable (isolated Session, ParlantCast) -> Void
    ) {
        withSession(call, refuse: refuse) { session in
            findCast(of: session) { result in
                switch result {
                case .failure(let problem): call.reply(problem.answer)
                // It may have left memory, or been deleted, while the store was asked.
                case .success(let cast): withSession(call, refuse: refuse) { work($0, cast) }
                }
            }
        }
    }

    private func findCast(of session: isolated Session, done: @escaping ParlantDocuments.Done<ParlantCast>) {
        let fold = session.settings
        let owner = fold.owner
        readExtras(of: session.id, owner) { [agents, customers] result in
            switch result {
            case .failure(let problem): done(.failure(problem))
            case .success(let extras):
                agents.participant(extras.agent ?? fold.agent, of: owner) { agent in
                    customers.participant(fold.customer ?? ParlantCustomer.guest.id, of: owner) { customer in
                        done(agent.flatMap { agent in customer.map { ParlantCast(agent: agent, customer: $0) } })
                    }
                }
            }
        }
    }

    func readExtras(
        of session: SessionID, _ owner: Principal, done: @escaping ParlantDocuments.Done<ParlantSession.Extras>
    ) {
        documents.read(.init(.sessions, session.value, of: owner)) { result in
            done(result.map { $0.map(ParlantSession.Extras.init(json:)) ?? ParlantSession.Extras() })
        }
    }
}

/// Who speaks in a session, as its events are shown.
struct ParlantCast: Sendable {
    var agent: ConversationView.Participant
    var customer: ConversationView.Participant
}

extension Call {
    /// The query's items.
    ///
    /// - Throws: ``ParlantProblem``: 400 when an escape cannot be read.
    func items() throws(ParlantProblem) -> [(name: String, value: String)] {
        guard let items = request.queryItems else {
            throw ParlantProblem(APIError(.malformed, "The query has an escape that cannot be read."))
        }
        return items.map { ($0.name, $0.value) }
    }

    /// Answers with a result.
    func reply(_ result: Result<Answer, ParlantProblem>) {
        switch result {
        case .success(let answer): reply(answer)
        case .failure(let problem): reply(problem.answer)
        }
    }
}

extension RateLimiter {
    /// Takes one from the caller's bucket.
    ///
    /// - Throws: ``ParlantProblem``: 429.
    func take(for call: Call) throws(ParlantProblem) {
        do throws(APIError) {
            try take(call.principal, at: call.loop.now)
        } catch {
            throw ParlantProblem(error)
        }
    }
}
