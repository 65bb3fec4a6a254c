import DuplexAgents
import DuplexCore
import DuplexLoop

/// What follows once the entries are durable.
extension Session {
    func carryOut(_ effects: [DeferredEffect]) {
        for effect in effects {
            switch effect {
            case .effect(.answer(let ticket, let answer)):
                // A child that was refused is never started.
                lent[ticket] = nil
                answers.removeValue(forKey: ticket)?(.success(answer))
            case .effect(.startTool(let call, _, let turn, let key)): start(call, turn: turn, key: key)
            case .effect(.consult(let event, let situation)): consult(on: event, situation)
            case .effect: break
            case .startRun(let start, let transcript): self.start(start, transcript)
            }
        }
    }

    func give(_ signal: Signal, to target: SignalTarget) {
        let task: RunningTask?
        switch target {
        case .run(let run): task = runs[run]
        case .call(let call):
            task = calls[call]
            // A call that was told to stop before its start was durable never starts.
            if signal == .abandon { prepared[call] = nil }
        }
        switch signal {
        case .token: task?.token.cancel()
        case .task: task?.stop.pull()
        case .abandon:
            task?.stopForGood()
            if case .run(let run) = target { runs[run] = nil }
        }
    }

    private func start(_ start: RunStart, _ transcript: [TranscriptMessage]) {
        // The turn may have been stopped while its start was on its way to the disk.
        // What was lent stays until the one who waits is answered: a branch may begin anew.
        let child = start.childTicket.flatMap { lent[$0] }
        guard let agent = child ?? agents[start.agent] else {
            return handle(
                .runReturned(
                    start.run, .failed(code: "agent.unknown", message: "There is no agent \(start.agent) any more.")))
        }
        // A turn on the side lane may be over before its start was durable.
        guard machine.lane(of: start.run) != nil else { return }
        let task = RunningTask()
        runs[start.run] = task
        if machine.isTold(start.run) { task.token.cancel() }
        // A run that goes on must not use a message's name twice.
        let names = NameSequence(prefix: start.run.value + (start.isResumed ? "-\(machine.fold.nextOffset)m" : "m"))
        let context = RunContext(
            session: id, turn: start.turn, run: start.run, lane: start.lane, input: start.input,
            transcript: Self.known(machine.fold.metadata) + Self.shown(start.transfer)
                + transcript.map(ModelMessage.init),
            tools: sessionTools(for: start), transfer: start.transfer,
            clock: LoopClock(loop), token: task.token, host: SessionHost(session: self), ids: { names.next() })
        supervisor.start { [weak self] in
            let result = await RunResult(of: task) {
                guard start.isResumed else { return try await agent.run(context) }
                guard let agent = agent as? any ResumableAgent else { throw RunEnded() }
                try await agent.resume(context)
            }
            await self?.returned(start.run, result)
        }
    }

    /// What an interrupted turn hands over comes first, as words of the system's.
    private static func shown(_ transfer: ContextTransfer?) -> [ModelMessage] {
        transfer.map { [.system($0.modelText)] } ?? []
    }

    /// What an application knows of the person comes before everything, and is in no message of the log.
    private static func known(_ metadata: JSONObject) -> [ModelMessage] {
        guard let person = metadata["user_context"] else { return [] }
        let keywords = (person["keywords"]?.array ?? []).compactMap(\.string)
        let lines = [
            person["summary"]?.string.map { "What is known of the person: \($0)" },
            keywords.isEmpty ? nil : "Keywords: \(keywords.joined(separator: ", "))",
        ]
        let text = lines.compactMap(\.self).joined(separator: "\n")
        return text.isEmpty ? [] : [.system(text)]
    }

    private func returned(_ run: RunID, _ result: RunResult) {
        runs[run] = nil
        handle(.runReturned(run, result))
    }

    private func start(_ call: CallID, turn: TurnID, key: String) {
        guard let prepared = prepared.removeValue(forKey: call) else {
            return handle(.toolReturned(call, .cancelled))
        }
        let task = RunningTask(call: prepared)
        calls[call] = task
        if machine.isTold(call) { task.token.cancel() }
        let toolCall = ToolCall(
            id: call, session: id, turn: turn, clock: LoopClock(loop), idempotencyKey: key, token: task.token,
            host: SessionHost(session: self))
        let byteCountMax = environment.limits.payloadByteCountMax
        let threads = prepared.tool.traits.isBlocking ? environment.threads : nil
        supervisor.start { [weak self] in
            let result = await ToolResult(of: task, byteCountMax: byteCountMax) {
                try await withTaskExecutorPreference(threads) {
                    try await prepared.tool.invoke(prepared.arguments, toolCall)
                }
            }
            await self?.returned(call, result)
        }
    }

    private func returned(_ call: CallID, _ result: ToolResult) {
        calls[call] = nil
        handle(.toolReturned(call, result))
    }
}

/// The handles by which a running task is told to stop.
final class RunningTask: Sendable {
    let token = CancelToken()
    let stop = HardStop()

    /// What it runs, for a tool call.
    let call: PreparedCall?

    init(call: PreparedCall? = nil) { self.call = call }

    func stopForGood() {
        token.cancel()
        stop.pull()
    }
}

/// A tool with the arguments of one call.
struct PreparedCall: Sendable {
    var tool: AnyTool
    var arguments: JSON
}

extension RunResult {
    /// Runs an agent to its end and says how it ended.
    init(of task: RunningTask, _ work: @escaping @Sendable () async throws -> Void) async {
        do {
            try await task.stop.guarding(work)
            self = .finished
        } catch is CancellationError {
            self = .cancelled
        } catch is RunEnded {
            self = .cancelled
        } catch let error as AgentError {
            self = .failed(code: error.code, message: error.message)
        } catch let error as ModelError {
            self = .failed(code: error.code.description, message: error.message)
        } catch {
            // Whatever it says was meant for developers, not for the people in the conversation.
            self = .failed(code: "agent.failed", message: "The agent failed.")
        }
    }
}

extension ToolResult {
    /// Runs a tool to its end and says how it ended.
    init(of task: RunningTask, byteCountMax: Int, _ work: @escaping @Sendable () async throws -> JSON) async {
        do {
            let value = try await task.stop.guarding(work)
            if value.bytes.count > byteCountMax {
                self = .failed(code: "result_too_large", message: "The result has more than \(byteCountMax) bytes.")
            } else {
                self = .finished(value)
            }
        } catch is CancellationError {
            self = .cancelled
        } catch is RunEnded {
            self = .cancelled
        } catch let error as ToolError {
            self = .failed(code: error.code, message: error.message)
        } catch {
            self = .failed(code: "tool_failed", message: "The tool failed.")
        }
    }
}

extension ModelMessage {
    init(_ message: TranscriptMessage) {
        switch message {
        case .user(let text): self = .user(text)
        case .assistant(let text, let calls):
            self = .assistant(
                text,
                calls: calls.map { ModelToolCall(id: $0.id, name: $0.name, arguments: $0.arguments.text) })
        case .tool(let call, let text): self = .tool(call: call, text: text)
        }
    }
}
