import DuplexCore
import DuplexServer
import Testing

/// How soon and how often people see something, as the events say it.
@Suite struct ResponsivenessTests {
    private typealias Measure = ResponsivenessFold.Measure

    /// An event of the turn `t`, some tenths of a second after the start.
    private static func event(
        _ tenths: Int64, _ kind: EventKind, _ payload: JSON = [:], _ source: DuplexCore.EventSource = .system, turn: TurnID = "t",
        lane: Lane = .main
    ) -> Event {
        Event(
            session: "s", offset: Offset(Int(tenths)), time: Timestamp(microseconds: tenths * 100_000),
            entry: Entry(kind, source: source, turn: turn, lane: lane, payload: payload))
    }

    private static let work: JSON = ["call": "c", "name": "work"]

    private static func progress(_ percent: Int) -> JSON { ["call": "c", "name": "work", "percent": .int(percent)] }

    private static func measures(_ events: [Event]) -> [Measure] {
        var fold = ResponsivenessFold()
        let measures = events.flatMap { fold.apply($0) }
        #expect(fold.isEmpty)
        return measures
    }

    @Test func `a message is acknowledged by the first sign of the turn that it belongs to in the end`() {
        let found = Self.measures([
            Self.event(0, .arbiterDecided, ["event": 7, "action": "enqueue"], turn: "other"),
            Self.event(5, .arbiterDecided, ["event": 7, "action": "steer"]),
            Self.event(10, .turnStarted, lane: .side), Self.event(30, .messageDelta, ["text": "a"]),
            Self.event(40, .messageDelta, ["text": "b"]), Self.event(50, .turnEnded),
        ])
        #expect(found == [.acknowledgement(3, .side), .silence(2, .side)])
    }

    @Test func `a turn that ends without a sign acknowledges nothing`() {
        let found = Self.measures([
            Self.event(0, .arbiterDecided, ["event": 0, "action": "start"]), Self.event(10, .turnStarted),
            Self.event(90, .turnEnded),
        ])
        #expect(found == [.silence(8, .main)])
    }

    @Test func `a notice ends a silence, and a client's word does not`() {
        let notice: JSON = ["type": "tool.silent", "call": "c"]
        let found = Self.measures([
            Self.event(0, .turnStarted), Self.event(10, .toolStarted, Self.work), Self.event(60, .custom, notice),
            Self.event(90, .custom, notice, .client), Self.event(100, .toolFinished, Self.work), Self.event(101, .turnEnded),
        ])
        #expect(found == [.silenceNotice, .progressInterval(9, tool: "work"), .silence(5, .main)])
    }

    @Test func `the time that a person takes is nobody's silence`() {
        let found = Self.measures([
            Self.event(0, .turnStarted), Self.event(10, .inputRequested), Self.event(6000, .inputResolved),
            Self.event(6020, .messageAgent), Self.event(6020, .turnEnded),
        ])
        #expect(found == [.silence(2, .main)])
    }

    @Test func `what was estimated on the way is compared with the end`() {
        let found = Self.measures([
            Self.event(0, .turnStarted), Self.event(0, .toolStarted, Self.work),
            // After 2 s at 30 % it looked like 6.7 s, after 5 s at 50 % like 10 s; at 60 % nothing new is asked.
            Self.event(20, .toolProgress, Self.progress(30)), Self.event(50, .toolProgress, Self.progress(50)),
            Self.event(60, .toolProgress, Self.progress(60)), Self.event(100, .toolProgress, Self.progress(100)),
            Self.event(120, .toolFinished, Self.work), Self.event(120, .turnEnded),
        ])
        #expect(Array(found.prefix(4)) == [2, 3, 1, 4].map { Measure.progressInterval($0, tool: "work") })
        let errors = found.compactMap { if case .estimateError(let seconds, _) = $0 { seconds } else { nil } }
        #expect(errors.map { ($0 * 10).rounded() } == [53, 20])
        #expect(found.last == .silence(4, .main))
    }

    @Test func `a tool that failed was not estimated, and its turn's end forgets what is open`() {
        let found = Self.measures([
            Self.event(0, .turnStarted), Self.event(0, .toolStarted, Self.work),
            Self.event(10, .toolProgress, Self.progress(50)), Self.event(20, .toolFailed, Self.work),
            Self.event(20, .toolStarted, Self.work), Self.event(30, .turnEnded),
        ])
        #expect(found == [
            .progressInterval(1, tool: "work"), .progressInterval(1, tool: "work"), .silence(1, .main),
        ])
    }
}
