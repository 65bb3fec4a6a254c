import DuplexClient

/// Where the server is that commands talk to.
extension Settings {
    var serverURL: String { text(.url) ?? ListenAddress.standard.url }

    /// The connection to it, with the token that was given.
    func connection() throws(SettingsError) -> DuplexConnection {
        DuplexConnection(url: serverURL, token: try token(), clock: ContinuousClock(), random: Machine.random)
    }

    private func token() throws(SettingsError) -> String? {
        guard let path = text(.tokenFile) else { return text(.token) }
        guard let text = try TextFile.read(path) else { throw SettingsError("There is no file \(path).") }
        let token = String(text[...].trimmed)
        guard !token.isEmpty else { throw SettingsError("\(path) holds no token.") }
        return token
    }
}

extension CommandFailure {
    /// What a server's refusal means to somebody at the command line.
    init(_ error: ClientError, url: String) {
        switch error {
        case .unreachable(let message):
            self.init("\(message) Is there a server at \(url)? `duplex serve --demo` starts one.", code: .unreachable)
        case .unauthorised(let message):
            self.init("\(message) --token-file FILE or DUPLEX_TOKEN gives a token.", code: .unauthorised)
        case .notFound, .refused, .historyChanged, .incomprehensible:
            self.init(error.description)
        }
    }
}
