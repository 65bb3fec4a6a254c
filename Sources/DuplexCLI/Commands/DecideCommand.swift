import Duplex
import DuplexAgents
import DuplexCore
import DuplexCurl
import Glibc

/// `duplex decide`: the very function that a session asks, over situations from the standard input.
struct DecideCommand {
    /// Who decides: `offline`, which is meant when nobody is named, or `model`.
    let policy: String?
    let settings: Settings
    let output: Output

    /// Reads a situation a line and writes its decision a line, in the order of the input.
    ///
    /// A line that is no situation gets a line that says why, and the exit code 1 at the end.
    func run() async throws -> ExitCode {
        switch policy ?? "offline" {
        case "offline": return try await decide { OfflineArbiter().decide($0) }
        case "model": return try await decideWithModel()
        case let other: throw UsageError("There is no policy \"\(other)\". Known: offline, model.")
        }
    }

    private func decideWithModel() async throws -> ExitCode {
        let client = CurlClient()
        guard let (model, _) = try ModelChoice.make(settings, ConfiguredModels(settings.file, client: client), client: client) else {
            throw SettingsError("--policy model needs --model NAME, or DUPLEX_MODEL.")
        }
        let arbiter = ModelArbiter(model: model)
        let patience = Limits().secondOpinion
        let result: Result<ExitCode, any Error>
        do {
            result = .success(
                try await decide { situation in
                    do {
                        return try await arbiter.decide(situation, within: patience, on: ContinuousClock())
                    } catch {
                        let offline = OfflineArbiter().decide(situation)
                        return Decision(
                            offline.action, "\(offline.reason) The model gave no answer in time.",
                            confidence: offline.confidence)
                    }
                })
        } catch {
            result = .failure(error)
        }
        await client.close()
        return try result.get()
    }

    private func decide(_ decide: (Situation) async -> Decision) async throws -> ExitCode {
        var isFine = true
        while let line = readLine(strippingNewline: true) {
            guard line.contains(where: { !$0.isWhitespace }) else { continue }
            let decided: String
            do throws(SituationWire.Fault) {
                let (id, situation) = try SituationWire.read(Array(line.utf8))
                decided = SituationWire.line(id, await decide(situation))
            } catch {
                isFine = false
                decided = SituationWire.line(error)
            }
            try output.line(decided)
        }
        return isFine ? .completed : .failed
    }
}
