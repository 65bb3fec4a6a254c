import DuplexClient
import DuplexCore

/// The program: from the words on the command line to the code that it ends with.
struct Program: Sendable {
    let environment: [String: String]
    let output: Output

    /// Does what the words ask for.
    ///
    /// On cancellation: the command ends as it would at a signal.
    func run(_ words: [String]) async -> ExitCode {
        do {
            return try await dispatch(try ArgumentParser.parse(words))
        } catch {
            return report(error)
        }
    }

    /// Says in one line what went wrong.
    private func report(_ error: any Error) -> ExitCode {
        switch error {
        case is OutputClosed: return .completed
        case let error as UsageError:
            output.note("duplex: \(error.message)")
            return .usage
        case let error as SettingsError:
            output.note("duplex: \(error.message)")
            return .settingsInvalid
        case let error as CommandFailure:
            output.note("duplex: \(error.message)")
            return error.code
        default:
            output.note("duplex: \(error)")
            return .failed
        }
    }

    private func dispatch(_ invocation: Invocation) async throws -> ExitCode {
        switch invocation.command.name {
        case .version:
            try output.line("duplex \(Version.number)")
            return .completed
        case .help: return try help(invocation.operand(0))
        case .doctor:
            return try DoctorCommand(
                invocation: invocation, environment: environment, isJSON: invocation.has("json")
            ).run(output)
        case .config:
            return try ConfigCommand(
                settings: try settings(invocation), explains: invocation.has("explain"), isJSON: invocation.has("json")
            ).run(output)
        case .serve: return try await ServeCommand(settings: try settings(invocation), output: output).run()
        case .agents, .ask, .tail, .watch, .chat: return try await talk(invocation)
        case .decide:
            let settings = try settings(invocation)
            return try await DecideCommand(policy: invocation.value("policy"), settings: settings, output: output).run()
        case .demo: return try await DemoCommand(isFast: invocation.has("fast")).run(output)
        case .backup:
            let directory = try settings(invocation).dataDirectory
            return try await BackupCommand(directory: directory, file: invocation.operand(0) ?? "").run(output)
        }
    }

    /// Does what needs a server.
    private func talk(_ invocation: Invocation) async throws -> ExitCode {
        let settings = try settings(invocation)
        let server = try settings.connection()
        let isJSON = invocation.has("json")
        do {
            switch invocation.command.name {
            case .agents:
                let shown = try AgentsCommand.shown(in: invocation.operands)
                return try await AgentsCommand(server: server, shown: shown, isJSON: isJSON).run(output)
            case .ask:
                let ask = AskCommand(
                    server: server, agent: invocation.operand(0) ?? "", text: try text(invocation.operand(1) ?? ""),
                    session: invocation.value("session"), isJSON: isJSON)
                return try await ask.run(output)
            case .tail:
                let kinds = (invocation.value("kinds") ?? "").split(separator: ",").map { String($0.trimmed) }
                let tail = TailCommand(
                    server: server, session: SessionID(invocation.operand(0) ?? ""),
                    first: Offset(try invocation.number("from") ?? 0), kinds: kinds, isJSON: isJSON,
                    follows: !invocation.has("no-follow"))
                return try await tail.run(output)
            case .watch:
                let watch = WatchCommand(
                    server: server, session: SessionID(invocation.operand(0) ?? ""),
                    follows: !invocation.has("no-follow"))
                return try await watch.run(output)
            default:
                let chat = ChatCommand(
                    server: server, agent: invocation.operand(0), session: invocation.value("session"), isJSON: isJSON)
                return try await chat.run(output)
            }
        } catch let error as ClientError {
            throw CommandFailure(error, url: settings.serverURL)
        }
    }

    /// The text to send: the operand, or the input where it is a dash.
    private func text(_ operand: String) throws -> String {
        guard operand == "-" else { return operand }
        return try TextFile.read("/dev/stdin") ?? ""
    }

    private func help(_ name: String?) throws -> ExitCode {
        guard let name else {
            try output.line(HelpText.overview(width: output.style.width))
            return .completed
        }
        // The parser knows how to refuse a name that is none.
        guard let command = Command.Name(rawValue: name).flatMap(CommandTable.command) else {
            _ = try ArgumentParser.parse([name])
            return .usage
        }
        try output.line(HelpText.page(of: command, width: output.style.width))
        return .completed
    }

    private func settings(_ invocation: Invocation) throws(SettingsError) -> Settings {
        try Settings(reading: invocation, environment: environment)
    }
}
