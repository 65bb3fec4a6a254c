import Duplex

/// Looks a balance up, and takes its time over it, so that there is something to talk into.
struct Balance: Tool {
    struct Arguments: ToolArguments {
        var account: String
        static let notes = ["account": "The account's number, like A-7"]
    }

    let name = "get_balance"
    let about = "The balance of an account."
    let traits = ToolTraits(duration: .long, feedback: "Looking at your account")

    func call(_ arguments: Arguments, _ call: ToolCall) async throws -> String {
        for percent in stride(from: 25, through: 75, by: 25) {
            try await call.pause(.seconds(1))           // an interruption arrives here, by throwing
            try await call.progress(percent, "adding up")
        }
        return "12.50 EUR on \(arguments.account)"
    }
}

@main
enum Program {
    static func main() async throws {
        let model = ScriptedModel(
            clock: ContinuousClock(),
            rules: [
                .when("balance", then: .call("get_balance", ["account": "A-7"]), .say("You have {get_balance}.")),
                .otherwise(.say("Ask me for your balance.")),
            ])
        let bank = ToolLoop(
            name: "bank", about: "Knows balances.", model: model, instructions: "Help the customer.",
            tools: [Balance()])
        try await DuplexServer(ServerConfiguration(agents: [bank])).run()
    }
}
