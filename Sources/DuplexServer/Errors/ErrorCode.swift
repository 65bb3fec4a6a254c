/// The stable name of a refusal, with what it means on each wire: the one place that maps codes to statuses.
///
/// Each code has its page in `docs/errors`.
package struct ErrorCode: Hashable, Sendable {
    /// The word on the wire; never reused for something else.
    package let name: String

    /// The HTTP status.
    package let status: Int

    /// What a WebSocket is closed with when the refusal ends it; nil for those that only answer a command.
    package let closeCode: UInt16?

    private init(_ name: String, _ status: Int, closeCode: UInt16? = nil) {
        self.name = name
        self.status = status
        self.closeCode = closeCode
    }

    // The request cannot be understood.
    package static let malformed = ErrorCode("request.malformed", 400)
    package static let empty = ErrorCode("message.empty", 400)
    package static let timeout = ErrorCode("request.timeout", 408)
    package static let bodyTooLarge = ErrorCode("body.too_large", 413)
    package static let bodyType = ErrorCode("body.type", 415)
    package static let headerTooLarge = ErrorCode("header.too_large", 431)
    package static let unsupported = ErrorCode("request.unsupported", 501)

    // The request is understood, and not allowed.
    package static let invalid = ErrorCode("request.invalid", 422)
    package static let upgradeRequired = ErrorCode("upgrade.required", 426)

    // The caller may not.
    package static let authRequired = ErrorCode("auth.required", 401, closeCode: 4401)
    package static let authInvalid = ErrorCode("auth.invalid", 401, closeCode: 4401)
    package static let scopeMissing = ErrorCode("scope.missing", 403)
    package static let originRefused = ErrorCode("origin.refused", 403)
    package static let hostRefused = ErrorCode("host.refused", 421)

    // There is nothing of that name.
    package static let routeUnknown = ErrorCode("route.unknown", 404)
    package static let methodNotAllowed = ErrorCode("method.not_allowed", 405)
    package static let sessionUnknown = ErrorCode("session.unknown", 404, closeCode: 4404)
    package static let turnUnknown = ErrorCode("turn.unknown", 404)
    package static let runUnknown = ErrorCode("run.unknown", 404)
    package static let inputUnknown = ErrorCode("input.unknown", 404)
    package static let callUnknown = ErrorCode("call.unknown", 404)

    // The state of things is in the way.
    package static let historyChanged = ErrorCode("history.changed", 409)
    package static let keyReused = ErrorCode("message.key_reused", 409)
    package static let turnBusy = ErrorCode("turn.busy", 409)
    package static let turnCommitted = ErrorCode("turn.committed", 409)
    package static let turnNotResumable = ErrorCode("turn.not_resumable", 409)
    package static let messageUsed = ErrorCode("message.used", 409)
    package static let inputResolved = ErrorCode("input.resolved", 409)
    package static let callNotRunning = ErrorCode("call.not_running", 409)
    package static let callNotAccepted = ErrorCode("call.not_accepted", 409)
    package static let decisionChanged = ErrorCode("decision.changed", 409)

    // Too much.
    package static let queueFull = ErrorCode("session.queue_full", 429)
    package static let callInboxFull = ErrorCode("call.inbox_full", 429)
    package static let rateLimited = ErrorCode("rate.limited", 429, closeCode: 4429)

    // The server cannot.
    package static let `internal` = ErrorCode("server.failed", 500, closeCode: 1011)
    package static let stopping = ErrorCode("server.stopping", 503, closeCode: 1001)
    package static let overloaded = ErrorCode("server.overloaded", 503, closeCode: 1011)
    package static let storeFailed = ErrorCode("store.failed", 503, closeCode: 1011)
    package static let storeFull = ErrorCode("store.full", 507, closeCode: 1011)

    /// All codes.
    package static let all: [ErrorCode] = [
        .malformed, .empty, .timeout, .bodyTooLarge, .bodyType, .headerTooLarge, .unsupported, .invalid,
        .upgradeRequired, .authRequired, .authInvalid, .scopeMissing, .originRefused, .hostRefused,
        .routeUnknown, .methodNotAllowed, .sessionUnknown, .turnUnknown, .runUnknown, .inputUnknown, .callUnknown, .callNotRunning,
        .callNotAccepted, .callInboxFull, .inputResolved, .historyChanged, .keyReused, .turnBusy,
        .turnCommitted, .turnNotResumable, .messageUsed, .decisionChanged, .queueFull, .rateLimited, .internal, .stopping, .overloaded, .storeFailed, .storeFull,
    ]

    /// The code of what the transport refused before it became a request, by its status.
    package static func ofTransport(status: Int) -> ErrorCode {
        switch status {
        case 408: .timeout
        case 413: .bodyTooLarge
        case 426: .upgradeRequired
        case 431: .headerTooLarge
        case 503: .overloaded
        case 501, 505: .unsupported
        default: .malformed
        }
    }
}
