import DuplexAgents
import DuplexCore

/// Closes the customer's contract.
struct CloseContract: Tool {
    struct Arguments: ToolArguments {
        var contract: String?
        var confirm: Bool?
        var number: String?
        static let notes = [
            "contract": "The contract's number, as in C-1042; without it, the customer's only one",
            "confirm": TelcoChange.confirmNote, "number": TelcoAccess.numberNote,
        ]
    }

    static let work = TelcoWork(
        duration: .seconds(10),
        steps: ["Debts checked", "Billing stopped", "Number released", "Archive prepared", "Contract closed"])

    let access: TelcoAccess
    let name = "close_contract"
    let about = "Closes the customer's contract; takes about ten seconds."
    let traits = ToolTraits(
        duration: .long, effect: .write, interruptible: .untilCommit, feedback: "Closing your contract")

    /// However often it is asked for at once, the contract is closed once.
    func traits(for arguments: Arguments) -> ToolTraits {
        guard arguments.confirm == true else { return TelcoChange.preview }
        var traits = traits
        traits.deed = "close"
        return traits
    }
    let filled = TelcoAccess.filled

    func call(_ arguments: Arguments, _ call: ToolCall) async throws -> TelcoChange.Output {
        let customer = try await access.customer(arguments.number, call)
        if let contract = arguments.contract, contract.uppercased() != customer.contract {
            throw ToolError("not_found", "The customer has no contract of this number.")
        }
        return try await TelcoChange(work: Self.work, subject: customer.contract, cost: customer.earlyFee)
            .offer(to: customer, access.store, isConfirmed: arguments.confirm, call) { $0.status = .closed }
    }
}

/// Buys a roaming pass.
struct BuyRoamingPass: Tool {
    struct Arguments: ToolArguments {
        var pass: String
        var confirm: Bool?
        var number: String?
        static let notes = [
            "pass": "The pass's name, as in JP-WEEK", "confirm": TelcoChange.confirmNote,
            "number": TelcoAccess.numberNote,
        ]
    }

    static let work = TelcoWork(
        duration: .seconds(8), steps: ["Partner network reached", "Pass reserved", "Payment prepared", "Pass active"])

    let access: TelcoAccess
    let name = "buy_roaming_pass"
    let about = "Buys a roaming pass; takes about eight seconds."
    let traits = ToolTraits(
        duration: .long, effect: .write, interruptible: .untilCommit, feedback: "Buying your roaming pass")

    func traits(for arguments: Arguments) -> ToolTraits { arguments.confirm == true ? traits : TelcoChange.preview }
    let filled = TelcoAccess.filled

    func call(_ arguments: Arguments, _ call: ToolCall) async throws -> TelcoChange.Output {
        let customer = try await access.customer(arguments.number, call)
        let passes = TelcoData.countries.flatMap(\.passes)
        guard let pass = passes.first(where: { $0.id == arguments.pass.uppercased() }) else {
            let names = passes.map(\.id).joined(separator: ", ")
            throw ToolError("invalid_pass", "There is no such pass; there are \(names).")
        }
        return try await TelcoChange(work: Self.work, subject: pass.id, cost: pass.price)
            .offer(to: customer, access.store, isConfirmed: arguments.confirm, call) { customer in
                customer.addons.append("Roaming pass \(pass.id)")
            }
    }
}

/// Changes the customer's package.
struct ChangePackage: Tool {
    struct Arguments: ToolArguments {
        var package: String
        var confirm: Bool?
        var number: String?
        static let notes = [
            "package": "The package's name, as in max", "confirm": TelcoChange.confirmNote,
            "number": TelcoAccess.numberNote,
        ]
    }

    static let work = TelcoWork(
        duration: .seconds(10),
        steps: ["Contract checked", "Old package stopped", "New package prepared", "Network told", "Package changed"])

    let access: TelcoAccess
    let name = "change_package"
    let about = "Changes the customer's package; takes about ten seconds."
    let traits = ToolTraits(
        duration: .long, effect: .write, interruptible: .untilCommit, feedback: "Changing your package")

    func traits(for arguments: Arguments) -> ToolTraits { arguments.confirm == true ? traits : TelcoChange.preview }
    let filled = TelcoAccess.filled

    func call(_ arguments: Arguments, _ call: ToolCall) async throws -> TelcoChange.Output {
        let customer = try await access.customer(arguments.number, call)
        let package = try await access.package(arguments.package)
        let isRepeated = try await access.store.receipt(key: call.idempotencyKey, in: call.session) != nil
        guard package.id != customer.package || isRepeated else {
            throw ToolError("invalid_package", "The customer has this package already.")
        }
        return try await TelcoChange(work: Self.work, subject: package.id, cost: package.fee)
            .offer(to: customer, access.store, isConfirmed: arguments.confirm, call) { $0.package = package.id }
    }
}

/// Puts the last bills together.
struct BillingReport: Tool {
    struct Month: Encodable, Sendable {
        var month: String
        var paid: Euros
    }

    struct Output: Encodable, Sendable {
        var months: [Month]
        var total: Euros
        var billingDay: Int

        /// The time that they are for, in words.
        var period: String
    }

    static let work = TelcoWork(
        duration: .seconds(6), steps: ["First month found", "Second month found", "Third month found"])

    let access: TelcoAccess
    let name = "billing_report"
    let about = "The customer's bills of the last three months; takes about six seconds."
    let traits = ToolTraits(duration: .long, feedback: "Putting your bills together", accepts: [.hurry])
    let filled = TelcoAccess.filled

    /// Told to hurry it answers with the months that it has found.
    ///
    /// On cancellation: the months that were found so far are kept as partial results.
    func call(_ arguments: CustomerArguments, _ call: ToolCall) async throws -> Output {
        let customer = try await access.customer(arguments.number, call)
        var months: [Month] = []
        for (index, (usage, paid)) in zip(customer.months, customer.bills).prefix(Self.work.steps.count).enumerated() {
            guard try await call.message(within: Self.work.duration / Self.work.steps.count) != .hurry else { break }
            try await call.progress((index + 1) * 100 / Self.work.steps.count, Self.work.steps[index])
            months.append(Month(month: usage.month, paid: paid))
            try await call.keep("bill \(usage.month)", .string(paid.description), isComplete: true)
        }
        return Output(
            months: months, total: months.map(\.paid).reduce(Euros(cents: 0), +), billingDay: customer.billingDay,
            period: months.count == Self.work.steps.count ? "the last three months" : "the months found so far")
    }
}
