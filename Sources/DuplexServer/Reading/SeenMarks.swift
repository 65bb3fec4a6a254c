package import DuplexCore

/// How far the readers of sessions say that the person has seen the events: a document of the store for each
/// principal and session.
///
/// A mark never goes back, whatever order the words of several devices come in. Every `done` is called once, on any
/// thread.
package final class SeenMarks: Sendable {
    private struct Place: Hashable {
        var principal: Principal
        var session: SessionID

        var collection: String { "seen/\(principal.value)" }
    }

    private let store: any EventStore

    /// Changes of one mark follow each other, so that the highest one stays.
    private let changes = OneAtATime<Place>()

    package init(store: any EventStore) { self.store = store }

    /// Moves a mark up to an offset; hands out where it is then, which may be higher.
    package func raise(
        to seen: Offset, of session: SessionID, for principal: Principal,
        done: @escaping @Sendable (StoreResult<Offset>) -> Void
    ) {
        let place = Place(principal: principal, session: session)
        changes.enter(place) { [self] in
            let settle: @Sendable (StoreResult<Offset>) -> Void = { [changes] result in
                changes.leave(place)
                done(result)
            }
            read(place) { [store] found in
                switch found {
                case .failure(let error): settle(.failure(error))
                case .success(let before?) where before >= seen: settle(.success(before))
                case .success:
                    let document: JSON = ["seen": .int(seen.value)]
                    store.setDocument(place.collection, session.value, document.bytes) { settle($0.map { seen }) }
                }
            }
        }
    }

    /// Where a mark is; nil when nobody has told.
    package func mark(
        of session: SessionID, for principal: Principal, done: @escaping @Sendable (StoreResult<Offset?>) -> Void
    ) {
        read(Place(principal: principal, session: session), done)
    }

    /// Erases a mark, with its session. A change that is under way is waited for, so that none is left behind.
    package func forget(
        _ session: SessionID, for principal: Principal, done: @escaping @Sendable (StoreResult<Void>) -> Void
    ) {
        let place = Place(principal: principal, session: session)
        changes.enter(place) { [self] in
            store.setDocument(place.collection, session.value, nil) { [changes] result in
                changes.leave(place)
                done(result)
            }
        }
    }

    /// A damaged mark is as if nobody had told: the next word of a reader mends it.
    private func read(_ place: Place, _ done: @escaping @Sendable (StoreResult<Offset?>) -> Void) {
        store.document(place.collection, place.session.value) { result in
            done(result.map { document in
                document.flatMap { try? JSON(parsing: $0.bytes) }?["seen"]?.int.flatMap { $0 < 0 ? nil : Offset($0) }
            })
        }
    }
}
