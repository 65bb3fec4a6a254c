import DuplexAgents
import DuplexCore
import DuplexLoop
import DuplexRuntime

/// The sessions of an entrance whose clients choose the names: a name means one session of the same principal, also
/// after a restart.
///
/// Every `refuse`, `absent` and `work` is called at most once, and exactly one of them is.
final class NamedSessions: Sendable {
    typealias Refusal = @Sendable (APIError) -> Void
    typealias Work = @Sendable (isolated Session) -> Void

    private struct Place: Hashable {
        var principal: Principal
        var name: String
    }

    /// The entrance's own name, as in `travel`.
    private let entrance: String
    private let context: ServerContext

    /// What a new session is made with.
    private let settings: SessionSettings
    private let queues = OneAtATime<Place>()

    /// New sessions are with `agent`, or with the server's first one where that is not served.
    init(_ entrance: String, agent: String, whenBusy: WhenBusy, in context: ServerContext) {
        self.entrance = entrance
        self.context = context
        let agents = context.sessions.agents
        settings = SessionSettings(agent: (agents[agent] ?? agents.standard).name, whenBusy: whenBusy)
    }

    /// Does `work` on the loop of the session that has the name.
    func withSession(
        _ name: String, of principal: Principal, refuse: @escaping Refusal, absent: @escaping @Sendable () -> Void,
        _ work: @escaping Work
    ) {
        let place = NamedSession(entrance: entrance, name: name, principal: principal)
        place.find(in: context.store) { [context] result in
            switch result {
            case .failure(let error): refuse(APIError(error))
            case .success(nil): absent()
            case .success(let id?):
                // The session may have been deleted under its own name.
                let refuse: Refusal = { $0.code == .sessionUnknown ? absent() : refuse($0) }
                context.withSession(id, of: principal, refuse: refuse, work)
            }
        }
    }

    /// The same; makes the session when nothing has the name yet.
    func withSessionOrNew(_ name: String, for call: Call, _ work: @escaping Work) {
        let refuse: Refusal = { call.fail($0) }
        withSession(name, of: call.principal, refuse: refuse, absent: { [self] in
            let place = Place(principal: call.principal, name: name)
            queues.enter(place) { [self] in
                let leave: @Sendable () -> Void = { [queues] in queues.leave(place) }
                withSession(
                    name, of: call.principal,
                    refuse: { error in
                        leave()
                        refuse(error)
                    }, absent: { [self] in make(name, for: call, leave: leave, work) },
                    { session in
                        leave()
                        work(session)
                    })
            }
        }, work)
    }

    /// Erases the sessions of a principal that have expired, and the memory of those that did so long ago.
    ///
    /// What cannot be erased now is looked at again the next time.
    func eraseExpired(
        of principal: Principal, now: Timestamp, nameMemory: Duration,
        _ hasExpired: @escaping @Sendable (SessionFold) -> Bool
    ) {
        NamedSession(entrance: entrance, name: "", principal: principal).names(in: context.store) { [self] names in
            for name in names {
                let place = Place(principal: principal, name: name)
                // Nobody makes a session of that name meanwhile.
                queues.enter(place) { [self] in
                    let leave: @Sendable () -> Void = { [queues] in queues.leave(place) }
                    let named = NamedSession(entrance: entrance, name: name, principal: principal)
                    named.holder(in: context.store) { [context] result in
                        guard case .success(let holder?) = result else { return leave() }
                        switch holder {
                        case .session(let id):
                            context.withSession(id, of: principal, refuse: { _ in leave() }) { session in
                                guard hasExpired(session.settings) else { return leave() }
                                context.erase(session, expiry: now) { _ in leave() }
                            }
                        case .expired(let time):
                            let age = Duration.microseconds(now.microseconds - time.microseconds)
                            guard age > nameMemory else { return leave() }
                            named.free(in: context.store) { _ in leave() }
                        }
                    }
                }
            }
        }
    }

    private func make(_ name: String, for call: Call, leave: @escaping @Sendable () -> Void, _ work: @escaping Work) {
        let fail: Refusal = { error in
            leave()
            call.fail(error)
        }
        guard call.caller.may(.write) else {
            return fail(APIError(.scopeMissing, "The first use of a name needs the scope write."))
        }
        do throws(APIError) {
            try context.sessionLimiter.take(call.principal, at: call.loop.now)
        } catch {
            return fail(error)
        }
        let named = NamedSession(entrance: entrance, name: name, principal: call.principal)
        named.holder(in: context.store) { [self] result in
            switch result {
            case .failure(let error): fail(APIError(error))
            // Whoever comes back to it is told, once, that what was said before is gone.
            case .success(.expired): 
                named.free(in: context.store) { result in
                    switch result {
                    case .failure(let error): fail(APIError(error))
                    case .success: fail(.sessionUnknown)
                    }
                }
            case .success: make(named, for: call, fail: fail, leave: leave, work)
            }
        }
    }

    private func make(
        _ named: NamedSession, for call: Call, fail: @escaping Refusal, leave: @escaping @Sendable () -> Void,
        _ work: @escaping Work
    ) {
        var settings = settings
        settings.metadata = named.metadata
        context.sessions.create(settings, owner: call.principal) { [context] result in
            switch result {
            case .failure(let error): fail(APIError(error))
            case .success(let session):
                named.keep(session.id, in: context.store) { result in
                    if case .failure(let error) = result { return fail(APIError(error)) }
                    leave()
                    context.withSession(session.id, of: call.principal, refuse: { call.fail($0) }, work)
                }
            }
        }
    }
}

/// A name that a client chose, and where it is kept: as a document of the store.
struct NamedSession: Sendable {
    var entrance: String
    var name: String
    var principal: Principal

    private var collection: String { "\(entrance).sessions/\(principal.value)" }

    /// What the session itself says of its name, so that the name goes with it.
    var metadata: JSONObject { ["entrance": .string(entrance), "name": .string(name)] }

    init(entrance: String, name: String, principal: Principal) {
        self.entrance = entrance
        self.name = name
        self.principal = principal
    }

    /// The name of a session that has one; nil for any other, and for one whose client has overwritten it.
    init?(of fold: SessionFold) {
        guard let entrance = fold.metadata["entrance"]?.string, let name = fold.metadata["name"]?.string else {
            return nil
        }
        self.init(entrance: entrance, name: name, principal: fold.owner)
    }

    /// What a name stands for.
    enum Holder: Equatable, Sendable {
        case session(SessionID)

        /// A session that was erased then because it had expired.
        case expired(Timestamp)
    }

    /// What the name stands for; nil when nothing was given it. A damaged document is as if it had never been.
    func holder(in store: any EventStore, done: @escaping @Sendable (StoreResult<Holder?>) -> Void) {
        store.document(collection, name) { result in
            done(result.map { document in
                let json = document.flatMap { try? JSON(parsing: $0.bytes) }
                if let session = json?["session"]?.string { return .session(SessionID(session)) }
                return json?["expired"]?.int.map { .expired(Timestamp(microseconds: Int64($0))) }
            })
        }
    }

    /// The session that has the name; nil when none has it.
    func find(in store: any EventStore, done: @escaping @Sendable (StoreResult<SessionID?>) -> Void) {
        holder(in: store) { result in
            done(result.map { if case .session(let id) = $0 { id } else { nil } })
        }
    }

    /// All names that the entrance knows of the principal; none when the store cannot tell.
    func names(in store: any EventStore, done: @escaping @Sendable ([String]) -> Void) {
        store.documents(collection) { result in done(((try? result.get()) ?? []).map(\.id)) }
    }

    /// Gives the name to a session.
    func keep(_ session: SessionID, in store: any EventStore, done: @escaping @Sendable (StoreResult<Void>) -> Void) {
        let document: JSON = ["session": .string(session.value)]
        store.setDocument(collection, name, document.bytes, done)
    }

    /// Takes the name from a session, which has expired when there is an `expiry`; from another one that has it by now
    /// it is not taken.
    func forget(
        _ session: SessionID, expiry: Timestamp?, in store: any EventStore,
        done: @escaping @Sendable (StoreResult<Void>) -> Void
    ) {
        find(in: store) { result in
            guard case .success(session) = result else { return done(result.map { _ in }) }
            let document: JSON? = expiry.map { ["expired": .int(Int($0.microseconds))] }
            store.setDocument(collection, name, document?.bytes, done)
        }
    }

    /// Lets the name stand for nothing.
    func free(in store: any EventStore, done: @escaping @Sendable (StoreResult<Void>) -> Void) {
        store.setDocument(collection, name, nil, done)
    }
}
