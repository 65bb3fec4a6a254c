import DuplexAgents
import DuplexCore

/// Says its text back after a time.
struct Wait: Tool {
    struct Arguments: ToolArguments {
        var text: String
        var seconds: Int?
    }

    var name = "wait"
    let about = "Waits."
    var traits = ToolTraits()

    func call(_ arguments: Arguments, _ call: ToolCall) async throws -> String {
        try await call.pause(.seconds(arguments.seconds ?? 0))
        return arguments.text
    }
}

/// Always fails, as data.
struct Broken: Tool {
    let name = "broken"
    let about = "Fails."
    func call(_ arguments: NoArguments, _ call: ToolCall) async throws -> String {
        throw ToolError("not_found", "There is no such thing.")
    }
}

/// Checks a code that nobody else may see.
struct Secret: Tool {
    struct Arguments: ToolArguments { var code: String }
    let name = "secret"
    let about = "Checks a code."
    let traits = ToolTraits(effect: .write, secretFields: ["code"])
    func call(_ arguments: Arguments, _ call: ToolCall) async throws -> Bool { true }
}
