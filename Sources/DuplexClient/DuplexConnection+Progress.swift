public import DuplexCore
import DuplexCurl

extension DuplexConnection {
    /// What a simple display shows of a saved view: a line for each thing that was done, the last one running.
    ///
    /// A view that is unknown, has expired, was erased or is somebody else's has no lines.
    ///
    /// On cancellation: throws `CancellationError`; nothing has changed.
    ///
    /// - Parameters:
    ///   - id: the progress id that the message was sent with.
    ///   - first: the offset that the last answer named; there is no waiting while the view has news from there on.
    ///   - seconds: how long to wait for news, at most.
    /// - Returns: the lines, whether all work has ended, and the offset to ask with the next time.
    /// - Throws: ``ClientError``.
    public func progressLines(
        _ id: String, from first: Offset = .zero, waiting seconds: Int = 0
    ) async throws -> (lines: [ProgressFold.Line], isFinished: Bool, next: Offset) {
        // The answer may come as late as the server gives up waiting, which is before the call does.
        let wait = min(max(0, seconds), 25)
        let path = "/v1/progress/\(Self.encoded(id))/lines?from=\(first)&wait=\(wait)"
        let answer = try await json(call("GET", path))
        guard let lines = answer["lines"]?.array, let isFinished = answer["finished"]?.bool,
            let next = answer["next"]?.int, next >= 0
        else { throw ClientError.incomprehensible("it shows no progress") }
        let read = lines.compactMap { line -> ProgressFold.Line? in
            guard let text = line["text"]?.string, let word = line["state"]?.string,
                let state = ProgressFold.Line.State(rawValue: word)
            else { return nil }
            return ProgressFold.Line(text: text, state: state)
        }
        return (read, isFinished, Offset(next))
    }

    /// Erases a saved view; the events stay where they are. One that is not there is erased already.
    ///
    /// On cancellation: throws `CancellationError`; the server may have erased it.
    ///
    /// - Throws: ``ClientError``.
    public func forgetProgress(_ id: String) async throws {
        let answer = try await self.answer(to: call("DELETE", "/v1/progress/\(Self.encoded(id))"))
        guard answer.status == 204 else { throw ClientError(status: answer.status, body: answer.body) }
    }
}
