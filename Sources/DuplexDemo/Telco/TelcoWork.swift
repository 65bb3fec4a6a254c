import DuplexAgents
import DuplexCore

/// Work that takes its time, in equal steps, of which the last one is past the point of no return.
struct TelcoWork: Sendable {
    let duration: Duration

    /// What is said when each step is done.
    let steps: [String]

    /// Does the steps; `effect` comes between the commit and the last step.
    ///
    /// On cancellation: before the commit `CancellationError` is thrown and nothing is changed; after it there is none.
    func run<Value>(_ call: ToolCall, effect: () async throws -> Value) async throws -> Value {
        for index in steps.indices.dropLast() { try await step(index, call) }
        try await call.commit()
        let value = try await effect()
        try await step(steps.count - 1, call)
        return value
    }

    /// Does one step.
    func step(_ index: Int, _ call: ToolCall) async throws {
        try await call.pause(duration / steps.count)
        try await call.progress((index + 1) * 100 / steps.count, steps[index])
    }
}

/// A change of a customer that costs money, as a tool offers it.
struct TelcoChange: Sendable {
    /// What models are told of the argument that separates a look from a deed.
    static let confirmNote = "false shows what would happen; true does it, only after the customer has agreed"

    /// What a look is, whatever the deed would be.
    static let preview = ToolTraits(feedback: "Looking what it costs")

    struct Output: Encodable, Sendable {
        /// `preview` when nothing was done, else `done`.
        var status: String

        /// What is closed, bought or changed to.
        var subject: String
        var cost: Euros
    }

    let work: TelcoWork
    let subject: String
    let cost: Euros

    /// Shows what would happen, or does it when it is confirmed: once for each idempotency key, however often it is
    /// tried.
    ///
    /// On cancellation: before the commit nothing is changed.
    ///
    /// - Throws: ``DuplexAgents/ToolError`` with the code `already_closed` when the contract is.
    func offer(
        to customer: TelcoCustomer, _ store: TelcoStore, isConfirmed: Bool?, _ call: ToolCall,
        change: @escaping @Sendable (inout TelcoCustomer) -> Void
    ) async throws -> Output {
        if let paid = try await store.receipt(key: call.idempotencyKey, in: call.session) {
            return Output(status: "done", subject: subject, cost: paid)
        }
        try TelcoAccess.checkActive(customer)
        guard isConfirmed == true else { return Output(status: "preview", subject: subject, cost: cost) }
        let paid = try await work.run(call) {
            try await store.change(customer.number, key: call.idempotencyKey, in: call.session) { customer in
                // Another call may have closed it meanwhile.
                try TelcoAccess.checkActive(customer)
                change(&customer)
                return cost
            }
        }
        return Output(status: "done", subject: subject, cost: paid)
    }
}
