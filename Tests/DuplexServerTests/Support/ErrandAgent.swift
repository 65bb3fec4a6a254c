import DuplexAgents
import DuplexCore

/// An agent that does what the words of its message say, one after the other: `flight=2` keeps a result, `stay` waits
/// until it is stopped, `child` lets another agent do a bit, `say=hello` says something, `boom` fails.
struct ErrandAgent: Agent {
    let name: String
    let about = "Does as it is told."

    init(_ name: String = "travel") { self.name = name }

    func run(_ context: RunContext) async throws {
        for word in (context.input.last ?? "").split(separator: " ") {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            switch parts[0] {
            case "stay": try await context.pause(.seconds(600))
            case "boom": throw AgentError("It went wrong.")
            case "child": _ = try await context.run(ErrandAgent("helper"), input: "say=helped")
            case "say": try await context.say(parts[1])
            default: if parts.count == 2 { try await context.keep(parts[0], .string(parts[1])) }
            }
        }
    }
}
