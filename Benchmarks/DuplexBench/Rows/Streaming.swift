/// What it costs to bring a streamed event to its readers.
struct Streaming {
    private let bench: Bench

    init(_ bench: Bench) { self.bench = bench }

    func run() throws {
        try measure("stream.memory", readerCount: 1, at: DuplexProcess(.memory))
        let server = try DuplexProcess(.directory(bench.newDirectory("streaming")))
        for count in Catalogue.streamReaderCounts { try measure("stream.\(count)", readerCount: count, at: server) }
    }

    private func measure(_ row: String, readerCount: Int, at server: DuplexProcess) throws {
        let sessionCount = max(10, (bench.options.isShort ? 100 : 200) / readerCount)
        _ = try measure(sessionCount: 4, readerCount: readerCount, deltaCount: 5, at: server)
        let result = try measure(
            sessionCount: sessionCount, readerCount: readerCount, deltaCount: bench.options.isShort ? 25 : 60,
            at: server)
        bench.report.set(
            row, result.cpu / Double(result.eventCount),
            "\(sessionCount) sessions, \(result.eventCount.grouped) events to readers, "
                + "\((100 * result.cpu / 1_000_000 / result.seconds).shown(0)) % of a processor")
    }

    private struct Result {
        var eventCount = 0
        var cpu = 0.0
        var seconds = 0.0
    }

    /// A reader that checks that it misses nothing.
    private struct Follower {
        let reader: any Reader
        var next = 1
        var hasEnded = false

        /// Takes an event, which begins with its offset: `{"offset":12,`.
        mutating func take(_ event: ArraySlice<UInt8>) throws {
            guard event.starts(with: #"{"offset":\#(next),"#.utf8) else {
                throw BenchError("not offset \(next): \(String(decoding: event.prefix(40), as: UTF8.self))")
            }
            next += 1
            hasEnded = Payload(mark: #""kind":"turn.ended""#).isCarried(by: event)
        }
    }

    private func measure(sessionCount: Int, readerCount: Int, deltaCount: Int, at server: DuplexProcess) throws
        -> Result
    {
        let sessions = try server.makeSessions(sessionCount, agent: "stream")
        let poller = try Poller()
        var followers: [Follower] = []
        for session in sessions {
            for _ in 0..<readerCount {
                let reader = try server.reader(session, over: .eventStream, from: 1 + followers.count % 20)
                try poller.add(reader.connection, tag: followers.count)
                followers.append(Follower(reader: reader))
            }
        }
        var result = Result()
        let start = Moment.now
        result.cpu = try server.meter.cost {
            for session in sessions {
                _ = try server.post("/v1/sessions/\(session)/messages", #"{"text":"\#(deltaCount)"}"#).expecting(202)
            }
            try follow(&followers, poller)
        }
        result.seconds = Moment.seconds(since: start)
        result.eventCount = followers.reduce(0) { $0 + $1.next - 1 }
        let least = followers.count * deltaCount
        guard result.eventCount >= least else {
            throw BenchError("\(result.eventCount) events came, at least \(least) were written")
        }
        return result
    }

    /// Reads until every follower has seen its turn's end.
    private func follow(_ followers: inout [Follower], _ poller: Poller) throws {
        var left = followers.count
        while left > 0 {
            let ready = try poller.wait(milliseconds: 10_000)
            guard !ready.isEmpty else { throw BenchError("\(left) readers wait in vain") }
            for index in ready {
                guard try followers[index].reader.connection.receiveReady() else { continue }
                for event in try followers[index].reader.take() {
                    try followers[index].take(event)
                    if followers[index].hasEnded { left -= 1 }
                }
            }
        }
    }
}
