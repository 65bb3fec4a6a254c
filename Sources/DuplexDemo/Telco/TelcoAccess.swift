import DuplexAgents
import DuplexCore

/// What the customer's tools have in common: who may see and change what.
struct TelcoAccess: Sendable {
    /// Under which name the number that logged in is remembered.
    static let verifiedNumber = "verified_number"

    /// The argument that the session fills in.
    static let filled = ["number": verifiedNumber]

    /// What models are told of that argument.
    static let numberNote = "The customer's number; without it, the one that is logged in"

    let store: TelcoStore

    /// The customer that a call is about, who must be the one that is logged in.
    ///
    /// - Throws: ``DuplexAgents/ToolError`` with the codes `invalid_msisdn`, `not_verified` and `not_found`.
    func customer(_ number: String?, _ call: ToolCall) async throws -> TelcoCustomer {
        let number = try number.map(Self.canonical)
        let verified = await call.memory()[Self.verifiedNumber]?.string
        guard let verified, number == nil || number == verified else {
            throw ToolError("not_verified", "The customer must log in with a one-time code first.")
        }
        return try await store.customer(verified, in: call.session)
    }

    /// The same for a customer whose contract is open.
    ///
    /// - Throws: ``DuplexAgents/ToolError``, also with the code `already_closed`.
    func activeCustomer(_ number: String?, _ call: ToolCall) async throws -> TelcoCustomer {
        let customer = try await customer(number, call)
        try Self.checkActive(customer)
        return customer
    }

    static func checkActive(_ customer: TelcoCustomer) throws {
        guard customer.status == .active else {
            throw ToolError("already_closed", "The contract \(customer.contract) is closed already.")
        }
    }

    /// A number in the form in which the store has it.
    ///
    /// Source: ITU-T E.164: at most 15 digits.
    ///
    /// - Throws: ``DuplexAgents/ToolError`` with the code `invalid_msisdn`.
    static func canonical(_ number: String) throws -> String {
        let signs: Set<Character> = [" ", "-", "(", ")", "/", "."]
        let digits = (number.first == "+" ? number.dropFirst() : number[...]).filter { !signs.contains($0) }
        guard (8...15).contains(digits.count), digits.allSatisfy({ ("0"..."9").contains($0) }) else {
            throw ToolError("invalid_msisdn", "This is no phone number with its country code, as in +12025550101.")
        }
        return "+\(digits)"
    }

    /// A package by its name.
    ///
    /// - Throws: ``DuplexAgents/ToolError`` with the code `invalid_package`.
    func package(_ id: String) async throws -> TelcoPackage {
        let packages = try await store.packages()
        guard let package = packages.first(where: { $0.id == id.lowercased() }) else {
            let names = packages.map(\.id).joined(separator: ", ")
            throw ToolError("invalid_package", "There is no such package; there are \(names).")
        }
        return package
    }
}
