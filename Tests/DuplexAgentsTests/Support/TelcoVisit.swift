import DuplexAgents
import DuplexCore
import DuplexDemo
import Synchronization

extension VirtualClock {
    /// The time since the start, as if that had been 1970.
    var wall: Timestamp { Timestamp(microseconds: Int64(now.sinceStart / .microseconds(1))) }
}

/// One person's conversation with the telco demo and its script.
final class TelcoVisit: Sendable {
    private struct State {
        var transcript: [ModelMessage] = []
        var memory: JSONObject
        var turnCount = 0
        var hosts: [FakeHost] = []
    }

    private let clock: VirtualClock
    private let session: SessionID
    private let agent: ToolLoop
    private let state: Mutex<State>

    /// A visitor who has logged in already, unless `number` is nil.
    init(
        _ clock: VirtualClock, number: String? = "+12025550101", session: SessionID = "session",
        store: TelcoStore? = nil
    ) {
        self.clock = clock
        self.session = session
        let script = TelcoAgent.script(clock: clock, pace: .zero)
        agent = store.map { TelcoAgent.make(model: script, store: $0) } ?? TelcoAgent.make(model: script, clock: clock)
        state = Mutex(State(memory: number.map { ["verified_number": .string($0)] } ?? [:]))
    }

    /// Everything that was recorded in all turns.
    var events: [FakeHost.What] { state.withLock { $0.hosts }.flatMap(\.events) }

    /// Says something and answers with what the agent said, its messages joined by a line break.
    func say(_ text: String, lane: Lane = .main) async throws -> String {
        let (host, transcript) = state.withLock { state in
            state.turnCount += 1
            let host = FakeHost(clock, session: session, memory: state.memory, keyPrefix: "\(state.turnCount)-")
            state.hosts.append(host)
            return (host, state.transcript)
        }
        try await agent.run(host.context([text], transcript: transcript, lane: lane))
        let answer = host.messages.joined(separator: "\n")
        state.withLock { state in
            state.transcript += [.user(text), .assistant(answer)]
            state.memory = host.memory
        }
        return answer
    }

    /// Calls one tool and answers with how it ended.
    func call(
        _ tool: String, _ arguments: JSONObject = [:], host: FakeHost? = nil
    ) async throws -> (outcome: ToolOutcome?, host: FakeHost) {
        let host = host ?? FakeHost(clock, session: session, memory: state.withLock { $0.memory })
        let found = agent.tools.first { $0.name == tool }
        let request = ToolRequest(
            modelCall: "c", name: tool, arguments: JSON.object(arguments).text, tool: found)
        let outcome = try await host.context([]).call([request]).first
        state.withLock { $0.memory = host.memory }
        return (outcome, host)
    }

    /// The code of the error that a call ended with.
    func problem(_ tool: String, _ arguments: JSONObject = [:]) async throws -> String? {
        try await call(tool, arguments).outcome?.value["code"]?.string
    }
}
