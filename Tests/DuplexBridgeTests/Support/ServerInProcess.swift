import Duplex
import DuplexClient
import Foundation
import Synchronization

/// Runs a real server in this process, in memory and on a free port, for as long as `body` takes.
func withServer<Result: Sendable>(
    _ agents: [any Agent], _ body: @escaping @Sendable (_ port: UInt16) async throws -> Result
) async throws -> Result {
    var configuration = ServerConfiguration(agents: agents)
    configuration.port = 0
    configuration.grace = .zero
    configuration.loopCount = 1
    configuration.endsAtSignals = false
    let server = try DuplexServer(configuration)
    let (ports, feed) = AsyncStream<UInt16>.makeStream(bufferingPolicy: .bufferingOldest(1))
    return try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask {
            try await server.run { feed.yield($0.port) }
            return nil
        }
        group.addTask {
            for await port in ports { return try await body(port) }
            return nil
        }
        while let result = try await group.next() {
            guard let result else { continue }
            group.cancelAll()
            try await group.waitForAll()
            return result
        }
        throw CancellationError()
    }
}

/// A connection with the system's clock and chance that counts.
func connection(to port: UInt16) -> DuplexConnection {
    let counter = Counter()
    return DuplexConnection(url: "http://127.0.0.1:\(port)", clock: ContinuousClock(), random: { counter.next() })
}

private final class Counter: Sendable {
    private let value = Atomic<UInt64>(UInt64(ProcessInfo.processInfo.processIdentifier))
    func next() -> UInt64 { value.wrappingAdd(0x9E37_79B9_7F4A_7C15, ordering: .relaxed).newValue }
}
