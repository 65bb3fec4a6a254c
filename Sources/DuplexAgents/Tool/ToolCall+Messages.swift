public import DuplexCore

/// What people say to a tool while it runs.
///
/// ```swift
/// let traits = ToolTraits(duration: .long, accepts: [.hurry, .amend])
///
/// func call(_ arguments: Arguments, _ call: ToolCall) async throws -> Report {
///     var arguments = arguments
///     for month in arguments.months {
///         switch try await call.message(within: .seconds(2)) {
///         case .hurry: return report
///         case .amend(let changes): arguments = try arguments.amended(by: changes)
///         default: break
///         }
///         ...
/// ```
extension ToolCall {
    /// The next thing that the call was told, oldest first and each once; nil when there is none within that time.
    ///
    /// Only the kinds arrive that the tool's traits accept, and changed arguments only when they fit. Without a time it
    /// looks and does not wait; with one it takes the place of ``pause(_:)`` in a tool that listens. What has not been
    /// read when the call ends is recorded as too late.
    ///
    /// On cancellation: throws `CancellationError` when the call was told to stop; answers nil when only the task was.
    ///
    /// - Parameter patience: How long to wait, on the session's clock.
    /// - Throws: ``ToolError`` with the code `question_open` when the call waits for a message already.
    public func message(within patience: Duration = .zero) async throws -> ToolMessage? {
        try await host.collect(for: id, within: patience)
    }

    /// Everything that the call is told while it runs, as it comes; ends when the task that reads it is cancelled.
    public var messages: ToolMessages { ToolMessages(call: self) }
}

/// What a running call is told; see ``ToolCall/messages``.
public struct ToolMessages: AsyncSequence, Sendable {
    let call: ToolCall

    /// Begins to read. One reader may wait at a time.
    public func makeAsyncIterator() -> Iterator { Iterator(call: call) }

    /// Reads one message after the other.
    public struct Iterator: AsyncIteratorProtocol {
        let call: ToolCall

        /// Waits for the next message; nil when the task was cancelled.
        ///
        /// On cancellation: as ``ToolCall/message(within:)``.
        public func next() async throws -> ToolMessage? { try await call.host.collect(for: call.id, within: nil) }
    }
}

extension ToolArguments {
    /// The same arguments with some of them changed, as in ``DuplexCore/ToolMessage/amend(_:)``.
    ///
    /// - Throws: ``ToolError`` with the code `invalid_arguments` when they do not fit.
    public func amended(by changes: JSONObject) throws -> Self {
        let arguments = try JSONValueEncoder.encode(self).object ?? [:]
        return try JSONValueDecoder.decode(Self.self, from: .object(arguments.replacing(changes)), at: FieldPath())
    }
}
