import DuplexCore

/// How fast a turn that works can be stopped, and another one takes its place.
struct Stopping {
    private let bench: Bench

    init(_ bench: Bench) { self.bench = bench }

    func run() throws {
        for count in Catalogue.liveTurnCounts { try measureCancels(amid: count) }
        try measureInterruptions()
    }

    // MARK: Cancels

    private func measureCancels(amid count: Int) throws {
        let server = try DuplexProcess(.directory(bench.newDirectory("cancel")))
        var turns = try server.makeSessions(count, agent: "hold").map { HeldTurn($0, at: server) }
        for index in turns.indices { try turns[index].start() }
        var times = Samples()
        for round in 0..<(bench.options.isShort ? 100 : 1000) {
            let index = round % count
            let time = try turns[index].cancel()
            // The first ones run code that has never run before.
            if round >= 10 { times.add(time) }
            // Started anew, so that the number of live turns stays.
            try turns[index].start()
        }
        bench.report.set(
            "cancel.\(count)", times.p99 / 1000, "p50 \(times.median.time), p99 \(times.p99.time) of \(times.count)")
        if count == 1 { bench.report.set("propagation", times.median / 1000, "p50 \(times.median.time)") }
    }

    // MARK: Interruptions

    private func measureInterruptions() throws {
        let server = try DuplexProcess(.directory(bench.newDirectory("interrupt")))
        let session = try server.makeSession(agent: "hold")
        var turn = HeldTurn(session, at: server)
        try turn.start()
        let reader = try server.reader(session, after: turn.next - 1, kinds: "turn.started", over: .webSocket)
        var times = Samples()
        var commits = Samples()
        var detections = Samples()
        var cost = 0.0
        let count = bench.options.isShort ? 100 : 500
        for _ in 0..<count {
            commits.add(try bench.floor.measure(count: 1))
            cost += try server.meter.cost {
                let (time, detection) = try turn.interrupt(watchedBy: reader)
                times.add(time)
                detections.add(detection)
            }
        }
        bench.report.set(
            "interrupt", times.median / (2 * commits.median + 1000), "p50 \(times.median.time), p99 \(times.p99.time)",
            against: "commit \(commits.median.time)")
        bench.report.set(
            "interrupt.cpu", cost / Double(count) / 1000, "with one tool call, its cancel and the context's transfer")
        bench.report.set("detect", detections.median / 1000, "p50 \(detections.median.time)")
        try measureTransfers(of: session, count: count, at: server)
    }

    /// The times between the ends of interrupted turns and what they hand over, as the log has them.
    private func measureTransfers(of session: String, count: Int, at server: DuplexProcess) throws {
        var times = Samples()
        var next = 0
        var ended: Timestamp?
        while times.count < count {
            let target = "/v1/sessions/\(session)/events?from=\(next)&kinds=turn.ended,context.transferred&limit=1000"
            let page = try JSON(parsing: Array(server.get(target).expecting(200).body))
            guard let events = page["events"]?.array, !events.isEmpty, let after = page["next"]?.int else {
                throw BenchError("\(times.count) of \(count) interrupted turns handed something over")
            }
            next = after
            for event in events {
                guard let time = event["time"]?.string.flatMap(Timestamp.init(parsing:)) else {
                    throw BenchError("an event without a time")
                }
                if event["kind"] == "turn.ended" {
                    ended = time
                } else if let ended {
                    times.add(Double(time.microseconds - ended.microseconds))
                }
            }
        }
        bench.report.set("context", times.median / 1000, "p50 \(times.median.time), p99 \(times.p99.time)")
    }
}

/// A session whose turn waits in a tool.
struct HeldTurn {
    private let session: String
    private let server: DuplexProcess
    private var turn = ""

    /// The offset from which on the log has not been looked at.
    private(set) var next = 1

    init(_ session: String, at server: DuplexProcess) {
        self.session = session
        self.server = server
    }

    /// Starts a turn, and waits until its tool runs.
    mutating func start() throws {
        let answer = try server.post("/v1/sessions/\(session)/messages", #"{"text":"work"}"#).expecting(202)
        turn = try Self.turn(in: answer)
        try awaitTool()
    }

    /// Cancels the turn; answers with the microseconds until its tool ran again.
    mutating func cancel() throws -> Double {
        let start = Moment.now
        let answer = try server.post("/v1/sessions/\(session)/turns/\(turn)/cancel", #"{"wait":10}"#)
        let stopped = try stopTime()
        guard try answer.expecting(200).text.contains(#""outcome":"cancelled""#) else { throw BenchError(answer.text) }
        return stopped.microseconds(since: start)
    }

    /// Interrupts the turn by another message; answers with the microseconds until `reader` heard that the new turn has
    /// started, and until the message was decided on.
    mutating func interrupt(watchedBy reader: any Reader) throws -> (started: Double, decided: Double) {
        let wall = Moment.wallMicroseconds
        let start = Moment.now
        let answer = try server.post("/v1/sessions/\(session)/messages", #"{"text":"other work"}"#)
        let events = try reader.receive()
        let time = Moment.now.microseconds(since: start)
        _ = try stopTime()
        turn = try Self.turn(in: answer.expecting(202))
        let decision = try JSON(parsing: Array(answer.body))
        guard events.count == 1, Payload(mark: turn).isCarried(by: events[0]),
            decision["decision"]?["action"] == "interrupt",
            let decided = decision["event"]?["time"]?.string.flatMap(Timestamp.init(parsing:))
        else { throw BenchError("not the interruption that was asked for: \(answer.text)") }
        try awaitTool()
        return (time, Double(decided.microseconds) - wall)
    }

    private func stopTime() throws -> Moment {
        let words = try server.readLine().split(separator: " ")
        guard words.count == 2, words[1] == session, let time = Int64(words[0]) else {
            throw BenchError("the tool of another session was stopped")
        }
        return Moment(nanoseconds: time)
    }

    private mutating func awaitTool() throws {
        let answer = try server.get("/v1/sessions/\(session)/events?from=\(next)&kinds=tool.started&wait=20")
        let page = try JSON(parsing: Array(answer.expecting(200).body))
        guard let events = page["events"]?.array, events.last?["turn"]?.string == turn, let after = page["next"]?.int
        else { throw BenchError("the tool was not started") }
        next = after
        rest()
    }

    private static func turn(in answer: Response) throws -> String {
        guard let turn = try JSON(parsing: Array(answer.body))["turn"]?.string else {
            throw BenchError("a message without a turn")
        }
        return turn
    }
}
