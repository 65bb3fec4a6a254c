package import DuplexCore
package import DuplexRuntime
package import DuplexTransport

/// Decides who a request comes from, and whether it may come from there at all.
package struct Gatekeeper: Sendable {
    /// The names by which a loopback server is called; any port.
    private static let loopbackNames: Set<String> = ["127.0.0.1", "[::1]", "localhost"]

    package let tokens: Tokens
    package let logins: Logins

    /// Further names of this server, in small letters.
    package let hosts: Set<String>

    /// Pages of other origins that may use this server, as in `https://example.org`.
    package let origins: Set<String>

    /// Whether the server listens on loopback only.
    package let isLoopback: Bool
    private let wall: any WallClock

    package init(
        tokens: Tokens, logins: Logins = Logins(), hosts: [String] = [], origins: [String] = [], isLoopback: Bool,
        wall: any WallClock
    ) {
        self.tokens = tokens
        self.logins = logins
        self.hosts = Set(hosts.map { $0.lowercased() })
        self.origins = Set(origins.map { $0.lowercased() })
        self.isLoopback = isLoopback
        self.wall = wall
    }

    /// Everybody who may call.
    package var principals: Set<Principal> { tokens.isEmpty ? [Caller.local.principal] : tokens.principals }

    /// Refuses a request that was meant for another server: a page of a foreign name that points here (DNS rebinding).
    ///
    /// A server that does not listen on loopback and has no configured names takes any: there, every request needs a
    /// secret that such a page does not have.
    package func checkHost(_ request: HTTPRequest) throws(APIError) {
        let name = request.authority.map(Self.name)
        if let name, hosts.contains(name) { return }
        if let name, isLoopback || request.peer.isLoopback, Self.loopbackNames.contains(name) { return }
        if !isLoopback, hosts.isEmpty { return }
        throw APIError(.hostRefused, "This server has another name.")
    }

    /// Refuses what a page of another origin asks for, unless it only reads what it will not be shown.
    package func checkOrigin(_ request: HTTPRequest) throws(APIError) {
        let reads = request.method == "GET" || request.method == "HEAD"
        guard !reads || request.wantsWebSocket, let origin = request.headers["Origin"] else { return }
        guard isOwn(origin, request) || allows(origin) else {
            throw APIError(.originRefused, "Pages of this origin may not use this server.")
        }
    }

    /// Whether pages of this origin are configured to use the server.
    package func allows(_ origin: String) -> Bool { origins.contains(origin.lowercased()) }

    /// Who calls.
    ///
    /// - Throws: `auth.required` without any proof, `auth.invalid` with one that is not good.
    package func caller(of request: HTTPRequest) throws(APIError) -> Caller {
        guard !tokens.isEmpty else { return .local }
        if let authorization = request.headers["Authorization"] {
            let parts = authorization.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "bearer",
                let caller = tokens.caller(of: parts[1].filter { $0 != " " })
            else { throw Self.refusal(.authInvalid, "This token is not known.", #"Bearer realm="duplex", error="invalid_token""#) }
            return caller
        }
        if let cookie = request.headers["Cookie"], let caller = logins.caller(ofCookie: cookie, at: wall.now) {
            return caller
        }
        throw Self.refusal(.authRequired, "A token is needed.", #"Bearer realm="duplex""#)
    }

    private static func refusal(_ code: ErrorCode, _ message: String, _ challenge: String) -> APIError {
        APIError(code, message, headers: ["WWW-Authenticate": challenge])
    }

    /// Whether a page comes from this very server; its scheme is not compared, since a proxy may have changed it.
    private func isOwn(_ origin: String, _ request: HTTPRequest) -> Bool {
        guard let authority = request.authority?.lowercased() else { return false }
        let origin = origin.lowercased()
        return origin == "http://" + authority || origin == "https://" + authority
    }

    /// An authority without its port, in small letters.
    private static func name(_ authority: String) -> String {
        let authority = authority.lowercased()
        guard let colon = authority.lastIndex(of: ":"), !authority[colon...].contains("]") else { return authority }
        return String(authority[..<colon])
    }
}
