import DuplexAgents
import DuplexCore

/// An agent that does what the words of its message say, one after the other: `flight=2` keeps a result, `stay` waits
/// until it is stopped, `child` and `pair` let other agents do a bit, `write=abc` says it letter by letter, `tick` shows
/// signs of life, `shown` tells what it was shown, `say=hello` says something, `boom` fails.
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
            case "write":
                let message = try await context.beginMessage()
                for letter in parts[1] { try await message.write(String(letter)) }
                try await message.end(text: parts[1])
            case "tick":
                for tick in 1...60 {
                    try await context.pause(.milliseconds(10))
                    try await context.keep("tick", .int(tick))
                }
            case "pair":
                async let care = context.run(ErrandAgent("care"), input: "say=well")
                async let paper = context.run(ErrandAgent("paper"), input: "boom")
                // A branch that fails stops no other; the workflow graph is the grown-up version of this.
                _ = (try? await care, try? await paper)
            case "shown":
                let texts = context.transcript.map { "\($0)" }
                try await context.say(texts.joined(separator: " | "))
            case "child": _ = try await context.run(ErrandAgent("helper"), input: "say=helped")
            case "say": try await context.say(parts[1])
            default: if parts.count == 2 { try await context.keep(parts[0], .string(parts[1])) }
            }
        }
    }
}
