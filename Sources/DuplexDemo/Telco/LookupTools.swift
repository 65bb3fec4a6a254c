import DuplexAgents
import DuplexCore

/// The arguments of tools that are about the customer and nothing else.
struct CustomerArguments: ToolArguments {
    var number: String?
    static let notes = ["number": TelcoAccess.numberNote]
}

/// The customer's package and contract.
struct GetPackage: Tool {
    struct Output: Encodable, Sendable {
        var package: TelcoPackage
        var contract: String
        var status: TelcoCustomer.Status
        var ends: String
    }

    let access: TelcoAccess
    let name = "get_package"
    let about = "The customer's package and contract."
    let traits = ToolTraits(feedback: "Looking up your package")
    let filled = TelcoAccess.filled

    func call(_ arguments: CustomerArguments, _ call: ToolCall) async throws -> Output {
        let customer = try await access.customer(arguments.number, call)
        return Output(
            package: try await access.package(customer.package), contract: customer.contract, status: customer.status,
            ends: customer.contractEnds)
    }
}

/// What the customer has used this month, and has left.
struct GetBalance: Tool {
    struct Output: Encodable, Sendable {
        var used: TelcoUsage

        /// What is left of the data in gigabytes, of the minutes and the texts, or `unlimited`.
        var gigabytes: String
        var minutes: String
        var texts: String
    }

    let access: TelcoAccess
    let name = "get_balance"
    let about = "The data, minutes and texts that the customer has used this month, and has left."
    let traits = ToolTraits(feedback: "Looking up your balance")
    let filled = TelcoAccess.filled

    func call(_ arguments: CustomerArguments, _ call: ToolCall) async throws -> Output {
        let customer = try await access.customer(arguments.number, call)
        let package = try await access.package(customer.package)
        func left(_ included: Int?, _ used: Int) -> String { included.map { String(max(0, $0 - used)) } ?? "unlimited" }
        return Output(
            used: customer.usage, gigabytes: left(package.gigabytes, customer.usage.gigabytes),
            minutes: left(package.minutes, customer.usage.minutes), texts: left(package.texts, customer.usage.texts))
    }
}

/// All packages.
struct ListPackages: Tool {
    struct Output: Encodable, Sendable {
        var packages: [TelcoPackage]
    }

    let store: TelcoStore
    let name = "list_packages"
    let about = "All packages that can be had."
    let traits = ToolTraits(feedback: "Looking up the packages")

    func call(_ arguments: NoArguments, _ call: ToolCall) async throws -> Output {
        Output(packages: try await store.packages())
    }
}

/// What the phone costs abroad.
struct RoamingInfo: Tool {
    struct Arguments: ToolArguments {
        var country: String
        static let notes = ["country": "The country's name in English"]
    }

    let name = "roaming_info"
    let about = "What using the phone costs in a country, and the passes for it."
    let traits = ToolTraits(feedback: "Looking up roaming")

    func call(_ arguments: Arguments, _ call: ToolCall) async throws -> TelcoCountry {
        let wanted = arguments.country.lowercased()
        guard let country = TelcoData.countries.first(where: { $0.country.lowercased() == wanted }) else {
            let names = TelcoData.countries.map(\.country).joined(separator: ", ")
            throw ToolError("not_found", "There is no roaming in this country; there is in \(names).")
        }
        return country
    }
}

/// The customer's add-ons.
struct ListAddons: Tool {
    struct Output: Encodable, Sendable {
        var addons: [String]
    }

    let access: TelcoAccess
    let name = "list_addons"
    let about = "The add-ons and roaming passes that the customer has."
    let traits = ToolTraits(feedback: "Looking up your add-ons")
    let filled = TelcoAccess.filled

    func call(_ arguments: CustomerArguments, _ call: ToolCall) async throws -> Output {
        Output(addons: try await access.customer(arguments.number, call).addons)
    }
}

/// Warns the customer when most of the data is used.
struct SetDataAlert: Tool {
    struct Arguments: ToolArguments {
        var threshold: Int
        var number: String?
        static let notes = [
            "threshold": "The share of the data in percent, 1 to 100", "number": TelcoAccess.numberNote,
        ]
    }

    struct Output: Encodable, Sendable {
        var threshold: Int
    }

    let access: TelcoAccess
    let name = "set_data_alert"
    let about = "Warns the customer when a share of the month's data is used."
    let traits = ToolTraits(effect: .write, feedback: "Setting the alert")
    let filled = TelcoAccess.filled

    func call(_ arguments: Arguments, _ call: ToolCall) async throws -> Output {
        guard (1...100).contains(arguments.threshold) else {
            throw ToolError("invalid_threshold", "The threshold is a share in percent, from 1 to 100.")
        }
        let customer = try await access.activeCustomer(arguments.number, call)
        _ = try await access.store.change(customer.number, key: call.idempotencyKey, in: call.session) { customer in
            customer.alertPercent = arguments.threshold
            return Euros(cents: 0)
        }
        return Output(threshold: arguments.threshold)
    }
}
