import DuplexClient

@main struct Talk {
    static func main() async throws {
        let server = DuplexConnection(
            url: CommandLine.arguments.dropFirst().first ?? "http://127.0.0.1:7171", clock: ContinuousClock(),
            random: { .random(in: .min ... .max) })
        let session = try await server.createSession(agent: "travel")
        let flights = try await server.say("Flights to Oslo, please", in: session)

        // Watch until something was found, then change the mind: what was found is kept.
        for try await view in flights.updates() {
            for tool in view.progress { print("  \(tool.name) \(tool.percent) %") }
            if view.partials["flight"] != nil { break }
        }
        let hotels = try await server.say("No, hotels rather", in: session, whenBusy: "interrupt")
        let stopped = try await flights.end()
        print("flights: \(stopped.state.name), kept \(stopped.partials["flight"]?.text ?? "nothing")")

        var shown = ""
        for try await view in hotels.updates(onState: { print("  [\($0)]") }) {
            print(view.text.dropFirst(shown.count), terminator: "")
            shown = view.text
            if let outcome = view.outcome { print("\nhotels: \(outcome.rawValue)") }
        }
    }
}
