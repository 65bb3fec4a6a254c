import DuplexAgents
import DuplexCore

/// Sends a one-time code.
struct SendOTP: Tool {
    struct Arguments: ToolArguments {
        var number: String
        static let notes = ["number": "The customer's phone number with its country code"]
    }

    struct Output: Encodable, Sendable {
        var number: String
        var minutes: Int
    }

    let store: TelcoStore
    let name = "send_otp"
    let about = "Sends a one-time code to a phone number, to log the customer in. Then ask for the code."
    let traits = ToolTraits(effect: .write, feedback: "Sending a code")

    func call(_ arguments: Arguments, _ call: ToolCall) async throws -> Output {
        let number = try TelcoAccess.canonical(arguments.number)
        try await store.sendCode(to: number, in: call.session)
        return Output(number: number, minutes: Int(TelcoStore.codeLifetime / .seconds(60)))
    }
}

/// Checks a one-time code and logs its number in.
struct VerifyOTP: Tool {
    struct Arguments: ToolArguments {
        var code: String
        static let notes = ["code": "The code that the customer received, digits only"]
    }

    struct Output: Encodable, Sendable {
        var name: String
        var number: String
    }

    let store: TelcoStore
    let name = "verify_otp"
    let about = "Checks the one-time code that the customer says, and logs the customer in."
    let traits = ToolTraits(effect: .write, feedback: "Checking the code", secretFields: ["code"])

    func call(_ arguments: Arguments, _ call: ToolCall) async throws -> Output {
        let customer = try await store.verify(arguments.code, in: call.session)
        try await call.remember(TelcoAccess.verifiedNumber, .string(customer.number))
        return Output(name: customer.name, number: customer.number)
    }
}
