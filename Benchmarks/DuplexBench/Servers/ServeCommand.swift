import Duplex
import DuplexCurl
import DuplexTransport
import Glibc

/// `DuplexBench serve <memory|directory> [no-side-lane] [upstream]`: our server with the agents of the
/// measurements, as a child of the bench.
enum ServeCommand {
    /// Serves until the parent stops it or has gone; prints the port first.
    ///
    /// With the address of a Parlant server it also serves the agent `upstream`, which lives there as `noop`.
    static func run(store: String, hasSideLane: Bool, upstream: String?) async throws {
        let client = CurlClient()
        var configuration = ServerConfiguration(agents: BenchAgents.all)
        if let upstream {
            var limits = FeedLimits()
            limits.pollWait = UpstreamFeeds.pollSeconds
            configuration.agents.append(
                UpstreamAgent(name: "upstream", url: upstream, agent: "noop", client: client, limits: limits))
        }
        configuration.port = 0
        configuration.store = store == "memory" ? .memory : .directory(store)
        configuration.grace = .seconds(1)
        if !hasSideLane { configuration.limits.sideTurnCountMax = 0 }
        let watch = UVLoop()
        try watch.start()
        watch.execute {
            // Our input ends with the parent, also when that is killed.
            var byte: UInt8 = 0
            while read(0, &byte, 1) > 0 {}
            kill(getpid(), SIGKILL)
        }
        try await DuplexServer(configuration).run { ready in
            let line = Array("\(ready.port)\n".utf8)
            _ = write(1, line, line.count)
        }
        // The watching thread blocks in its read for good, so it is not waited for.
        exit(0)
    }
}
