import DuplexClient
import DuplexCore
import ServerInProcess
import Synchronization
import Testing

/// Readers and servers that come and go.
@Suite struct ResumeTests {
    @Test func `pages and a stream that is resumed give the same events`() async throws {
        try await withServer { url, _ in
            let server = connection(to: url)
            let session = try await server.createSession(agent: "echo")
            let receipt = try await server.send("one two three four", to: session.id)
            var offsets: [Int] = []
            var isEnded = false
            while !isEnded {
                // A new reader for each event.
                let first = Offset(offsets.count)
                for try await event in server.events(of: session.id, from: first, history: session.history) {
                    offsets.append(event.offset.value)
                    isEnded = event.kind == .turnEnded && event.turn == receipt.turn
                    break
                }
            }
            let page = try await server.page(of: session.id, from: .zero)
            #expect(offsets == Array(0..<offsets.count))
            #expect(page.events.map(\.offset.value) == offsets)
            #expect(page.next.value == offsets.count)
        }
    }

    @Test func `a reader goes on where it was when the server comes back`() async throws {
        try await withDirectory { directory in
            let (session, port) = try await withServer(directory: directory) { url, port in
                (try await connection(to: url).createSession(agent: "echo"), port)
            }
            let states = States()
            // A letter for each turn whose end the reader has seen; there are two.
            let (seen, feed) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingOldest(2))
            async let reading = Self.offsets(of: session, port: port, turns: 2, states: states) { feed.yield() }
            for text in ["first", "second"] {
                try await withServer(directory: directory, port: port) { url, _ in
                    _ = try await connection(to: url).send(text, to: session.id)
                    for await _ in seen { return }
                }
            }
            let offsets = try await reading
            #expect(offsets == Array(0..<offsets.count))
            #expect(offsets.count > 10)
            #expect(states.all.contains { if case .reconnecting = $0 { true } else { false } })
        }
    }

    /// Reads until so many turns have ended.
    private static func offsets(
        of session: SessionSummary, port: UInt16, turns: Int, states: States, onEnd: @Sendable () -> Void
    ) async throws -> [Int] {
        var offsets: [Int] = []
        var left = turns
        let server = connection(to: "http://127.0.0.1:\(port)")
        for try await event in server.events(of: session.id, history: session.history, onState: { states.add($0) }) {
            offsets.append(event.offset.value)
            guard event.kind == .turnEnded else { continue }
            left -= 1
            onEnd()
            if left == 0 { break }
        }
        return offsets
    }
}

/// What a reader said about its connection.
final class States: Sendable {
    private let list = Mutex<[ConnectionState]>([])

    var all: [ConnectionState] { list.withLock { $0 } }

    func add(_ state: ConnectionState) { list.withLock { $0.append(state) } }
}
