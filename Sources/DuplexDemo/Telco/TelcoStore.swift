import DuplexAgents
package import DuplexCore
import Synchronization

/// The demo's back end, in memory.
///
/// Each session has a copy of the data of its own, so that one visitor's closed contract is open for the next one. The
/// sessions that were used longest ago are forgotten beyond a bound, and begin anew.
package final class TelcoStore: Sendable {
    /// The most sessions whose data is kept.
    package static let sessionCountMax = 1_000

    /// How long a one-time code is good for.
    package static let codeLifetime = Duration.seconds(300)

    /// How often a code may be guessed.
    package static let attemptCountMax = 3

    private struct PendingCode {
        var number: String
        var age: @Sendable () -> Duration
        var attemptsLeft: Int
    }

    /// One session's copy.
    private struct Account {
        var customers = TelcoData.customers
        var pending: PendingCode?

        /// What a change with this idempotency key came to.
        var receipts: [String: Euros] = [:]
        var lastUse = 0
    }

    private struct State {
        var accounts: [SessionID: Account] = [:]
        var useCount = 0
    }

    private let codes: [String: String]
    private let state = Mutex(State())

    /// Creates a store; `codes` are the one-time codes of the numbers.
    package init(codes: [String: String] = TelcoData.codes) { self.codes = codes }

    /// The customer with a number.
    ///
    /// - Throws: ``DuplexAgents/ToolError`` with the code `not_found`.
    package func customer(_ number: String, in session: SessionID) throws -> TelcoCustomer {
        try withAccount(session) { try $0.customers[Self.index(of: number, $0)] }
    }

    /// Sends a one-time code to a number; the one before is no longer good.
    ///
    /// - Throws: ``DuplexAgents/ToolError`` with the code `not_found`.
    package func sendCode(to number: String, in session: SessionID, clock: any Clock<Duration>) throws {
        let age = stopwatch(clock)
        try withAccount(session) { account in
            _ = try Self.index(of: number, account)
            account.pending = PendingCode(number: number, age: age, attemptsLeft: Self.attemptCountMax)
        }
    }

    /// Checks a code against the one that was sent in this session, and uses it up.
    ///
    /// - Throws: ``DuplexAgents/ToolError`` with the codes `no_code`, `code_expired`, `wrong_code` and
    ///   `too_many_attempts`.
    package func verify(_ code: String, in session: SessionID) throws -> TelcoCustomer {
        try withAccount(session) { account in
            guard var pending = account.pending else {
                throw ToolError("no_code", "No code was sent in this conversation. Send one first.")
            }
            account.pending = nil
            guard pending.age() < Self.codeLifetime else {
                throw ToolError("code_expired", "The code is no longer good. Send a new one.")
            }
            guard let expected = codes[pending.number], code == expected else {
                pending.attemptsLeft -= 1
                guard pending.attemptsLeft > 0 else {
                    throw ToolError("too_many_attempts", "The code was wrong too often. Send a new one.")
                }
                account.pending = pending
                throw ToolError("wrong_code", "The code is wrong. \(pending.attemptsLeft) more may be tried.")
            }
            return try account.customers[Self.index(of: pending.number, account)]
        }
    }

    /// Changes a customer once for each idempotency key; answers what it cost, the first time and every later time.
    ///
    /// - Throws: what `change` throws; nothing is changed then.
    package func change(
        _ number: String, key: String, in session: SessionID, _ change: (inout TelcoCustomer) throws -> Euros
    ) throws -> Euros {
        try withAccount(session) { account in
            if let receipt = account.receipts[key] { return receipt }
            let index = try Self.index(of: number, account)
            var customer = account.customers[index]
            let cost = try change(&customer)
            account.customers[index] = customer
            account.receipts[key] = cost
            return cost
        }
    }

    /// What a change with this key came to; nil when there was none.
    package func receipt(key: String, in session: SessionID) -> Euros? {
        withAccount(session) { $0.receipts[key] }
    }

    private func withAccount<Value>(
        _ session: SessionID, _ body: (inout Account) throws -> Value
    ) rethrows -> Value {
        try state.withLock { state in
            state.useCount += 1
            var account = state.accounts[session] ?? Account()
            account.lastUse = state.useCount
            defer { state.accounts[session] = account }
            if state.accounts.count >= Self.sessionCountMax, state.accounts[session] == nil,
                let oldest = state.accounts.min(by: { $0.value.lastUse < $1.value.lastUse })
            {
                state.accounts[oldest.key] = nil
            }
            return try body(&account)
        }
    }

    private static func index(of number: String, _ account: Account) throws -> Int {
        guard let index = account.customers.firstIndex(where: { $0.number == number }) else {
            throw ToolError("not_found", "There is no customer with this number.")
        }
        return index
    }
}
