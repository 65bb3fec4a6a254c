import DuplexAgents
import Synchronization

/// A scripted model that keeps what it was asked.
final class RecordingModel: Model {
    let name = "recorded"
    let provider = "test"
    private let script: ScriptedModel
    private let asked = Mutex<[ModelRequest]>([])

    init(_ clock: VirtualClock, _ rules: [ScriptedRule]) { script = ScriptedModel(clock: clock, rules: rules) }

    var requests: [ModelRequest] { asked.withLock { $0 } }

    func respond(
        to request: ModelRequest, part: @Sendable (ModelPart) async throws -> Void
    ) async throws -> ModelResponse {
        asked.withLock { $0.append(request) }
        return try await script.respond(to: request, part: part)
    }
}
