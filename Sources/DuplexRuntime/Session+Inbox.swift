import DuplexAgents
package import DuplexCore
import DuplexLoop

/// What is said to running tools.
extension Session {
    /// Says something to a running tool; the answer is `recorded` when it was put before the tool.
    package func post(
        _ message: ToolMessage, to call: CallID, by principal: Principal, done: @escaping Answerer
    ) {
        let post = ToolPost(message, by: principal, refusal: refusal(of: message, for: call))
        submit({ .post(post, to: call, $0) }, answer: done)
    }

    /// Why a tool would not understand a message; nil when it would.
    func refusal(of message: ToolMessage, for call: CallID) -> ToolSelection.Refusal? {
        guard case .amend(let changes) = message, let prepared = calls[machine.task(of: call)]?.call else { return nil }
        func refusal(_ message: String) -> ToolSelection.Refusal { .init(code: "invalid_arguments", message: message) }
        guard !changes.isEmpty else { return refusal("no argument is named that shall change") }
        let tool = prepared.tool
        let secrets = changes.members.map(\.key).filter(tool.traits.secretFields.contains)
        guard secrets.isEmpty else { return refusal("\(secrets.joined(separator: ", ")) cannot be changed") }
        let arguments = JSON.object((prepared.arguments.object ?? [:]).replacing(changes))
        if let fault = tool.fault(in: arguments) { return .init(code: fault.code, message: fault.message) }
        // A look must not become a deed on the way.
        var (before, after) = (tool.traits(for: prepared.arguments), tool.traits(for: arguments))
        (before.deed, after.deed) = (nil, nil)
        guard before == after else {
            return refusal("that would be another kind of call; it needs to be asked for anew")
        }
        return nil
    }

    /// The next message to a running call; nil when there is none within that time. Without a time it waits until there
    /// is one.
    ///
    /// On cancellation: answers nil.
    ///
    /// - Throws: `CancellationError` when the call was told to stop, ``RunEnded`` when it is over.
    func collect(for call: CallID, within patience: Duration?) async throws -> ToolMessage? {
        guard state == .open else { throw RunEnded() }
        ticketCount += 1
        let ticket = Ticket(ticketCount)
        let waits = patience.map { $0 > .zero } ?? true
        let end: @Sendable () -> Void = { [weak self] in
            self?.perform { $0.handle(.endCollecting(call, ticket)) }
        }
        let timer = waits ? patience.map { loop.schedule(after: $0, end) } : nil
        defer { timer?.cancel() }
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                answers[ticket] = { continuation.resume(returning: $0) }
                // A task that was cancelled before it began to wait has nobody left to end that.
                handle(.collect(call, waits: waits && !Task.isCancelled, ticket))
            }
        } onCancel: {
            end()
        }
        switch result {
        case .success(.toolMessage(let message)): return message
        case .success(.noReply(let reason)): throw ToolError(reason)
        case .success(.cancelled): throw CancellationError()
        case .success, .failure: throw RunEnded()
        }
    }
}
