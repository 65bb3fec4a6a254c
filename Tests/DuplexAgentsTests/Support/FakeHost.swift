import DuplexAgents
import DuplexCore
import Synchronization

/// A session that only writes down what it is told, and runs tools as the real one does.
final class FakeHost: RunHost, ToolHost {
    /// What was reported, and when.
    struct Record: Equatable {
        var at: Duration
        var what: What
    }

    enum What: Equatable {
        case step(Int)
        case started
        case delta(String)
        case message(String)
        case note(EventKind, JSON)
        case selected(String, JSON)
        case toolStarted(String)
        case progress(String, Int, String)
        case committed(String)
        case ended(String, ToolOutcome.Status)
        case partial(String, JSON)
        case joined(JSON?)
        case remembered(String)
    }

    private struct State {
        var records: [Record] = []
        var memory = JSONObject()
        var steered: [Int: [String]] = [:]
        var stepCount = 0
        var callCount = 0
        var names: [CallID: String] = [:]
        var outcomes: [ToolOutcome] = []
    }

    let clock: VirtualClock
    let token = CancelToken()
    let session: SessionID
    private let keyPrefix: String

    /// What was said on the side lane meanwhile.
    private let talk: [SideTalk]
    private let state: Mutex<State>

    /// `keyPrefix` begins the idempotency keys; `steered` are the messages that arrive before the step of that number.
    init(
        _ clock: VirtualClock, session: SessionID = "session", memory: JSONObject = [:], keyPrefix: String = "",
        steered: [Int: [String]] = [:], talk: [SideTalk] = []
    ) {
        self.talk = talk
        self.clock = clock
        self.session = session
        self.keyPrefix = keyPrefix
        state = Mutex(State(memory: memory, steered: steered))
    }

    var records: [Record] { state.withLock { $0.records } }
    var events: [What] { records.map(\.what) }
    var memory: JSONObject { state.withLock { $0.memory } }
    var outcomes: [ToolOutcome] { state.withLock { $0.outcomes } }

    /// The messages that were said to their end.
    var messages: [String] { events.compactMap { if case .message(let text) = $0 { text } else { nil } } }
    var deltas: [String] { events.compactMap { if case .delta(let text) = $0 { text } else { nil } } }

    /// What is known of a run that answers `input`.
    func context(_ input: [String], transcript: [ModelMessage] = [], lane: Lane = .main) -> RunContext {
        RunContext(
            session: session, turn: "turn", run: "run", lane: lane, input: input,
            transcript: transcript + input.map { .user($0) }, clock: clock, token: token, host: self,
            ids: { "message" })
    }

    func report(_ event: RunEvent, of run: RunID) async throws {
        try checkCancellation()
        switch event {
        case .step: break
        case .messageStarted: record(.started)
        case .delta(_, let text): record(.delta(text))
        case .messageEnded(_, let text): record(.message(text))
        case .partial(let key, let value, _): record(.partial(key, value))
        case .joined(let error): record(.joined(error))
        case .note(let kind, let payload): record(.note(kind, payload))
        }
    }

    func beginStep(of run: RunID) async throws -> StepStart {
        try checkCancellation()
        let step = state.withLock { state in
            state.stepCount += 1
            let steered = state.steered[state.stepCount] ?? []
            return StepStart(number: state.stepCount, steered: steered, hasSideTalk: !talk.isEmpty)
        }
        record(.step(step.number))
        return step
    }

    func rejoin(_ run: RunID) async throws -> [ToolOutcome] { [] }

    func ask(_ question: String, within patience: Duration?, of call: CallID) async throws -> String {
        try checkCancellation()
        return "yes"
    }

    func handOver(_ call: CallID) async throws -> Bool { false }

    func collect(for call: CallID, within patience: Duration?) async throws -> ToolMessage? {
        try await token.pause(patience ?? .seconds(3600), on: clock)
        return nil
    }

    func finalize(_ run: RunID) async throws -> [SideTalk] { talk }

    func runChild(_ agent: any Agent, input: String, of run: RunID) async throws -> String { "" }

    func companion(
        _ name: String, _ make: @escaping @Sendable () -> any SessionCompanion
    ) async throws -> any SessionCompanion { make() }

    func call(_ requests: [ToolRequest], of run: RunID) async throws -> [ToolOutcome] {
        try checkCancellation()
        let outcomes = try await withThrowingTaskGroup(of: (Int, ToolOutcome).self) { group in
            for (index, request) in requests.enumerated() {
                let call = nextCall(request.name)
                group.addTask { (index, await self.outcome(of: request, call)) }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        try checkCancellation()
        return requests.indices.compactMap { outcomes[$0] }
    }

    func report(_ event: ToolEvent, of call: CallID) async throws {
        try checkCancellation()
        switch event {
        case .progress(let percent, let text): record(.progress(name(call), percent, text))
        case .partial(let key, let value, _): record(.partial(key, value))
        case .remember(let key, let value):
            state.withLock { $0.memory[key] = value }
            record(.remembered(key))
        }
    }

    func commit(_ call: CallID) async throws {
        try checkCancellation()
        record(.committed(name(call)))
    }

    func memory(of call: CallID) async -> JSONObject { memory }

    private func checkCancellation() throws { if token.isCancelled { throw CancellationError() } }
    private func name(_ call: CallID) -> String { state.withLock { $0.names[call] ?? "" } }

    private func nextCall(_ name: String) -> CallID {
        state.withLock { state in
            state.callCount += 1
            let call = CallID("call-\(state.callCount)")
            state.names[call] = name
            return call
        }
    }

    private func outcome(of request: ToolRequest, _ id: CallID) async -> ToolOutcome {
        func end(_ status: ToolOutcome.Status, _ value: JSON) -> ToolOutcome {
            let outcome = ToolOutcome(call: id, status: status, value: value)
            record(.ended(request.name, status))
            state.withLock { $0.outcomes.append(outcome) }
            return outcome
        }
        let reading = request.read(memory: memory)
        record(.selected(request.name, reading.shown))
        if let refusal = reading.refusal {
            return end(.refused, ["code": .string(refusal.code), "message": .string(refusal.message)])
        }
        guard let tool = request.tool else { return end(.refused, .null) }
        record(.toolStarted(request.name))
        let call = ToolCall(
            id: id, session: session, turn: "turn", clock: clock, idempotencyKey: keyPrefix + id.value,
            token: token, host: self)
        do {
            return end(.finished, try await tool.invoke(reading.arguments, call))
        } catch let error as ToolError {
            return end(.failed, ["code": .string(error.code), "message": .string(error.message)])
        } catch is CancellationError {
            return end(.cancelledBeforeEffect, .null)
        } catch {
            return end(.failed, ["code": "tool.failed", "message": "The tool failed."])
        }
    }

    private func record(_ what: What) {
        let now = clock.now.sinceStart
        state.withLock { $0.records.append(Record(at: now, what: what)) }
    }
}
