/// An agent whose turn can go on after a restart of the server, when it waited for a person.
package protocol ResumableAgent: Agent {
    /// The tools whose calls may be open then.
    var tools: [AnyTool] { get }

    /// Goes on from the open step: its calls are waited for with ``RunContext/rejoin()``.
    ///
    /// The transcript ends with that step. On cancellation: as ``Agent/run(_:)``.
    func resume(_ context: RunContext) async throws
}
