import Synchronization

/// Where saved views are kept: as documents of the store, by principal and progress id.
///
/// Each principal has ids of its own: what two of them name alike are two views. Every `done` is called once, on any
/// thread.
package final class ProgressShelf: Sendable {
    /// The collection of the store that has the views.
    package static let collection = "progress"

    /// How often views that have expired are looked for and erased.
    private static let sweepInterval: Int64 = 3600 * 1_000_000

    private let store: any EventStore

    /// Changes of one view follow each other, so that none is lost.
    private let changes = OneAtATime<String>()
    private let sweptAt = Mutex<Timestamp?>(nil)

    package init(store: any EventStore) { self.store = store }

    /// Saves a view under an id, as ``ProgressView/followed(by:keeps:)`` says what becomes of the one that is there.
    package func save(
        _ next: ProgressView, as id: String, of principal: Principal, keeps: Bool, now: Timestamp,
        done: @escaping @Sendable (StoreResult<Void>) -> Void
    ) {
        sweepIfDue(now)
        let key = Self.key(id, principal)
        // Two turns of one view may begin at the same time; none of them may be lost.
        changes.enter(key) { [self] in
            view(key, now: now) { [self] found in
                switch found {
                case .failure(let error):
                    changes.leave(key)
                    done(.failure(error))
                case .success(let before):
                    let view = before?.followed(by: next, keeps: keeps) ?? next
                    store.setDocument(Self.collection, key, view.json.bytes) { [self] result in
                        changes.leave(key)
                        done(result)
                    }
                }
            }
        }
    }

    /// Reads a view; nil when there is none, when it has expired, and when it is another principal's.
    package func view(
        _ id: String, of principal: Principal, now: Timestamp,
        done: @escaping @Sendable (StoreResult<ProgressView?>) -> Void
    ) {
        view(Self.key(id, principal), now: now, done: done)
    }

    /// Erases a view; one that is not there is erased already.
    package func delete(
        _ id: String, of principal: Principal, done: @escaping @Sendable (StoreResult<Void>) -> Void
    ) {
        let key = Self.key(id, principal)
        changes.enter(key) { [self] in
            store.setDocument(Self.collection, key, nil) { [self] result in
                changes.leave(key)
                done(result)
            }
        }
    }

    private func view(_ key: String, now: Timestamp, done: @escaping @Sendable (StoreResult<ProgressView?>) -> Void) {
        store.document(Self.collection, key) { result in
            done(result.map { document in document.flatMap(Self.view).flatMap { $0.expires > now ? $0 : nil } })
        }
    }

    /// A damaged view is as if it had never been: the log has everything that it showed.
    private static func view(_ document: StoredDocument) -> ProgressView? {
        (try? JSON(parsing: document.bytes)).flatMap(ProgressView.init(json:))
    }

    /// The principal's length keeps `a` with `bc` apart from `ab` with `c`.
    private static func key(_ id: String, _ principal: Principal) -> String {
        "\(principal.value.utf8.count):\(principal.value):\(id)"
    }

    private func sweepIfDue(_ now: Timestamp) {
        let isDue = sweptAt.withLock { sweptAt in
            guard now.microseconds - (sweptAt?.microseconds ?? 0) >= Self.sweepInterval else { return false }
            sweptAt = now
            return true
        }
        guard isDue else { return }
        store.documents(Self.collection) { [self] result in
            // What cannot be swept now is swept the next time.
            guard case .success(let documents) = result else { return }
            for document in documents where Self.view(document).map({ $0.expires <= now }) ?? true {
                eraseIfExpired(document.id, now)
            }
        }
    }

    /// Looks again in the view's turn: it may have been saved anew meanwhile.
    private func eraseIfExpired(_ key: String, _ now: Timestamp) {
        changes.enter(key) { [self] in
            view(key, now: now) { [self] found in
                guard case .success(nil) = found else { return changes.leave(key) }
                store.setDocument(Self.collection, key, nil) { [self] _ in changes.leave(key) }
            }
        }
    }
}
