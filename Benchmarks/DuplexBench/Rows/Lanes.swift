import DuplexCore
import Glibc

/// What people's talk beside long work costs, and what they pay who do not talk.
struct Lanes {
    private let bench: Bench

    init(_ bench: Bench) { self.bench = bench }

    func run() throws {
        try measureNone()
        try measureFirstWords()
        try measureCrowd()
    }

    // MARK: Without long work

    /// The same turns at a server whose sessions have a side lane and at one whose sessions have none, in turn.
    private func measureNone() throws {
        let turns = NoopTurns(bench)
        let with = try DuplexProcess(.directory(bench.newDirectory("lanes")))
        let without = try DuplexProcess(.directory(bench.newDirectory("no-lanes")), hasSideLane: false)
        var costs = (with: Samples(), without: Samples())
        for round in 0...(bench.options.isShort ? 5 : 15) {
            let cost = try turns.measure(200, agent: "scripted", clients: 64, on: with).cpu
            let base = try turns.measure(200, agent: "scripted", clients: 64, on: without).cpu
            // The first ones run code that has never run before.
            guard round > 0 else { continue }
            costs.with.add(cost)
            costs.without.add(base)
        }
        bench.report.set(
            "lanes.none", costs.with.median / costs.without.median, costs.with.median.time,
            against: "without a side lane \(costs.without.median.time)")
    }

    // MARK: One side answer

    /// The same question to a session that works and to one that does not, in turn.
    private func measureFirstWords() throws {
        let server = try DuplexProcess(.directory(bench.newDirectory("side")))
        let idle = try Asker(server, isBusy: false)
        let busy = try Asker(server, isBusy: true)
        var times = (idle: Samples(), busy: Samples())
        for round in 0..<(bench.options.isShort ? 60 : 300) {
            let (alone, beside) = (try idle.ask(), try busy.ask())
            guard round >= 10 else { continue }
            times.idle.add(alone)
            times.busy.add(beside)
        }
        bench.report.set(
            "lanes.first", times.busy.median / times.idle.median,
            "p50 \(times.busy.median.time), p99 \(times.busy.p99.time)",
            against: "idle p50 \(times.idle.median.time), p99 \(times.idle.p99.time)")
    }

    /// Asks one session again and again.
    private final class Asker {
        private let server: DuplexProcess
        private let session: String
        private let isBusy: Bool
        private let reader: any Reader

        init(_ server: DuplexProcess, isBusy: Bool) throws {
            self.server = server
            self.isBusy = isBusy
            session = try server.makeSession(agent: "worker")
            var next = 1
            if isBusy { next = try Lanes.begin([session], at: server) }
            reader = try server.reader(session, after: next - 1, kinds: "message.delta,turn.ended", over: .webSocket)
        }

        /// Microseconds from before the question is sent until the first words of its answer have been read.
        func ask() throws -> Double {
            let start = Moment.now
            let answer = try server.post("/v1/sessions/\(session)/messages", Lanes.question)
            var first: Double?
            while true {
                for event in try reader.receive() {
                    first = first ?? Moment.now.microseconds(since: start)
                    guard Payload(mark: #""kind":"turn.ended""#).isCarried(by: event) else { continue }
                    guard let first, Payload(mark: isBusy ? #""lane":"side""# : #""lane":"main""#).isCarried(by: event),
                        answer.head.status == 202
                    else { throw BenchError("not the answer that was asked for: \(answer.text)") }
                    rest()
                    return first
                }
            }
        }
    }

    // MARK: Many at once

    private func measureCrowd() throws {
        let count = bench.options.isShort ? 200 : 1000
        let server = try DuplexProcess(.directory(bench.newDirectory("crowd")))
        // What the first turn ever costs is nobody's.
        _ = try Lanes.begin(server.makeSessions(1, agent: "worker"), at: server)
        let before = try server.meter.residentKiB()
        let sessions = try server.makeSessions(count, agent: "worker")
        _ = try Lanes.begin(sessions, at: server)
        var starts = Array(repeating: Moment.now, count: count)
        var times = Samples()
        let cost = try server.meter.cost {
            try Swarm(port: server.port, size: count).run { client, response in
                if let response {
                    times.add(Moment.now.microseconds(since: starts[client.index]))
                    guard try response.expecting(200).text.contains(#""outcome":"completed""#) else {
                        throw BenchError("a side turn did not complete: \(response.text)")
                    }
                    return nil
                }
                starts[client.index] = Moment.now
                return Request.post(
                    "/v1/sessions/\(sessions[client.index])/messages", Lanes.question, [("Prefer", "wait=20")])
            }
        }
        let after = try server.meter.residentKiB()
        guard times.count == count else { throw BenchError("\(times.count) of \(count) questions were answered") }
        let size = "\(count.grouped) sessions"
        bench.report.set("lanes.crowd.p50", times.median / 1000, size)
        bench.report.set("lanes.crowd.p99", times.p99 / 1000, size)
        bench.report.set(
            "lanes.crowd.memory", (after - before) / Double(count),
            "\((before / 1024).shown(1)) to \((after / 1024).shown(1)) MiB")
        bench.report.set("lanes.crowd.cpu", cost / Double(count) / 1000, (cost / Double(count)).time)
    }

    // MARK: Work

    fileprivate static let question = #"{"text":"is it nice?","when_busy":"side"}"#

    /// Has each session begin its long work, and waits until its tool runs; answers with the next offset of the last one.
    fileprivate static func begin(_ sessions: [String], at server: DuplexProcess) throws -> Int {
        var next = 1
        var begun = 0
        try Swarm(port: server.port, size: min(sessions.count, 64)).run { client, response in
            if let response, client.phase == 1 {
                _ = try response.expecting(202)
                client.phase = 2
                return Request.get("/v1/sessions/\(client.session)/events?kinds=tool.started&wait=20")
            }
            if let response {
                let page = try JSON(parsing: Array(response.expecting(200).body))
                guard page["events"]?.array?.count == 1, let after = page["next"]?.int else {
                    throw BenchError("a tool was not started")
                }
                next = after
            }
            guard begun < sessions.count else { return nil }
            client.session = sessions[begun]
            client.phase = 1
            begun += 1
            return Request.post("/v1/sessions/\(client.session)/messages", #"{"text":"work"}"#)
        }
        return next
    }
}
