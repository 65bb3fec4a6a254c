import DuplexAgents
import DuplexCore
import DuplexCurl

/// `duplex doctor`.
struct DoctorCommand {
    let invocation: Invocation
    let environment: [String: String]
    let isJSON: Bool

    func run(_ output: Output) throws -> ExitCode {
        var settings = Settings(invocation, environment: environment)
        let configuration: Check
        do throws(SettingsError) {
            settings = try Settings(reading: invocation, environment: environment)
            configuration = try check(settings.file)
        } catch {
            configuration = Check(
                name: "config", state: .missing, finding: error.message, remedy: "`duplex config --explain` lists what there is.")
        }
        let doctor = Doctor(
            listen: try settings.listenAddress(), dataDirectory: settings.dataDirectory,
            keepsData: try !settings.isOn(.memory), environment: environment)
        let checks = [configuration] + doctor.checks()
        let isFine = checks.allSatisfy { $0.state != .missing }
        if isJSON {
            try output.line(Self.json(checks).text)
        } else {
            let nameWidth = checks.map(\.name.count).max() ?? 0
            for line in checks.flatMap({ $0.lines(nameWidth: nameWidth) }) { try output.line(line) }
        }
        return isFine ? .completed : .failed
    }

    /// Whether the models and agents can be made as the file describes them.
    private func check(_ file: Configuration) throws(SettingsError) -> Check {
        let client = CurlClient()
        let models = try ConfiguredModels(file, client: client)
        let agents = try ConfiguredAgents(file, models: models, client: client).agents.map(\.name)
        let finding = file.path.map { "\($0): agents \(agents.isEmpty ? "none" : agents.joined(separator: ", "))" }
        return Check(name: "config", state: .fine, finding: finding ?? "no file: everything is as usual")
    }

    private static func json(_ checks: [Check]) -> JSON {
        let list = checks.map { check -> JSON in
            var object: JSONObject = [
                "name": .string(check.name), "state": .string(check.state.rawValue), "finding": .string(check.finding),
            ]
            object["remedy"] = check.remedy.map(JSON.string)
            return .object(object)
        }
        return ["version": .string(Version.number), "checks": .array(list)]
    }
}
