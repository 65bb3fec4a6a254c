import DuplexCore

/// Why the server did not do what a client asked for.
public enum ClientError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The server could not be reached, or the connection broke before its answer came. The text says how.
    case unreachable(String)

    /// The server wants a token, or the token does not allow this.
    case unauthorised(String)

    /// There is no such session, turn or agent.
    case notFound(String)

    /// The server refused, for a reason of its own.
    case refused(code: String, message: String, status: Int)

    /// The offsets that the client knows belong to another history of the session's server: it was restored, or is new.
    ///
    /// A reader begins again from the first offset.
    case historyChanged

    /// What came is not what this version of the client understands.
    case incomprehensible(String)

    /// One sentence for a person.
    public var description: String {
        switch self {
        case .unreachable(let message), .unauthorised(let message), .notFound(let message): message
        case .refused(_, let message, _): message
        case .historyChanged: "The server's data was replaced; what was read before no longer fits."
        case .incomprehensible(let what): "The server's answer is not understood: \(what)."
        }
    }

    /// Whether the same request may be answered otherwise a moment later.
    package var isPassing: Bool {
        switch self {
        case .unreachable: true
        case .refused(_, _, let status): status >= 500 || status == 429
        case .unauthorised, .notFound, .historyChanged, .incomprehensible: false
        }
    }

    /// Reads the body of a refusal.
    init(status: Int, body: [UInt8]) {
        // A proxy's page is no JSON; the status says enough then.
        let error = (try? JSON(parsing: body))?["error"]
        let code = error?["code"]?.string ?? "http.\(status)"
        let message = error?["message"]?.string ?? "The server answered with status \(status)."
        switch status {
        case 401, 403: self = .unauthorised(message)
        case 404: self = .notFound(message)
        case 409 where code == "history.changed": self = .historyChanged
        default: self = .refused(code: code, message: message, status: status)
        }
    }
}
