import DuplexAgents
import DuplexCore

/// The tool behind the word `tool`: answers at once.
struct EchoLookup: Tool {
    struct Arguments: ToolArguments {
        var text: String
    }

    struct Output: Encodable, Sendable {
        var characters: Int
    }

    let name = "lookup"
    let about = "Counts the characters of a text."
    let traits = ToolTraits(feedback: "Looking it up")

    func call(_ arguments: Arguments, _ call: ToolCall) async throws -> Output {
        Output(characters: arguments.text.count)
    }
}

/// The tool behind `SLEEP`: waits, and reports how far it is at least each second and each ten percent.
struct EchoSleep: Tool {
    struct Arguments: ToolArguments {
        var seconds: Double
        var stepCount: Int { max(10, Int(min(seconds, EchoScript.sleepSecondsMax).rounded(.up))) }
    }

    let name = "sleep"
    let about = "Waits for a time."
    let traits = ToolTraits(
        duration: .long, feedback: "Sleeping", deadline: .seconds(EchoScript.sleepSecondsMax + 60),
        accepts: [.hurry, .amend])

    /// Told to hurry it wakes up; the time may be changed while it runs.
    ///
    /// On cancellation: stops at once.
    func call(_ arguments: Arguments, _ call: ToolCall) async throws -> String {
        var arguments = arguments
        var step = 0
        let elapsed = stopwatch(call.clock)
        while step < arguments.stepCount {
            let due = Duration.seconds(arguments.seconds * Double(step + 1) / Double(arguments.stepCount))
            switch try await call.message(within: max(.zero, due - elapsed())) {
            case nil:
                step += 1
                try await call.progress(step * 100 / arguments.stepCount)
            case .hurry?: return "Slept for \(Int(elapsed() / .seconds(1))) of \(arguments.seconds) seconds."
            case .amend(let changes)?:
                arguments = try arguments.amended(by: changes)
                step = Int(elapsed() / .seconds(max(arguments.seconds, 0.001)) * Double(arguments.stepCount))
            case .answer?: break
            }
        }
        return "Slept for \(arguments.seconds) seconds."
    }
}

/// The tool behind `BACKGROUND`: goes on after its turn, and reports each second.
struct EchoLater: Tool {
    struct Arguments: ToolArguments {
        var seconds: Double
    }

    let name = "later"
    let about = "Waits for a time, in the background."
    let traits = ToolTraits(
        duration: .long, feedback: "Waiting in the background", deadline: .seconds(EchoScript.sleepSecondsMax + 60),
        accepts: [.hurry])

    /// Told to hurry it ends at once.
    ///
    /// On cancellation: stops at once.
    func call(_ arguments: Arguments, _ call: ToolCall) async throws -> String {
        try await call.handOver()
        let stepCount = max(1, Int(arguments.seconds.rounded(.up)))
        for step in 1...stepCount {
            let message = try await call.message(within: .seconds(arguments.seconds / Double(stepCount)))
            if message == .hurry { return "Waited for \(step - 1) of \(arguments.seconds) seconds." }
            try await call.progress(step * 100 / stepCount)
        }
        return "Waited for \(arguments.seconds) seconds."
    }
}

/// The tool behind the word `ask`: asks the person.
struct EchoAsk: Tool {
    struct Arguments: ToolArguments {
        var question: String
    }

    let name = "ask"
    let about = "Asks the person a question."
    let traits = ToolTraits(feedback: "Waiting for you")

    /// On cancellation: the question is closed.
    func call(_ arguments: Arguments, _ call: ToolCall) async throws -> String {
        try await call.ask(arguments.question)
    }
}

/// The tool behind `ask:approval`: may only run when the person allows it.
struct EchoApproved: Tool {
    let name = "approved"
    let about = "Does nothing, once it may."
    let traits = ToolTraits(feedback: "It does nothing.", needsApproval: true)

    func call(_ arguments: NoArguments, _ call: ToolCall) async throws -> String { "approved" }
}
