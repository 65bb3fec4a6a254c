package import DuplexCore

/// Who calls, and what the caller may do.
package struct Caller: Equatable, Sendable {
    package let principal: Principal
    package let scopes: Set<Scope>

    package init(principal: Principal, scopes: Set<Scope>) {
        self.principal = principal
        self.scopes = scopes
    }

    /// The caller on loopback when no tokens are configured: one person on one machine, who may do everything.
    package static let local = Caller(principal: .local, scopes: Set(Scope.allCases))

    /// Whether the caller may do what `scope` names; `admin` may do everything.
    package func may(_ scope: Scope) -> Bool { scopes.contains(scope) || scopes.contains(.admin) }
}

/// The tokens that a server accepts: their digests only.
package struct Tokens: Equatable, Sendable {
    private struct Entry: Equatable, Sendable {
        var digest: [UInt8]
        var caller: Caller
    }

    private var entries: [Entry] = []

    /// No tokens: on loopback everybody is `local`, and other addresses are refused.
    package init() {}

    /// Reads lines of `name:scope,scope:sha256hex`; empty lines and those that begin with `#` are skipped.
    ///
    /// - Throws: ``TokensError`` with the number of the first line that is wrong.
    package init(parsing text: String) throws(TokensError) {
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = String(line.filter { !$0.isWhitespace })
            guard !line.isEmpty, line.first != "#" else { continue }
            guard let entry = Self.entry(line) else {
                throw TokensError(
                    "Line \(index + 1) of the tokens is not name:scopes:sha256, with scopes out of read, write, admin.")
            }
            entries.append(entry)
        }
    }

    package var isEmpty: Bool { entries.isEmpty }

    /// The first caller that may do everything, else the first one: whom the server's own login link is for.
    package var firstCaller: Caller? { entries.first { $0.caller.may(.admin) }?.caller ?? entries.first?.caller }

    /// Everybody who has a token.
    package var principals: Set<Principal> { Set(entries.map(\.caller.principal)) }

    /// Whose token it is. The time that this takes says nothing about the tokens.
    package func caller(of token: String) -> Caller? {
        let digest = SHA256.digest(of: Array(token.utf8))
        var found: Caller?
        for entry in entries where Self.areEqual(entry.digest, digest) { found = entry.caller }
        return found
    }

    private static func entry(_ line: String) -> Entry? {
        let parts = line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, !parts[0].isEmpty, let digest = bytes(hex: parts[2]), digest.count == 32 else {
            return nil
        }
        let scopes = parts[1].split(separator: ",").map { Scope(rawValue: String($0)) }
        guard !scopes.isEmpty, !scopes.contains(nil) else { return nil }
        return Entry(digest: digest, caller: Caller(principal: Principal(parts[0]), scopes: Set(scopes.compactMap(\.self))))
    }

    private static func bytes(hex: String) -> [UInt8]? {
        let digits = hex.map(\.hexDigitValue)
        guard digits.count % 2 == 0, !digits.contains(nil) else { return nil }
        let values = digits.compactMap(\.self)
        return stride(from: 0, to: values.count, by: 2).map { UInt8(values[$0] << 4 | values[$0 + 1]) }
    }

    /// Compares without stopping at the first difference.
    private static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

/// Why tokens cannot be read.
package struct TokensError: Error, Equatable, Sendable {
    /// One sentence for the operator.
    package let message: String

    init(_ message: String) { self.message = message }
}
