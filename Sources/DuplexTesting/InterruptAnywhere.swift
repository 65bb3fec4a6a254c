public import DuplexAgents
import DuplexCore
import DuplexLoop
import DuplexRuntime
import Synchronization

/// Runs one message again and again and disturbs it at every event of its log, in every way.
///
/// After each disturbance everything must come to rest, and the log must keep all promises at every prefix. The session,
/// the disk and the time are simulated, so a run takes milliseconds and a fault comes back with its seed.
///
/// ```swift
/// @Test func `my agent can be interrupted anywhere`() throws {
///     let report = try InterruptAnywhere("find a flight to Lisbon") { clock in [MyAgent(clock: clock)] }.run()
///     #expect(report.faults == [])
/// }
/// ```
///
/// The cost is the number of events times the number of ways times the number of seeds.
public struct InterruptAnywhere: Sendable {
    /// A way to disturb.
    public enum Disturbance: String, CaseIterable, Sendable {
        /// A new message takes the running turn's place.
        case message

        /// The running turn is stopped.
        case cancel

        /// The process dies, and is started again.
        case crash

        /// A message joins the running turn.
        case steer

        /// Somebody who waits for more loses the connection, and reads on from where it broke.
        case disconnect

        /// The time for everything that runs is over.
        case timeout

        /// What goes on beside the turn, or after it in the background, is stopped; only where there is any.
        case cancelTalk

        /// Each running tool is told everything that it may take; only where one takes anything.
        case tellTools
    }

    /// What was seen.
    public struct Report: Equatable, Sendable {
        /// What went wrong, in words that name seed, disturbance and event; empty when nothing did.
        public internal(set) var faults: [String] = []

        /// The conversations that were run.
        public internal(set) var runCount = 0

        /// The events whose prefixes were checked, in all.
        public internal(set) var eventCount = 0
    }

    private let message: String
    private let preparation: [String]
    private let talk: String?
    private let interruption: String
    private let disturbances: [Disturbance]
    private let seeds: Range<UInt64>
    private let agents: @Sendable (any Clock<Duration>) throws -> [any Agent]

    /// Creates a scenario.
    ///
    /// - Parameters:
    ///   - message: What the turn that is disturbed answers.
    ///   - preparation: What is said before, one undisturbed turn each, as in a log-in.
    ///   - talk: What is said on the side lane as soon as the turn's first tool starts; nil for nothing.
    ///   - interruption: What the disturbing messages say.
    ///   - disturbances: The ways to disturb.
    ///   - seeds: Each stands for another order of everything that may happen at once.
    ///   - agents: Makes the agents with the simulation's clock; the first one answers. None may use a clock of its own.
    public init(
        _ message: String, after preparation: [String] = [], talk: String? = nil,
        interruption: String = "never mind",
        disturbances: [Disturbance] = Disturbance.allCases, seeds: Range<UInt64> = 0..<1,
        agents: @escaping @Sendable (any Clock<Duration>) throws -> [any Agent]
    ) {
        self.message = message
        self.preparation = preparation
        self.talk = talk
        self.interruption = interruption
        self.disturbances = disturbances
        self.seeds = seeds
        self.agents = agents
    }

    /// Runs everything.
    ///
    /// - Throws: What making the agents throws, or a conversation that could not be held at all.
    public func run() throws -> Report {
        var report = Report()
        for seed in seeds {
            let calm = try play(seed, nil)
            let turns = [calm.turn, calm.talkTurn, calm.background].compactMap(\.self)
            let checked = try CheckedLog(calm.log)
            report.add(calm, calm.faults + checked.faults(of: calm.turn), "seed \(seed), undisturbed")
            for event in calm.log where event.turn.map(turns.contains) ?? false {
                for disturbance in disturbances where isPossible(disturbance, in: calm) {
                    let isBeforeTalk = calm.talk.map { event.offset < $0 } ?? false
                    let last = event.turn == calm.background ? calm.background : nil
                    let plan = Plan(disturbance, at: event.offset, isBeforeTalk: isBeforeTalk, last: last)
                    let played = try play(seed, plan)
                    let faults = try played.faults + checked.faults(in: played.log)
                    report.add(played, faults, "seed \(seed), \(disturbance) at \(event.offset) \(event.kind)")
                }
            }
        }
        return report
    }

    /// Whether there is anything in the undisturbed conversation to disturb in this way.
    private func isPossible(_ disturbance: Disturbance, in calm: Played) -> Bool {
        switch disturbance {
        case .cancelTalk: talk != nil || calm.background != nil
        case .tellTools: calm.hasListeners
        case .message, .cancel, .crash, .steer, .disconnect, .timeout: true
        }
    }

    /// What disturbs a conversation, and when.
    private struct Plan: Sendable {
        var disturbance: Disturbance
        var offset: Offset
        var isBeforeTalk: Bool

        /// The turn with whose end it is too late to disturb; nil for the first one.
        var last: TurnID?

        init(_ disturbance: Disturbance, at offset: Offset, isBeforeTalk: Bool, last: TurnID?) {
            self.disturbance = disturbance
            self.offset = offset
            self.isBeforeTalk = isBeforeTalk
            self.last = last
        }
    }

    private func play(_ seed: UInt64, _ plan: Plan?) throws -> Played {
        let loop = SimulatedLoop(seed: seed)
        let world = try Simulation(seed: seed, loop: loop, agents: agents(LoopClock(loop)))
        let played = Mutex(Played())
        let isDone = try world.run { world in
            let id = try await world.open()
            played.withLock { $0.session = id }
            for text in preparation { try await answer(text, in: id, world) }
            guard case .accepted(let start, let turn?, _) = try await world.send(message, to: id) else { return }
            played.withLock { $0.turn = turn }
            if plan?.isBeforeTalk != true, let said = try await talk(beside: turn, from: start, world, id) {
                played.withLock { ($0.talk, $0.talkTurn) = said }
            }
            if let plan {
                _ = try await world.event(in: id, from: start) { event in
                    event.offset >= plan.offset || (event.kind == .turnEnded && event.turn == plan.last ?? turn)
                }
                played.withLock { $0.before = world.stored(of: id) }
                let seen = try await disturb(plan.disturbance, turn, world, id)
                played.withLock { $0.seen = seen }
                if plan.isBeforeTalk { _ = try await talk(beside: turn, from: start, world, id) }
            }
            // Undisturbed, everything comes to its end first, so that the places to disturb are where they will be.
            if plan == nil { try await world.rest(in: id) }
            // Answered after everything else on the main lane; somebody may still speak on the side.
            try await answer(interruption, in: id, world)
            try await world.rest(in: id)
            if let seen = played.withLock({ $0.seen }) {
                let rest = try await world.readOn(in: id, after: seen)
                played.withLock { $0.seen = seen + rest }
            }
        }
        var result = played.withLock { $0 }
        if let id = result.session { result.log = world.stored(of: id) }
        if plan == nil { result.background = try result.log.lazy.map { try $0.event() }.first(where: Self.startsInBackground)?.turn }
        if plan == nil { result.hasListeners = try result.log.contains { try $0.event().payload["accepts"] != nil } }
        if !isDone { result.faults.append("waits for what will never happen") }
        if loop.foreignCount > 0 { result.faults.append("does something outside of the simulation") }
        if !result.log.starts(with: result.before, by: { $0.bytes == $1.bytes }) { result.faults.append("what was in the log has changed") }
        if let seen = result.seen, !seen.elementsEqual(result.log, by: { $0.bytes == $1.bytes }) {
            result.faults.append("a reader that came back has seen another log")
        }
        return result
    }

    private static func startsInBackground(_ event: Event) -> Bool {
        event.kind == .turnStarted && event.entry.lane == .background
    }

    /// Says something on the side lane once a tool of the turn has started; answers with the message and its turn.
    private func talk(
        beside turn: TurnID, from start: Offset, _ world: Simulation, _ id: SessionID
    ) async throws -> (Offset, TurnID?)? {
        guard let talk else { return nil }
        _ = try await world.event(in: id, from: start) { event in
            event.turn == turn && (event.kind == .toolStarted || event.kind == .turnEnded)
        }
        guard case .accepted(let event, let aside, _) = try await world.send(talk, to: id, whenBusy: .named(.side))
        else { return nil }
        return (event, aside)
    }

    private func answer(_ text: String, in id: SessionID, _ world: Simulation) async throws {
        let answer = try await world.send(text, to: id, whenBusy: .named(.enqueue))
        guard case .accepted(let event, let turn?, _) = answer else { throw AgentError("\(text): \(answer)") }
        _ = try await world.outcome(of: turn, in: id, from: event)
    }

    private func disturb(
        _ disturbance: Disturbance, _ turn: TurnID, _ world: Simulation, _ id: SessionID
    ) async throws -> [StoredEvent]? {
        switch disturbance {
        case .message: try await world.send(interruption, to: id, whenBusy: .named(.interrupt))
        case .steer: try await world.send(interruption, to: id, whenBusy: .named(.steer))
        case .cancel: _ = try await world.cancel(turn, in: id)
        case .crash: try await world.restart()
        case .disconnect: return try await world.readAndLose(in: id)
        case .tellTools:
            for call in await (try world.session(id)).settings.calls {
                for message in [ToolMessage.amend([:]), .answer("yes"), .hurry] {
                    _ = try await world.ask(id) { .post(ToolPost(message, by: .local), to: call.id, $0) }
                }
            }
        case .timeout, .cancelTalk:
            let open = await (try world.session(id)).settings.openTurns
            for other in open where disturbance == .timeout { try await world.expire(.total(other.id), in: id) }
            for other in open where disturbance == .cancelTalk && other.id != turn {
                _ = try await world.cancel(other.id, in: id)
            }
        }
        return nil
    }
}

extension Simulation {
    /// Reads what is there, and is cut off while it waits for more.
    fileprivate func readAndLose(in id: SessionID) async throws -> [StoredEvent] {
        let reader = LogReader(session: try await session(id), from: .zero, filter: EventFilter(), store: store)
        let seen = await reader.page(limit: .max).events
        await reader.next(limit: 1) { _ in }
        await reader.close()
        return seen
    }

    /// Reads on to the end of the log.
    fileprivate func readOn(in id: SessionID, after seen: [StoredEvent]) async throws -> [StoredEvent] {
        let next = seen.last?.offset.next ?? .zero
        let reader = LogReader(session: try await session(id), from: next, filter: EventFilter(), store: store)
        var rest: [StoredEvent] = []
        while seen.count + rest.count < stored(of: id).count { rest += await reader.page().events }
        return rest
    }
}

/// The undisturbed log, with the state of its check after each prefix.
private struct CheckedLog {
    private let events: [StoredEvent]
    private var checkers = [LogChecker()]

    private var faults: [String] = []
    private var outcomes: [TurnID: String] = [:]

    init(_ events: [StoredEvent]) throws {
        self.events = events
        for stored in events {
            let event = try stored.event()
            var checker = checkers[checkers.count - 1]
            faults += checker.check(event)
            checkers.append(checker)
            if event.kind == .turnEnded, let turn = event.turn { outcomes[turn] = event.payload["outcome"]?.string }
        }
    }

    /// What is wrong with the log itself.
    func faults(of turn: TurnID?) -> [String] {
        var faults = faults + checkers[events.count].open.map { "\($0) is still open" }
        if let turn, outcomes[turn] == Outcome.timedOut.rawValue {
            faults.append("timed out: agents must wait on the clock that they are given")
        }
        return faults
    }

    /// Checks every prefix of another log; those that both have were checked already.
    func faults(in log: [StoredEvent]) throws -> [String] {
        let count = zip(log, events).prefix { $0.bytes == $1.bytes }.count
        var checker = checkers[count]
        let faults = try log[count...].flatMap { checker.check(try $0.event()) }
        return faults + checker.open.map { "\($0) is still open" }
    }
}

/// One conversation that was held.
private struct Played: Sendable {
    var session: SessionID?
    var turn: TurnID?

    /// The message on the side lane, and its turn.
    var talk: Offset?
    var talkTurn: TurnID?
    var log: [StoredEvent] = []

    /// The turn that goes on in the background.
    var background: TurnID?

    /// Whether a tool of it takes messages while it runs.
    var hasListeners = false

    /// The log when it was disturbed.
    var before: [StoredEvent] = []

    /// What a reader has seen that lost its connection; nil without one.
    var seen: [StoredEvent]?
    var faults: [String] = []
}

extension InterruptAnywhere.Report {
    fileprivate mutating func add(_ played: Played, _ found: [String], _ name: String) {
        runCount += 1
        eventCount += played.log.count
        faults += found.map { "\(name): \($0)" }
    }
}
