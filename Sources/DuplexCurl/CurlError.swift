/// Why an HTTP call got no whole reply.
package enum CurlError: Error, Equatable, Sendable {
    /// The call cannot be made as it stands: its URL, method or a header is malformed. The text names which.
    case invalidCall(String)

    /// No connection came about. The text says at which step it failed.
    case unreachable(String)

    /// A limit of ``CallLimits`` passed.
    case timedOut(Phase)

    /// The connection broke, or what came was not HTTP. The text is libcurl's.
    case broken(String)

    /// The reply was larger than the caller allows.
    case tooLarge

    /// The client was closed.
    case closed

    /// What a call was waiting for when its time was up.
    package enum Phase: String, Sendable {
        case connect
        case firstByte
        case gap
        case overall
    }

    /// One sentence for a person; never holds an address, a header or a body.
    package var message: String {
        switch self {
        case .invalidCall(let problem): "The HTTP call is malformed: \(problem)."
        case .unreachable(let step): "The server could not be reached: \(step)."
        case .timedOut(.connect): "The server did not accept a connection in time."
        case .timedOut(.firstByte): "The server sent nothing in time."
        case .timedOut(.gap): "The server stopped sending in the middle of its reply."
        case .timedOut(.overall): "The reply took longer than it may."
        case .broken(let problem): "The connection to the server broke: \(problem)."
        case .tooLarge: "The server's reply is larger than it may be."
        case .closed: "The HTTP client is closed."
        }
    }
}
