/// From an append to a waiting reader, beside nchan, Redis Streams and the floors.
final class Delivery {
    private let bench: Bench
    private let memory: DuplexProcess
    private let durable: DuplexProcess
    private let roundCount: Int
    private let publishCount: Int

    init(_ bench: Bench) throws {
        self.bench = bench
        memory = try DuplexProcess(.memory)
        durable = try DuplexProcess(.directory(bench.newDirectory("delivery")))
        roundCount = bench.options.isShort ? 3 : 7
        publishCount = bench.options.isShort ? 60 : 150
    }

    func run() throws {
        let size = try eventByteCount()
        for crowd in Catalogue.crowds { try measure(crowd: crowd, eventByteCount: size) }
        try measureFanOut(eventByteCount: size)
    }

    /// How long our event around a payload of 200 bytes is, so that the peers can carry as much.
    private func eventByteCount() throws -> Int {
        let line = try DeliveryLine(memory, .webSocket, payloadByteCount: Self.payloadByteCount)
        try line.measureOnce()
        return line.lastEventByteCount
    }

    private static let payloadByteCount = 200

    // MARK: One reader

    private struct Lines {
        var durable: [Carrier: DeliveryLine] = [:]
        var memory: [Carrier: DeliveryLine] = [:]
        var nchan: [Carrier: DeliveryLine] = [:]
        var redis: DeliveryLine?
        var get = Rounds()
        var commit = Rounds()

        var all: [DeliveryLine] {
            Array(durable.values) + Array(memory.values) + Array(nchan.values) + (redis.map { [$0] } ?? [])
        }
    }

    private func makeLines(eventByteCount: Int) throws -> Lines {
        var lines = Lines()
        for carrier in Carrier.allCases {
            lines.durable[carrier] = try DeliveryLine(durable, carrier, payloadByteCount: Self.payloadByteCount)
            lines.memory[carrier] = try DeliveryLine(memory, carrier, payloadByteCount: Self.payloadByteCount)
            lines.nchan[carrier] = try bench.nginx.map {
                try DeliveryLine($0, carrier, payloadByteCount: eventByteCount)
            }
        }
        lines.redis = try bench.redis.map { try DeliveryLine($0, .longPoll, payloadByteCount: eventByteCount) }
        return lines
    }

    private func measure(crowd: Int, eventByteCount: Int) throws {
        var brokers: [any Broker] = [memory, durable]
        if let nginx = bench.nginx { brokers.append(nginx) }
        if let redis = bench.redis { brokers.append(redis) }
        let crowds = try brokers.map { try Crowd($0, count: crowd - 1) }
        var lines = try makeLines(eventByteCount: eventByteCount)
        // What is slow only at first, such as code that is read from the disk, is no part of any line.
        for line in lines.all {
            for _ in 0..<20 { try line.measureOnce() }
            line.forget()
        }
        for _ in 0..<roundCount {
            try measureRound(&lines)
            for crowd in crowds { try crowd.attend() }
        }
        report(lines, crowd: crowd)
    }

    /// All lines and floors take turns at every single publish: a disk or a machine that is slow for a while is slow
    /// for each of them.
    private func measureRound(_ lines: inout Lines) throws {
        var get = Samples()
        var commit = Samples()
        for _ in 0..<publishCount {
            if let nginx = bench.nginx { get.add(try nginx.measureGet(count: 1)) }
            commit.add(try bench.floor.measure(count: 1))
            for line in lines.all { try line.measureOnce() }
        }
        if get.count > 0 { lines.get.add(get) }
        lines.commit.add(commit)
        for line in lines.all { line.endRound() }
    }

    private func report(_ lines: Lines, crowd: Int) {
        let commit = lines.commit.median
        for carrier in Carrier.allCases {
            guard let durable = lines.durable[carrier], let memory = lines.memory[carrier] else { continue }
            bench.report.set(
                "durable.\(carrier).\(crowd)", durable.rounds.median / (commit + 1000), durable.summary,
                against: "commit \(commit.time)")
            guard let nchan = lines.nchan[carrier] else {
                bench.report.lack("memory.\(carrier).\(crowd)", of: "libnginx-mod-nchan")
                continue
            }
            bench.report.set(
                "memory.\(carrier).\(crowd)", memory.rounds.median / nchan.rounds.median, memory.summary,
                against: "nchan \(nchan.summary)")
        }
        guard crowd == 1 else { return }
        reportFloors(lines)
        guard let socket = lines.durable[.webSocket] else { return }
        bench.report.set("socket", socket.rounds.median / 1000, socket.summary)
    }

    private func reportFloors(_ lines: Lines) {
        for carrier in Carrier.allCases {
            guard let nchan = lines.nchan[carrier], let memory = lines.memory[carrier],
                let durable = lines.durable[carrier]
            else {
                bench.report.lack("floor.\(carrier)", of: "nginx-light")
                bench.report.lack("cpu.\(carrier)", of: "libnginx-mod-nchan")
                continue
            }
            let floor = lines.get.median + lines.commit.median
            bench.report.set(
                "floor.\(carrier)", durable.rounds.median / floor, "p50 \(durable.rounds.median.time)",
                against: "GET \(lines.get.median.time) + commit \(lines.commit.median.time)")
            bench.report.set(
                "cpu.\(carrier)", memory.cpu.median / nchan.cpu.median, memory.cpu.median.time,
                against: "nchan \(nchan.cpu.median.time)")
        }
        guard let redis = lines.redis, !lines.get.isEmpty else {
            return bench.report.lack("floor.redis", of: bench.redis == nil ? "redis-server" : "nginx-light")
        }
        bench.report.set(
            "floor.redis", redis.rounds.median / (lines.get.median + lines.commit.median), redis.summary,
            against: "GET \(lines.get.median.time) + commit \(lines.commit.median.time)")
    }

    // MARK: A thousand readers

    private func measureFanOut(eventByteCount: Int) throws {
        guard let nginx = bench.nginx else {
            bench.report.lack("fanout.last", of: "libnginx-mod-nchan")
            return bench.report.lack("fanout.cpu", of: "libnginx-mod-nchan")
        }
        let ours = try FanOut(memory, payloadByteCount: Self.payloadByteCount)
        let theirs = try FanOut(nginx, payloadByteCount: eventByteCount)
        for _ in 0..<roundCount {
            for _ in 0..<publishCount / 6 {
                try ours.deliver()
                try theirs.deliver()
            }
            ours.endRound()
            theirs.endRound()
        }
        bench.report.set(
            "fanout.last", ours.last.median / theirs.last.median,
            "last \(ours.last.median.time), half \(ours.half.median.time)",
            against: "nchan \(theirs.last.median.time), half \(theirs.half.median.time)")
        bench.report.set(
            "fanout.cpu", ours.cpu.median / theirs.cpu.median, ours.cpu.median.time,
            against: "nchan \(theirs.cpu.median.time)")
    }
}
