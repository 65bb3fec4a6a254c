import DuplexCore
import DuplexRuntime

extension LogReader {
    /// Folds the events before `end` that there are already, page by page; `done` is called once, on the session's loop.
    func fold<State: Sendable>(
        until end: Offset, pageEventCountMax: Int, _ state: State,
        _ apply: @escaping @Sendable (inout State, Event) -> Void,
        done: @escaping @Sendable (Result<State, APIError>) -> Void
    ) {
        next(limit: pageEventCountMax, patience: .zero) { [self] page in
            if case .failed(let error) = page.state { return done(.failure(APIError(error))) }
            var state = state
            for stored in page.events where stored.offset < end {
                // Unreadable bytes would have kept the session from being loaded.
                if let event = try? stored.event() { apply(&state, event) }
            }
            guard !page.events.isEmpty, page.next < end, page.state == .open else { return done(.success(state)) }
            assumeIsolated {
                $0.fold(until: end, pageEventCountMax: pageEventCountMax, state, apply, done: done)
            }
        }
    }
}
