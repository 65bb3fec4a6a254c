/// Every row that a run must have a number for.
enum Catalogue {
    /// The sizes of a session's log, smallest first.
    static func logSizes(_ options: Options) -> [Int] {
        options.isShort ? [1000, 10_000] : [1000, 10_000, 100_000, 1_000_000]
    }

    static func writerCounts(_ options: Options) -> [Int] { options.isShort ? [1, 64, 1000] : [1, 64, 1000, 10_000] }
    static let streamReaderCounts = [1, 3, 100]
    static let crowds = [1, 1000]
    static let liveTurnCounts = [1, 1000]

    static func rows(_ options: Options) -> [Row] {
        delivery + idle(options) + appends(options) + turns + streaming + growth(options) + stopping + lanes(options)
            + feeds
    }

    private static var delivery: [Row] {
        var rows: [Row] = []
        for crowd in crowds {
            for carrier in Carrier.allCases {
                let what = "\(carrier.name), \(crowd.grouped) reader\(crowd == 1 ? "" : "s")"
                rows.append(
                    Row(
                        "durable.\(carrier).\(crowd)", .delivery, "durable, \(what): p50 to commit + 1 ms", .ratio,
                        .atMost(1)))
                rows.append(
                    Row("memory.\(carrier).\(crowd)", .delivery, "memory, \(what): p50 to nchan's", .ratio, .atMost(1)))
            }
        }
        for carrier in Carrier.allCases {
            rows.append(
                Row(
                    "floor.\(carrier)", .delivery, "durable, \(carrier.name): p50 to GET + commit", .ratio,
                    .atMost(1.41)))
        }
        rows.append(Row("floor.redis", .delivery, "Redis Streams, `appendfsync always`: p50 to GET + commit", .ratio))
        for carrier in Carrier.allCases {
            rows.append(
                Row(
                    "cpu.\(carrier)", .delivery, "memory, \(carrier.name): CPU of one publish and delivery to nchan's",
                    .ratio, .atMost(1)))
        }
        return rows + [
            Row(
                "fanout.last", .delivery, "1 to 1,000 WebSockets, memory: p50 of the last delivery to nchan's", .ratio,
                .atMost(1)),
            Row("socket", .delivery, "durable, an append to a WebSocket's reader: p50", .milliseconds, .atMost(5)),
            Row(
                "fanout.cpu", .delivery, "1 to 1,000 WebSockets, memory: CPU of a delivery to nchan's", .ratio,
                .atMost(1)),
        ]
    }

    private static func idle(_ options: Options) -> [Row] {
        let count = options.idleReaderCount.grouped
        let sessions = [
            Row("session.memory", .idle, "memory of a session that nobody reads", .kibibytes, .atMost(1024)),
            Row("session.cpu", .idle, "1,000 sessions with nothing to do: CPU", .percent, .atMost(1)),
        ]
        return sessions
            + [Carrier.longPoll, .webSocket].flatMap { carrier in
                [
                    Row(
                        "idle.memory.\(carrier)", .idle, "\(count) \(carrier.name)s: memory of each", .kibibytes,
                        .atMost(2)),
                    Row(
                        "idle.nchan.\(carrier)", .idle, "\(count) \(carrier.name)s at nchan: memory of each", .kibibytes
                    ),
                    Row(
                        "idle.cpu.\(carrier)", .idle, "\(count) \(carrier.name)s: CPU while nothing happens", .percent,
                        .atMost(1)),
                    Row(
                        "idle.delivery.\(carrier)", .idle,
                        "\(carrier.name), delivery to one of \(count): p50 to that with one reader", .ratio,
                        .atMost(1.2)),
                    Row(
                        "idle.kept.\(carrier)", .idle,
                        "\(count) \(carrier.name)s: growth that stays when all have left", .percent),
                ]
            }
    }

    private static func appends(_ options: Options) -> [Row] {
        writerCounts(options).map { count in
            Row(
                "appends.\(count)", .appends, "\(count.grouped) writer\(count == 1 ? "" : "s"): rate to raw", .ratio,
                count == 1000 ? .atLeast(0.45) : .none)
        }
    }

    private static var turns: [Row] {
        [
            Row("turn.rate", .turns, "no-op turns, 64 clients", .perSecond, .atLeast(1000)),
            Row("turn.cpu", .turns, "no-op turns, 64 clients: CPU of each", .milliseconds, .atMost(0.5)),
            Row("turn.alone", .turns, "no-op turns, 1 client: p50 to a commit", .ratio),
            Row("machine", .turns, "the pure machine's part of a no-op turn: CPU", .microseconds),
            Row("turn.scripted", .turns, "tool loop with a scripted answer, 64 clients: CPU of each", .milliseconds),
            Row(
                "turn.observed", .turns, "tool loop that looks up five things: CPU with all kinds recorded to control kinds only",
                .ratio, .atMost(1.1)),
        ]
    }

    private static var streaming: [Row] {
        [
            Row(
                "stream.memory", .streaming, "memory, 1 reader a session: CPU of one event to one reader",
                .microseconds, .atMost(20))
        ]
            + streamReaderCounts.map { count in
                Row(
                    "stream.\(count)", .streaming,
                    "durable, \(count) reader\(count == 1 ? "" : "s") a session: CPU of one event to one reader",
                    .microseconds, count == 1 ? .atMost(20) : .none)
            }
    }

    private static func growth(_ options: Options) -> [Row] {
        let sizes = logSizes(options)
        return sizes.dropFirst().flatMap { size in
            [
                Row(
                    "growth.append.\(size)", .growth, "append at \(size.grouped) events to 1,000 events: p50", .ratio,
                    .atMost(1.2)),
                Row(
                    "growth.cpu.\(size)", .growth, "append at \(size.grouped) events to 1,000 events: CPU", .ratio,
                    .atMost(1.2)),
                Row(
                    "growth.activation.\(size)", .growth, "activation at \(size.grouped) events to 1,000 events: p50",
                    .ratio, .atMost(1.2)),
            ]
        }
    }

    private static var feeds: [Row] {
        let what = "\(UpstreamFeeds.count.grouped) upstream sessions followed"
        return [
            Row("feeds.memory", .feeds, "\(what): memory of each feed", .kibibytes, .atMost(1024)),
            Row("feeds.cpu", .feeds, "\(what): CPU while nothing happens", .percent, .atMost(1)),
            Row(
                "feeds.latency", .feeds, "\(what): delivery through the bridge to a direct long poll: p50", .ratio,
                .atMost(3)),
        ]
    }

    private static var stopping: [Row] {
        liveTurnCounts.map { count in
            Row(
                "cancel.\(count)", .stopping,
                "cancel to the tool's token, \(count.grouped) live turn\(count == 1 ? "" : "s"): p99", .milliseconds,
                .atMost(1))
        } + [
            Row(
                "interrupt", .stopping, "interrupt to the new turn's first event: p50 to two commits + 1 ms", .ratio,
                .atMost(1)), Row("interrupt.cpu", .stopping, "no-op turn that interrupts another: CPU", .milliseconds),
            Row("detect", .stopping, "a message to the decision what it does: p50", .milliseconds, .atMost(1)),
            Row("propagation", .stopping, "a cancel to the running tool: p50", .milliseconds, .atMost(10)),
            Row(
                "context", .stopping, "an interrupted turn's end to its context's transfer: p50", .milliseconds,
                .atMost(1)),
        ]
    }
}

extension Catalogue {
    fileprivate static func lanes(_ options: Options) -> [Row] {
        let crowd = "\(options.isShort ? 200 : 1000) sessions with long work, all asked at once"
        return [
            Row("lanes.none", .lanes, "no long work: CPU of a turn to that without a side lane", .ratio, .atMost(1.05)),
            Row(
                "lanes.first", .lanes, "a side answer's first words: p50 to those of an idle session", .ratio,
                .atMost(1.1)),
            Row("lanes.crowd.p50", .lanes, "\(crowd): p50 of the answer", .milliseconds),
            Row("lanes.crowd.p99", .lanes, "\(crowd): p99 of the answer", .milliseconds),
            Row("lanes.crowd.memory", .lanes, "\(crowd): memory of each", .kibibytes),
            Row("lanes.crowd.cpu", .lanes, "\(crowd): CPU of each side turn", .milliseconds),
        ]
    }
}

extension Int {
    /// The number with commas between thousands.
    var grouped: String { Double(self).shown(0) }
}
