package import DuplexCore
import Synchronization

/// Logins of browsers: one-time keys, and the cookies that they are exchanged for.
///
/// They live in memory, as digests, and end with the process.
package final class Logins: Sendable {
    private struct State {
        var links: [[UInt8]: Grant] = [:]
        var cookies: [[UInt8]: Grant] = [:]
    }

    private struct Grant {
        var caller: Caller
        var expires: Timestamp
    }

    /// A link is read at once by the person who asked for it, so a short life costs nothing.
    private static let linkLife: Int64 = 10 * 60 * 1_000_000

    /// A week of work without logging in again.
    package static let cookieLifeSeconds: Int64 = 7 * 24 * 3600

    /// Links and cookies that are kept of each; the oldest give way.
    private static let countMax = 1000

    private static let cookieName = "duplex"
    private let state = Mutex(State())

    package init() {}

    /// Makes a name known as a key that can be exchanged once within ten minutes.
    package func allow(_ key: String, for caller: Caller, at now: Timestamp) {
        let expires = Timestamp(microseconds: now.microseconds + Self.linkLife)
        let digest = SHA256.digest(of: Array(key.utf8))
        state.withLock { state in
            state.links = Self.trimmed(state.links, at: now)
            state.links[digest] = Grant(caller: caller, expires: expires)
        }
    }

    /// Takes a key, which is then used up, and makes `secret` a cookie's value; nil when the key is not good.
    package func exchange(_ key: String, for secret: String, at now: Timestamp) -> Caller? {
        let used = SHA256.digest(of: Array(key.utf8))
        let made = SHA256.digest(of: Array(secret.utf8))
        let expires = Timestamp(microseconds: now.microseconds + Self.cookieLifeSeconds * 1_000_000)
        return state.withLock { state in
            guard let link = state.links.removeValue(forKey: used), now < link.expires else { return nil }
            state.cookies = Self.trimmed(state.cookies, at: now)
            state.cookies[made] = Grant(caller: link.caller, expires: expires)
            return link.caller
        }
    }

    /// Whose cookie it is. Only digests of secrets are looked up, so the time it takes says nothing about them.
    package func caller(ofCookie header: String, at now: Timestamp) -> Caller? {
        guard let secret = Self.secret(in: header) else { return nil }
        let digest = SHA256.digest(of: Array(secret.utf8))
        return state.withLock { state in
            guard let grant = state.cookies[digest], now < grant.expires else { return nil }
            return grant.caller
        }
    }

    /// The field that gives a browser its cookie.
    package static func setCookie(_ secret: String) -> String {
        "\(cookieName)=\(secret); HttpOnly; SameSite=Strict; Path=/; Max-Age=\(cookieLifeSeconds)"
    }

    private static func secret(in header: String) -> String? {
        for pair in header.split(separator: ";") {
            let parts = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
            if parts.count == 2, parts[0] == cookieName { return String(parts[1]) }
        }
        return nil
    }

    /// What is still good, with room for one more.
    private static func trimmed(_ grants: [[UInt8]: Grant], at now: Timestamp) -> [[UInt8]: Grant] {
        let good = grants.filter { now < $0.value.expires }
        guard good.count >= countMax else { return good }
        let newest = good.sorted { $0.value.expires > $1.value.expires }.prefix(countMax - 1)
        return Dictionary(uniqueKeysWithValues: newest.map { ($0.key, $0.value) })
    }
}
