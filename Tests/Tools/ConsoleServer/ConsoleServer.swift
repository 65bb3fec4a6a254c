import Duplex
import DuplexDemo
import Foundation

/// The server that the console's tests look at: the demos, and an agent that finds things piece by piece.
///
///     DuplexConsoleServer <directory> <port>
///
/// Once it listens, it writes one line with its port. It ends at SIGTERM.
@main
enum ConsoleServer {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3, let port = UInt16(arguments[2]) else {
            FileHandle.standardError.write(Data("usage: DuplexConsoleServer <directory> <port>\n".utf8))
            exit(2)
        }
        let clock = ContinuousClock()
        var configuration = ServerConfiguration(
            agents: [EchoAgent(), TelcoAgent.make(clock: clock), TravelAgent.make(clock: clock), TripAgent()])
        configuration.port = port
        configuration.store = .directory(arguments[1])
        configuration.grace = .seconds(1)
        try await DuplexServer(configuration).run { ready in
            FileHandle.standardOutput.write(Data("\(ready.port)\n".utf8))
        }
    }
}

/// Searches flights, hotels and activities side by side, each slower than the one before.
struct TripAgent: Agent {
    let name = "trip"
    let about = "Plans a trip with three searches side by side."

    /// On cancellation: stops at once; what was found stays.
    func run(_ context: RunContext) async throws {
        let searches = [
            Search(name: "flights", places: ["LX 160", "NH 204", "LH 716"], pause: .milliseconds(120)),
            Search(name: "hotels", places: ["Gion Inn", "Kamo House"], pause: .milliseconds(900)),
            Search(name: "activities", places: ["Tea ceremony", "Night market"], pause: .seconds(5)),
        ]
        let found = try await withThrowingTaskGroup(of: String.self) { group in
            for search in searches {
                group.addTask { try await context.run(search, input: context.input.joined(separator: "\n")) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        try await context.say("Here is your trip:\n\n" + found.map { "- " + $0 }.joined(separator: "\n"))
    }
}

/// One search, which keeps what it has after each find.
private struct Search: Agent {
    let name: String
    let places: [String]
    let pause: Duration
    var about: String { "Searches \(name)." }

    func run(_ context: RunContext) async throws {
        for count in 1...places.count {
            try await context.pause(pause)
            let value = JSON.array(places.prefix(count).map(JSON.string))
            try await context.keep(name, value, isComplete: count == places.count)
        }
        try await context.say("**\(name)**: " + places.joined(separator: ", "))
    }
}
