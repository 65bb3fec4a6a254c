package import DuplexCore
package import DuplexRuntime

extension Session {
    /// The offset of the last event that readers may see. A session always has one: it was opened.
    package var head: Int { end.value - 1 }

    /// Some committed events from `offset` on; `done` is called once, on the session's loop.
    package func events(
        from offset: Offset, count: Int, store: any EventStore,
        done: @escaping @Sendable (StoreResult<[StoredEvent]>) -> Void
    ) {
        switch peek(from: offset) {
        case .events(let events): done(.success(Array(events.prefix(count))))
        case .nothingYet, .beyondEnd, .closed: done(.success([]))
        case .failed(let error): done(.failure(error))
        case .older:
            store.page(id, from: .offset(offset), limit: count, byteCountMax: .max) { [self] result in
                perform { _ in done(result) }
            }
        }
    }
}
