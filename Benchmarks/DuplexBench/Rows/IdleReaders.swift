import DuplexTransport

/// Thousands of readers that wait, each on a session of its own.
struct IdleReaders {
    private let bench: Bench
    private let count: Int
    private let publishCount: Int

    init(_ bench: Bench) throws {
        self.bench = bench
        count = bench.options.idleReaderCount
        publishCount = bench.options.isShort ? 30 : 60
        // The server keeps some descriptors for its files, and so do we.
        guard DescriptorLimit.current > count + 1000 else {
            throw BenchError(
                "\(count) readers need more than the \(DescriptorLimit.current) descriptors that are allowed")
        }
    }

    func run() throws {
        for carrier in [Carrier.longPoll, .webSocket] {
            try measure(carrier)
            try measureNchan(carrier)
        }
    }

    // MARK: Ours

    private func measure(_ carrier: Carrier) throws {
        let server = try DuplexProcess(.directory(bench.newDirectory("idle")))
        let sessions = try makeSessions(on: server, reports: carrier == .longPoll)
        let before = try server.meter.residentKiB()
        var readers = try open(sessions, over: carrier, at: server)
        try awaitReaders(count, at: server)
        let during = try server.meter.residentKiB()
        bench.report.set(
            "idle.memory.\(carrier)", (during - before) / Double(count),
            "\((before / 1024).shown(1)) to \((during / 1024).shown(1)) MiB")
        let cpu = try idleCPU(of: server)
        bench.report.set("idle.cpu.\(carrier)", cpu, "over 3 s, of one processor")
        try measureDelivery(carrier, to: readers, of: sessions, at: server)
        readers = []
        try awaitReaders(0, at: server)
        let after = try server.meter.residentKiB()
        bench.report.set(
            "idle.kept.\(carrier)", 100 * (after - before) / max(1, during - before), "\((after / 1024).shown(1)) MiB")
    }

    /// Makes the sessions; what they cost without readers is a result of its own.
    private func makeSessions(on server: DuplexProcess, reports: Bool) throws -> [String] {
        var sessions = try server.makeSessions(1000, agent: "noop")
        if reports {
            rest(microseconds: 1_500_000)
            bench.report.set("session.cpu", try idleCPU(of: server), "over 3 s, of one processor")
        }
        let before = try server.meter.residentKiB()
        let more = count - sessions.count
        sessions += try server.makeSessions(more, agent: "noop")
        let after = try server.meter.residentKiB()
        if reports {
            bench.report.set(
                "session.memory", (after - before) / Double(more),
                "\(more.grouped) sessions: \((before / 1024).shown(1)) to \((after / 1024).shown(1)) MiB")
        }
        return sessions
    }

    private func open(_ sessions: [String], over carrier: Carrier, at server: DuplexProcess) throws -> [any Reader] {
        try sessions.enumerated().map { index, session in
            let reader = try server.reader(session, over: carrier, from: 1 + index % 100)
            try reader.arm()
            return reader
        }
    }

    /// Waits until the server says that so many wait.
    private func awaitReaders(_ wanted: Int, at server: DuplexProcess) throws {
        for _ in 0..<1000 {
            let metrics = try server.get("/metrics").expecting(200).text
            let line = metrics.split(separator: "\n").first { $0.hasPrefix("duplex_readers ") }
            guard let found = line?.split(separator: " ").last.flatMap({ Int($0) }) else {
                throw BenchError("the server does not say how many wait")
            }
            if wanted == 0 ? found == 0 : found >= wanted { return rest(microseconds: 200_000) }
            rest(microseconds: 10_000)
        }
        throw BenchError("the server never had \(wanted) readers")
    }

    private func idleCPU(of server: DuplexProcess) throws -> Double {
        try server.meter.cost { rest(microseconds: 3_000_000) } / 30_000
    }

    /// Publishes to a few of all readers in turn and, in the same rounds, to the only reader of another server; and
    /// checks that nobody else heard of it.
    private func measureDelivery(
        _ carrier: Carrier, to readers: [any Reader], of sessions: [String], at server: DuplexProcess
    ) throws {
        let chosen = Array(stride(from: count / 20, to: count, by: count / 10))
        let lines = try chosen.map { index in
            try DeliveryLine(server, readers[index], server.publisher(sessions[index]), payloadByteCount: 200)
        }
        let other = try DuplexProcess(.directory(bench.newDirectory("alone")))
        let alone = try DeliveryLine(other, carrier, payloadByteCount: 200)
        for line in lines + [alone] {
            for _ in 0..<3 { try line.measureOnce() }
            line.forget()
        }
        var amid = Rounds()
        for _ in 0..<(bench.options.isShort ? 5 : 7) {
            for index in 0..<publishCount {
                try lines[index % lines.count].measureOnce()
                try alone.measureOnce()
            }
            amid.add(lines.reduce(into: Samples()) { $0.add($1.endRound()) })
            alone.endRound()
        }
        for (index, reader) in readers.enumerated() where !chosen.contains(index) {
            guard try reader.connection.receiveReady() else { continue }
            guard try reader.take().isEmpty else { throw BenchError("a reader heard of another session's event") }
        }
        bench.report.set(
            "idle.delivery.\(carrier)", amid.median / alone.rounds.median,
            "p50 \(amid.median.time), p99 \(amid.p99.time)", against: "alone \(alone.summary)")
    }

    // MARK: nchan

    private func measureNchan(_ carrier: Carrier) throws {
        let directory = try ScratchDirectory(in: bench.scratch.path, "nchan")
        guard let nginx = try Nginx(in: directory.path) else {
            return bench.report.lack("idle.nchan.\(carrier)", of: "libnginx-mod-nchan")
        }
        let before = try nginx.meter.residentKiB()
        let readers = try (0..<count).map { index in
            let reader = try nginx.reader(nginx.makeChannel(), over: carrier, from: 1 + index % 100)
            try reader.arm()
            return reader
        }
        rest(microseconds: 1_000_000)
        let after = try nginx.meter.residentKiB()
        bench.report.set(
            "idle.nchan.\(carrier)", (after - before) / Double(readers.count),
            "\((before / 1024).shown(1)) to \((after / 1024).shown(1)) MiB")
    }
}
