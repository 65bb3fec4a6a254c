import DuplexClient
import DuplexCore

/// `duplex tail`.
struct TailCommand {
    let server: DuplexConnection
    let session: SessionID
    let first: Offset
    let kinds: [String]
    let isJSON: Bool
    let follows: Bool

    /// Prints events: those that are there, then those that come.
    ///
    /// On cancellation: stops.
    func run(_ output: Output) async throws -> ExitCode {
        let found = try await server.snapshot(of: session)
        guard follows else {
            try await server.readLog(of: session, from: first, upTo: found.head, kinds: kinds) { event in
                try output.line(line(event))
            }
            return .completed
        }
        let events = server.events(of: session, from: first, history: found.history, kinds: kinds) { state in
            guard case .reconnecting = state, output.errorStyle.isTerminal else { return }
            output.note("The connection is lost; trying again.")
        }
        for try await event in events { try output.line(line(event)) }
        return .completed
    }

    private func line(_ event: Event) -> String {
        guard !isJSON else { return String(decoding: event.bytes, as: UTF8.self) }
        let place = String(event.offset.value)
        let gap = String(repeating: " ", count: max(0, 5 - place.count))
        let time = event.time.description.dropFirst(11).prefix(12)
        let kind = event.kind.description.padding(toColumns: 20)
        let turn = String(event.turn?.value.prefix(6) ?? "").padding(toColumns: 6)
        return TextCleaner.clean("\(gap)\(place)  \(time)  \(kind)  \(turn)  \(event.payload.text)")
    }
}

extension DuplexConnection {
    /// Reads what is in a session's log up to an offset, page by page.
    func readLog(
        of session: SessionID,
        from first: Offset,
        upTo head: Offset,
        kinds: [String] = [],
        _ take: (Event) throws -> Void
    ) async throws {
        var cursor = first
        while cursor <= head {
            let page = try await page(of: session, from: cursor, kinds: kinds)
            for event in page.events where event.offset <= head { try take(event) }
            guard page.next > cursor else { return }
            cursor = page.next
        }
    }
}
