import DuplexCore
import DuplexRuntime

extension ServerContext {
    /// Erases a session for good, with what facades keep beside its log; `done` is called once, on any thread.
    ///
    /// The name that a client gave it is free then; with `expiry`, it is remembered as that of an expired one.
    func erase(
        _ session: isolated Session, expiry: Timestamp? = nil,
        done: @escaping @Sendable (Result<Void, APIError>) -> Void
    ) {
        let id = session.id
        let beside = ParlantDocuments.Place(.sessions, id.value, of: session.settings.owner)
        let owner = session.settings.owner
        let named = NamedSession(of: session.settings)
        session.submit({ .close($0) }) { [store, seen] result in
            switch result {
            case .failure(let error): done(.failure(APIError(error)))
            case .success(.updated):
                store.delete(id) { result in
                    guard case .success = result else { return done(result.map { _ in }.mapError(APIError.init)) }
                    store.setDocument(beside.collection, beside.id, nil) { result in
                        guard case .success = result else { return done(result.mapError(APIError.init)) }
                        seen.forget(id, for: owner) { result in
                            guard case .success = result, let named else { return done(result.mapError(APIError.init)) }
                            named.forget(id, expiry: expiry, in: store) { done($0.mapError(APIError.init)) }
                        }
                    }
                }
            // Somebody else was first.
            case .success: done(.failure(.sessionUnknown))
            }
        }
    }
}
