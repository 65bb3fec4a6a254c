import DuplexAgents
import DuplexCore

/// What a session does for its runs and tools.
struct SessionHost: RunHost, ToolHost {
    let session: Session

    func report(_ event: RunEvent, of run: RunID) async throws {
        if case .note(let kind, _) = event, kind.isObservation { return try await session.observe(event, of: run) }
        try await expectOK { .run(run, event, $0) }
    }

    func beginStep(of run: RunID) async throws -> StepStart {
        guard case .step(let number, let steered, let hasSideTalk) = try await session.ask({ .run(run, .step, $0) }) else {
            throw RunEnded()
        }
        return StepStart(number: number, steered: steered, hasSideTalk: hasSideTalk)
    }

    func call(_ requests: [ToolRequest], of run: RunID) async throws -> [ToolOutcome] {
        let selections = await session.prepare(requests, of: run)
        guard case .outcomes(let outcomes) = try await session.ask({ .calls(run, selections, $0) }) else {
            throw RunEnded()
        }
        return outcomes
    }

    func rejoin(_ run: RunID) async throws -> [ToolOutcome] {
        guard case .outcomes(let outcomes) = try await session.ask({ .rejoin(run, $0) }) else { throw RunEnded() }
        return outcomes
    }

    func finalize(_ run: RunID) async throws -> [SideTalk] {
        guard case .talk(let talk) = try await session.ask({ .finalize(run, $0) }) else { throw RunEnded() }
        return talk
    }

    func runChild(_ agent: any Agent, input: String, of run: RunID) async throws -> String {
        switch try await session.ask(lending: agent, { .child(run, agent: agent.name, input: input, $0) }) {
        case .childEnded(let text): return text
        case .childFailed(let code, let message): throw AgentError(code: code, message)
        default: throw RunEnded()
        }
    }

    func companion(
        _ name: String, _ make: @escaping @Sendable () -> any SessionCompanion
    ) async throws -> any SessionCompanion {
        try await session.companion(name, make)
    }

    func report(_ event: ToolEvent, of call: CallID) async throws {
        try await expectOK { .tool(call, event, $0) }
    }

    func commit(_ call: CallID) async throws {
        try await expectOK { .commit(call, $0) }
    }

    func ask(_ question: String, within patience: Duration?, of call: CallID) async throws -> String {
        switch try await session.ask({ .ask(call, prompt: question, within: patience, $0) }) {
        case .replied(let text): return text
        case .noReply(let reason): throw ToolError(reason)
        default: throw RunEnded()
        }
    }

    func handOver(_ call: CallID) async throws -> Bool {
        guard case .handedOver(let turn) = try await session.ask({ .handOver(call, $0) }) else { throw RunEnded() }
        return turn != nil
    }

    func collect(for call: CallID, within patience: Duration?) async throws -> ToolMessage? {
        try await session.collect(for: call, within: patience)
    }

    func memory(of call: CallID) async -> JSONObject { await session.memory }

    private func expectOK(_ make: @Sendable (Ticket) -> SessionInput) async throws {
        _ = try await session.ask(make)
    }
}

extension Session {
    var memory: JSONObject { machine.fold.memory }

    /// Records an observation, or drops it: a run does not wait for the disk because somebody watches.
    ///
    /// - Throws: `CancellationError` when the run was told to stop, ``RunEnded`` when it is over.
    func observe(_ event: RunEvent, of run: RunID) throws {
        guard state == .open, machine.lane(of: run) != nil else { throw RunEnded() }
        guard !machine.isTold(run) else { throw CancellationError() }
        submit({ .run(run, event, $0) }) { _ in }
    }

    /// Hands an input to the machine and waits for its answer; `child` is the agent that the input asks for, if any.
    ///
    /// On cancellation: goes on waiting; the machine answers everyone, at the latest when it goes on without them.
    ///
    /// - Throws: `CancellationError` when the run or call was told to stop, ``RunEnded`` when it is over.
    func ask(
        lending child: (any Agent)? = nil, _ make: @Sendable (Ticket) -> SessionInput
    ) async throws -> SessionAnswer {
        let result = await withCheckedContinuation { continuation in
            let lend = { (ticket: Ticket) in
                self.lent[ticket] = child
                return make(ticket)
            }
            submit(lend) { continuation.resume(returning: $0) }
        }
        switch result {
        case .success(.cancelled): throw CancellationError()
        case .success(.ended), .failure: throw RunEnded()
        case .success(let answer): return answer
        }
    }

    /// Names the calls, reads their arguments and keeps what will be run until the machine starts it.
    func prepare(_ requests: [ToolRequest], of run: RunID) -> [ToolSelection] {
        let isSide = machine.lane(of: run) == .side
        return requests.map { request in
            let call = request.automatic ?? nextCallID()
            let reading = request.read(memory: memory)
            if reading.refusal == nil, let tool = request.tool {
                prepared[call] = PreparedCall(tool: tool, arguments: reading.arguments)
            }
            // On the side lane a tool is what it can do at most: no arguments make it harmless there.
            let traits = isSide ? request.tool?.traits : request.tool?.traits(for: reading.arguments)
            return ToolSelection(
                call: call, modelCall: request.modelCall, name: request.name, shownArguments: reading.shown,
                traits: traits ?? ToolTraits(), refusal: reading.refusal, isAgentDecision: request.automatic == nil)
        }
    }

    private func nextCallID() -> CallID {
        callCount += 1
        return CallID("c\(machine.fold.nextOffset)-\(callCount)")
    }
}

extension ToolError {
    /// Why a question has no answer, as data for the tool and, through it, for the model.
    init(_ reason: NoReply) {
        switch reason {
        case .expired: self.init("no_answer", "Nobody answered in time.")
        case .cancelled: self.init("no_answer", "The turn was stopped before anybody answered.")
        case .alreadyAsking: self.init("question_open", "The call waits for another answer already.")
        case .tooLong: self.init("question_too_long", "The question is longer than a question may be.")
        }
    }
}
