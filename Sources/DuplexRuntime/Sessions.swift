package import DuplexCore
package import DuplexLoop
import Synchronization

/// The sessions that are alive in this process, and the way to those that are not.
///
/// A session lives on the loop that its name hashes to. It is loaded on first use, and put away when nothing of it
/// runs and nobody waits for it.
package final class Sessions: Sendable {
    package let environment: RuntimeEnvironment
    package let agents: AgentCatalog
    package let loops: [any EventLoop]
    package let supervisors: [Supervisor]
    private let slots = Mutex<[SessionID: Slot]>([:])

    private enum Slot {
        case alive(Session)
        case loading([Finder])
    }

    package typealias Finder = @Sendable (StoreResult<Session?>) -> Void

    package init(loops: [any EventLoop], agents: AgentCatalog, environment: RuntimeEnvironment) {
        precondition(!loops.isEmpty, "sessions need a loop to live on")
        self.loops = loops
        self.agents = agents
        self.environment = environment
        supervisors = loops.map { Supervisor(loop: $0) }
    }

    /// Runs the sessions' tasks until ``shutdown()``'s tasks have ended.
    ///
    /// On cancellation: cancels all runs and tools, and returns when they have ended.
    package func run() async {
        await withDiscardingTaskGroup { group in
            for (loop, supervisor) in zip(loops, supervisors) {
                group.addTask(executorPreference: loop) { await supervisor.run() }
            }
        }
    }

    /// Creates a session; `done` is called once, on any thread, when it is durable.
    package func create(
        _ settings: SessionSettings, owner: Principal, done: @escaping @Sendable (StoreResult<Session>) -> Void
    ) {
        let id = SessionID(environment.ids.next())
        let session = bringToLife(LoadedSession(id: id, limits: environment.limits))
        session.perform { session in
            session.open(settings, owner: owner) { result in done(result.map { session }) }
        }
    }

    /// Finds a session, alive or stored; nil when there is none. `done` is called once, on any thread.
    package func find(_ id: SessionID, done: @escaping Finder) {
        let (alive, isFirst): (Session?, Bool) = slots.withLock { slots in
            switch slots[id] {
            case .alive(let session): return (session, false)
            case .loading(let others):
                slots[id] = .loading(others + [done])
                return (nil, false)
            case nil:
                slots[id] = .loading([done])
                return (nil, true)
            }
        }
        if let alive { return done(.success(alive)) }
        if isFirst { load(id) }
    }

    /// The sessions that are alive now.
    package var alive: [Session] {
        slots.withLock { slots in
            slots.values.compactMap { if case .alive(let session) = $0 { session } else { nil } }
        }
    }

    /// Ends what a crash left open; `done` is called with the number of sessions that were.
    package func recover(done: @escaping @Sendable (StoreResult<Int>) -> Void) {
        environment.store.busySessions { [self] result in
            switch result {
            case .failure(let error): done(.failure(error))
            case .success(let ids):
                for id in ids {
                    find(id) { found in
                        if case .success(let session?) = found { session.perform { $0.recover() } }
                    }
                }
                done(.success(ids.count))
            }
        }
    }

    /// Puts away the sessions that have been idle for `age`; they are loaded again when somebody asks for them.
    package func putAway(idleFor age: Duration) {
        for session in alive {
            session.perform { [self] session in
                guard session.isIdle, session.loop.now - session.lastUsed >= age else { return }
                // Before its name is free again: from then on there may be another one of that name.
                session.putAway()
                forget(session.id)
            }
        }
    }

    /// Stops all turns; ``run()`` returns once their tasks have ended.
    package func shutdown() {
        for session in alive { session.perform { $0.shutDown() } }
    }

    /// Gives every session up at once, as a crash would; whoever waits is told that the store is closed.
    package func abandon() {
        for session in alive { session.perform { $0.giveUp(.closed) } }
        for supervisor in supervisors { supervisor.finish() }
    }

    private func bringToLife(_ loaded: LoadedSession) -> Session {
        let place = Int(Digest(loaded.id.value).value % UInt64(loops.count))
        let session = Session(
            image: loaded, loop: loops[place], supervisor: supervisors[place], agents: agents,
            environment: environment, onEnd: { [weak self] in self?.forget($0) })
        let waiting: [Finder] = slots.withLock { slots in
            defer { slots[loaded.id] = .alive(session) }
            if case .loading(let finders) = slots[loaded.id] { return finders } else { return [] }
        }
        for finder in waiting { finder(.success(session)) }
        return session
    }

    private func forget(_ id: SessionID) { slots.withLock { _ = $0.removeValue(forKey: id) } }

    private func load(_ id: SessionID) {
        environment.store.load(id) { [self] result in
            switch result {
            case .failure(let error): abandonLoading(id, .failure(error))
            case .success(nil): abandonLoading(id, .success(nil))
            case .success(let image?):
                let loaded = LoadedSession(image) ?? LoadedSession(id: id, limits: environment.limits)
                catchUp(loaded, through: image.head)
            }
        }
    }

    /// Folds in what came after the saved state, page by page; `isAnew` when it has come to the end once before.
    private func catchUp(_ loaded: LoadedSession, through head: Offset, isAnew: Bool = false) {
        guard loaded.fold.nextOffset <= head.value else {
            if loaded.transcript.isShort, !isAnew {
                let hidden = loaded.overlay.hidden
                let empty = LoadedSession(id: loaded.id, limits: environment.limits, hiding: hidden)
                return catchUp(empty, through: head, isAnew: true)
            }
            _ = bringToLife(loaded)
            return
        }
        environment.store.page(
            loaded.id, from: .offset(Offset(loaded.fold.nextOffset)), limit: 1000, byteCountMax: 4 * 1024 * 1024
        ) { [self] result in
            switch result {
            case .failure(let error): abandonLoading(loaded.id, .failure(error))
            case .success(let events):
                var loaded = loaded
                do {
                    for event in events { try loaded.apply(event) }
                } catch {
                    let problem = "the log of \(loaded.id) is damaged at offset \(loaded.fold.nextOffset)"
                    return abandonLoading(loaded.id, .failure(.failed(problem)))
                }
                guard !events.isEmpty else {
                    return abandonLoading(loaded.id, .failure(.failed("the log of \(loaded.id) has a gap")))
                }
                catchUp(loaded, through: head, isAnew: isAnew)
            }
        }
    }

    private func abandonLoading(_ id: SessionID, _ result: StoreResult<Session?>) {
        let waiting: [Finder] = slots.withLock { slots in
            guard case .loading(let finders) = slots[id] else { return [] }
            slots[id] = nil
            return finders
        }
        for finder in waiting { finder(result) }
    }
}
