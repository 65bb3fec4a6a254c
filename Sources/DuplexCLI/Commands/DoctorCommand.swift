import DuplexCore

/// `duplex doctor`.
struct DoctorCommand {
    let settings: Settings
    let environment: [String: String]
    let isJSON: Bool

    func run(_ output: Output) throws -> ExitCode {
        let doctor = Doctor(
            listen: try settings.listenAddress(), dataDirectory: settings.dataDirectory,
            keepsData: try !settings.isOn(.memory), environment: environment)
        let checks = doctor.checks()
        let isFine = checks.allSatisfy { $0.state != .missing }
        if isJSON {
            try output.line(Self.json(checks).text)
        } else {
            let nameWidth = checks.map(\.name.count).max() ?? 0
            for line in checks.flatMap({ $0.lines(nameWidth: nameWidth) }) { try output.line(line) }
        }
        return isFine ? .completed : .failed
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
