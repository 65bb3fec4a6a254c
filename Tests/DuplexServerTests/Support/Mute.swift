import DuplexAgents

/// Has nothing to say.
struct Mute: Agent {
    let name = "mute"
    let about = "Says nothing."

    func run(_ context: RunContext) async throws {
        _ = try await context.beginStep()
    }
}
