import DuplexCore

/// What clients of this protocol make beside events, kept as documents of the store; each principal has its own.
///
/// Every `done` is called once, on any thread.
final class ParlantDocuments: Sendable {
    /// Where a document is kept.
    struct Place: Hashable, Sendable {
        let collection: String
        let id: String

        init(_ collection: Collection, _ id: String, of principal: Principal) {
            self.collection = collection.name(of: principal)
            self.id = id
        }
    }

    enum Collection: String {
        case agents, customers

        /// What this protocol keeps of a session beside its log.
        case sessions

        func name(of principal: Principal) -> String { "parlant.\(rawValue)/\(principal.value)" }
    }

    typealias Done<Value> = @Sendable (Result<Value, ParlantProblem>) -> Void

    private let store: any EventStore

    private let queues = OneAtATime<Place>()

    init(store: any EventStore) { self.store = store }

    /// Reads a document; nil when there is none. A damaged one is as if it had never been.
    func read(_ place: Place, done: @escaping Done<JSON?>) {
        store.document(place.collection, place.id) { result in
            done(result.map { $0.flatMap { try? JSON(parsing: $0.bytes) } }.mapError(ParlantProblem.init))
        }
    }

    /// A collection's documents, oldest first.
    func all(_ collection: Collection, of principal: Principal, done: @escaping Done<[(id: String, json: JSON)]>) {
        store.documents(collection.name(of: principal)) { result in
            let found = result.map { documents in
                documents.compactMap { document -> (id: String, json: JSON)? in
                    // A damaged document is as if it had never been.
                    (try? JSON(parsing: document.bytes)).map { (document.id, $0) }
                }
            }
            done(found.mapError(ParlantProblem.init))
        }
    }

    /// Replaces a document by what `change` makes of it (nil erases it), and answers with that once it is durable.
    ///
    /// Changes of one document follow each other, so that none is lost.
    func edit(
        _ place: Place, _ change: @escaping @Sendable (JSON?) throws(ParlantProblem) -> JSON?,
        done: @escaping Done<JSON?>
    ) {
        queues.enter(place) { [self] in
            read(place) { [self] result in
                let changed = result.flatMap { before in
                    Result { () throws(ParlantProblem) in try change(before) }
                }
                guard case .success(let after) = changed else {
                    queues.leave(place)
                    return done(changed)
                }
                store.setDocument(place.collection, place.id, after?.bytes) { [self] result in
                    queues.leave(place)
                    done(result.map { after }.mapError(ParlantProblem.init))
                }
            }
        }
    }
}
