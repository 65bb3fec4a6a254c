/// Turns in which nothing happens: what the server itself costs.
struct NoopTurns {
    private let bench: Bench

    init(_ bench: Bench) { self.bench = bench }

    func run() throws {
        let server = try DuplexProcess(.directory(bench.newDirectory("turns")))
        let count = bench.options.isShort ? 1500 : 6000
        _ = try measure(200, agent: "noop", clients: 64, on: server)
        let many = try measure(count, agent: "noop", clients: 64, on: server)
        bench.report.set("turn.rate", many.rate, "\(count.grouped) sessions and turns", against: "no peer in this run")
        bench.report.set("turn.cpu", many.cpu / 1000, many.cpu.time)
        try measureAlone(on: server)
        let machine = try MachineTurn.measure(count: 20_000)
        bench.report.set("machine", machine, "\((100 * machine / many.cpu).shown(1)) % of the turn's CPU")
        let scripted = try measure(count / 3, agent: "scripted", clients: 64, on: server)
        bench.report.set(
            "turn.scripted", scripted.cpu / 1000, "\(scripted.cpu.time), \(Unit.perSecond.text(scripted.rate))")
        try measureObserving(on: server)
    }

    /// What observing costs a turn that does something: both kinds of turns have a saved view, and take turns.
    private func measureObserving(on server: DuplexProcess) throws {
        var observed = Samples()
        var plain = Samples()
        for _ in 0..<(bench.options.isShort ? 5 : 15) {
            plain.add(try measure(200, agent: "lookup", clients: 64, progress: #"{"kinds":["turn.ended"]}"#, on: server).cpu)
            observed.add(try measure(200, agent: "lookup", clients: 64, progress: "{}", on: server).cpu)
        }
        bench.report.set(
            "turn.observed", observed.median / plain.median, "p50 \(observed.median.time)",
            against: "control kinds only \(plain.median.time)")
    }

    /// The floor and the turns take turns, so that both see the same disk.
    private func measureAlone(on server: DuplexProcess) throws {
        var commits = Samples()
        var times = Samples()
        for _ in 0..<(bench.options.isShort ? 40 : 200) {
            commits.add(try bench.floor.measure(count: 1))
            times.add(1_000_000 / (try measure(1, agent: "noop", clients: 1, on: server)).rate)
        }
        bench.report.set(
            "turn.alone", times.median / commits.median, "p50 \(times.median.time)",
            against: "commit \(commits.median.time)")
    }

    /// Turns a second, and the server's CPU of each in microseconds.
    func measure(
        _ count: Int, agent: String, clients: Int, progress: String? = nil, on server: DuplexProcess
    ) throws -> (rate: Double, cpu: Double) {
        let message = progress.map { #"{"text":"hello","progress":\#($0)}"# } ?? #"{"text":"hello"}"#
        var begun = 0
        var ended = 0
        let start = Moment.now
        let cost = try server.meter.cost {
            try Swarm(port: server.port, size: clients).run { client, response in
                if let response, client.phase == 1 {
                    client.session = try DuplexProcess.session(in: response)
                    client.phase = 2
                    return Request.post(
                        "/v1/sessions/\(client.session)/messages", message, [("Prefer", "wait=20")])
                }
                if let response {
                    guard try response.expecting(200).text.contains(#""outcome":"completed""#) else {
                        throw BenchError("a turn did not complete: \(response.text)")
                    }
                    ended += 1
                }
                guard begun < count else { return nil }
                begun += 1
                client.phase = 1
                return Request.post("/v1/sessions", #"{"agent":"\#(agent)"}"#)
            }
        }
        guard ended == count else { throw BenchError("\(ended) of \(count) turns ended") }
        return (Double(count) / Moment.seconds(since: start), cost / Double(count))
    }
}
