import DuplexAgents
import DuplexCore
import DuplexCurl

/// `duplex config`.
struct ConfigCommand {
    let settings: Settings
    let explains: Bool
    let isJSON: Bool

    /// Checks the configuration; with `explains` also prints every setting.
    func run(_ output: Output) throws -> ExitCode {
        if explains {
            try explain(output)
            return .completed
        }
        let client = CurlClient()
        let models = try ConfiguredModels(settings.file, client: client)
        let agents = try ConfiguredAgents(settings.file, models: models, client: client)
        _ = try settings.listenAddress()
        try output.line(
            "The configuration is fine: models \(models.byName.keys.sorted().listed), agents \(agents.agents.map(\.name).listed)."
        )
        return .completed
    }

    private func explain(_ output: Output) throws {
        let rows = try Explanation(settings).settings
        if isJSON {
            let list = rows.map { row -> JSON in
                [
                    "name": .string(row.name), "value": .string(row.value), "source": .string(row.source),
                    "about": .string(row.about),
                ]
            }
            try output.line((["settings": .array(list)] as JSON).text)
            return
        }
        let widths = [
            rows.map(\.name.count).max() ?? 0, rows.map(\.value.count).max() ?? 0, rows.map(\.source.count).max() ?? 0,
        ]
        for row in rows {
            let cells = zip([row.name, row.value, row.source], widths).map {
                TextCleaner.clean($0).padding(toColumns: $1)
            }
            try output.line((cells + [row.about]).joined(separator: "  "))
        }
    }
}

extension [String] {
    fileprivate var listed: String { isEmpty ? "none" : joined(separator: ", ") }
}
