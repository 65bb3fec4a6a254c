package import Duplex
package import DuplexClient
import DuplexDemo
import Foundation
import Synchronization

/// Runs a real server in this process for as long as `body` takes.
///
/// Without a directory it keeps everything in memory; without a port it takes a free one. `configure` has the last word.
package func withServer<Result: Sendable>(
    _ agents: [any Agent] = [EchoAgent()], directory: String? = nil, port: UInt16 = 0, tokens: String = "",
    configure: (inout ServerConfiguration) -> Void = { _ in },
    _ body: @escaping @Sendable (_ url: String, _ port: UInt16) async throws -> Result
) async throws -> Result {
    var configuration = ServerConfiguration(agents: agents)
    configuration.port = port
    configuration.store = directory.map { .directory($0) } ?? .memory
    configuration.tokens = tokens
    configuration.grace = .zero
    configuration.loopCount = 1
    configuration.endsAtSignals = false
    configure(&configuration)
    let server = try DuplexServer(configuration)
    let (ports, feed) = AsyncStream<UInt16>.makeStream(bufferingPolicy: .bufferingOldest(1))
    return try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask {
            try await server.run { feed.yield($0.port) }
            return nil
        }
        group.addTask {
            for await port in ports { return try await body("http://127.0.0.1:\(port)", port) }
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
package func connection(to url: String, token: String? = nil) -> DuplexConnection {
    let counter = Counter()
    return DuplexConnection(url: url, token: token, clock: ContinuousClock(), random: { counter.next() })
}

/// The same, to a server of this machine.
package func connection(to port: UInt16) -> DuplexConnection { connection(to: "http://127.0.0.1:\(port)") }

private final class Counter: Sendable {
    private let value = Atomic<UInt64>(UInt64.random(in: 0 ... .max / 2))
    func next() -> UInt64 { value.wrappingAdd(0x9E37_79B9_7F4A_7C15, ordering: .relaxed).newValue }
}

/// A directory that is gone afterwards.
package func withDirectory<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let directory = FileManager.default.temporaryDirectory.appending(path: "duplex-client-\(UUID().uuidString)").path
    // A leftover in the temporary directory fails no test.
    defer { try? FileManager.default.removeItem(atPath: directory) }
    return try await body(directory)
}
