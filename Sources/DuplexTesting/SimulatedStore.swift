package import DuplexCore
package import DuplexLoop
import Synchronization

/// A store whose commits take virtual time, and which a crash makes forget what had not reached the disk.
package final class SimulatedStore: EventStore {
    private enum Write: Sendable {
        case create(SessionRecord, [StoredEvent])
        case append(AppendBatch)
    }

    private struct Queued: Sendable {
        var write: Write

        /// Nil when it was answered already.
        var done: (@Sendable (StoreResult<Void>) -> Void)?
    }

    private struct State {
        var random: SeededGenerator
        var queue: [Queued] = []
        var isWriting = false

        /// Counts crashes; a commit of an earlier life never arrives.
        var life = 0
        var failures: [StoreError] = []
    }

    private let disk: any EventStore
    private let loop: any EventLoop
    private let state: Mutex<State>

    /// Whether an append is answered before it is on the disk: a planted fault that the checks must find.
    private let answersBeforeCommit: Bool

    /// Creates a store in front of `disk`, which keeps what was committed.
    package init(disk: any EventStore, loop: any EventLoop, seed: UInt64, answersBeforeCommit: Bool = false) {
        self.disk = disk
        self.loop = loop
        self.answersBeforeCommit = answersBeforeCommit
        state = Mutex(State(random: SeededGenerator(seed: seed)))
    }

    package var history: String { disk.history }

    /// Cuts the power: appends that were not committed are gone, and nobody is answered.
    package func crash() {
        state.withLock { state in
            state.life += 1
            state.queue = []
            state.isWriting = false
        }
    }

    /// Makes the next append fail.
    package func failNext(with error: StoreError) { state.withLock { $0.failures.append(error) } }

    package func create(
        _ record: SessionRecord, _ events: [StoredEvent], _ done: @escaping @Sendable (StoreResult<Void>) -> Void
    ) {
        enqueue(.create(record, events), done)
    }

    package func append(_ batch: AppendBatch, _ done: @escaping @Sendable (StoreResult<Void>) -> Void) {
        enqueue(.append(batch), done)
    }

    private func enqueue(_ write: Write, _ done: @escaping @Sendable (StoreResult<Void>) -> Void) {
        if answersBeforeCommit { done(.success(())) }
        let queued = Queued(write: write, done: answersBeforeCommit ? nil : done)
        let starts = state.withLock { state -> Bool in
            state.queue.append(queued)
            let wasWriting = state.isWriting
            state.isWriting = true
            return !wasWriting
        }
        if starts { commit() }
    }

    /// Commits everything that waits, as one group, after the time that a disk takes.
    private func commit() {
        let (delay, life) = state.withLock { state in
            (Duration.microseconds(Int64.random(in: 100...6_000, using: &state.random)), state.life)
        }
        loop.schedule(after: delay) { [self] in
            let group = state.withLock { state -> [Queued] in
                guard state.life == life else { return [] }
                defer { state.queue = [] }
                return state.queue
            }
            for queued in group {
                if let error = takeFailure() {
                    queued.done?(.failure(error))
                    continue
                }
                let done: @Sendable (StoreResult<Void>) -> Void = { queued.done?($0) }
                switch queued.write {
                case .create(let record, let events): disk.create(record, events, done)
                case .append(let batch): disk.append(batch, done)
                }
            }
            let goesOn = state.withLock { state -> Bool in
                guard state.life == life else { return false }
                state.isWriting = !state.queue.isEmpty
                return state.isWriting
            }
            if goesOn { commit() }
        }
    }

    private func takeFailure() -> StoreError? {
        state.withLock { state -> StoreError? in state.failures.isEmpty ? nil : state.failures.removeFirst() }
    }

    // MARK: Reading takes its time too, so that others act while somebody waits for it

    /// Asks the disk after a while; who still waits when the power is cut is told that the store is closed.
    private func later<Value: Sendable>(
        _ done: @escaping @Sendable (StoreResult<Value>) -> Void,
        _ ask: @escaping @Sendable (any EventStore, @escaping @Sendable (StoreResult<Value>) -> Void) -> Void
    ) {
        let (delay, life) = state.withLock { state in
            (Duration.microseconds(Int64.random(in: 10...2_000, using: &state.random)), state.life)
        }
        loop.schedule(after: delay) { [self] in
            guard state.withLock({ $0.life }) == life else { return done(.failure(.closed)) }
            ask(disk, done)
        }
    }

    package func load(_ session: SessionID, _ done: @escaping @Sendable (StoreResult<SessionImage?>) -> Void) {
        later(done) { $0.load(session, $1) }
    }

    package func page(
        _ session: SessionID, from: LogPosition, limit: Int, byteCountMax: Int,
        _ done: @escaping @Sendable (StoreResult<[StoredEvent]>) -> Void
    ) {
        later(done) { $0.page(session, from: from, limit: limit, byteCountMax: byteCountMax, $1) }
    }

    package func clientKey(
        _ session: SessionID, _ key: String, _ done: @escaping @Sendable (StoreResult<ClientKey?>) -> Void
    ) {
        later(done) { $0.clientKey(session, key, $1) }
    }

    package func sessions(
        _ query: SessionQuery, _ done: @escaping @Sendable (StoreResult<[SessionRecord]>) -> Void
    ) {
        later(done) { $0.sessions(query, $1) }
    }

    package func busySessions(_ done: @escaping @Sendable (StoreResult<[SessionID]>) -> Void) {
        later(done) { $0.busySessions($1) }
    }

    package func delete(_ session: SessionID, _ done: @escaping @Sendable (StoreResult<Bool>) -> Void) {
        later(done) { $0.delete(session, $1) }
    }

    package func document(
        _ collection: String, _ id: String, _ done: @escaping @Sendable (StoreResult<StoredDocument?>) -> Void
    ) {
        later(done) { $0.document(collection, id, $1) }
    }

    package func setDocument(
        _ collection: String, _ id: String, _ bytes: [UInt8]?, _ done: @escaping @Sendable (StoreResult<Void>) -> Void
    ) {
        later(done) { $0.setDocument(collection, id, bytes, $1) }
    }

    package func documents(_ collection: String, _ done: @escaping @Sendable (StoreResult<[StoredDocument]>) -> Void) {
        later(done) { $0.documents(collection, $1) }
    }

    package func close(_ done: @escaping @Sendable () -> Void) { disk.close(done) }
}
