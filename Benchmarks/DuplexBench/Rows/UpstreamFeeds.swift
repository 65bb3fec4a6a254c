/// Sessions that are followed on another server, one feed each.
struct UpstreamFeeds {
    static let count = 1000

    /// How long the bridge's polls last here; 60 s in use.
    static let pollSeconds = 10

    private let bench: Bench

    init(_ bench: Bench) { self.bench = bench }

    func run() throws {
        let upstream = try DuplexProcess(.memory)
        let server = try DuplexProcess(.directory(bench.newDirectory("feeds")), upstream: upstream)
        let start = try server.meter.residentKiB()
        _ = try sessions(on: server, agent: "noop")
        let before = try server.meter.residentKiB()
        let followed = try sessions(on: server, agent: "upstream")
        let after = try server.meter.residentKiB()
        bench.report.set(
            "feeds.memory",
            (after - before - (before - start)) / Double(Self.count),
            "\((start / 1024).shown(1)), \((before / 1024).shown(1)), \((after / 1024).shown(1)) MiB"
        )
        // A whole period, in which each poll ends and is made anew once.
        let period = UInt32(Self.pollSeconds * 1_000_000)
        let cost = try server.meter.cost { rest(microseconds: period) }
        bench.report.set(
            "feeds.cpu",
            cost / 60_000_000 * 100,
            "\((cost / 1000).shown(0)) ms for one poll of each feed"
        )
        try measureLatency(server, upstream, followed)
    }

    /// Sessions that have had one turn each.
    private func sessions(on server: DuplexProcess, agent: String) throws -> [String] {
        let sessions = try server.makeSessions(Self.count, agent: agent)
        var begun = 0
        try Swarm(port: server.port, size: 32).run { _, response in
            _ = try response?.expecting(200)
            guard begun < sessions.count else { return nil }
            begun += 1
            return Request.post(
                "/v1/sessions/\(sessions[begun - 1])/messages",
                #"{"text":"hello"}"#,
                [("Prefer", "wait=20")]
            )
        }
        rest(microseconds: 500_000)
        return sessions
    }

    private func measureLatency(_ server: DuplexProcess, _ upstream: DuplexProcess, _ sessions: [String]) throws {
        var (direct, bridged) = (Rounds(), Rounds())
        for index in stride(from: 0, to: Self.count, by: Self.count / (bench.options.isShort ? 5 : 10)) {
            let line = try FeedLine(server, upstream, sessions[index])
            for _ in 0..<3 { _ = try line.measureOnce() }
            var (near, far) = (Samples(), Samples())
            for _ in 0..<(bench.options.isShort ? 20 : 50) {
                let times = try line.measureOnce()
                near.add(times.direct)
                far.add(times.bridged)
            }
            direct.add(near)
            bridged.add(far)
        }
        bench.report.set(
            "feeds.latency",
            bridged.median / direct.median,
            "p50 \(bridged.median.time), p99 \(bridged.p99.time)",
            against: "direct p50 \(direct.median.time), p99 \(direct.p99.time)"
        )
    }
}

/// One followed session: an event that is published upstream, a reader there, and a reader of the bridge's log.
private final class FeedLine {
    private let name: String
    private let publisher: Connection
    private let upstream: Connection
    private var next: Int
    private let reader: any Reader

    init(_ server: DuplexProcess, _ upstream: DuplexProcess, _ session: String) throws {
        let log = try server.get("/v1/sessions/\(session)/events?limit=1000").expecting(200).text
        guard let match = log.matches(of: /"session":"([^"]+)"/).last, let last = Self.lastOffset(in: log) else {
            throw BenchError("the session is not followed: \(log)")
        }
        name = String(match.1)
        publisher = try Connection(port: upstream.port)
        self.upstream = try Connection(port: upstream.port)
        let there = try upstream.get("/sessions/\(name)/events?wait_for_data=0").expecting(200).text
        next = (Self.lastOffset(in: there) ?? -1) + 1
        reader = try server.reader(session, after: last, over: .longPoll)
    }

    /// Publishes once; the microseconds until each of the readers had it.
    func measureOnce() throws -> (direct: Double, bridged: Double) {
        try upstream.send(Request.get("/sessions/\(name)/events?min_offset=\(next)&wait_for_data=60"))
        try reader.arm()
        rest()
        let start = Moment.now
        let body = #"{"kind":"message","source":"human_agent","message":"news","participant":{"display_name":"Ann"}}"#
        try publisher.send(Request.post("/sessions/\(name)/events", body))
        let found = try upstream.response().expecting(200).text
        let direct = Moment.now.microseconds(since: start)
        next = (Self.lastOffset(in: found) ?? next) + 1
        _ = try reader.receive()
        let bridged = Moment.now.microseconds(since: start)
        _ = try publisher.response().expecting(201)
        return (direct, bridged)
    }

    private static func lastOffset(in text: String) -> Int? {
        text.matches(of: /"offset":(\d+)/).compactMap { Int($0.1) }.max()
    }
}
