import Duplex
import DuplexCurl
import DuplexTransport
import Glibc

/// `duplex serve`.
struct ServeCommand {
    let settings: Settings
    let output: Output

    /// Serves until a signal ends it.
    ///
    /// On cancellation: ends in good order.
    func run() async throws -> ExitCode {
        let address = try settings.listenAddress()
        let client = CurlClient()
        let models = try ConfiguredModels(settings.file, client: client)
        let configured = try ConfiguredAgents(settings.file, models: models, client: client)
        let model = try ModelChoice.make(settings, models, client: client)
        let configuration = try configuration(address, model?.0, configured, client)
        let server: DuplexServer
        do {
            server = try DuplexServer(configuration)
        } catch {
            throw CommandFailure(error.message, code: .settingsInvalid)
        }
        let started = ContinuousClock.now
        let banner = Banner(
            agents: configuration.agents.map(\.name), model: model?.1, store: configuration.store,
            hasTokens: !configuration.tokens.isEmpty, isLoopback: address.isLoopback, style: output.style)
        do {
            try await server.run { [output] ready in
                let lines = banner.lines(ready, after: ContinuousClock.now - started)
                for line in lines { if (try? output.line(line)) == nil { return } }
            }
        } catch let error as ServerError {
            throw CommandFailure(explain(error, address))
        }
        await client.close()
        return .completed
    }

    private func configuration(
        _ address: ListenAddress, _ model: (any Model)?, _ configured: ConfiguredAgents, _ client: CurlClient
    ) throws -> ServerConfiguration {
        let data = try settings.isOn(.memory) ? nil : settings.dataDirectory
        var configuration = ServerConfiguration(
            agents: try DemoAgents.served(
                with: configured.agents, model: model, settings, client: client, data: data))
        configuration.whenBusy = configured.policies
        let limits = settings.file.limits
        configuration.limits = try settings.limits(from: limits.session)
        configuration.chatTotal = limits.chatTotal
        configuration.chatIdle = limits.chatIdle
        configuration.arbiter = try arbiter(model)
        configuration.address = address.host
        configuration.port = address.port
        configuration.store = data.map { .directory($0) } ?? .memory
        configuration.loopCount = try settings.number(.loops, in: 1...256)
        configuration.corsOrigins = (settings.text(.corsOrigin) ?? "").split(separator: ",").map { String($0.trimmed) }
        if let path = settings.text(.tokens) {
            guard let text = try TextFile.read(path) else { throw SettingsError("There is no file \(path).") }
            configuration.tokens = text
        }
        configuration.traceEndpoint = settings.text(.otlpEndpoint)
        let level = try settings.word(.logLevel, as: LogLine.Level.self) ?? .info
        let format = try settings.word(.logFormat, as: ServerLog.Format.self)
        let log = ServerLog(level: level, format: format, output: output)
        configuration.log = { log.write($0) }
        // Turns have ended and the store is closed: only a tool that nobody can stop is left, and it ends with us.
        configuration.onOverdue = { _ in exit(ExitCode.completed.rawValue) }
        return configuration
    }

    /// Who looks again at messages; nil for nobody.
    private func arbiter(_ model: (any Model)?) throws -> (any Arbiter)? {
        switch settings.text(.arbiter) ?? "offline" {
        case "offline": return nil
        case "model":
            guard let model else { throw SettingsError("--arbiter model needs --model NAME.") }
            return ModelArbiter(model: model)
        case let other: throw SettingsError("--arbiter \(other): expected offline or model.")
        }
    }

    /// One line that says what to do.
    private func explain(_ error: ServerError, _ address: ListenAddress) -> String {
        guard error.code == .listenFailed, case .taken = PortProbe.try(address) else { return error.message }
        let holder = PortHolder.find(address.port).map { "\($0.name), process \($0.pid)" } ?? "another process"
        return "\(address) is in use by \(holder). Stop it, or choose another port: duplex serve --listen "
            + "\(address.host):\(address.port == .max ? 7171 : address.port + 1)"
    }
}
